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
