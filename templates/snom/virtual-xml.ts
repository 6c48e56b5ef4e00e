import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";

/** An element as the virtual phone reads it. Its own reader: shares nothing with what writes the files. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly inside, references resolved. */
  readonly text: string;
};

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

const Attributes = z.record(z.string(), z.string());
const Node = z.record(z.string(), z.unknown());
const Nodes = z.array(Node);

/** The root of a file; null when it is not a well-formed document in UTF-8. */
export function readXml(body: Uint8Array): Element | null {
  const text = decode(body);
  if (text === null || XMLValidator.validate(text) !== true) return null;
  try {
    return elementsOf(parser.parse(text)).find(({ name }) => name !== "?xml") ?? null;
  } catch {
    return null;
  }
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function elementsOf(parsed: unknown): readonly Element[] {
  return Nodes.parse(parsed).flatMap((node) => {
    const [name] = Object.keys(node).filter((key) => key !== ":@" && key !== "#text");
    if (name === undefined) return [];
    return [
      {
        name,
        attributes: Attributes.parse(node[":@"] ?? {}),
        children: elementsOf(node[name]),
        text: textOf(node[name]),
      },
    ];
  });
}

function textOf(parsed: unknown): string {
  return Nodes.parse(parsed)
    .map((node) => (typeof node["#text"] === "string" ? node["#text"] : ""))
    .join("");
}
