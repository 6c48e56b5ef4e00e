import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Directory } from "../../db/directories.ts";
import type { PhoneRow } from "../phone-row.ts";
import { type Found, find, suffix } from "./find.ts";
import {
  type Attributes,
  answers,
  entry,
  type Message,
  messageLength,
  pagedResults,
  type Request,
  type ResultCode,
  readMessage,
  readPaging,
  result,
  type Search,
  writePaging,
} from "./message.ts";

export type SessionParts = {
  /** Who that is; null: nobody that may read. Takes as long for everybody. */
  readonly signIn: (name: string, password: string) => Promise<PhoneRow | null>;
  /** The phone's books as they are now; null: it may not read any more. Rejects when the database is away. */
  readonly booksOf: (phone: PhoneRow) => Promise<readonly Directory[] | null>;
  /** The connection is a phone's from now on, or not any more. */
  readonly onSignedIn: (signedIn: boolean) => void;
  readonly onFault: (error: unknown) => void;
  /** Milliseconds in which somebody must have signed in, however much they say meanwhile. */
  readonly signInMillis: number;
};

/** Entries that one search gives, and the furthest that one goes in pages. */
const mostEntries = 200;
const furthest = 20_000;
/** Names and passwords that somebody may try on one connection. */
const mostTries = 3;
/** Milliseconds without a word of whoever has signed in. */
const idleMillis = 180_000;
/** Longest place in the directory that is looked at: every real one is shorter. */
const longestName = 200;
/** Bytes that wait to be sent before an answer goes on. */
const mostUnsent = 256 * 1024;

const startTls = "1.3.6.1.4.1.1466.20037";

/**
 * One connection of a phone that searches: it signs in, searches, and nothing else. Messages are answered one after
 * the other; while one is, no more are read.
 */
export class Session {
  readonly #socket: Socket;
  readonly #parts: SessionParts;
  #phone: PhoneRow | null = null;
  #unread: Buffer = Buffer.alloc(0);
  #busy = false;
  #tries = 0;
  #stranger: NodeJS.Timeout | undefined;

  constructor(socket: Socket, parts: SessionParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  /** Listens to the socket until it closes. */
  begin(): void {
    this.#is(null);
    this.#socket.on("timeout", () => this.#socket.destroy());
    this.#socket.on("close", () => clearTimeout(this.#stranger));
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("data", (bytes: Buffer) => this.#take(bytes));
  }

  #is(phone: PhoneRow | null): void {
    if ((this.#phone === null) !== (phone === null)) this.#parts.onSignedIn(phone !== null);
    this.#phone = phone;
    this.#socket.setTimeout(idleMillis);
    if (phone) clearTimeout(this.#stranger);
    if (phone || this.#socket.destroyed) this.#stranger = undefined;
    else this.#stranger ??= setTimeout(() => this.#socket.destroy(), this.#parts.signInMillis);
  }

  #take(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    this.#socket.pause();
    try {
      for (let next = this.#next(); next !== null && !this.#socket.destroyed; next = this.#next()) {
        if (!(await this.#answer(next))) return this.#end();
        // Many requests may have come at once: others have their turn between them.
        await nextTurn();
      }
    } catch (error) {
      // What is no LDAP, or not whole, ends the connection without a word.
      this.#socket.destroy();
      if (!isMalformed(error)) this.#parts.onFault(error);
    } finally {
      this.#busy = false;
      if (!this.#socket.destroyed) this.#socket.resume();
    }
  }

  #next(): Message | null {
    const length = malformed(() => messageLength(this.#unread));
    if (length === null || this.#unread.length < length) return null;
    const bytes = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return malformed(() => readMessage(bytes));
  }

  /** False: the connection ends. */
  async #answer({ id, request, controls }: Message): Promise<boolean> {
    const unknown = controls.find(({ name, critical }) => critical && name !== pagedResults);
    if (unknown && request.kind === "search") return this.#send(result(id, answers.searchDone, "unavailableCriticalExtension"));
    switch (request.kind) {
      case "unbind":
        return false;
      case "abandon":
        return true;
      case "bind":
        return this.#bind(id, request);
      case "search":
        return this.#search(id, request, controls.find(({ name }) => name === pagedResults)?.value ?? null);
      case "extended":
        return this.#send(result(id, answers.extended, request.name === startTls ? "unavailable" : "protocolError"));
      case "refused":
        return this.#send(result(id, request.answer, this.#phone ? "unwillingToPerform" : "insufficientAccessRights"));
    }
  }

  async #bind(id: number, { version, name, password }: Extract<Request, { kind: "bind" }>): Promise<boolean> {
    this.#is(null);
    if (version !== 3) return this.#send(result(id, answers.bind, "protocolError"));
    if (password === null) return this.#send(result(id, answers.bind, "authMethodNotSupported"));
    const phone = await this.#parts.signIn(name, password);
    if (this.#socket.destroyed) return false;
    this.#is(phone);
    if (!phone) this.#tries += 1;
    await this.#send(result(id, answers.bind, phone ? "success" : "invalidCredentials"));
    return this.#tries < mostTries;
  }

  async #search(id: number, search: Search, paging: Buffer | null): Promise<boolean> {
    const done = (code: ResultCode, control: Buffer | null = null) => this.#send(result(id, answers.searchDone, code, control));
    if (search.base === "" && search.scope === 0) {
      await this.#send(entry(id, "", chosen(root, search), search.typesOnly));
      return done("success");
    }
    if (!this.#phone) return done("insufficientAccessRights");
    const books = await this.#parts.booksOf(this.#phone);
    // What the phone was is over: whoever asks further signs in anew.
    if (!books) {
      this.#is(null);
      return done("insufficientAccessRights");
    }
    const among = booksBelow(search.base, books);
    if (!among) return done("noSuchObject");
    const page = paging === null ? null : malformed(() => readPaging(paging));
    const from = page?.from ?? 0;
    const asked = search.sizeLimit === 0 ? mostEntries : Math.min(search.sizeLimit, mostEntries);
    const most = page && page.size > 0 ? Math.min(page.size, mostEntries) : asked;
    if (from > furthest) return done("sizeLimitExceeded");
    const found: Found[] = search.scope === 0 ? [] : find(among, search.filter, from + most + 1);
    for (const one of found.slice(from, from + most)) {
      await this.#send(entry(id, one.name, chosen(one.attributes, search), search.typesOnly));
      if (this.#socket.destroyed) return false;
    }
    const more = found.length > from + most;
    if (page) return done("success", writePaging(0, more ? from + most : null));
    return done(more ? "sizeLimitExceeded" : "success");
  }

  async #send(bytes: Buffer): Promise<boolean> {
    this.#socket.write(bytes);
    if (this.#socket.writableLength > mostUnsent) await drained(this.#socket);
    return true;
  }

  #end(): void {
    this.#socket.end();
  }
}

class Malformed extends Error {}

function malformed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Malformed(error instanceof Error ? error.message : "");
  }
}

function isMalformed(error: unknown): boolean {
  return error instanceof Malformed;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      socket.off("drain", over);
      socket.off("close", over);
      resolve();
    };
    socket.on("drain", over);
    socket.on("close", over);
  });
}

const root: Attributes = [
  ["objectClass", ["top"]],
  ["namingContexts", [suffix]],
  ["supportedLDAPVersion", ["3"]],
  ["supportedControl", [pagedResults]],
];

/** Of the attributes those that are asked for: all when none is named or `*` is, none with `1.1`. */
function chosen(attributes: Attributes, { attributes: asked }: Search): Attributes {
  if (asked.length === 0 || asked.includes("*") || asked.includes("+")) return attributes;
  return attributes.filter(([name]) => asked.includes(name.toLowerCase()));
}

/** The books that lie below a name; null: there is no such place. */
function booksBelow(base: string, books: readonly Directory[]): readonly Directory[] | null {
  if (base.length > longestName) return null;
  const name = base
    .toLowerCase()
    .replace(/\s*([,=])\s*/g, "$1")
    .trim();
  if (name === "" || name === suffix) return books;
  const key = /^ou=([^,]+),o=klyka$/.exec(name)?.[1];
  const book = books.find((one) => one.key === key);
  return book ? [book] : null;
}
