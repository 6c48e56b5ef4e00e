import { create } from "xmlbuilder2";

/**
 * One XML element per line. All text that XML does not write as it stands goes through xmlbuilder2; the tags around it
 * are put together directly, at a hundredth of the time (a test holds the whole equal to what xmlbuilder2 builds).
 */

export type Attributes = Readonly<Record<string, string>>;

/** First line of every file: Snom's files are XML, whatever their name ends in. */
export const declaration = '<?xml version="1.0" encoding="utf-8"?>';

/** Sent by servers that phones are known to accept. */
export const contentType = "text/xml; charset=utf-8";

// C0 and C1 controls, line separators, direction overrides that hide what follows, and what XML 1.0 (2.2) forbids.
const illegal = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** Text as it may stand in XML 1.0 on one line: control characters are left out, a broken surrogate is replaced. */
export function cleanText(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.toWellFormed().replace(illegal, "") : text;
}

/** `<name attribute="…">value</name>`, escaped, without a line break. */
export function elementLine(name: string, attributes: Attributes, value: string): string {
  const written = Object.entries(attributes).map(([key, of]) => ` ${key}="${escapeAttribute(cleanText(of))}"`);
  return `<${name}${written.join("")}>${escapeText(cleanText(value))}</${name}>`;
}

const probe = create().ele("a");
const probeText = probe.txt(" ").first();
const attributeProbe = create().ele("a");

/** Text as xmlbuilder2 writes it between tags. */
function escapeText(text: string): string {
  if (isPlain(text)) return text;
  probeText.node.nodeValue = unambiguous(text);
  return probe.toString().slice("<a>".length, -"</a>".length);
}

/** Text as xmlbuilder2 writes it between the quotes of an attribute. */
function escapeAttribute(text: string): string {
  return isPlain(text) ? text : attributeProbe.att("b", unambiguous(text)).toString().slice('<a b="'.length, -'"/>'.length);
}

/** True when XML writes the text as it stands. */
function isPlain(text: string): boolean {
  return !/[&<>"']/.test(text);
}

/**
 * xmlbuilder2 takes an ampersand that looks like the start of a reference for one and leaves it: `&lt;` as text would
 * come out as `<`, `&#10;` as a line break. Only `&amp;` means itself for sure.
 */
function unambiguous(text: string): string {
  return text.replaceAll("&", "&amp;");
}

/** Lines to bytes. */
export function encodeLines(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.join("\n"), "utf8");
}
