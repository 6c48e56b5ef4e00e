import type { PhoneModel } from "../model.ts";
import type { VirtualKey } from "../virtual/contract.ts";
import type { SettingStore, Stored } from "./virtual-store.ts";

type Meaning = Pick<VirtualKey, "kind" | "number" | "value">;

/** Keys that do something, with their place on the phone and its modules. */
export function readKeys(
  settings: SettingStore,
  model: PhoneModel,
  modules: number,
): { readonly keys: readonly VirtualKey[]; readonly problems: readonly string[] } {
  const keys: VirtualKey[] = [];
  const problems: string[] = [];
  for (let index = 0; index <= settings.last("fkey"); index++) {
    const stored = settings.get("fkey", index);
    if (stored === null || stored.value === "none" || stored.value === "") continue;
    const place = placeOf(index, model, modules);
    const account = stored.context === "active" ? 1 : Number(stored.context);
    const meaning = meaningOf(stored, account, settings);
    if (place === null) problems.push(`function key ${index} does not exist on this phone`);
    else if (meaning === null) problems.push(`function key ${index} has an unknown type: ${stored.value.split(" ")[0]}`);
    else keys.push({ ...place, ...meaning, account, label: stored.label });
  }
  return { keys, problems };
}

/** All modules of a chain are of one kind here. */
function placeOf(index: number, model: PhoneModel, modules: number): { module: number; index: number } | null {
  if (index < model.keys.total) return { module: 0, index: index + 1 };
  const each = model.modules[0]?.total ?? 0;
  const beyond = index - model.keys.total;
  if (each === 0 || beyond >= each * modules) return null;
  return { module: 1 + Math.floor(beyond / each), index: 1 + (beyond % each) };
}

const events: ReadonlyMap<string, string> = new Map([
  ["F_TRANSFER", "transfer"],
  ["F_CONFERENCE", "conference"],
  ["F_DND", "dnd"],
  ["F_REDIRECT", "forward"],
  ["F_ADR_BOOK", "directory"],
  ["F_DIRECTORY_SEARCH", "directory"],
  ["F_RETRIEVE", "voicemail"],
]);

const numbered: ReadonlyMap<string, string> = new Map([
  ["speed", "speedDial"],
  ["orbit", "park"],
  ["transfer", "transfer"],
  ["conference", "conference"],
  ["redirect", "forward"],
]);

function meaningOf({ value: text }: Stored, account: number, settings: SettingStore): Meaning | null {
  const blank = text.indexOf(" ");
  const type = blank < 0 ? text : text.slice(0, blank);
  const value = blank < 0 ? "" : text.slice(blank + 1);
  const plain = numbered.get(type);
  if (plain !== undefined) return { kind: plain, number: value, value: null };
  switch (type) {
    case "line":
      return { kind: "line", number: null, value: null };
    case "blf":
    case "dest":
      return { kind: "blf", number: watchedNumber(value), value: null };
    case "url":
      return { kind: "url", number: null, value };
    case "dtmf":
      return { kind: "dtmf", number: null, value };
    case "keyevent":
      return eventMeaning(value, account, settings);
    default:
      return null;
  }
}

/** The retrieve function dials the identity's mailbox. */
function eventMeaning(event: string, account: number, settings: SettingStore): Meaning | null {
  const kind = events.get(event);
  if (kind === undefined) return null;
  const mailbox = kind === "voicemail" ? settings.text("user_mailbox", account) : "";
  return { kind, number: mailbox === "" ? null : mailbox, value: null };
}

/** `<sip:102@host>|*8` and `102|*8` both watch 102. */
function watchedNumber(value: string): string {
  const user = /^<sip:([^@>]*)/.exec(value)?.[1] ?? value.split("|")[0] ?? "";
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
