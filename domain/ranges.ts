/** Whole numbers as runs without a gap, in order, each number once: 3, 1, 2, 7 → 1–3 and 7–7. */
export function ranges(numbers: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const one of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && one === last[1] + 1) last[1] = one;
    else runs.push([one, one]);
  }
  return runs;
}
