import type { ContactNumberKind } from "../contact.ts";
import { parseNumber } from "../numbers.ts";
import { type CardLines, type CardProperty, cardsIn, componentsOf, listOf, textOf } from "./lines.ts";

/** What a card says of a contact, as it is written: nothing is checked. */
export type CardContact = {
  /** 1-based, of its BEGIN. */
  readonly line: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  /** Null: the card says nothing of it. */
  readonly email: string | null;
  readonly note: string | null;
  readonly tags: readonly string[] | null;
  readonly numbers: readonly { readonly kind: ContactNumberKind; readonly number: string }[];
  /** What it has that a contact does not hold: fax numbers, further e-mail addresses. */
  readonly leftOut: readonly string[];
  /** False: the file ends before the card does. */
  readonly ended: boolean;
};

/** True for a file of cards, whatever it is called. */
export function isVCard(text: string): boolean {
  return /^\ufeff?\s*(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*$/im.test(text.slice(0, 2000));
}

/** The contacts of a file of vCard 2.1, 3.0 or 4.0. Groups and lists of cards (`KIND:group`) are no contacts. */
export function readVCards(text: string): CardContact[] {
  return cardsIn(text)
    .filter((card) => !kindOf(card).includes("group"))
    .map(readCard);
}

const kindOf = (card: CardLines): string =>
  (first(card, "KIND") ?? first(card, "X-ADDRESSBOOKSERVER-KIND"))?.value.trim().toLowerCase() ?? "";

function first(card: CardLines, name: string): CardProperty | undefined {
  return card.properties.find((one) => one.name === name);
}

function texts(card: CardLines, name: string): string[] {
  return inPreference(card.properties.filter((one) => one.name === name))
    .map(({ value }) => textOf(value).trim())
    .filter((text) => text !== "");
}

/** Numbers of a card that are looked at: far more than a contact holds, which is an error further on. */
const mostPhones = 100;

function readCard(card: CardLines): CardContact {
  const emails = texts(card, "EMAIL").map((email) => email.replace(/^mailto:/i, ""));
  const phones = inPreference(card.properties.filter(({ name }) => name === "TEL").slice(0, mostPhones));
  const numbers = phones.flatMap((phone) => numberOf(phone, card) ?? []);
  const tags = card.properties.filter(({ name }) => name === "CATEGORIES").flatMap(({ value }) => listOf(value));
  const notes = texts(card, "NOTE");
  return {
    ...{ line: card.line, ...namesOf(card), ended: card.ended },
    title: texts(card, "TITLE")[0] ?? texts(card, "ROLE")[0] ?? "",
    email: emails[0] ?? null,
    note: notes.length > 0 ? notes.join("\n") : null,
    tags: tags.length > 0 ? tags : null,
    numbers: numbers.filter((one, at) => numbers.findIndex((other) => other.number === one.number) === at),
    leftOut: [...phones.filter(isNoPhone).map(({ value }) => numberIn(value)), ...emails.slice(1)],
  };
}

/** Forms of enterprises and the sign between partners: a card that says one name alone, and that with one of them, is a firm's. */
const soundsLikeFirm = /(?:^|\s)(?:&|AB|HB|KB|BRF|Brf|AS|A\/S|ApS|Oy|Ltd\.?|GmbH|Inc\.?|LLC)(?:\s|$)/;

function namesOf(card: CardLines): Pick<CardContact, "firstName" | "lastName" | "company"> {
  const org = first(card, "ORG");
  // Its departments come after it.
  const company = componentsOf(org?.value ?? "").find((part) => part !== "") ?? "";
  const [family = "", given = "", additional = ""] = componentsOf(first(card, "N")?.value ?? "", "lists");
  const shown = texts(card, "FN")[0] ?? texts(card, "NICKNAME")[0] ?? "";
  const isCompany = kindOf(card) === "org" || /company/i.test(first(card, "X-ABSHOWAS")?.value ?? "");
  if (isCompany) return { firstName: "", lastName: "", company: company || shown || [given, family].join(" ").trim() };
  const names = { firstName: [given, additional].filter(Boolean).join(" "), lastName: family };
  if (names.firstName + names.lastName !== "" || shown === "" || shown === company) return { ...names, company };
  if (company === "" && soundsLikeFirm.test(shown)) return { ...names, company: shown };
  const words = shown.split(/\s+/);
  return { firstName: words.slice(0, -1).join(" ") || shown, lastName: words.length > 1 ? (words.at(-1) ?? "") : "", company };
}

const types = ({ params }: CardProperty): string[] => (params.get("TYPE") ?? []).map((type) => type.toLowerCase());
const isNoPhone = (phone: CardProperty): boolean =>
  types(phone).some((type) => /^(?:.*fax|pager|modem|bbs|isdn|textphone)$/.test(type)) && !types(phone).includes("voice");

/** `tel:+46-8-465-004-00;ext=12` → `+46-8-465-004-00`. */
function numberIn(value: string): string {
  const text = textOf(value).trim();
  return /^tel:/i.test(text) ? (text.slice(4).split(";")[0] ?? "").trim() : text;
}

function numberOf(phone: CardProperty, card: CardLines): CardContact["numbers"][number] | null {
  const number = numberIn(phone.value);
  if (number === "" || isNoPhone(phone)) return null;
  return { kind: kindOfNumber(phone, number, labelOf(phone, card)), number };
}

/** What the person called it, of programs that say it in a line of its own: `item1.X-ABLabel:_$!<Mobile>!$_`. */
function labelOf({ group }: CardProperty, card: CardLines): string {
  const label = card.properties.find((one) => group !== null && one.group === group && one.name === "X-ABLABEL");
  return label ? label.value.replace(/^_\$!<|>!\$_$/g, "").toLowerCase() : "";
}

function kindOfNumber(phone: CardProperty, number: string, label: string): ContactNumberKind {
  const said = [...types(phone), label];
  if (said.some((type) => /^(?:cell|mobile|mobil|iphone|mobiltelefon|car)$/.test(type))) return "mobile";
  if (said.some((type) => /^(?:work|main|company|arbete|huvud|växel)$/.test(type))) return "work";
  if (said.some((type) => /^(?:home|hem|other|annan|övrigt)$/.test(type))) return "other";
  // Nobody says what it is: a mobile number is known by itself.
  return parseNumber(number)?.kind === "mobile" ? "mobile" : "work";
}

/** The preferred ones first (`PREF`, `PREF=1`), the others as they stand. */
function inPreference(some: readonly CardProperty[]): CardProperty[] {
  const rank = (one: CardProperty): number => {
    const said = Number(one.params.get("PREF")?.[0] ?? Number.NaN);
    return types(one).includes("pref") ? 0 : Number.isNaN(said) ? 101 : said;
  };
  return some.toSorted((a, b) => rank(a) - rank(b));
}
