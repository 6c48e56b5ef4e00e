import { XMLParser, XMLValidator } from "fast-xml-parser";

/**
 * How a virtual Polycom reads XML: with a parser of its own, as strict as the phone. An attribute twice in one element
 * makes the whole file invalid.
 */

export type XmlNode = {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly text: string;
};

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** The root element, or a sentence that says what is wrong with the file. */
export function readXml(body: Uint8Array): XmlNode | string {
  const text = Buffer.from(body).toString("utf8");
  const checked = XMLValidator.validate(text);
  if (checked !== true) return `${checked.err.msg} (line ${checked.err.line})`;
  try {
    const root = nodesIn(parser.parse(text)).find(({ tag }) => !tag.startsWith("?"));
    return root ?? "no element in it";
  } catch (error) {
    return error instanceof Error ? error.message : "unreadable";
  }
}

/** In ordered form an element is `{ tag: children, ":@": attributes }` and text is `{ "#text": … }`. */
function nodesIn(value: unknown): XmlNode[] {
  return Array.isArray(value) ? value.flatMap(nodeOf) : [];
}

function nodeOf(value: unknown): XmlNode[] {
  if (typeof value !== "object" || value === null) return [];
  const fields = new Map<string, unknown>(Object.entries(value));
  const tag = [...fields.keys()].find((key) => key !== ":@" && key !== "#text");
  if (tag === undefined) return [];
  const content = fields.get(tag);
  return [{ tag, attributes: attributesIn(fields.get(":@")), children: nodesIn(content), text: textIn(content) }];
}

function attributesIn(value: unknown): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

function textIn(value: unknown): string {
  if (!Array.isArray(value)) return "";
  const parts: readonly unknown[] = value;
  return parts
    .map((part) => (typeof part === "object" && part !== null && "#text" in part ? String(part["#text"]) : ""))
    .join("");
}

/** Every element below, the root among them. */
export function everyNode(root: XmlNode): XmlNode[] {
  return [root, ...root.children.flatMap(everyNode)];
}

/** The text of the first child of that name, or an empty one. */
export function childText(node: XmlNode, tag: string): string {
  return node.children.find((child) => child.tag === tag)?.text ?? "";
}

/** A file of parameters: attributes anywhere in it, by their full names. A name twice in it is noted as a problem. */
export function readParameters(body: Uint8Array, file: string, problems: string[]): Map<string, string> {
  const root = readXml(body);
  const parameters = new Map<string, string>();
  if (typeof root === "string") {
    problems.push(`${file}: ${root}`);
    return parameters;
  }
  for (const node of everyNode(root))
    for (const [name, value] of node.attributes) {
      if (parameters.has(name)) problems.push(`${file}: ${name} stands there twice`);
      else parameters.set(name, value);
    }
  return parameters;
}

/** A contact directory as the phone keeps it. */
export type Contact = {
  readonly name: string;
  readonly label: string;
  readonly contact: string;
  readonly speedDial: number | null;
};

export function readDirectory(body: Uint8Array, file: string, problems: string[]): Contact[] {
  const root = readXml(body);
  if (typeof root === "string") {
    problems.push(`${file}: ${root}`);
    return [];
  }
  const seen = new Set<string>();
  return everyNode(root)
    .filter(({ tag }) => tag === "item")
    .map((item): Contact => {
      const name = [childText(item, "fn"), childText(item, "ln")].filter((part) => part !== "").join(" ");
      const index = childText(item, "sd");
      return {
        name,
        label: childText(item, "lb") || name,
        contact: childText(item, "ct"),
        speedDial: /^\d{1,4}$/.test(index) ? Number(index) : null,
      };
    })
    .filter(({ contact, name, label }) => {
      if (contact === "" || seen.has(contact))
        problems.push(`${file}: contact ${JSON.stringify(contact)} is empty or there twice`);
      if (Buffer.byteLength(name) > 40 || Buffer.byteLength(label) > 40) problems.push(`${file}: a name of more than 40 bytes`);
      const fresh = contact !== "" && !seen.has(contact);
      seen.add(contact);
      return fresh;
    });
}

/** A page of the phone's browser that lists people: a paragraph each, links that dial. */
export function readBookPage(
  body: Uint8Array,
  problems: string[],
): { name: string; entries: { name: string; numbers: string[] }[]; parts: string[] } | null {
  const root = readXml(body);
  if (typeof root === "string") {
    problems.push(`phonebook page: ${root}`);
    return null;
  }
  const nodes = everyNode(root);
  return {
    name: nodes.find(({ tag }) => tag === "title")?.text ?? "",
    parts: nodes
      .filter(({ tag, attributes }) => tag === "a" && /^https?:/.test(attributes.get("href") ?? ""))
      .map(({ attributes }) => attributes.get("href") ?? ""),
    entries: nodes
      .filter(({ tag, children }) => tag === "p" && children.some((child) => child.tag === "b"))
      .map((line) => ({
        name: childText(line, "b"),
        numbers: line.children.filter(({ tag }) => tag === "a").map(({ attributes }) => dialledBy(attributes.get("href") ?? "")),
      })),
  };
}

function dialledBy(link: string): string {
  return link.replace(/^tel:\/\//, "");
}
