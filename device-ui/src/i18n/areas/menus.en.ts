import type { Message } from "../message.ts";
import type { menusSv } from "./menus.sv.ts";

/** The same in English. */
export const menusEn: Readonly<Record<keyof typeof menusSv, Message>> = {
  "menus.kind.user": "User",
  "menus.kind.group": "Response group",
  "menus.kind.menu": "Menu",
  "menus.kind.number": "Another number",
  "menus.kind.voicemail": "Voicemail",
  "menus.kind.announcement": "Play and hang up",
  "menus.kind.hangUp": "Hang up",
  "menus.kind.repeat": "Play the menu again",
  "menus.kind.extension": "Dial an internal number",
  "menus.to.choose": "Choose where to",
  "menus.to.kind": "Where to",
  "menus.to.which": "Who or what",
  "menus.to.search": "Search",
  "menus.to.number": "Number",
  "menus.to.number_example": "08-465 004 00",
  "menus.to.gone": "No longer there",
  "menus.to.hangUp": "The call ends",
  "menus.to.repeat": "The menu is played again",
  "menus.to.extension": "The caller dials an internal number",
  "menus.to.voicemail_of": "The mailbox of {name}",
  "menus.to.announcement_then": "{name}, then the call ends",
};
