import type { BerReader } from "ldapts";

/** What a search asks for (RFC 4511, 4.5.1.7). Attribute names are in lower case. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter }
  | { readonly kind: "present"; readonly attribute: string }
  | { readonly kind: "equal" | "like"; readonly attribute: string; readonly value: string }
  | {
      readonly kind: "parts";
      readonly attribute: string;
      readonly first: string;
      readonly any: readonly string[];
      readonly last: string;
    }
  /** Greater, less, extensible: true of nothing here. */
  | { readonly kind: "unknown" };

const tags = { and: 0xa0, or: 0xa1, not: 0xa2, equal: 0xa3, parts: 0xa4, present: 0x87, like: 0xa8 } as const;
const deepest = 8;
const mostNodes = 64;

/** Reads a filter. @throws Error when it is none, or deeper or larger than any phone's */
export function readFilter(reader: BerReader): Filter {
  let nodes = 0;
  const read = (depth: number): Filter => {
    nodes += 1;
    if (depth > deepest || nodes > mostNodes) throw new Error("the filter is too large");
    switch (reader.peek()) {
      case tags.and:
        return { kind: "and", of: several(tags.and, depth) };
      case tags.or:
        return { kind: "or", of: several(tags.or, depth) };
      case tags.not: {
        enter(reader, tags.not);
        return { kind: "not", of: read(depth + 1) };
      }
      case tags.present:
        return { kind: "present", attribute: text(reader, tags.present).toLowerCase() };
      case tags.equal:
      case tags.like: {
        const kind = reader.peek() === tags.equal ? "equal" : "like";
        enter(reader, tags[kind]);
        return { kind, attribute: text(reader).toLowerCase(), value: text(reader) };
      }
      case tags.parts:
        return readParts(reader);
      default:
        skip(reader);
        return { kind: "unknown" };
    }
  };
  const several = (tag: number, depth: number): Filter[] => {
    const end = enter(reader, tag);
    const of: Filter[] = [];
    while (reader.offset < end) of.push(read(depth + 1));
    return of;
  };
  return read(0);
}

function readParts(reader: BerReader): Filter {
  enter(reader, tags.parts);
  const attribute = text(reader).toLowerCase();
  const end = enter(reader, 0x30);
  const parts = { first: "", any: [] as string[], last: "" };
  while (reader.offset < end) {
    const tag = reader.peek();
    if (tag === 0x80) parts.first = text(reader, 0x80);
    else if (tag === 0x81) parts.any.push(text(reader, 0x81));
    else if (tag === 0x82) parts.last = text(reader, 0x82);
    else throw new Error("no part of a text");
  }
  return { kind: "parts", attribute, ...parts };
}

/** Goes into a sequence. @returns where it ends */
export function enter(reader: BerReader, tag: number): number {
  if (reader.readSequence(tag) === null) throw new Error("the message ends too early");
  return reader.offset + reader.length;
}

/** An octet string as UTF-8. */
export function text(reader: BerReader, tag = 0x04): string {
  const found = reader.readString(tag);
  if (found === null) throw new Error("the message ends too early");
  return found;
}

function skip(reader: BerReader): void {
  if (reader.readSequence() === null) throw new Error("the message ends too early");
  reader.offset += reader.length;
}
