/** Which rows of a list are selected. */

/** The keys with this one put in, or taken out if it was in. */
export function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The places from one row to another, both with them, upwards or downwards. */
export function between(from: number, to: number): readonly number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: high - low + 1 }, (_, n) => low + n);
}
