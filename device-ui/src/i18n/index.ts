import type { Message, ParamsOf } from "./message.ts";
import { sv } from "./sv.ts";
import type { svOffice } from "./sv-office.ts";

/** All text by key: the compiler knows every key and the names that its sentence needs. */
export const languages = ["sv", "en"] as const;
export type Language = (typeof languages)[number];
type Swedish = typeof sv & typeof svOffice;
export type MessageKey = keyof Swedish;
export type MessageParams<K extends MessageKey> = Readonly<Record<ParamsOf<Swedish[K]>, string | number>>;
/** Keys of sentences without names in them: a title needs none. */
export type PlainKey = { [K in MessageKey]: [ParamsOf<Swedish[K]>] extends [never] ? K : never }[MessageKey];
type Args<K extends MessageKey> = [ParamsOf<Swedish[K]>] extends [never] ? [] : [params: MessageParams<K>];

let language: Language = "sv";
/** The sentences of `sv-office.ts` and its English are wanted too. */
let office = false;
let messages: Readonly<Record<string, Message>> = sv;
const listeners = new Set<() => void>();
const officeListeners = new Set<() => Promise<void>>();

/** The sentence of a key in the language that is chosen. */
export function t<K extends MessageKey>(key: K, ...args: Args<K>): string {
  const params: Readonly<Record<string, string | number>> = args[0] ?? {};
  const message = messages[key] ?? key;
  const sentence = typeof message === "string" ? message : message[pluralForm(Number(params.count))];
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => shown(params[name]));
}

/** True when the text is a key: codes come from the server, and a new server may know more of them. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(messages, text);
}

export function currentLanguage(): Language {
  return language;
}

/** Loads the language if need be, shows it everywhere, and tells the browser. */
export async function setLanguage(wanted: Language): Promise<void> {
  messages = await sentencesOf(wanted);
  language = wanted;
  if (typeof document !== "undefined") document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}

/** Loads the sentences of those who look after others: to be awaited before such a page is drawn. */
export async function loadOfficeSentences(): Promise<void> {
  if (office) return;
  office = true;
  const asked = language;
  const [found] = await Promise.all([sentencesOf(asked), ...[...officeListeners].map((load) => load())]);
  // Where the language has been changed meanwhile, that has brought them.
  if (language === asked) messages = found;
}

/** Calls `load` once, when the sentences of those who look after others are wanted; at once where they are already. */
export function onOffice(load: () => Promise<void>): void {
  officeListeners.add(load);
  if (office) void load();
}

async function sentencesOf(wanted: Language): Promise<Readonly<Record<string, Message>>> {
  if (wanted === "sv") return office ? { ...sv, ...(await import("./sv-office.ts")).svOffice } : sv;
  const { en } = await import("./en.ts");
  return office ? { ...en, ...(await import("./en-office.ts")).enOffice } : en;
}

/** Calls `listener` after each change of language. @returns ends it */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function pluralForm(count: number): "one" | "other" {
  return new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
}

function shown(value: string | number | undefined): string {
  return typeof value === "number" ? new Intl.NumberFormat(language === "sv" ? "sv-SE" : "en-GB").format(value) : (value ?? "");
}
