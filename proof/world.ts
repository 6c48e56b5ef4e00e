import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerSay, startWholeServer, type WholeServer } from "../cli/testing/start-server.ts";
import { migrate, openDatabase } from "../db/connect.ts";
import type { Db } from "../db/types.ts";
import type { PeopleParts } from "../portal/api/parts.ts";
import { aFirm, type Ids } from "../portal/testing/firm.ts";
import { type OpenHouse, openHouse } from "../portal/testing/open-house.ts";
import type { ProofSetup } from "./contract.ts";

let empty: Promise<Buffer> | null = null;

/** A migrated SQLite database, as bytes: made once a process, as migrating takes longer than many a claim. */
async function emptyDatabase(): Promise<Buffer> {
  const file = join(tmpdir(), `klyka-proof-empty-${randomUUID()}.db`);
  try {
    const db = await openDatabase({ file });
    await migrate(db);
    await db.raw("pragma wal_checkpoint(truncate)");
    await db.destroy();
    return await readFile(file);
  } finally {
    for (const end of ["", "-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
  }
}

let peopled: Promise<Peopled> | null = null;
type Peopled = { readonly bytes: Buffer; readonly firms: readonly [Ids, Ids] };

/** The same with two firms in it, each with one of each thing: filled once a process. */
async function peopledDatabase(): Promise<Peopled> {
  const file = join(tmpdir(), `klyka-proof-peopled-${randomUUID()}.db`);
  try {
    empty ??= emptyDatabase();
    await writeFile(file, await empty);
    const db = await openDatabase({ file });
    const firms = [await aFirm(db, 41), await aFirm(db, 42)] as const;
    await db.raw("pragma wal_checkpoint(truncate)");
    await db.destroy();
    return { bytes: await readFile(file), firms };
  } finally {
    for (const end of ["", "-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
  }
}

export type Kind = "SQLite" | "PostgreSQL";

/** Works on a database of its own: migrated, empty, closed afterwards. */
export async function withDatabase<T>(setup: ProofSetup, kind: Kind, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(kind === "SQLite" ? { file: await freshFile(setup) } : { url: await setup.postgres() });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

async function freshFile(setup: ProofSetup): Promise<string> {
  empty ??= emptyDatabase();
  const file = join(setup.folder, `${randomUUID()}.db`);
  await writeFile(file, await empty);
  return file;
}

/** The people's listener on SQLite, with two firms: number series …41 and …42. */
export async function withFirms<T>(
  setup: ProofSetup,
  say: Omit<HouseSay, "kind">,
  work: (house: OpenHouse, mine: Ids, theirs: Ids) => Promise<T>,
): Promise<T> {
  peopled ??= peopledDatabase();
  const { bytes, firms } = await peopled;
  const file = join(setup.folder, `${randomUUID()}.db`);
  await writeFile(file, bytes);
  const db = await openDatabase({ file });
  try {
    return await opened(db, say, (house) => work(house, ...firms));
  } finally {
    await db.destroy();
  }
}

export type HouseSay = Partial<PeopleParts> & { readonly kind?: Kind; readonly webFolder?: string };

/** Works with the people's listener on a real socket. A fault of the server's own is an error. */
export async function withHouse<T>(setup: ProofSetup, say: HouseSay, work: (house: OpenHouse) => Promise<T>): Promise<T> {
  const { kind = "SQLite", ...more } = say;
  return withDatabase(setup, kind, (db) => opened(db, more, work));
}

async function opened<T>(db: Db, say: Omit<HouseSay, "kind">, work: (house: OpenHouse) => Promise<T>): Promise<T> {
  const { webFolder, ...more } = say;
  const house = await openHouse(db, more, webFolder);
  let done = false;
  try {
    const result = await work(house);
    done = true;
    return result;
  } finally {
    // What the work has thrown says more than the fault that came of it.
    await house.close().catch((error: unknown) => {
      if (done) throw error;
    });
  }
}

/** Works with a whole server in this process: both listeners, TFTP, monitoring. */
export async function withServer<T>(
  setup: ProofSetup,
  say: ServerSay & { readonly kind?: Kind },
  work: (server: WholeServer & { readonly db: Db }) => Promise<T>,
): Promise<T> {
  const { kind = "SQLite", ...server } = say;
  return withDatabase(setup, kind, async (db) => {
    const started = await startWholeServer(db, server);
    try {
      return await work({ ...started, db });
    } finally {
      await started.remove();
    }
  });
}

/** One of them. */
export function pick<T>(random: () => number, among: readonly [T, ...T[]]): T {
  return among[Math.floor(random() * among.length)] ?? among[0];
}
