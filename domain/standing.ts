import type { ResyncResult } from "./resync.ts";

/**
 * How a phone stands: whether it has, and uses, what it should, as far as anything shows it. The one rule of the list, the
 * fleet view, the command line and the figures. In doubt it is never `current`.
 */
export const standingStates = ["current", "waiting", "stopped"] as const;
/** `waiting`: it comes by itself, or when the phone is on; `stopped`: somebody has to do something. */
export type StandingState = (typeof standingStates)[number];

/**
 * - `in_use`: it has asked again, or registered, since it fetched what it should; `delivered`: it has fetched it.
 * - `preparing`: its files are being made; `not_fetched`: it has not fetched them yet; `updating`: it takes its firmware;
 *   `silent`: nothing has been heard of it for longer than it goes by itself; `unreached`: the exchange did not reach it;
 *   `never_asked`: it has never been heard of.
 * - `unproved`: somebody asked in its name, without its proof; `render_failed`, `model_unknown`: its files cannot be made;
 *   `model_other`: it says that it is another model; `overridden`: other values have been set at the phone itself;
 *   `firmware_other`, `firmware_unsaid`: it runs another firmware, or does not say which; `unregistered`: it fetched, and the
 *   exchange does not know it; `unheard`: it had everything when it was heard of the last time, long ago.
 */
export const stateOfReason = {
  in_use: "current",
  delivered: "current",
  preparing: "waiting",
  not_fetched: "waiting",
  updating: "waiting",
  silent: "waiting",
  unreached: "waiting",
  never_asked: "waiting",
  unproved: "stopped",
  render_failed: "stopped",
  model_unknown: "stopped",
  model_other: "stopped",
  overridden: "stopped",
  firmware_other: "stopped",
  firmware_unsaid: "stopped",
  unregistered: "stopped",
  unheard: "stopped",
} as const satisfies Readonly<Record<string, StandingState>>;
export type StandingReason = keyof typeof stateOfReason;
export const standingReasons = Object.keys(stateOfReason).filter(isStandingReason);

export function isStandingReason(text: string): text is StandingReason {
  return Object.hasOwn(stateOfReason, text);
}

/** Raised when the rule below gives something else for the same facts: every phone is then looked at again. */
export const standingRule = 1;

/** A file that a phone asks for. `wantedHash` empty: there is none for this phone. Instants are ISO 8601 UTC. */
export type FileFacts = {
  readonly role: string;
  /** Of the phone, when it was made last; null: never. */
  readonly madeRevision: number | null;
  readonly wantedHash: string | null;
  readonly wantedAt: string | null;
  readonly deliveredHash: string | null;
  /** When these bytes were fetched for the first time. */
  readonly deliveredAt: string | null;
};

/** Everything that is known of a phone. Instants are ISO 8601 UTC. */
export type StandingFacts = {
  readonly revision: number;
  /** As it is registered here. */
  readonly model: string;
  /** Null: nothing has been made for it yet. */
  readonly wanted: {
    readonly revision: number;
    readonly roles: readonly string[];
    readonly firmware: string | null;
    readonly pollHours: number;
  } | null;
  readonly files: readonly FileFacts[];
  readonly failures: readonly { readonly role: string; readonly revision: number; readonly at: string; readonly code: string }[];
  /** The last time it proved itself, with what it has said of itself. */
  readonly contact: {
    readonly at: string;
    readonly address: string;
    readonly firmware: string | null;
    readonly model: string | null;
  } | null;
  readonly refused: { readonly at: string; readonly code: string; readonly address: string } | null;
  readonly localChanges: readonly { readonly at: string; readonly parameters: readonly string[] }[];
  readonly registration: {
    readonly registered: boolean;
    readonly at: string;
    readonly source: "exchange" | "notify" | "options";
  } | null;
  /** What became of it when it was asked to fetch the last time. */
  readonly resync: { readonly result: ResyncResult; readonly at: string } | null;
};

export type Standing = {
  /** Of its files alone. */
  readonly files: "never" | "waiting" | "fetched";
  readonly reason: StandingReason;
  readonly since: string | null;
  /** From then on it is `lateReason`, unless something is heard. */
  readonly dueAt: string | null;
  readonly lateReason: StandingReason | null;
  /** File roles, a code, a version, names of parameters: what the reason is about. */
  readonly about: readonly string[];
};

const minute = 60_000;
const hour = 60 * minute;

/** Refused so long after the last proof that it is not one look beside the right path in the same start. */
const besideProof = 10 * minute;
/** Beyond a poll that is late: a start, a slow line, a window of the night that is an hour longer in autumn. */
const pollSlack = 2 * hour;
/** Patience with a phone that does not poll. */
const withoutPoll = 26 * hour;
/** From the files that name a firmware to the phone that says it runs it. */
const updateTime = hour;
/** From a fetch to the next sign that is no more part of the same start. */
const sameStart = minute;
/** A phone that starts again is unknown to the exchange for so long. */
const registerTime = 10 * minute;

/** What a phone's facts amount to. */
export function standingOf(facts: StandingFacts): Standing {
  const expected = expectedFiles(facts);
  const files = filesState(facts, expected);
  const says = (reason: StandingReason, more: Partial<Standing> = {}): Standing => ({
    ...{ files, reason, since: null, dueAt: null, lateReason: null, about: [] },
    ...more,
  });
  return (
    unheardOf(facts, says) ??
    unmade(facts, expected, says) ??
    unfetched(facts, expected, says) ??
    deviating(facts, says) ??
    has(facts, expected, says)
  );
}

type Says = (reason: StandingReason, more?: Partial<Standing>) => Standing;

/** The files of the phone's model; while nobody has said which, those that have been made. */
function expectedFiles({ wanted, files }: StandingFacts): FileFacts[] {
  if (wanted === null) return files.filter((file) => file.madeRevision !== null);
  const byRole = new Map(files.map((file) => [file.role, file]));
  const none = { madeRevision: null, wantedHash: null, wantedAt: null, deliveredHash: null, deliveredAt: null };
  return wanted.roles.map((role) => byRole.get(role) ?? { role, ...none });
}

function filesState({ revision, files }: StandingFacts, expected: readonly FileFacts[]): Standing["files"] {
  if (!files.some((file) => file.deliveredHash !== null)) return "never";
  const made = expected.length > 0 && expected.every((file) => isMade(file, revision));
  return made && !expected.some(isMissing) ? "fetched" : "waiting";
}

const isMade = (file: FileFacts, revision: number): boolean => file.madeRevision !== null && file.madeRevision >= revision;
const isMissing = ({ wantedHash, deliveredHash }: FileFacts): boolean => wantedHash !== "" && wantedHash !== deliveredHash;

/**
 * Nobody has heard of it, or the last who asked in its name had no proof. A name proves nothing: what comes from
 * elsewhere than the phone itself does says nothing of it.
 */
function unheardOf({ refused, contact }: StandingFacts, says: Says): Standing | null {
  const itself = contact === null || (refused?.address === contact.address && after(refused.at, contact.at, besideProof));
  if (refused !== null && itself) return says("unproved", { since: refused.at, about: [refused.code] });
  return contact === null ? says("never_asked") : null;
}

/** It cannot have what it should, because that is not there yet. */
function unmade({ revision, wanted, failures }: StandingFacts, expected: readonly FileFacts[], says: Says): Standing | null {
  if (wanted !== null && wanted.roles.length === 0 && wanted.revision >= revision) return says("model_unknown");
  const unmade = expected.filter((file) => !isMade(file, revision)).map(({ role }) => role);
  if (expected.length > 0 && unmade.length === 0) return null;
  const failed = failures.filter((one) => one.revision >= revision && (wanted === null || unmade.includes(one.role)));
  const [first] = failed;
  if (first) return says("render_failed", { since: earliest(failed.map(({ at }) => at)), about: [first.role, first.code] });
  return says("preparing", { about: unmade });
}

function unfetched(facts: StandingFacts, expected: readonly FileFacts[], says: Says): Standing | null {
  const missing = expected.filter(isMissing);
  if (missing.length === 0) return null;
  const { contact, resync, wanted } = facts;
  const since = earliest(missing.flatMap(({ wantedAt }) => wantedAt ?? []));
  const about = missing.map(({ role }) => role);
  const asked = resync !== null && (since === null || resync.at > since) && (contact === null || resync.at > contact.at);
  if (asked && (resync.result === "not_registered" || resync.result === "timeout"))
    return says("unreached", { since, about: [...about, resync.result] });
  const heard = latest([since, aliveAt(facts)]);
  const patience = wanted === null || wanted.pollHours === 0 ? withoutPoll : wanted.pollHours * hour + pollSlack;
  return says("not_fetched", { since, about, ...late(heard, patience, "silent") });
}

/** It has its files, and is something else all the same. */
function deviating(facts: StandingFacts, says: Says): Standing | null {
  const { contact, model, localChanges, wanted } = facts;
  if (contact?.model != null && contact.model !== model)
    return says("model_other", { since: contact.at, about: [contact.model] });
  if (localChanges.length > 0) {
    const about = [...new Set(localChanges.flatMap(({ parameters }) => parameters))];
    return says("overridden", { since: earliest(localChanges.map(({ at }) => at)), about });
  }
  if (wanted?.firmware == null || (contact?.firmware != null && runs(contact.firmware, wanted.firmware))) return null;
  const since = latest(facts.files.map(({ deliveredAt }) => deliveredAt));
  if (contact?.firmware == null) return says("firmware_unsaid", { since, about: [wanted.firmware] });
  const about = [wanted.firmware, contact.firmware];
  return says("updating", { since, about, ...late(since, updateTime, "firmware_other") });
}

/** `6.3.0` is wanted, and `6.3.0.14929` runs: the phone names its build too. */
export function runs(firmware: string, wanted: string): boolean {
  return firmware === wanted || firmware.startsWith(`${wanted}.`);
}

function has(facts: StandingFacts, expected: readonly FileFacts[], says: Says): Standing {
  const { contact, registration, wanted } = facts;
  const since = latest(expected.map(({ deliveredAt }) => deliveredAt));
  const away = registration?.registered === false ? registration : null;
  // An answer to one question is about that moment; what the exchange tells by itself holds until it tells otherwise.
  if (away !== null && away.source !== "exchange" && (contact === null || away.at > contact.at))
    return says("unregistered", { since: away.at });
  const again = since !== null && contact !== null && after(contact.at, since, sameStart);
  const registered = registration?.registered === true && since !== null && registration.at > since;
  const reason = again || registered ? "in_use" : "delivered";
  if (away !== null && away.source === "exchange") {
    const heard = latest([away.at, contact?.at ?? null]);
    return says(reason, { since, ...late(heard, registerTime, "unregistered") });
  }
  if (wanted === null || wanted.pollHours === 0) return says(reason, { since });
  return says(reason, { since, ...late(aliveAt(facts), 2 * wanted.pollHours * hour + 24 * hour, "unheard") });
}

/** The last sign of life that shows more than that somebody knows its name. */
function aliveAt({ contact, registration }: StandingFacts): string | null {
  return latest([contact?.at ?? null, registration?.registered ? registration.at : null]);
}

function late(from: string | null, millis: number, lateReason: StandingReason): Pick<Standing, "dueAt" | "lateReason"> {
  return from === null
    ? { dueAt: null, lateReason: null }
    : { dueAt: new Date(Date.parse(from) + millis).toISOString(), lateReason };
}

function after(at: string, other: string, millis: number): boolean {
  return Date.parse(at) > Date.parse(other) + millis;
}

function latest(instants: readonly (string | null)[]): string | null {
  return instants.reduce<string | null>((most, one) => (one !== null && (most === null || one > most) ? one : most), null);
}

function earliest(instants: readonly string[]): string | null {
  return instants.reduce<string | null>((least, one) => (least === null || one < least ? one : least), null);
}

/** The whole of it at that instant. */
export function standingAt(standing: Standing, now: Date): Standing & { readonly state: StandingState } {
  const reason = reasonAt(standing, now);
  return { ...standing, reason, state: stateOfReason[reason] };
}

/** What it is at that instant: nothing has to happen for a phone to become late. */
export function reasonAt(
  { reason, dueAt, lateReason }: Pick<Standing, "reason" | "dueAt" | "lateReason">,
  now: Date,
): StandingReason {
  return dueAt !== null && lateReason !== null && dueAt < now.toISOString() ? lateReason : reason;
}
