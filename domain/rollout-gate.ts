import { sameVersion } from "./firmware.ts";
import { wholeShare } from "./rollout.ts";

const minute = 60_000;

/** What must be true of a ring before the next one begins. Times in minutes, shares in hundredths of a percent. */
export type Gate = {
  /** A phone has fetched and is back within so many minutes of its turn, or of when it was first heard of since. */
  readonly backWithin: number;
  /** The ring is looked at for at least so long after its last phone's turn. */
  readonly watchedFor: number;
  /** So many of the ring may fail. */
  readonly mayFail: number;
  /** So many of the ring must have been heard of: phones that are off say nothing about a roll-out. */
  readonly leastHeard: number;
  /** A phone that was registered at the exchange must be so again, where that is known. */
  readonly registered: boolean;
  /** Somebody says that it goes on, also when all is well. */
  readonly byHand: boolean;
};

/** What is known of a phone that has got it. */
export type Evidence = {
  readonly releasedAt: Date;
  /** When it was first heard of since: it may have been off when its turn came. Null: not yet. */
  readonly heardAt: Date | null;
  /** It has every file as it should be. */
  readonly fetched: boolean;
  /** When it last took a file. */
  readonly fetchedAt: Date | null;
  /** The version that the roll-out gives it; null: none. */
  readonly wantedFirmware: string | null;
  /** The version that it says it runs. */
  readonly firmware: string | null;
  /** What is known of its registration; null: nothing. */
  readonly registration: { readonly is: boolean; readonly at: Date } | null;
};

/** `silent`: not heard of since its turn; the others: what is missing. */
export const verdictReasons = ["silent", "not_fetched", "not_back", "not_registered"] as const;
export type VerdictReason = (typeof verdictReasons)[number];

export type Verdict = {
  readonly state: "released" | "waiting" | "healthy" | "failed";
  /** What is missing still, or was missing when its time was up; null: nothing. */
  readonly reason: VerdictReason | null;
};

/**
 * How a phone stands. One that has not asked for anything since its turn cannot have been harmed by it: it is off or
 * away, waits, and is no success either. One that has asked, and is not as it should be when its time is up, has failed.
 */
export function verdict(gate: Pick<Gate, "backWithin" | "registered">, seen: Evidence, now: Date): Verdict {
  const late = now.getTime() >= (seen.heardAt ?? seen.releasedAt).getTime() + gate.backWithin * minute;
  if (seen.heardAt === null) return { state: late ? "waiting" : "released", reason: "silent" };
  const reason = missing(gate, seen, late);
  if (reason === null) return { state: "healthy", reason: null };
  return { state: late ? "failed" : "released", reason };
}

function missing({ registered }: Pick<Gate, "registered">, seen: Evidence, late: boolean): VerdictReason | null {
  const { wantedFirmware: wanted, firmware } = seen;
  if (wanted !== null && (firmware === null || !sameVersion(wanted, firmware))) return "not_back";
  if (!seen.fetched) return "not_fetched";
  if (!registered || seen.registration === null) return null;
  const { is, at } = seen.registration;
  const after = seen.fetchedAt !== null && seen.fetchedAt > seen.releasedAt ? seen.fetchedAt : seen.releasedAt;
  if (at >= after) return is ? null : "not_registered";
  // It was not registered before either: that says nothing about the roll-out.
  if (!is && at < seen.releasedAt) return null;
  // No news since: it is waited for, and not held against the phone when none comes.
  return late && is ? null : "not_registered";
}

export type RingCounts = {
  readonly planned: number;
  readonly released: number;
  readonly waiting: number;
  readonly healthy: number;
  readonly failed: number;
  readonly skipped: number;
};

/**
 * `failing`: more fail than may. `releasing`: not all have had their turn. `watching`: they are looked at, `until`: at least.
 * `unheard`: too few have been heard of. `by_hand`: all is well, somebody must say so.
 */
export type RingOutlook =
  | { readonly is: "failing"; readonly failed: number; readonly of: number }
  | { readonly is: "releasing" }
  | { readonly is: "watching"; readonly until: Date | null }
  | { readonly is: "unheard"; readonly heard: number; readonly of: number }
  | { readonly is: "by_hand" }
  | { readonly is: "passed" };

/** @param releasedAt when the last phone of the ring had its turn; null: none had */
export function ringOutlook(gate: Gate, counts: RingCounts, releasedAt: Date | null, now: Date): RingOutlook {
  const of = counts.planned + counts.released + counts.waiting + counts.healthy + counts.failed;
  const heard = counts.healthy + counts.failed;
  if (tooManyFail(gate.mayFail, counts.failed, heard, of)) return { is: "failing", failed: counts.failed, of };
  if (counts.planned > 0) return { is: "releasing" };
  const until = releasedAt === null ? null : new Date(releasedAt.getTime() + gate.watchedFor * minute);
  if (counts.released > 0 || (until !== null && now < until)) return { is: "watching", until };
  const enough = gate.leastHeard === 0 || of === 0 || (heard > 0 && heard * wholeShare >= gate.leastHeard * of);
  if (!enough) return { is: "unheard", heard, of };
  return gate.byHand ? { is: "by_hand" } : { is: "passed" };
}

/**
 * More than the ring may have in all, or so many of those heard of so far that the share is plainly higher than it may
 * be (two standard deviations and one): a large ring is not spent to find out.
 */
export function tooManyFail(mayFail: number, failed: number, heard: number, of: number): boolean {
  if (failed > Math.floor((mayFail * of) / wholeShare)) return true;
  const expected = (mayFail * heard) / wholeShare;
  return failed > expected + 2 * Math.sqrt(expected) + 1;
}
