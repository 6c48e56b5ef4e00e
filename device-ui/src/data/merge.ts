/**
 * Two people have changed the same row. What only one of them touched is no question; what both did, differently, is:
 * mine or theirs, field by field.
 */
export type Fields = Readonly<Record<string, unknown>>;
export type Clash = { readonly field: string; readonly before: unknown; readonly mine: unknown; readonly theirs: unknown };
export type Merge = {
  /** What I changed and they did not: goes on top of theirs without asking. */
  readonly mine: Fields;
  /** Both changed, and not to the same. */
  readonly clashes: readonly Clash[];
};

/**
 * @param before as I read it
 * @param changes what I want, only the fields that I touched
 * @param theirs as it is now
 */
export function mergeChanges(before: Fields, changes: Fields, theirs: Fields): Merge {
  const mine: Record<string, unknown> = {};
  const clashes: Clash[] = [];
  for (const [field, wanted] of Object.entries(changes)) {
    const [was, is] = [before[field] ?? null, theirs[field] ?? null];
    if (same(wanted, is)) continue;
    if (same(was, is)) mine[field] = wanted;
    else clashes.push({ field, before: was, mine: wanted, theirs: is });
  }
  return { mine, clashes };
}

/** Rows are plain JSON, and both sides come from the same server in the same order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
