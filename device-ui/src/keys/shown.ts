import { keyLabel } from "../../../domain/key-labels.ts";
import { asksThisServer, keyProblem, keyRules, needsAccount } from "../../../domain/key-rules.ts";
import { displayNumber, parseNumber } from "../../../domain/numbers.ts";
import type { KeyKind, KeyTarget } from "../../../domain/phone-key.ts";
import type { KeyView, MisfitReason, Subject } from "../data/keys.ts";
import { type KeyContent, keysInShape } from "../drawing/drawing.ts";
import { beneathAt, dataOf, type Edits, type KeyData, keyAt, pendingEdits, placeOf } from "./draft.ts";

export type KeyProblem = NonNullable<ReturnType<typeof keyProblem>> | "number_invalid";

/** A key as it will show: saved, or with an edit that waits to be saved. */
export type ShownKey = {
  readonly at: string;
  readonly data: KeyData;
  readonly label: string;
  readonly misfit: MisfitReason | null;
  /** What keeps it from being saved; null: nothing. */
  readonly problem: KeyProblem | null;
  /** Not saved yet. */
  readonly edited: boolean;
  /** As it is saved; null: an edit. */
  readonly saved: KeyView | null;
};

/** Every key with something on it or that is edited, in order of place. */
export function shownKeys(subject: Subject, edits: Edits): readonly ShownKey[] {
  const pending = new Set(pendingEdits(subject, edits).map(([at]) => at));
  const places = new Set([...subject.keys.map(({ place }) => `${place.module}/${place.index}`), ...pending]);
  return [...places].map((at) => shownAt(subject, edits, at, pending.has(at))).filter((one) => one !== null);
}

export function shownAt(subject: Subject, edits: Edits, at: string, edited = isEdited(subject, edits, at)): ShownKey | null {
  const edit = edited ? edits.get(at) : undefined;
  if (edit) return preview(subject, edit, at);
  const saved = edited ? beneathAt(subject, at) : keyAt(subject.keys, at);
  if (!saved) return edited ? preview(subject, emptyKey(at), at) : null;
  const { label, misfit } = saved;
  return { at, data: dataOf(saved), label, misfit, problem: null, edited, saved };
}

function isEdited(subject: Subject, edits: Edits, at: string): boolean {
  return pendingEdits(subject, edits).some(([one]) => one === at);
}

function emptyKey(at: string): KeyData {
  const rest = { target: null, targetName: null, reachable: true, account: 1, label: null, value: null, locked: false };
  return { place: placeOf(at), kind: "blank", ...rest };
}

function preview(subject: Subject, data: KeyData, at: string): ShownKey {
  const label = labelOf(subject, data);
  return { at, data, label, misfit: misfitOf(subject, data), problem: problemOf(data), edited: true, saved: null };
}

function problemOf(data: KeyData): KeyProblem | null {
  if (data.target?.kind === "number" && !isDialled(data.target.number)) return "number_invalid";
  return keyProblem(data);
}

/** A number in any written form, an extension or a feature code. */
export function isDialled(written: string): boolean {
  return parseNumber(written) !== null || /^[0-9*#]{1,30}$/.test(written.replace(/\s/g, ""));
}

/** What the phone will show: the key's own label, else its target's name, else what the phone calls such a key. */
export function labelOf({ accounts, language }: Subject, { kind, target, targetName, label, account }: KeyData): string {
  if (label !== null) return label;
  if (target?.kind === "number") return displayed(target.number);
  if (targetName !== null) return targetName;
  if (kind === "line") return accounts?.find((one) => one.position === account)?.name ?? "";
  return keyLabel(kind, language);
}

/** A number in any written form as people read it; extensions and codes as they are. */
export function displayed(written: string): string {
  const number = parseNumber(written);
  return number ? displayNumber(number.canonical) : written.trim();
}

/** Why this model, or this phone, cannot have the key; the server says the rest when it is saved. */
export function misfitOf(subject: Subject, data: KeyData): MisfitReason | null {
  const { shape, keyKinds, accounts, mostAccounts, codes } = subject;
  const { place, kind } = data;
  const asks = asksThisServer(data, codes);
  if (shape && !keysInShape(shape).some(({ module, index }) => module === place.module && index === place.index)) {
    return place.module > shape.modules.length ? "no_such_module" : "no_such_key";
  }
  if (!keyKinds.includes(kind) && kind !== "blank") return "kind_not_supported";
  if (asks) return keyKinds.includes("url") ? null : "no_browser";
  const known = accounts === null ? data.account <= mostAccounts : accounts.some(({ position }) => position === data.account);
  if (needsAccount(kind) && !known) return "account_missing";
  return data.target !== null && data.target.kind !== "number" && !data.reachable ? "target_has_no_number" : null;
}

/** For the drawing. */
export function contentOf({ accounts }: Subject, { data, label, misfit, problem, edited, saved }: ShownKey): KeyContent {
  const { module, index } = data.place;
  const state = misfit !== null || problem !== null ? "misfit" : edited ? "edited" : (saved?.state ?? "live");
  return {
    module,
    index,
    label,
    kind: data.kind,
    locked: data.locked,
    state,
    shared: accounts !== null && saved?.from === "layout",
  };
}

/** What a target put on a key makes of it: a kind that takes it stays, else the usual one. */
export function withTarget(
  subject: Subject,
  before: KeyData | null,
  at: string,
  target: KeyTarget,
  targetName: string | null,
  reachable: boolean,
): KeyData {
  const keeps = before !== null && before.kind !== "line" && keyRules[before.kind].targets.includes(target.kind);
  const rest = { account: before?.account ?? 1, locked: before?.locked ?? false, value: keeps ? before.value : null };
  // A label of the key's own was for whom it called before.
  return {
    place: placeOf(at),
    kind: keeps ? before.kind : usualKind(subject, target),
    target,
    targetName,
    reachable,
    label: null,
    ...rest,
  };
}

function usualKind({ keyKinds }: Subject, { kind }: KeyTarget): KeyKind {
  return kind === "user" && keyKinds.includes("blf") ? "blf" : "speedDial";
}

/** The same key with another kind: what the new kind does not take falls away. */
export function withKind(data: KeyData, kind: KeyKind): KeyData {
  const rule = keyRules[kind];
  const keeps = data.target !== null && rule.targets.includes(data.target.kind);
  return {
    ...data,
    kind,
    ...(keeps ? {} : { target: null, targetName: null, reachable: true }),
    value: rule.value !== null && data.value !== null && rule.value.test(data.value) ? data.value : null,
    label: kind === "blank" ? null : data.label,
  };
}
