import type { KeyKind, KeyTarget } from "./phone-key.ts";

type TargetKind = KeyTarget["kind"];
type Rule = {
  /** Kinds of target it takes; empty: none. */
  readonly targets: readonly TargetKind[];
  readonly targetNeeded: boolean;
  /** What its value looks like; null: it has none. */
  readonly value: RegExp | null;
  readonly valueNeeded: boolean;
};

const anybody: readonly TargetKind[] = ["user", "group", "contact", "number"];
const inside: readonly TargetKind[] = ["user", "group", "number"];
const code = /^[0-9*#+]{1,30}$/;
const nothing: Rule = { targets: [], targetNeeded: false, value: null, valueNeeded: false };

/** What each kind of key needs: one table for the database, the command line and the portal. */
export const keyRules: Readonly<Record<KeyKind, Rule>> = {
  line: nothing,
  speedDial: { ...nothing, targets: anybody, targetNeeded: true },
  // A lamp shows people and groups of the own exchange alone.
  blf: { ...nothing, targets: inside, targetNeeded: true },
  groupLogin: { ...nothing, targets: ["group"], targetNeeded: true, value: code },
  diversion: { ...nothing, value: code },
  voicemail: { ...nothing, targets: ["user", "number"] },
  park: { ...nothing, value: code },
  pickup: { ...nothing, targets: inside, value: code },
  transfer: { ...nothing, targets: anybody },
  conference: nothing,
  dnd: nothing,
  forward: { ...nothing, targets: anybody },
  // A contact list's id; none: the colleagues.
  directory: { ...nothing, value: /^[0-9a-z-]{1,40}$/ },
  url: { ...nothing, value: /^https?:\/\/[^\s\p{Cc}]+$/u, valueNeeded: true },
  dtmf: { ...nothing, value: /^[0-9*#A-D,]{1,60}$/, valueNeeded: true },
  blank: nothing,
};

/** What is wrong with a key, or null. */
export function keyProblem(key: {
  readonly kind: KeyKind;
  readonly target: { readonly kind: TargetKind } | null;
  readonly value: string | null;
}): "target_missing" | "target_refused" | "value_missing" | "value_refused" | null {
  const rule = keyRules[key.kind];
  if (key.target === null && rule.targetNeeded) return "target_missing";
  if (key.target !== null && !rule.targets.includes(key.target.kind)) return "target_refused";
  if (key.value === null) return rule.valueNeeded ? "value_missing" : null;
  return rule.value?.test(key.value) ? null : "value_refused";
}

/** Keys that call, watch or log in do so with an account; the phone's own functions need none. */
export function needsAccount(kind: KeyKind): boolean {
  return !(["conference", "dnd", "directory", "url", "dtmf", "blank"] as readonly KeyKind[]).includes(kind);
}

/** Feature codes of the exchange for keys that act; empty: this server does what they are for. */
export type ActingCodes = { readonly groupLogin: string; readonly diversion: string };

/** A log-in or diversion key asks this server, unless the key itself or the exchange has a code for it. */
export function asksThisServer(
  { kind, value }: { readonly kind: KeyKind; readonly value: string | null },
  codes: ActingCodes,
): boolean {
  return (kind === "groupLogin" || kind === "diversion") && (value ?? codes[kind]) === "";
}
