/**
 * What a key on a desk phone does, and whom it follows. Neutral: no vendor's word stands here.
 */
export const keyKinds = [
  "line",
  "speedDial",
  "blf",
  "groupLogin",
  "diversion",
  "voicemail",
  "park",
  "pickup",
  "transfer",
  "conference",
  "dnd",
  "forward",
  "directory",
  "url",
  "dtmf",
  "blank",
] as const;
export type KeyKind = (typeof keyKinds)[number];

/** Where a key sits: module 0 is the phone itself, 1… the expansion modules; index is 1-based over all pages. */
export type KeyPlace = { readonly module: number; readonly index: number };

/** `0/3` = third key of the phone, `2/17` = seventeenth key of the second module. */
export function formatPlace(place: KeyPlace): string {
  return `${place.module}/${place.index}`;
}

/** Orders keys as they are read: the phone first, then each module. */
export function comparePlaces(a: KeyPlace, b: KeyPlace): number {
  return a.module - b.module || a.index - b.index;
}

/** Whom or what a key points at. References are by id, so that a rename or a new number follows. */
export type KeyTarget =
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "contact"; readonly id: string }
  | { readonly kind: "number"; readonly number: string };

/** What somebody programmed on a key. `label` null means: follow the target's name. */
export type KeyBinding = {
  readonly place: KeyPlace;
  readonly kind: KeyKind;
  readonly target: KeyTarget | null;
  /** The phone's account that the key uses, 1-based. */
  readonly account: number;
  readonly label: string | null;
  /** URL, DTMF digits, park slot, feature code: whatever the kind needs beyond a target. */
  readonly value: string | null;
  /** A locked key is changed by administrators alone. */
  readonly locked: boolean;
};
