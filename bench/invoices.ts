import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../db/testing/free-ports.ts";
import type { Db } from "../db/types.ts";
import { Visitor } from "../portal/testing/visitor.ts";
import { openStore } from "../process/store.ts";
import { type InvoiceSize, type SeededInvoices, seedInvoices } from "./invoice-seed.ts";
import { benchSettings, startKlyka } from "./klyka.ts";
import { anAdministrator, expectStatus, type PortalOrder, percentiles } from "./portal.ts";
import { onPostgres } from "./postgres.ts";
import type { BenchRow } from "./row.ts";
import { seedPhones } from "./seed.ts";

type Size = InvoiceSize & { readonly asks: number };

/** What an administrator does with 10,000 invoices and five million rows of what was used, on both databases, beside plain SQL by the driver. */
export async function benchInvoices(order: PortalOrder): Promise<readonly BenchRow[]> {
  const size = order.quick
    ? { invoices: 400, rows: 120, large: 20_000, holders: 400, asks: 40 }
    : { invoices: 10_000, rows: 481, large: 200_000, holders: 4000, asks: 300 };
  const sqlite = await invoicesOn("SQLite", join(order.folder, "invoices-sqlite"), null, size, order.say);
  const postgres = await onPostgres((url) =>
    invoicesOn("PostgreSQL", join(order.folder, "invoices-postgres"), url, size, order.say),
  );
  if (postgres === null) order.say("PostgreSQL does not start here: left out");
  return [...sqlite, ...(postgres ?? [])];
}

async function invoicesOn(
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
  const firm = await seedPhones(store.db, store.keyring, { phones: 10, keys: 2, shownOn: 10, from: 0 }, new Date());
  const session = await anAdministrator(store.db, firm);
  const seeded = await seedInvoices(store.db, firm.organisationId, size, new Date());
  say(
    `${database}: ${seeded.rows} rows of ${size.invoices} invoices written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  const klyka = await startKlyka(order);
  try {
    const visitor = new Visitor(`http://127.0.0.1:${order.portalPort}`);
    visitor.cookies.set("klyka_session", session);
    await visitor.learnCsrf();
    return await measureAll(database, visitor, store.db, seeded, size);
  } finally {
    await klyka.stop();
    await store.db.destroy();
  }
}

type Ask = (n: number) => Promise<void>;

async function measureAll(
  database: string,
  visitor: Visitor,
  db: Db,
  seeded: SeededInvoices,
  size: Size,
): Promise<readonly BenchRow[]> {
  const [large = "", ...others] = seeded.ids;
  const some = (n: number) => others[(n * 7919) % others.length] ?? large;
  const get =
    (path: (n: number) => string): Ask =>
    (n) =>
      expectStatus(visitor.get(path(n)), 200);
  const plain =
    (text: string, values: (n: number) => readonly (string | number)[]): Ask =>
    async (n) =>
      void (await db.raw(text, [...values(n)]));
  const row = async (name: string, ask: Ask, peer: Ask, note: string, asks = size.asks): Promise<BenchRow> => {
    const klyka = await percentiles(ask, asks);
    const other = await percentiles(peer, asks);
    const section = "Invoices: 10,000 in one organisation, five million rows";
    const told = `p50 ${klyka.p50.toFixed(1)} ms, of the other ${other.p50.toFixed(1)} ms; ${asks} of them, four at once; ${note}`;
    return {
      ...{ section, name: `${database}: ${name}`, klyka: klyka.p99, peer: other.p99, ratio: klyka.p99 / other.p99 },
      ...{ bar: null, unit: "ms", note: told },
    };
  };
  const { organisationId } = seeded;
  const today = new Date().toISOString().slice(0, 10);
  const left = "payable - paid - credited";
  const listed = "id, number, issued_on, due_on, pay_by, payable, paid, credited, voided_at";
  const added = "sum(count) as count, sum(seconds) as seconds, sum(bytes) as bytes, sum(net) as net";
  const at = (...parts: unknown[]) => `at=${encodeURIComponent(JSON.stringify(parts))}`;
  const holder = (n: number) => `+46701${100_000 + ((n * 7919) % 12)}`;
  const place = (n: number) => `Kostnadsställe ${((n * 7919) % 12) % 5}`;
  return [
    await row(
      "the list, a page of it",
      get((n) => `/invoices?limit=100&order=desc&offset=${(n * 7919) % (size.invoices - 100)}`),
      plain(
        `select ${listed} from invoice where organisation_id = ? order by issued_on desc, id desc limit 100 offset ?`,
        (n) => [organisationId, (n * 7919) % (size.invoices - 100)],
      ),
      "100 rows, anywhere, with what is owed over all; the other reads the rows alone",
    ),
    await row(
      "the list, overdue ones",
      get(() => "/invoices?limit=100&order=desc&state=overdue"),
      plain(
        `select ${listed} from invoice where organisation_id = ? and voided_at is null and ${left} > 0 and pay_by < ? order by issued_on desc, id desc limit 100`,
        () => [organisationId, today],
      ),
      "a quarter of them",
    ),
    await row(
      "the list, searched",
      get((n) => `/invoices?limit=100&q=${10_000 + ((n * 7919) % size.invoices)}`),
      plain(
        `select ${listed} from invoice where organisation_id = ? and search_text like ? order by issued_on desc limit 100`,
        (n) => [organisationId, `%${10_000 + ((n * 7919) % size.invoices)}%`],
      ),
      "by number",
    ),
    await row(
      "an invoice, opened",
      get((n) => `/invoices/${some(n)}`),
      plain("select * from invoice where id = ? and organisation_id = ?", (n) => [some(n), organisationId]),
      "with lines, payments and what can be filtered by; the other reads its row",
    ),
    await row(
      "a specification, opened",
      get((n) => `/invoices/${some(n)}/specification`),
      plain(`select cost_place, ${added} from usage_row where invoice_id = ? group by cost_place`, (n) => [some(n)]),
      `of ${size.rows} rows; the other adds the rows themselves up`,
    ),
    await row(
      `a specification of ${size.large.toLocaleString("en")} rows, opened`,
      get(() => `/invoices/${large}/specification`),
      plain(`select cost_place, ${added} from usage_row where invoice_id = ? group by cost_place`, () => [large]),
      "the other adds the rows themselves up",
      size.asks / 10,
    ),
    await row(
      "the same, filtered",
      get((n) => `/invoices/${large}/specification?by=holder&q=${encodeURIComponent(`person ${(n * 7919) % size.holders}`)}`),
      plain(
        `select user_id, number, ${added} from usage_row where invoice_id = ? and user_name like ? group by user_id, number`,
        (n) => [large, `Person ${(n * 7919) % size.holders}%`],
      ),
      `by a name of ${size.holders.toLocaleString("en")}`,
      size.asks / 10,
    ),
    await row(
      "calls of one holder, a page of them",
      get((n) => {
        const number = holder(n);
        const userId = `user-${Number(number.slice(6)) - 100_000}`;
        return `/invoices/${some(n)}/calls?${at(place(n), [userId, number], "callsMobile")}`;
      }),
      plain(
        "select * from usage_row where invoice_id = ? and number = ? and charge_class = 'callsMobile' order by started_at limit 100",
        (n) => [some(n), holder(n)],
      ),
      "masked, with the sum of what is not listed",
    ),
  ];
}
