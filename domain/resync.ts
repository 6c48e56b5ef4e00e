import { addDays, instantOf, wallClock } from "./local-time.ts";

/** When phones that should have something else are told so: at once, in the night's window, or when somebody says so. */
export const resyncModes = ["now", "night", "hand"] as const;
export type ResyncMode = (typeof resyncModes)[number];

/** `resync`: fetch again; `probe`: does the exchange reach it? */
export const resyncKinds = ["resync", "probe"] as const;
export type ResyncKind = (typeof resyncKinds)[number];

/** Why a phone is asked: somebody said so, something was changed, a roll-out or a job came to it; `again`: it said yes, and nobody has seen it fetch. */
export const resyncReasons = ["person", "change", "rollout", "job", "again"] as const;
export type ResyncReason = (typeof resyncReasons)[number];

export const resyncStates = ["waiting", "sending", "done"] as const;
export type ResyncState = (typeof resyncStates)[number];

/**
 * What became of it. `accepted`: the phone answered; `not_needed`: it had fetched before it was asked; `not_registered`:
 * the exchange does not know where it is; `timeout`: no answer; `unreachable`: the exchange is not reached;
 * `exchange_fault`: the exchange cannot just now; `refused`: it wants other credentials; `rejected`: it answered something
 * else; `no_account`: the phone has no account that it registers with; `not_allowed`: the address of the exchange is
 * not one that this server may send to.
 */
export const resyncResults = [
  "accepted",
  "not_needed",
  "not_registered",
  "timeout",
  "unreachable",
  "exchange_fault",
  "refused",
  "rejected",
  "no_account",
  "not_allowed",
] as const;
export type ResyncResult = (typeof resyncResults)[number];

/** What a final answer (RFC 3261 section 21) says about the phone. */
export function resultOfStatus(status: number): ResyncResult {
  if (status >= 200 && status < 300) return "accepted";
  if (status === 404 || status === 410 || status === 480 || status === 604) return "not_registered";
  if (status === 401 || status === 403 || status === 407) return "refused";
  if (status === 408 || status === 504) return "timeout";
  if (status === 500 || status === 502 || status === 503) return "exchange_fault";
  return "rejected";
}

/** Whether the exchange knew the phone when it answered so; null: that cannot be told. */
export function registeredBy(result: ResyncResult): boolean | null {
  if (result === "accepted") return true;
  return result === "not_registered" ? false : null;
}

const minute = 60_000;

/**
 * Who said that it will fetch, and has not so long after, is asked once more, and no more than that: it may have dropped the
 * message over a call, or have fetched just before the server that saw it was killed. Milliseconds.
 */
export const seenFetchingWithin = 10 * minute;

/** A phone that is off fetches by itself when it is on again: whoever does not answer is asked a few times, and then no more. */
const pauses: { readonly [R in ResyncResult]?: readonly number[] } = {
  timeout: [minute, 5 * minute, 30 * minute],
  unreachable: [minute / 2, 2 * minute, 10 * minute, 30 * minute, 60 * minute, 60 * minute],
  exchange_fault: [minute / 2, 2 * minute, 10 * minute, 30 * minute, 60 * minute, 60 * minute],
};

/**
 * Milliseconds until the next try; null: it is over.
 *
 * @param tries how often it has been tried, this time too
 * @param random from 0 up to 1: those that failed together do not come back together
 */
export function resyncPause(result: ResyncResult, tries: number, random: number): number | null {
  const pause = pauses[result]?.[tries - 1];
  return pause === undefined ? null : Math.round(pause * (0.8 + 0.4 * random));
}

/** Somebody who changes one thing after the other is waited for. Milliseconds after the latest change, and after the first. */
export const quiet = { afterLatest: 15_000, atMost: 120_000 } as const;

/** When a changed phone is asked, at the earliest. */
export function settledAt(firstChange: Date, latestChange: Date): Date {
  return new Date(Math.min(latestChange.getTime() + quiet.afterLatest, firstChange.getTime() + quiet.atMost));
}

/** Wall clocks `HH:MM` of the organisation's zone; `from` after `to`: over midnight; both the same: the whole day. */
export type NightWindow = { readonly from: string; readonly to: string };

/** Null: inside the window already; else when it opens next. */
export function nextNight(now: Date, window: NightWindow, zone: string): Date | null {
  const { from, to } = window;
  const { date, time } = wallClock(now, zone);
  const inside = from < to ? time >= from && time < to : from === to || time >= from || time < to;
  if (inside) return null;
  const today = instantOf({ date, time: from }, zone).instant;
  return today > now ? today : instantOf({ date: addDays(date, 1), time: from }, zone).instant;
}

/** A lane in which phones of one site are asked one after the other. */
export type Pace = { readonly perMinute: number };

/**
 * Gives each that waits a turn: `perMinute` of them a minute, somewhere in their part of it. What was not
 * used while nobody waited is not saved up.
 *
 * @param nextAt from when on the lane is free; null: it always was
 * @param randoms one for each that waits, from 0 up to 1
 */
export function takeTurns(
  nextAt: Date | null,
  now: Date,
  { perMinute }: Pace,
  randoms: readonly number[],
): { readonly at: readonly Date[]; readonly nextAt: Date } {
  const part = minute / perMinute;
  const start = Math.max(nextAt?.getTime() ?? 0, now.getTime());
  const idle = nextAt === null || nextAt <= now;
  // The first one after a rest is asked at once: whoever looks on sees it happen.
  const at = randoms.map((random, n) => new Date(Math.floor(start + part * (n + (idle && n === 0 ? 0 : random)))));
  return { at, nextAt: new Date(Math.ceil(start + part * randoms.length)) };
}
