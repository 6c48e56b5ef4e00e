/** One line of a difference: kept, taken away or put in. */
export type DiffLine = { readonly kind: " " | "-" | "+"; readonly text: string };

/** More changed lines than this are shown as "all out, all in": the table below grows with the square. */
const most = 4000;

/** What changed between two texts, line by line: the longest common run of lines is kept. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = changed(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...kept(before.slice(0, head)), ...middle, ...kept(tail === 0 ? [] : before.slice(-tail))];
}

/** Only the changes, each with so many kept lines around it. */
export function withContext(lines: readonly DiffLine[], around: number): (DiffLine | null)[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((one) => one.kind !== " "),
  );
  const shown: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near[index]) shown.push(line);
    else if (shown.length > 0 && shown.at(-1) !== null) shown.push(null);
  }
  return shown.at(-1) === null ? shown.slice(0, -1) : shown;
}

/** Longest common subsequence by the classic table, rows of 32-bit counts. */
function changed(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length > most || after.length > most) return [...removed(before), ...added(after)];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const same = before[row] === after[column];
      lengths[row * width + column] = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      lines.push({ kind: " ", text: before[row] ?? "" });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) lines.push(...removed(before.slice(row, ++row)));
    else lines.push(...added(after.slice(column, ++column)));
  }
  return [...lines, ...removed(before.slice(row)), ...added(after.slice(column))];
}

const kept = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ kind: " ", text }));
const removed = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ kind: "-", text }));
const added = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ kind: "+", text }));
