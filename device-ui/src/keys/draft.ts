import { formatPlace, type KeyBinding, type KeyKind, type KeyPlace, type KeyTarget } from "../../../domain/phone-key.ts";
import type { KeysChange, KeyView, Subject } from "../data/keys.ts";

/** A key as somebody programs it. */
export type KeyData = KeyBinding & {
  /** What the target is called, and whether there is a number to call; for people, groups and contacts. */
  readonly targetName: string | null;
  readonly reachable: boolean;
};
/** What is not saved yet, by place; null: the phone's own key is cleared, and what lies beneath shows. */
export type Edits = ReadonlyMap<string, KeyData | null>;

/** Unsaved edits with their steps back and forth. */
export type Draft = {
  readonly edits: Edits;
  readonly past: readonly Edits[];
  readonly future: readonly Edits[];
  /** What the last step was about: typing on in one field is one step. */
  readonly about: string | null;
};

export const emptyDraft: Draft = { edits: new Map(), past: [], future: [], about: null };
const mostSteps = 200;

/** One step further. @param about the same as the last step's: both are one step */
export function edited(draft: Draft, changes: Edits, about: string | null = null): Draft {
  const edits = new Map([...draft.edits, ...changes]);
  if (about !== null && about === draft.about) return { ...draft, edits, future: [] };
  return { edits, past: [...draft.past, draft.edits].slice(-mostSteps), future: [], about };
}

export function undone(draft: Draft): Draft {
  const edits = draft.past.at(-1);
  if (!edits) return draft;
  return { edits, past: draft.past.slice(0, -1), future: [draft.edits, ...draft.future], about: null };
}

export function redone(draft: Draft): Draft {
  const [edits, ...future] = draft.future;
  if (!edits) return draft;
  return { edits, past: [...draft.past, draft.edits], future, about: null };
}

export function keyAt(keys: readonly KeyView[], at: string): KeyView | null {
  return keys.find(({ place }) => formatPlace(place) === at) ?? null;
}

/** The phone's own key in that place, or the layout's when a layout is edited; null: none of the own. */
export function ownAt(subject: Subject, at: string): KeyView | null {
  const key = keyAt(subject.keys, at);
  return key && key.from === ownLayer(subject) ? key : null;
}

/** What shows where there is no key of the own. */
export function beneathAt(subject: Subject, at: string): KeyView | null {
  const key = keyAt(subject.keys, at);
  if (key && key.from !== ownLayer(subject)) return key;
  return keyAt(subject.beneath, at);
}

/** A layout has no accounts of its own: that is how the two are told apart. */
function ownLayer({ accounts }: Subject): KeyView["from"] {
  return accounts === null ? "layout" : "phone";
}

export function dataOf({ place, kind, target, account, ownLabel, value, locked, targetName, number }: KeyView): KeyData {
  const reachable = number !== null || target === null;
  return { place, kind, target, account, label: ownLabel, value, locked, targetName, reachable };
}

/** What stands there with the edits in, as one programs it; null: nothing. */
export function dataAt(subject: Subject, edits: Edits, at: string): KeyData | null {
  const edit = edits.get(at);
  if (edit) return edit;
  const key = edit === null ? beneathAt(subject, at) : keyAt(subject.keys, at);
  return key && dataOf(key);
}

/** Edits that would change something, in order of place. */
export function pendingEdits(subject: Subject, edits: Edits): readonly (readonly [string, KeyData | null])[] {
  return [...edits].filter(([at, edit]) => {
    const own = ownAt(subject, at);
    if (edit === null || own === null) return edit !== own;
    return JSON.stringify(bindingOf(edit)) !== JSON.stringify(bindingOf(dataOf(own)));
  });
}

/** What is sent. */
export function changeOf(pending: readonly (readonly [string, KeyData | null])[]): KeysChange {
  return {
    set: pending.flatMap(([, edit]) => (edit ? [bindingOf(edit)] : [])),
    clear: pending.flatMap(([at, edit]) => (edit ? [] : [placeOf(at)])),
  };
}

/** What takes a save back: the keys that were there before it. */
export function inverseOf(before: Subject, change: KeysChange): KeysChange {
  const places = [...change.set.map(({ place }) => place), ...change.clear];
  const owns = places.map((place) => ({ place, own: ownAt(before, formatPlace(place)) }));
  return {
    set: owns.flatMap(({ own }) => (own ? [bindingOf(dataOf(own))] : [])),
    clear: owns.flatMap(({ place, own }) => (own ? [] : [place])),
  };
}

/** In one order of its fields, so that two can be compared as text. */
export function bindingOf({ place: { module, index }, kind, target, account, label, value, locked }: KeyBinding): KeyBinding {
  return { place: { module, index }, kind, target: target && inOrder(target), account, label, value, locked };
}

function inOrder(target: KeyTarget): KeyTarget {
  return target.kind === "number" ? { kind: "number", number: target.number } : { kind: target.kind, id: target.id };
}

export function placeOf(at: string): KeyPlace {
  const [module = 0, index = 0] = at.split("/").map(Number);
  return { module, index };
}

export function aKey(place: KeyPlace, kind: KeyKind, say: Partial<KeyData> = {}): KeyData {
  const empty = { target: null, targetName: null, reachable: true, account: 1, label: null, value: null, locked: false };
  return { ...empty, ...say, place, kind };
}

/** What "clear" means there: an own key goes; one that lies beneath is covered by an empty key. */
export function emptied(subject: Subject, edits: Edits, at: string): KeyData | null {
  const beneath = beneathAt(subject, at);
  const locked = dataAt(subject, edits, at)?.locked ?? false;
  return beneath === null || beneath.kind === "blank" ? null : aKey(placeOf(at), "blank", { locked });
}

/** Two keys change places. */
export function swapped(subject: Subject, edits: Edits, from: string, to: string): Edits {
  const [moved, other] = [dataAt(subject, edits, from), dataAt(subject, edits, to)];
  const changes = new Map<string, KeyData | null>();
  if (moved) changes.set(to, { ...moved, place: placeOf(to) });
  changes.set(from, other && other.kind !== "blank" ? { ...other, place: placeOf(from) } : emptied(subject, edits, from));
  return changes;
}
