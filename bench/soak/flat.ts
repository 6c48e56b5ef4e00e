/** A value at a time, seconds. */
export type Sample = { readonly at: number; readonly value: number };

/** How much may be gained: a share of what it is, or so much whatever it is. */
export type Allowed = { readonly share: number; readonly least: number };

export type Flatness = {
  /** In the middle of what was looked at. */
  readonly usual: number;
  /** By the trend, from the end of the warm-up to the end. */
  readonly gained: number;
  readonly allowed: number;
  readonly flat: boolean;
};

/** Of the whole time, what is left out: caches fill, and code is compiled. */
const warmUp = 1 / 3;
const windows = 20;

/**
 * Whether something stays as it is. After the warm-up the time is cut into twenty windows, of each the lowest value
 * counts (what is left when memory has been tidied), and the trend is the middle of the slopes between all pairs of
 * them (Theil and Sen: a few odd windows do not turn it). It is flat when the trend gains no more than is allowed.
 */
export function flatness(samples: readonly Sample[], allowed: Allowed): Flatness {
  const [first, last] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0];
  const from = first + (last - first) * warmUp;
  const width = (last - from) / windows || 1;
  const rest = samples.filter(({ at }) => at >= from);
  const lowest = Map.groupBy(rest, ({ at }) => Math.min(windows - 1, Math.floor((at - from) / width)));
  const points = [...lowest].map(([window, list]) => ({ at: window, value: Math.min(...list.map(({ value }) => value)) }));
  const slopes = points.flatMap((one, n) =>
    points.slice(n + 1).map((other) => (other.value - one.value) / (other.at - one.at || 1)),
  );
  const usual = middle(points.map(({ value }) => value));
  const gained = middle(slopes) * (windows - 1);
  const most = Math.max(allowed.share * usual, allowed.least);
  return { usual, gained, allowed: most, flat: points.length > 1 && gained <= most };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
