import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPostgres } from "../../db/dialect/dialect.ts";
import { journalSize } from "../../db/journal-size.ts";
import { freePort } from "../../db/testing/free-ports.ts";
import type { Db } from "../../db/types.ts";
import { loadSettings } from "../../process/settings.ts";
import { openStore } from "../../process/store.ts";
import { Housekeeping } from "../../provisioning/housekeeping.ts";
import { startServer } from "../../server.ts";
import { Client } from "../load-client.ts";
import type { BenchRow } from "../row.ts";
import { seedPhones } from "../seed.ts";

export type GrowthOrder = {
  readonly folder: string;
  /** Null: SQLite in the folder. */
  readonly databaseUrl: string | null;
  readonly phones: number;
  readonly days: number;
  /** Times a day that a phone asks for all its files. */
  readonly polls: number;
  /** Requests of strangers an hour. */
  readonly strangers: number;
  /** What the journal may hold, entries. */
  readonly most: number;
  readonly say: (line: string) => void;
};

const hourMillis = 3_600_000;
/** Where the growth of an installation is looked at that keeps its journal as long as is usual. */
const usualDays = 90;

type Look = {
  readonly entries: number;
  readonly estimated: number;
  readonly bytes: number;
  readonly tables: ReadonlyMap<string, number>;
};

/**
 * Days pass in minutes, by the clock that the server is given: each hour its share of the phones asks, and strangers ask
 * without end. What is in the database after each day, and what that comes to.
 */
export async function grow(order: GrowthOrder): Promise<BenchRow[]> {
  const { folder, databaseUrl, phones, days, say } = order;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const environment = {
    ...{
      KLYKA_DATA: folder,
      KLYKA_HOST: "127.0.0.1",
      KLYKA_PHONES_PORT: String(port),
      KLYKA_JOURNAL_ENTRIES: String(order.most),
    },
    ...{ KLYKA_PORTAL_PORT: "off", KLYKA_TFTP_PORT: "off", KLYKA_MANAGEMENT_PORT: "off" },
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  };
  const { settings } = loadSettings(environment, "demo");
  const began = Date.UTC(2026, 10, 23, 0, 0);
  const clock = { hour: 0, since: performance.now() };
  const now = () => new Date(began + clock.hour * hourMillis + Math.min(hourMillis - 1, performance.now() - clock.since));
  const store = await openStore(settings, now());
  const { db } = store;
  const log = { info: () => undefined, warn: (text: string) => say(`  ${text}`), error: (text: string) => say(`  ${text}`) };
  say(`${phones} phones are made …`);
  const { phones: seeded } = await seedPhones(db, store.keyring, { phones, keys: 4, shownOn: 20 }, now());
  const server = await startServer({ settings, store, publicUrl: `http://127.0.0.1:${port}`, log, now });
  const housekeeping = new Housekeeping(db, settings.journalDays, now, log, {
    entries: order.most,
    bytes: Number.MAX_SAFE_INTEGER,
  });
  const looks: Look[] = [];
  try {
    await server.settle();
    looks.push(await look(db, folder));
    const agent = "Yealink SIP-T46U 108.86.0.70";
    for (; clock.hour < days * 24; clock.hour += 1) {
      clock.since = performance.now();
      const share = (list: typeof seeded, n: number) =>
        list.filter((_, at) => (at * order.polls) % 24 === n % 24 || order.polls >= 24);
      const asked = share(seeded, clock.hour).flatMap(({ mac, token }) => [
        `/p/${token}/${mac}.cfg\t${agent}`,
        `/p/${token}/y000000000108.cfg\t${agent}`,
      ]);
      const strangers = Array.from({ length: order.strangers }, (_, n) => {
        const mac = (0x805ed0000000 + ((clock.hour * order.strangers + n) % 0x1000000)).toString(16);
        return `/${mac}.cfg\t${agent}`;
      });
      await ask(folder, port, asked, 200);
      await ask(folder, port, strangers, 404);
      await server.flush();
      await housekeeping.run();
      if (clock.hour % 24 === 23) {
        looks.push(await look(db, folder));
        say(`  day ${(clock.hour + 1) / 24}: ${tell(looks.at(-1))}`);
      }
    }
    return rowsOf(order, looks);
  } finally {
    await server.stop();
    await housekeeping.stop();
    await db.destroy();
  }
}

async function ask(folder: string, port: number, targets: readonly string[], status: number): Promise<void> {
  if (targets.length === 0) return;
  const targetFile = join(folder, "targets");
  writeFileSync(targetFile, targets.join("\n"));
  const spec = { host: "127.0.0.1", port, targetFile, requests: targets.length, connections: 64, keepAlive: true };
  await new Client({ ...spec, perSecond: null, sources: 1, longest: 300, status }, targets).asFastAsPossible();
}

async function look(db: Db, folder: string): Promise<Look> {
  const { entries, bytes: estimated } = await journalSize(db);
  return { entries, estimated, bytes: await bytesOf(db, folder), tables: await rowCounts(db) };
}

/** Of the whole database, without what it keeps free. */
async function bytesOf(db: Db, folder: string): Promise<number> {
  if (isPostgres(db)) {
    const { rows }: { rows: { bytes: string | number }[] } = await db.raw("select pg_database_size(current_database()) as bytes");
    return Number(rows[0]?.bytes ?? 0);
  }
  const pragma = async (name: string) => {
    const rows: Record<string, number>[] = await db.raw(`PRAGMA ${name}`);
    return rows[0]?.[name] ?? 0;
  };
  const used = ((await pragma("page_count")) - (await pragma("freelist_count"))) * (await pragma("page_size"));
  return used > 0 ? used : statSync(join(folder, "klyka.db")).size;
}

const tables = ["change", "found_phone", "delivery", "phone_contact", "phone_home", "alarm", "audit", "rendered_file"] as const;

async function rowCounts(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of tables) {
    const [row]: { count: number | string }[] = await db(table).count({ count: "*" });
    counts.set(table, Number(row?.count ?? 0));
  }
  return counts;
}

const megabytes = (bytes: number): number => bytes / 2 ** 20;

const tell = (seen: Look | undefined): string =>
  seen
    ? `${seen.entries} entries in the journal, ${megabytes(seen.bytes).toFixed(0)} MB in all; ${[...seen.tables].map(([name, count]) => `${name} ${count}`).join(", ")}`
    : "";

function rowsOf({ phones, polls, strangers, days, most, databaseUrl }: GrowthOrder, looks: readonly Look[]): BenchRow[] {
  const section = `Growth: ${phones.toLocaleString("en-US")} phones, ${databaseUrl === null ? "SQLite" : "PostgreSQL"}`;
  const [first, day, last] = [looks[0], looks[1], looks.at(-1)];
  if (!first || !day || !last) return [];
  const perDay = day.entries - first.entries;
  const perEntry = (day.bytes - first.bytes) / Math.max(1, perDay);
  const said = (day.estimated - first.estimated) / Math.max(1, perDay);
  const row = (name: string, klyka: number, unit: string, note: string, bar: number | null = null): BenchRow => ({
    ...{ section, name, klyka, peer: null, ratio: null, bar, unit, note },
  });
  const others = [...last.tables].map(([name, count]) => `${name} ${count}`).join(", ");
  // One hour beyond the cap: the hour that is being written stays.
  const room = most + Math.ceil(perDay / 24) - last.entries;
  return [
    row(
      "journal, entries in the first day",
      perDay,
      "entries",
      `${polls} polls a phone, ${strangers} requests of strangers an hour`,
    ),
    row("database, first day", megabytes(day.bytes - first.bytes), "MB", "with all that phones leave in it", null),
    row("bytes for an entry", perEntry, "bytes", `of the whole database; estimated ${said.toFixed(0)}`),
    row(
      `after ${usualDays} days at that rate`,
      (perEntry * perDay * usualDays) / 2 ** 30,
      "GB",
      "then as much goes as comes; KLYKA_JOURNAL_ENTRIES and KLYKA_JOURNAL_MB end it earlier",
    ),
    row(
      `room left of what the journal may hold, day ${days}`,
      room,
      "entries left",
      `${last.entries} of ${most} and an hour's`,
      0,
    ),
    row("database in the end", megabytes(last.bytes), "MB", others),
  ];
}
