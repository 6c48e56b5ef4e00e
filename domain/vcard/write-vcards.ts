import type { ContactContent, ContactNumberKind } from "../contact.ts";
import { contactName } from "../contact.ts";

/** A contact as a card. `id` names it for programs that take it in again. */
export type CardToWrite = ContactContent & { readonly id: string };

const typeOf: Readonly<Record<ContactNumberKind, string>> = { work: "WORK,VOICE", mobile: "CELL,VOICE", other: "HOME,VOICE" };

/**
 * Cards of version 3.0, which every telephone and mail program reads: UTF-8, CRLF, lines folded at 75 octets (RFC 2426).
 *
 * @returns the text of one file
 */
export function writeVCards(contacts: readonly CardToWrite[]): string {
  return contacts.map(writeCard).join("");
}

function writeCard(contact: CardToWrite): string {
  const { id, firstName, lastName, company, title, email, note, tags, numbers } = contact;
  const isCompany = firstName + lastName === "";
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `UID:urn:uuid:${id}`,
    `N:${escaped(lastName)};${escaped(firstName)};;;`,
    `FN:${escaped(contactName(contact))}`,
    ...(company ? [`ORG:${escaped(company)}`] : []),
    ...(isCompany ? ["X-ABShowAs:COMPANY"] : []),
    ...(title ? [`TITLE:${escaped(title)}`] : []),
    ...numbers.map(({ kind, number }) => `TEL;TYPE=${typeOf[kind]}:${escaped(number)}`),
    ...(email ? [`EMAIL;TYPE=INTERNET:${escaped(email)}`] : []),
    ...(note ? [`NOTE:${escaped(note)}`] : []),
    ...(tags.length > 0 ? [`CATEGORIES:${tags.map(escaped).join(",")}`] : []),
    "END:VCARD",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function escaped(text: string): string {
  return text.replace(/[\\,;]/g, "\\$&").replace(/\n/g, "\\n");
}

/** Lines of at most 75 octets; a letter is never cut. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [""];
  let octets = 0;
  for (const letter of line) {
    const size = encoder.encode(letter).length;
    if (octets + size > (parts.length === 1 ? 75 : 74)) {
      parts.push("");
      octets = 0;
    }
    parts[parts.length - 1] += letter;
    octets += size;
  }
  return parts.join("\r\n ");
}
