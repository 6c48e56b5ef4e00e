/**
 * Where a call goes on to from a response group or a menu. Inside the organisation by id, so that a new number follows.
 *
 * `voicemail`: that user's mailbox. `announcement`: it is played, then the call ends. `hangUp`: the call ends. Of a menu alone:
 * `repeat` plays the menu again, `extension` lets the caller dial an internal number.
 */
export type Destination =
  | { readonly kind: "user" | "group" | "menu" | "voicemail" | "announcement"; readonly id: string }
  | { readonly kind: "number"; readonly number: string }
  | { readonly kind: "hangUp" | "repeat" | "extension" };
export type DestinationKind = Destination["kind"];

export const destinationKinds = [
  "user",
  "group",
  "menu",
  "number",
  "voicemail",
  "announcement",
  "hangUp",
  "repeat",
  "extension",
] as const satisfies readonly DestinationKind[];

/** Keys of a telephone that a menu listens to. */
export const menuKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"] as const;
export type MenuKey = (typeof menuKeys)[number];

/**
 * What a destination is for. Of a group: the queue is full, nobody is logged in, the n-th step of the timed redirects. Of a
 * menu: a key, no key was pressed, the wrong key too often.
 */
export type GroupSlot = "full" | "nobody" | `redirect:${number}`;
export type MenuSlot = `key:${MenuKey}` | "timeout" | "invalid";

const everywhere: readonly DestinationKind[] = ["user", "group", "menu", "number", "voicemail", "announcement", "hangUp"];

/** What that slot may lead to. Only a key says a menu again, or lets the caller dial: no way out of a menu may lead into it again. */
export function kindsFor(slot: GroupSlot | MenuSlot): readonly DestinationKind[] {
  return slot.startsWith("key:") ? destinationKinds : everywhere;
}

/** Callers that name `key:5`, `timeout` … of a menu. */
export function isMenuSlot(slot: string): slot is MenuSlot {
  return slot === "timeout" || slot === "invalid" || menuKeys.some((key) => slot === `key:${key}`);
}

/** `full`, `nobody`, `redirect:0` … of a group. */
export function isGroupSlot(slot: string): slot is GroupSlot {
  return slot === "full" || slot === "nobody" || /^redirect:\d{1,2}$/.test(slot);
}
