/**
 * Two-sample Kolmogorov–Smirnov test: how probable two samples are to differ as much as these do when they come from one and
 * the same distribution (asymptotic; right from some fifty values on).
 *
 * @returns `distance` from 0 to 1, and `p`
 */
export function kolmogorovSmirnov(
  first: readonly number[],
  second: readonly number[],
): { readonly distance: number; readonly p: number } {
  const [a, b] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && (a[i] ?? 0) <= value) i++;
    while (j < b.length && (b[j] ?? 0) <= value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const effective = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { distance, p: tail((effective + 0.12 + 0.11 / effective) * distance) };
}

/** The tail of Kolmogorov's distribution. */
function tail(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}
