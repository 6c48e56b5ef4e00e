import { fragment } from "xmlbuilder2";
import type { Origin } from "../../domain/plan.ts";
import type { RenderedLine } from "../contract.ts";

/**
 * XML, one element a line, so that every line can name its origin. Elements are written by xmlbuilder2; text in which it
 * would change nothing is put together directly, which takes a hundredth of the time (a test holds the two equal).
 */

/** A parameter of the phone: an attribute by its full dotted name. */
export type Parameter = { readonly name: string; readonly value: string; readonly origin: Origin };

export type Attribute = readonly [name: string, value: string];

/** One element without content on one line: `<reg reg.1.address="…"/>`. */
export function emptyElement(tag: string, attributes: readonly Attribute[]): string {
  const cleaned = attributes.map(([name, value]) => [name, clean(value)] as const);
  if (cleaned.every(([, value]) => isPlain(value)))
    return `<${tag}${cleaned.map(([name, value]) => ` ${name}="${value}"`).join("")}/>`;
  return fragment().ele(tag, literals(cleaned)).doc().end();
}

/** One element that holds text, on one line: `<a href="…">…</a>`. */
export function textElement(tag: string, text: string, attributes: readonly Attribute[] = []): string {
  const content = clean(text);
  const cleaned = attributes.map(([name, value]) => [name, clean(value)] as const);
  if (isPlain(content) && cleaned.every(([, value]) => isPlain(value)))
    return `<${tag}${cleaned.map(([name, value]) => ` ${name}="${value}"`).join("")}>${content}</${tag}>`;
  return fragment().ele(tag, literals(cleaned)).txt(literal(content)).doc().end();
}

/** One element whose children hold text, on one line: `<item><fn>…</fn></item>`. */
export function textElements(tag: string, children: readonly Attribute[]): string {
  return `<${tag}>${children.map(([name, value]) => textElement(name, value)).join("")}</${tag}>`;
}

/** xmlbuilder2 takes `&amp;` in a text for an ampersand written already; said like this, every ampersand is one. */
function literal(text: string): string {
  return text.replaceAll("&", "&amp;");
}

function literals(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(([name, value]) => [name, literal(value)]));
}

/** True when XML writes the text as it stands. */
function isPlain(text: string): boolean {
  return !/[&<>"'\t\r\n]/.test(text);
}

const controls = /[\p{Cc}\u2028\u2029]+/gu;
const noCharacters = /[\ufffe\uffff]/g;

/** Text as one line that XML 1.0 can hold: controls and line ends become one blank, broken surrogates U+FFFD. */
export function clean(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.toWellFormed().replace(controls, " ").replace(noCharacters, "") : text;
}

/** A whole file of parameters under a root element, which names mean nothing to the phone. */
export function parameterLines(parameters: readonly Parameter[]): RenderedLine[] {
  return [
    { text: declaration, origin: null },
    { text: "<PHONE_CONFIG>", origin: null },
    ...parameters.map(({ name, value, origin }) => ({ text: `  ${emptyElement(tagOf(name), [[name, value]])}`, origin })),
    { text: "</PHONE_CONFIG>", origin: null },
  ];
}

export const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** Element names are free; the first word of the parameter's name reads well. */
function tagOf(name: string): string {
  return /^[A-Za-z]+/.exec(name)?.[0] ?? "parameter";
}
