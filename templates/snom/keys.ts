import type { Origin, Plan, PlanKey } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { booksUrl, directoryUrl } from "./books.ts";
import { builtIn, type Parameter } from "./parameter.ts";

/**
 * Every key of the phone and of its modules as an `<fkey>`: the keys of the plan, and `none` on all others, because a
 * key that is not written keeps what it had.
 */
export function functionKeys(plan: Plan, model: PhoneModel): readonly Parameter[] {
  const starts = moduleStarts(plan.modules, model);
  const placed = new Map(plan.keys.map((key) => [indexOf(key, starts), key] as const));
  return Array.from({ length: starts.at(-1) ?? 0 }, (_, index) => functionKey(index, placed.get(index) ?? null, plan, model));
}

/** First index of the phone, of each module in chain order, and the index after the last key. */
function moduleStarts(modules: readonly string[], model: PhoneModel): readonly number[] {
  const starts = [0, model.keys.total];
  for (const name of modules) {
    const total = model.modules.find((module) => module.name === name)?.total ?? 0;
    starts.push((starts.at(-1) ?? 0) + total);
  }
  return starts;
}

/** Pages are not told apart: page 2 of a phone with six keys begins at index 6. Null = no such key. */
function indexOf({ place }: PlanKey, starts: readonly number[]): number | null {
  const start = starts[place.module];
  const end = starts[place.module + 1];
  const index = (start ?? 0) + place.index - 1;
  return start !== undefined && end !== undefined && index < end && place.index > 0 ? index : null;
}

function functionKey(index: number, key: PlanKey | null, plan: Plan, model: PhoneModel): Parameter {
  const spelt = key === null ? "none" : spell(key, plan, model);
  const own: { context: string; label: string; origin: Origin } =
    key === null || spelt === "none"
      ? { context: "active", label: "", origin: key?.origin ?? builtIn }
      : { context: String(key.account), label: key.label, origin: key.origin };
  return {
    name: "fkey",
    // `R` would fill the phone's log with refusals for the key's icon.
    attributes: { idx: String(index), context: own.context, label: own.label, perm: "RW" },
    value: spelt,
    origin: own.origin,
  };
}

/** The words of a function key: its type and, after a blank, its value. */
function spell(key: PlanKey, plan: Plan, model: PhoneModel): string {
  switch (key.kind) {
    case "line":
      return "line";
    case "blf":
      return key.number === null ? "none" : `blf ${watched(key, plan)}`;
    case "voicemail":
      return voicemail(key, plan);
    case "park":
      // Only some models know `orbit`; the others dial the slot.
      return withNumber(model.dialect.orbit === true ? "orbit" : "speed", key, "none");
    case "transfer":
      return withNumber("transfer", key, "keyevent F_TRANSFER");
    case "conference":
      return withNumber("conference", key, "keyevent F_CONFERENCE");
    case "forward":
      return withNumber("redirect", key, "keyevent F_REDIRECT");
    case "dnd":
      return "keyevent F_DND";
    case "directory":
      return directory(key, plan);
    case "url":
      return key.value === null ? "none" : `url ${key.value}`;
    case "dtmf":
      return key.value === null ? "none" : `dtmf ${key.value}`;
    case "blank":
      return "none";
    case "groupLogin":
    case "diversion":
      return key.page === null ? withNumber("speed", key, "none") : `url ${plan.provisioning.url}${key.page}.xml`;
    case "speedDial":
    case "pickup":
      return withNumber("speed", key, "none");
  }
}

/** @param without what the key is when neither a number nor a value says whom to dial */
function withNumber(type: string, key: PlanKey, without: string): string {
  const number = key.number ?? key.value;
  return number === null ? without : `${type} ${number}`;
}

/** `<sip:102@host>|*8`: the code is a prefix, the phone appends the watched number itself. */
function watched(key: PlanKey, plan: Plan): string {
  const account = plan.accounts.find(({ position }) => position === key.account);
  const number = key.number ?? "";
  const target = account ? `<sip:${userPart(number)}@${account.registrar.host}>` : number;
  return key.pickupCode ? `${target}|${key.pickupCode}` : target;
}

/** Characters that a SIP URI's user part may not hold are escaped (RFC 3261, 25.1). */
function userPart(number: string): string {
  return number.toWellFormed().replace(/[^A-Za-z0-9\-_.!~*'()+]/gu, (character) => encodeURIComponent(character));
}

/** The account's own mailbox has a function of the phone; any other number is dialled. */
function voicemail(key: PlanKey, plan: Plan): string {
  const own = plan.accounts.find(({ position }) => position === key.account)?.voicemailNumber ?? null;
  return key.number === null || key.number === own ? "keyevent F_RETRIEVE" : `speed ${key.number}`;
}

/** A named book, else all books, else the phone's own. */
function directory(key: PlanKey, plan: Plan): string {
  const named = plan.directories.find((book) => book.key === key.value);
  const url = named ? directoryUrl(plan, named) : booksUrl(plan);
  return url === null ? "keyevent F_ADR_BOOK" : `url ${url}`;
}
