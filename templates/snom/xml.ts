import { create } from "xmlbuilder2";

/**
 * One XML element per line, through xmlbuilder2. The element of a name and its set of attributes is built once and
 * filled in anew for each line: a tenth of the time, the same serialiser.
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
  return text.toWellFormed().replace(illegal, "");
}

/** xmlbuilder2 leaves an ampersand alone that looks like the start of a reference: only `&amp;` means one for sure. */
function literal(text: string): string {
  return cleanText(text).replaceAll("&", "&amp;");
}

type Reusable = ReturnType<typeof newElement>;

const reusable = new Map<string, Reusable>();

/** Attributes that hold a phone's own text; all others repeat from phone to phone and stay on the element. */
const own: readonly string[] = ["context", "label"];

function newElement(name: string, attributes: Attributes) {
  const element = create().ele(name);
  for (const [key, value] of Object.entries(attributes)) element.att(key, literal(value));
  return { element, text: element.txt(" ").first() };
}

function elementFor(name: string, attributes: Attributes): Reusable {
  const shape = Object.entries(attributes).reduce((so, [key, value]) => `${so} ${key}=${own.includes(key) ? "" : value}`, name);
  const known = reusable.get(shape);
  if (known) return known;
  const made = newElement(name, attributes);
  // Raw parameters may bring any name: no more shapes are kept than the catalogue needs.
  if (reusable.size < 2000) reusable.set(shape, made);
  return made;
}

/** `<name attribute="…">value</name>`, escaped, without a line break. */
export function elementLine(name: string, attributes: Attributes, value: string): string {
  const { element, text } = elementFor(name, attributes);
  for (const key of own) {
    const of = attributes[key];
    if (of !== undefined) element.att(key, literal(of));
  }
  text.node.nodeValue = literal(value);
  return element.toString();
}

const common = new Map<string, string>();

/** The same line as `elementLine`, remembered: for lines that come again on other phones. Without own attributes' text. */
export function commonLine(name: string, attributes: Attributes, value: string): string {
  const key = `${name} ${attributes.idx ?? ""} ${attributes.context ?? ""} ${attributes.perm ?? ""} ${value}`;
  const known = common.get(key);
  if (known !== undefined) return known;
  const line = elementLine(name, attributes, value);
  if (common.size >= 5000) common.clear();
  common.set(key, line);
  return line;
}

/** Lines to bytes. */
export function encodeLines(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.join("\n"), "utf8");
}
