import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element with its namespace resolved. Comments are gone; `text` is what stands directly in it, references resolved. */
export type XmlElement = {
  readonly namespace: string;
  readonly name: string;
  /** By name; those with a prefix, and the declarations of namespaces, are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** Where it stands, as a person can find it: `/Invoice/InvoiceLine[2]/Price`. */
  readonly path: string;
};

/** Why a file is not read at all. The codes are the contract; sentences belong to the edge. */
export const xmlFaults = [
  "xml_too_large",
  "xml_encoding_refused",
  "xml_character_refused",
  "xml_doctype_refused",
  "xml_instruction_refused",
  "xml_too_many_elements",
  "xml_malformed",
  "xml_structure_refused",
  "xml_reference_refused",
  "xml_prefix_unbound",
] as const;
export type XmlFault = (typeof xmlFaults)[number];

/** `line` from 1, where the reader knows it. */
export type XmlReading =
  | { readonly root: XmlElement }
  | { readonly fault: { readonly code: XmlFault; readonly line: number | null } };

/** More than the largest invoice of a telephone bill that was seen, and little enough to read while others wait. */
export const mostXmlBytes = 8 * 1024 * 1024;
const mostTags = 300_000;
const mostAttributes = 150_000;
const deepest = 32;
/** Attributes of one element, and prefixes in reach of one. */
const mostInOne = 32;

class Refusal extends Error {
  readonly code: XmlFault;
  constructor(code: XmlFault) {
    super(code);
    this.code = code;
  }
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: "#cdata",
  // References are resolved here instead: the five of XML and those by number, and no others exist without a DOCTYPE.
  processEntities: false,
  maxNestedTags: 200,
});

/**
 * Reads a file from outside, or says why not. UTF-8 only, at most 8 MiB; a DOCTYPE and with it every entity of its own is refused
 * before anything is parsed, as are processing instructions, deep nesting and prefixes that nothing declares.
 */
export function readXml(bytes: Uint8Array): XmlReading {
  if (bytes.length > mostXmlBytes) return { fault: { code: "xml_too_large", line: null } };
  try {
    const text = bodyOf(bytes);
    const valid = XMLValidator.validate(text);
    if (valid !== true) return { fault: { code: "xml_malformed", line: lineOf(valid.err, text) } };
    return { root: rootOf(parsed(text)) };
  } catch (error) {
    if (error instanceof Refusal) return { fault: { code: error.code, line: null } };
    throw error;
  }
}

/** A file that ends in the middle is wrong where it ends, not where what it leaves open begins. */
function lineOf({ msg, line }: { readonly msg: string; readonly line: number }, text: string): number {
  return /^(?:Unclosed tag|Invalid '\[)/.test(msg) ? text.trimEnd().split("\n").length : line;
}

/** The text after the declaration; line breaks in the declaration are kept, so that lines count from the file's first. */
function bodyOf(bytes: Uint8Array): string {
  const text = decoded(bytes);
  const [declaration = ""] = /^<\?xml\s[^?]*\?>/.exec(text) ?? [];
  const [, encoding = "utf-8"] = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration) ?? [];
  if (encoding.toLowerCase() !== "utf-8") throw new Refusal("xml_encoding_refused");
  const body = declaration.replace(/[^\n]/g, "") + text.slice(declaration.length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no such characters
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(body)) throw new Refusal("xml_character_refused");
  if (/<!(?!--|\[CDATA\[)/.test(body)) throw new Refusal("xml_doctype_refused");
  if (body.includes("<?")) throw new Refusal("xml_instruction_refused");
  if (holdsMore(body, "<", mostTags) || holdsMore(body, "=", mostAttributes)) throw new Refusal("xml_too_many_elements");
  return body;
}

function holdsMore(text: string, mark: string, most: number): boolean {
  return text.split(mark, most + 2).length > most + 1;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("xml_encoding_refused");
  }
}

/** The parser throws on nesting beyond its limit and on names such as `__proto__`; the rest was found before. */
function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    throw new Refusal("xml_structure_refused");
  }
}

type Namespaces = ReadonlyMap<string, string>;
const xmlNamespaces: Namespaces = new Map([["xml", "http://www.w3.org/XML/1998/namespace"]]);

function rootOf(nodes: unknown): XmlElement {
  const [root, ...more] = childrenOf(nodes, "", xmlNamespaces, 1);
  if (!root || more.length > 0) throw new Refusal("xml_malformed");
  return root;
}

/** In ordered form an element is `{ name: nodes, ":@": attributes }`, text is `{ "#text": … }`. */
function childrenOf(nodes: unknown, path: string, around: Namespaces, depth: number): XmlElement[] {
  const elements = list(nodes).flatMap((node) => {
    const fields = fieldsOf(node);
    const tag = [...fields.keys()].find((key) => key !== ":@" && key !== "#text" && key !== "#cdata");
    return tag === undefined ? [] : [{ tag, fields, name: tag.replace(/^.*:/, "") }];
  });
  if (elements.length > 0 && depth > deepest) throw new Refusal("xml_structure_refused");
  const total = countOf(elements.map(({ name }) => name));
  const seen = new Map<string, number>();
  return elements.map(({ tag, fields, name }) => {
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    const own = `${path}/${name}${(total.get(name) ?? 0) > 1 ? `[${place}]` : ""}`;
    return elementOf(tag, fields, own, around, depth);
  });
}

function elementOf(tag: string, fields: Map<string, unknown>, path: string, around: Namespaces, depth: number): XmlElement {
  const written = [...fieldsOf(fields.get(":@"))].map(([name, value]) => [name, resolved(String(value))] as const);
  const declared = written.flatMap(([name, value]) => {
    const [, prefix = ""] = /^xmlns(?::(.+))?$/.exec(name) ?? [];
    return /^xmlns(?::|$)/.test(name) ? [[prefix, value] as const] : [];
  });
  if (written.length > mostInOne) throw new Refusal("xml_structure_refused");
  const namespaces: Namespaces = declared.length === 0 ? around : new Map([...around, ...declared]);
  if (namespaces.size > mostInOne) throw new Refusal("xml_structure_refused");
  const { prefix, name } = qualified(tag);
  const namespace = namespaces.get(prefix) ?? (prefix === "" ? "" : null);
  if (namespace === null) throw new Refusal("xml_prefix_unbound");
  const nodes = fields.get(tag);
  return {
    namespace,
    name,
    attributes: new Map(written.filter(([attribute]) => attribute !== "xmlns" && !attribute.includes(":"))),
    children: childrenOf(nodes, path, namespaces, depth + 1),
    text: list(nodes).map(textOf).join(""),
    path,
  };
}

function qualified(tag: string): { prefix: string; name: string } {
  const [first = "", second, ...more] = tag.split(":");
  if (more.length > 0 || first === "" || second === "") throw new Refusal("xml_malformed");
  return second === undefined ? { prefix: "", name: first } : { prefix: first, name: second };
}

function textOf(node: unknown): string {
  const fields = fieldsOf(node);
  const [text, cdata] = [fields.get("#text"), fields.get("#cdata")];
  if (typeof text === "string") return resolved(text);
  return list(cdata)
    .map((part) => String(fieldsOf(part).get("#text") ?? ""))
    .join("");
}

const named: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["apos", "'"],
  ["quot", '"'],
]);

function resolved(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,12})(;?)/g, (_, reference: string, end: string) => {
    const [, hex] = /^#x([0-9a-f]{1,6})$/i.exec(reference) ?? [];
    const [, decimal] = /^#(\d{1,7})$/.exec(reference) ?? [];
    const character = hex || decimal ? fromCode(hex ? Number.parseInt(hex, 16) : Number(decimal)) : named.get(reference);
    if (end === "" || character === undefined) throw new Refusal("xml_reference_refused");
    return character;
  });
}

/** Only what XML 1.0 calls a character. */
function fromCode(code: number): string | undefined {
  const control = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
  const none = control || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff || code > 0x10ffff;
  return none ? undefined : String.fromCodePoint(code);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
