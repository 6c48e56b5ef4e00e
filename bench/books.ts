import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { Client } from "ldapts";
import { createContactList } from "../db/contact-lists.ts";
import { createContact } from "../db/contacts.ts";
import { ldapPassword, ldapUser } from "../db/ldap-credentials.ts";
import { tokenHash } from "../db/secrets.ts";
import { freePort } from "../db/testing/free-ports.ts";
import { manyContacts } from "../db/testing/many-contacts.ts";
import type { Actor, Db } from "../db/types.ts";
import { openStore } from "../process/store.ts";
import { benchSettings, type KlykaOrder, startKlyka } from "./klyka.ts";
import { median } from "./measure.ts";
import type { BenchRow } from "./row.ts";
import { type SeededPhone, seedPhones } from "./seed.ts";

const section = "Phonebooks, 10,000 contacts";
const actor: Actor = { kind: "system", id: null, name: "bench", organisationId: null };

/** A list of ten thousand contacts on the phones of a firm: fetched after a change, fetched again, and searched when somebody calls. */
export async function benchBooks(order: {
  readonly folder: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}): Promise<readonly BenchRow[]> {
  const folder = join(order.folder, "books");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const klykaOrder = { folder, port: await freePort(), ldapPort: await freePort(), databaseUrl: null } satisfies KlykaOrder;
  const { db, keyring } = await openStore(benchSettings(klykaOrder), new Date());
  try {
    const { phones, organisationId } = await seedPhones(db, keyring, { phones: 300, keys: 1, shownOn: 1 }, new Date());
    const { id: listId } = await createContactList(db, { organisationId, name: "Kunder" }, actor, new Date());
    await manyContacts(db, { organisationId, id: listId }, 10_000);
    const klyka = await startKlyka(klykaOrder);
    try {
      const credentials = (phone: SeededPhone) => ({
        user: ldapUser(phone.mac),
        password: ldapPassword(keyring, phone.id, tokenHash(phone.token)),
      });
      const books = await fetched(db, klykaOrder.port, phones, { organisationId, listId }, order.quick);
      const searched = await calls(klykaOrder.ldapPort, phones.map(credentials), order.quick);
      return [...books, ...searched];
    } finally {
      await klyka.stop();
    }
  } finally {
    await db.destroy();
  }
}

async function fetched(
  db: Db,
  port: number,
  phones: readonly SeededPhone[],
  list: { organisationId: string; listId: string },
  quick: boolean,
): Promise<BenchRow[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const url = ({ token }: SeededPhone) => `http://127.0.0.1:${port}/p/${token}/phonebook/${list.listId}.xml`;
  const [first] = phones;
  if (!first) throw new Error("no phone");
  const fresh: number[] = [];
  let bytes = 0;
  for (let n = 0; n < (quick ? 3 : 9); n++) {
    const numbers = [{ kind: "work" as const, number: "08-465 004 17" }];
    const names = { firstName: "", lastName: "", company: `Ny ${n} AB`, title: "", email: "", note: "", tags: [], numbers };
    await createContact(db, { ...list, ...names }, actor, new Date());
    // The server looks at the change feed five times a second.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    bytes = await load(url(first), agent);
    fresh.push(performance.now() - began);
  }
  const times: number[] = [];
  const caller = { firstName: "Ylva", lastName: "Ringer", company: "", title: "", email: "", note: "", tags: [] };
  await createContact(db, { ...list, ...caller, numbers: [{ kind: "work", number: "040-628 04 33" }] }, actor, new Date());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const began = performance.now();
  const rounds = quick ? 1 : 3;
  const waiting = Array.from({ length: rounds }, () => phones).flat();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let phone = waiting.pop(); phone; phone = waiting.pop()) {
        const start = performance.now();
        await load(url(phone), agent);
        times.push(performance.now() - start);
      }
    }),
  );
  const perSecond = times.length / ((performance.now() - began) / 1000);
  agent.destroy();
  const size = `${(bytes / 1e6).toFixed(2)} MB, in groups by letter, whole`;
  return [
    row(
      "the first phone after a change",
      median(fresh),
      "ms",
      1_500,
      `${size}; read from SQLite, sorted and written; the middle`,
    ),
    row(
      "fetched again, 16 phones at a time",
      perSecond,
      "files/s",
      50,
      `p99 ${quantile(times, 0.99).toFixed(0)} ms; the reader is in this process`,
    ),
  ];
}

type Credentials = { readonly user: string; readonly password: string };

async function calls(port: number, all: readonly Credentials[], quick: boolean): Promise<BenchRow[]> {
  const clients = await Promise.all(
    all.map(async ({ user, password }) => {
      const client = new Client({ url: `ldap://127.0.0.1:${port}` });
      await client.bind(user, password);
      return client;
    }),
  );
  const filter = (number: string) => `(|(telephoneNumber=${number})(mobile=${number})(otherTelephone=${number}))`;
  const ringing: number[] = [];
  for (let n = 0; n < (quick ? 3 : 15); n++) {
    const began = performance.now();
    await Promise.all(
      clients.map(async (client) => {
        const { searchEntries } = await client.search("o=klyka", { filter: filter("0406280433"), sizeLimit: 50 });
        if (searchEntries.length !== 1) throw new Error(`${searchEntries.length} were found`);
        ringing.push(performance.now() - began);
      }),
    );
  }
  const [one] = clients;
  const typed: number[] = [];
  for (const text of ["ö", "öb", "öbe", "öberg", "zett", "björk 1", "åsa"]) {
    const began = performance.now();
    await one?.search("o=klyka", { filter: `(|(cn=${text}*)(sn=${text}*))`, sizeLimit: 50 }).catch(() => null);
    typed.push(performance.now() - began);
  }
  for (const client of clients) await client.unbind();
  return [
    row(
      "300 phones ring: each has looked the caller up, p99",
      quantile(ringing, 0.99),
      "ms",
      500,
      "over LDAP, on connections that are open; the clients are in this process",
    ),
    row("a search while somebody types, slowest", Math.max(...typed), "ms", 100, "over LDAP, names by any of their words"),
  ];
}

async function load(url: string, agent: Agent): Promise<number> {
  const request = get(url, { agent });
  const [response] = await once(request, "response");
  let bytes = 0;
  for await (const part of response) bytes += part.length;
  if (response.statusCode !== 200) throw new Error(`the phonebook was answered ${response.statusCode}`);
  return bytes;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(name: string, klyka: number, unit: string, bar: number, note: string): BenchRow {
  return { section, name, klyka, peer: null, ratio: null, bar, unit, note };
}
