import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { generateToken, tokenHash } from "../db/secrets.ts";
import { startSession } from "../db/sessions.ts";
import { freePort } from "../db/testing/free-ports.ts";
import type { Actor, Db } from "../db/types.ts";
import { Visitor } from "../portal/testing/visitor.ts";
import { openStore } from "../process/store.ts";
import { benchSettings, startKlyka } from "./klyka.ts";
import { onPostgres } from "./postgres.ts";
import type { BenchRow } from "./row.ts";
import { type Seeded, seedPhones } from "./seed.ts";

export type PortalOrder = { readonly folder: string; readonly quick: boolean; readonly say: (line: string) => void };
type Size = { readonly firms: number; readonly people: number; readonly asks: number };

const actor: Actor = { kind: "system", id: null, name: "bench", organisationId: null };

/** What an administrator does in a firm of 10,000 users, in an installation of 100,000 phones, on both databases. */
export async function benchPortal(order: PortalOrder): Promise<readonly BenchRow[]> {
  const size = order.quick ? { firms: 2, people: 1000, asks: 40 } : { firms: 10, people: 10_000, asks: 300 };
  const sqlite = await portalOn("SQLite", join(order.folder, "portal-sqlite"), null, size, order.say);
  const postgres = await onPostgres((url) => portalOn("PostgreSQL", join(order.folder, "portal-postgres"), url, size, order.say));
  if (postgres === null) order.say("PostgreSQL does not start here: left out");
  return [...sqlite, ...(postgres ?? [])];
}

async function portalOn(
  database: string,
  folder: string,
  databaseUrl: string | null,
  size: Size,
  say: PortalOrder["say"],
): Promise<readonly BenchRow[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const order = { folder, port: await freePort(), portalPort: await freePort(), databaseUrl };
  const began = performance.now();
  const store = await openStore(benchSettings(order), new Date());
  let firm: Seeded | null = null;
  for (let n = 0; n < size.firms; n++) {
    const say = { phones: size.people, keys: 2, shownOn: Math.min(500, size.people), from: n * size.people };
    firm = await seedPhones(store.db, store.keyring, say, new Date());
  }
  if (!firm) throw new Error("no firm");
  const session = await anAdministrator(store.db, firm);
  await store.db.destroy();
  say(`${database}: ${size.firms * size.people} phones written in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const klyka = await startKlyka(order);
  try {
    const visitor = new Visitor(`http://127.0.0.1:${order.portalPort}`);
    visitor.cookies.set("klyka_session", session);
    await visitor.learnCsrf();
    return await measureAll(database, visitor, firm, size);
  } finally {
    await klyka.stop();
  }
}

/** The person whom 500 phones show administers the firm. @returns the cookie of a session */
export async function anAdministrator(db: Db, { organisationId, person }: Seeded): Promise<string> {
  const rights = ["user", "administrator"].map((name) => ({ user_id: person.id, right_name: name }));
  await db("user_right").insert(rights);
  const password = {
    user_id: person.id,
    password_hash: "none",
    must_change: false,
    set_at: new Date().toISOString(),
    set_by: "bench",
  };
  await db("credential").insert(password);
  const token = generateToken();
  const session = { userId: person.id, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
  await startSession(db, session, actor, new Date());
  return token;
}

async function measureAll(database: string, visitor: Visitor, firm: Seeded, size: Size): Promise<readonly BenchRow[]> {
  const { people, asks } = size;
  const some = (n: number) => (n * 7919) % people;
  const get = (path: (n: number) => string) => (n: number) => expectStatus(visitor.get(path(n)), 200);
  const row = async (name: string, ask: (n: number) => Promise<void>, note: string, count = asks): Promise<BenchRow> => {
    const { p50, p99 } = await percentiles(ask, count);
    return rowOf(database, name, p99, `p50 ${p50.toFixed(1)} ms; ${count} of them, four at once; ${note}`);
  };
  return [
    await row(
      "users, a page of the list",
      get((n) => `/users?limit=100&offset=${some(n)}`),
      "100 rows, anywhere in the list",
    ),
    await row(
      "users, searched",
      get((n) => `/users?limit=100&q=${encodeURIComponent(`person ${some(n)}`)}`),
      "by name",
    ),
    await row(
      "users, searched by number",
      get((n) => `/users?limit=100&q=1${String(some(n)).padStart(5, "0")}`),
      "an extension",
    ),
    await row(
      "phones, a page of the list",
      get((n) => `/phones?limit=100&offset=${some(n)}`),
      "100 rows",
    ),
    await row(
      "phones, searched",
      get((n) => `/phones?limit=100&q=${firm.phones[some(n)]?.mac ?? ""}`),
      "by MAC",
    ),
    await row(
      "everything, searched",
      get((n) => `/search?q=${encodeURIComponent(`person ${some(n)}`)}`),
      "Ctrl-K",
    ),
    await row("a user, saved", (n) => rename(visitor, firm.phones[some(n)]?.id ?? ""), "name; two reads and a write together"),
    await shownOnMany(database, visitor, firm),
  ];
}

/** The user of that phone gets another first name, and so the key of every phone that shows it. */
async function rename(visitor: Visitor, phoneId: string): Promise<void> {
  const { body } = await visitor.get(`/phones/${phoneId}`);
  await save(visitor, body.user.id);
}

async function save(visitor: Visitor, userId: string): Promise<number> {
  const read = await visitor.get(`/users/${userId}`);
  const body = { firstName: `${String(read.body.firstName).slice(0, 30)}x` };
  const began = performance.now();
  await expectStatus(visitor.patch(`/users/${userId}/details`, body, read.body.versions.details), 200);
  return performance.now() - began;
}

async function shownOnMany(database: string, visitor: Visitor, firm: Seeded): Promise<BenchRow> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) times.push(await save(visitor, firm.person.id));
  times.sort((a, b) => a - b);
  const name = `a user shown on ${firm.person.shownOn} phones, saved`;
  return rowOf(database, name, times.at(-1) ?? 0, `the slowest of 5; the middle one ${times[2]?.toFixed(1)} ms`);
}

function rowOf(database: string, name: string, klyka: number, note: string): BenchRow {
  const section = "People's API: 10,000 users in one firm, 100,000 phones in all";
  return { section, name: `${database}: ${name}`, klyka, peer: null, ratio: null, bar: null, unit: "ms", note };
}

export async function expectStatus(answer: ReturnType<Visitor["get"]>, wanted: number): Promise<void> {
  const { status, body } = await answer;
  if (status !== wanted) throw new Error(`${status} instead of ${wanted}: ${JSON.stringify(body).slice(0, 200)}`);
}

/** Milliseconds; four people at once. */
export async function percentiles(ask: (n: number) => Promise<void>, count: number): Promise<{ p50: number; p99: number }> {
  for (let n = 0; n < 4; n++) await ask(n + count);
  const times: number[] = [];
  let next = 0;
  const person = async () => {
    while (next < count) {
      const began = performance.now();
      await ask(next++);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: 4 }, person));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
