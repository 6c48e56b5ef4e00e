import { AsyncLocalStorage } from "node:async_hooks";
import { hashPassword } from "../../db/password-hash.ts";
import { createPerson } from "../../db/people-create.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { startSession } from "../../db/sessions.ts";
import { setPassword } from "../../db/sign-in.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import type { Db } from "../../db/types.ts";
import type { Right } from "../../domain/rights.ts";
import { suiteLog } from "../../process/testing/suite-log.ts";
import type { PeopleParts } from "../api/parts.ts";
import { startPortal } from "../listener.ts";
import type { Letter } from "../messages/letter.ts";
import type { Sms } from "../messages/post.ts";
import { Visitor } from "./visitor.ts";

export const goodPassword = "tre glada bävrar i ån";
let hashed: Promise<string> | null = null;
/** Hashed once for all tests of a file: it takes long on purpose. */
export const goodHash = (): Promise<string> => {
  hashed ??= hashPassword(goodPassword);
  return hashed;
};

export type SentMail = { readonly email: string; readonly name: string; readonly token: string; readonly letter: Letter };

function mailOf(letter: Letter): SentMail {
  const token = /#([0-9a-z]{26})/.exec(letter.text)?.[1] ?? "";
  return { email: letter.to.address, name: letter.to.name, token, letter };
}

export type House = {
  readonly db: Db;
  readonly url: string;
  readonly now: { at: Date };
  /** SQL statements of requests since the last call. */
  readonly statements: () => number;
  /** Those that were sent, each with the token of its link. */
  readonly mails: SentMail[];
  readonly texts: Sms[];
  /** Somebody with these rights, signed in. */
  readonly somebody: (organisationId: string, rights: readonly Right[], say?: Say) => Promise<Visitor>;
  /** Somebody who has no session. */
  readonly stranger: () => Visitor;
};
export type OpenHouse = House & { readonly close: () => Promise<void> };
type Say = { readonly operates?: "all" | string[]; readonly mustChange?: boolean; readonly primaryNumber?: string };

/**
 * A portal on a real socket, on that database, which stays open. Knows of no test: proofs open one too.
 *
 * @returns the house; `close` stops it, and throws the first fault that it has had
 */
export async function openHouse(db: Db, more: Partial<PeopleParts> = {}, webFolder?: string): Promise<OpenHouse> {
  const now = { at: testNow };
  const mails: House["mails"] = [];
  const texts: House["texts"] = [];
  const faults: unknown[] = [];
  const suite = suiteLog();
  const asked = new AsyncLocalStorage<true>();
  const listener = await startPortal({
    host: "127.0.0.1",
    port: 0,
    clock: () => performance.now(),
    onFault: (error) => {
      faults.push(error);
      suite?.error("The portal has a fault.", { error });
    },
    ...(suite ? { onAnswered: (answered) => suite.debug?.("A person asked.", { ...answered }) } : {}),
    health: { version: "1.2.3", listeners: () => [], databaseAnswers: async () => true },
    ...(webFolder === undefined ? {} : { webFolder }),
    people: {
      ...{ db, keyring: testKeyring, publicUrl: "https://telefoner.example.se", now: () => now.at },
      asker: (request) => {
        asked.enterWith(true);
        return { address: request.socket.remoteAddress ?? "", secure: false };
      },
      portalUrl: "https://telefoni.example.se",
      mail: { send: async (letter) => void mails.push(mailOf(letter)) },
      sms: { send: async (sms) => String(texts.push(sms)) },
      smsReports: null,
      apps: { ios: null, android: "https://apps.example.se/android", windows: null, mac: null, linux: null },
      ...more,
    },
  });
  const url = `http://127.0.0.1:${listener.port}`;
  let statements = 0;
  // What the portal looks for by itself, whenever that is, is nobody's question.
  db.on("query", () => {
    if (asked.getStore()) statements++;
  });
  return {
    close: async () => {
      await listener.stop();
      if (faults.length > 0) throw faults[0];
    },
    db,
    url,
    now,
    mails,
    texts,
    statements: () => {
      const counted = statements;
      statements = 0;
      return counted;
    },
    stranger: () => new Visitor(url),
    somebody: (organisationId, rights, one = {}) => signedIn(db, url, organisationId, rights, one),
  };
}

async function signedIn(db: Db, url: string, organisationId: string, rights: readonly Right[], say: Say): Promise<Visitor> {
  const { operates = [], mustChange = false, primaryNumber } = say;
  const names = { firstName: "Ottilia", lastName: "Testare", ...(primaryNumber ? { primaryNumber } : {}) };
  const person = await createPerson(db, { organisationId, ...names, rights: [...rights], operates }, "all", testActor, testNow);
  await setPassword(db, { organisationId, userId: person.id, passwordHash: await goodHash(), mustChange }, testActor, testNow);
  const token = generateToken();
  const session = { userId: person.id, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
  await startSession(db, session, testActor, testNow);
  const visitor = new Visitor(url, person.id);
  visitor.cookies.set("klyka_session", token);
  await visitor.learnCsrf();
  return visitor;
}
