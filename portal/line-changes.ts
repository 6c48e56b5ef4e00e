/** Which lines go and which come, in their order; a line that stands several times counts as often. */
export function lineChanges(before: readonly string[], after: readonly string[]): { removed: string[]; added: string[] } {
  return { removed: beyond(before, after), added: beyond(after, before) };
}

/** Lines of `some` that `others` do not have, or not as often. */
function beyond(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && line !== "";
  });
}
