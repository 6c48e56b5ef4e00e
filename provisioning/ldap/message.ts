import { BerReader, BerWriter } from "ldapts";
import { enter, type Filter, readFilter, text } from "./filter.ts";

/** Messages of LDAP (RFC 4511), as far as a directory that is only read needs them. */

export type Search = {
  readonly kind: "search";
  readonly base: string;
  /** 0 the entry itself, 1 those below it, 2 all below it. */
  readonly scope: number;
  /** 0: as many as the server gives. */
  readonly sizeLimit: number;
  readonly typesOnly: boolean;
  readonly filter: Filter;
  /** In lower case; none: all. */
  readonly attributes: readonly string[];
};

export type Request =
  /** `password` null: another way than the simple one. */
  | { readonly kind: "bind"; readonly version: number; readonly name: string; readonly password: string | null }
  | { readonly kind: "unbind" }
  | { readonly kind: "abandon" }
  | Search
  | { readonly kind: "extended"; readonly name: string }
  /** A change, or a comparison: `answer` is the tag of the refusal. */
  | { readonly kind: "refused"; readonly answer: number };

export type Control = { readonly name: string; readonly critical: boolean; readonly value: Buffer | null };

export type Message = { readonly id: number; readonly request: Request; readonly controls: readonly Control[] };

const resultCodes = {
  success: 0,
  protocolError: 2,
  sizeLimitExceeded: 4,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;
export type ResultCode = keyof typeof resultCodes;

export const answers = { bind: 0x61, entry: 0x64, searchDone: 0x65, extended: 0x78 } as const;

/** Longest message taken, bytes: a phone's search has a few hundred. */
export const longestMessage = 16 * 1024;
const mostElements = 400;
const deepest = 24;

/**
 * Length of the first message of what has come, with its head; null: more must come.
 *
 * @throws Error when it is no message, or longer than `longestMessage`
 */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return bytes.length === 0 || bytes[0] === 0x30 ? null : notOurs();
  if (bytes[0] !== 0x30) return notOurs();
  const first = bytes.readUInt8(1);
  const more = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || more > 4) return notOurs();
  if (bytes.length < 2 + more) return null;
  const length = 2 + more + (more === 0 ? first : bytes.readUIntBE(2, more));
  return length > longestMessage ? notOurs() : length;
}

function notOurs(): never {
  throw new Error("this is no message of LDAP");
}

/** Reads one whole message. @throws Error when it is malformed */
export function readMessage(bytes: Buffer): Message {
  mustBeWhole(bytes, 0, bytes.length, 0, { left: mostElements });
  const reader = new BerReader(bytes);
  enter(reader, 0x30);
  const id = whole(reader.readInt());
  const request = readRequest(reader, bytes);
  return { id, request, controls: reader.peek() === 0xa0 ? readControls(reader) : [] };
}

/** Every element lies within the one around it: what reads them can rely on their lengths. */
function mustBeWhole(bytes: Buffer, start: number, end: number, depth: number, count: { left: number }): void {
  for (let at = start; at < end; ) {
    count.left -= 1;
    if (count.left < 0 || depth > deepest || end - at < 2) throw new Error("malformed");
    const tag = bytes.readUInt8(at);
    const first = bytes.readUInt8(at + 1);
    const more = first < 0x80 ? 0 : first - 0x80;
    const body = at + 2 + more;
    if (first === 0x80 || more > 4 || body > end || (tag & 0x1f) === 0x1f) throw new Error("malformed");
    const next = body + (more === 0 ? first : bytes.readUIntBE(at + 2, more));
    if (next > end) throw new Error("malformed");
    if ((tag & 0x20) !== 0) mustBeWhole(bytes, body, next, depth + 1, count);
    at = next;
  }
}

function readRequest(reader: BerReader, bytes: Buffer): Request {
  const tag = reader.peek();
  if (tag === 0x60) return readBind(reader);
  if (tag === 0x63) return readSearch(reader);
  if (tag === 0x77) {
    const end = enter(reader, 0x77);
    const name = text(reader, 0x80);
    reader.offset = end;
    return { kind: "extended", name };
  }
  const simple = { 66: { kind: "unbind" }, 80: { kind: "abandon" } } as const;
  const changes: Readonly<Record<number, number>> = { 102: 0x67, 104: 0x69, 74: 0x6b, 108: 0x6d, 110: 0x6f };
  const answer = changes[tag ?? 0];
  const request = tag === 0x42 || tag === 0x50 ? simple[tag] : answer === undefined ? null : { kind: "refused" as const, answer };
  if (request === null) throw new Error("no such operation");
  enter(reader, tag ?? 0);
  reader.offset = Math.min(bytes.length, reader.offset + reader.length);
  return request;
}

function readBind(reader: BerReader): Request {
  const end = enter(reader, 0x60);
  const version = whole(reader.readInt());
  const name = text(reader);
  const password = reader.peek() === 0x80 ? text(reader, 0x80) : null;
  reader.offset = end;
  return { kind: "bind", version, name, password };
}

function readSearch(reader: BerReader): Search {
  enter(reader, 0x63);
  const base = text(reader);
  const scope = whole(reader.readEnumeration());
  whole(reader.readEnumeration());
  const sizeLimit = whole(reader.readInt());
  whole(reader.readInt());
  const typesOnly = reader.readBoolean() ?? false;
  const filter = readFilter(reader);
  const end = enter(reader, 0x30);
  const attributes: string[] = [];
  while (reader.offset < end) attributes.push(text(reader).toLowerCase());
  return { kind: "search", base, scope, sizeLimit, typesOnly, filter, attributes };
}

function readControls(reader: BerReader): Control[] {
  const end = enter(reader, 0xa0);
  const controls: Control[] = [];
  while (reader.offset < end) {
    const last = enter(reader, 0x30);
    const name = text(reader);
    const critical = reader.offset < last && reader.peek() === 0x01 ? (reader.readBoolean() ?? false) : false;
    const value = reader.offset < last && reader.peek() === 0x04 ? reader.readString(0x04, true) : null;
    reader.offset = last;
    controls.push({ name, critical, value });
  }
  return controls;
}

function whole(value: number | null): number {
  if (value === null || value < 0) throw new Error("no number");
  return value;
}

/** An answer that says how it went. `more`: written after the usual three fields. */
export function result(id: number, tag: number, code: ResultCode, control: Buffer | null = null): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  writer.writeEnumeration(resultCodes[code]);
  writer.writeString("");
  writer.writeString("");
  writer.endSequence();
  if (control) {
    writer.startSequence(0xa0);
    writer.startSequence();
    writer.writeString(pagedResults);
    writer.writeBuffer(control, 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  return writer.buffer;
}

export type Attributes = readonly (readonly [name: string, values: readonly string[]])[];

/** One entry that was found. */
export function entry(id: number, name: string, attributes: Attributes, typesOnly: boolean): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(answers.entry);
  writer.writeString(name);
  writer.startSequence();
  for (const [attribute, values] of attributes) {
    writer.startSequence();
    writer.writeString(attribute);
    writer.startSequence(0x31);
    if (!typesOnly) for (const value of values) writer.writeString(value);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

/** Results in pages (RFC 2696). */
export const pagedResults = "1.2.840.113556.1.4.319";

/** Entries on a page, and where it begins. @throws Error when it is malformed */
export function readPaging(value: Buffer): { readonly size: number; readonly from: number } {
  mustBeWhole(value, 0, value.length, 0, { left: 4 });
  const reader = new BerReader(value);
  enter(reader, 0x30);
  const size = whole(reader.readInt());
  const cookie = text(reader);
  if (cookie !== "" && !/^\d{1,9}$/.test(cookie)) throw new Error("no page of ours");
  return { size, from: Number(cookie) };
}

/** @param next null: this was the last page */
export function writePaging(total: number, next: number | null): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(total);
  writer.writeString(next === null ? "" : String(next));
  writer.endSequence();
  return writer.buffer;
}
