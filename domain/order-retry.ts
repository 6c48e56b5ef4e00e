const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after the first, second … try that failed; after the last one it is given up. Milliseconds. */
const pauses = [30 * second, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour] as const;

/** A pause is this much shorter or longer, so that what failed together does not come back together. */
const jitter = 0.2;

/** So long at most is waited because the other side asks for it. Milliseconds. */
const longestAsked = 8 * hour;

/**
 * How long to wait before an order is handed over again. Null: it has been tried often enough.
 *
 * @param tries that failed, this one too
 * @param asked milliseconds that the other side asked to wait for; null: it said nothing
 * @param random from 0 up to 1
 */
export function pauseBefore(tries: number, asked: number | null, random: number): number | null {
  const pause = pauses[tries - 1];
  if (pause === undefined) return null;
  const spread = Math.round(pause * (1 - jitter + 2 * jitter * random));
  return Math.max(spread, Math.min(asked ?? 0, longestAsked));
}

/** What the operator's system answered: taken, to be tried again, or wrong for good. */
export function verdictOf(status: number): "taken" | "again" | "never" {
  if (status === 200 || status === 201 || status === 202) return "taken";
  // Wrong in itself: the same order will never be right. What is wrong with the way there can be mended.
  return [400, 409, 410, 413, 415, 422].includes(status) ? "never" : "again";
}
