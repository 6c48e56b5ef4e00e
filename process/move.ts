import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordAudit } from "../db/audit.ts";
import { completed, openDatabase } from "../db/connect.ts";
import { type FillProgress, fillDatabase } from "../db/dump/fill.ts";
import { readTables } from "../db/dump/read.ts";
import { Fingerprint } from "../db/dump/rows.ts";
import { tablesOf } from "../db/dump/tables.ts";
import type { Actor, Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { runningServer } from "./running-server.ts";
import { movedMarker } from "./safety.ts";
import type { Settings } from "./settings.ts";
import { schemas } from "./settings-values.ts";

export type Moved = {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sum: string }[];
  readonly rows: number;
  /** Texts in which a character that PostgreSQL does not keep was replaced. */
  readonly mended: number;
};

const none = new Fingerprint().value();

/**
 * Carries everything over from SQLite to an empty PostgreSQL database, in one transaction there that ends when every row has been read
 * back and compared. Nobody writes here meanwhile, and nothing is changed here: broken off anywhere, there is nothing there.
 * A note in the data folder keeps a server from starting on what has been left behind.
 *
 * @throws DomainError `move_running`, `database_missing`, `input_invalid` (the address), `database_unreachable`, `target_not_empty`, `schema_newer`,
 * `copy_differs`
 */
export async function moveDatabase(
  settings: Settings,
  to: string,
  actor: Actor,
  progress: FillProgress,
  now: Date,
): Promise<Moved> {
  const file = join(settings.data, "klyka.db");
  const process = runningServer(settings.data);
  if (process !== null) throw new DomainError("move_running", { process });
  if (!existsSync(file)) throw new DomainError("database_missing", { path: file });
  const url = schemas.databaseUrl.safeParse(to);
  if (!url.success) throw new DomainError("input_invalid", { field: "--to", reason: "must begin with postgres://" });
  const source = await openDatabase({ file });
  try {
    const target = await reach(url.data);
    try {
      const moved = await carry(source, target, actor, progress, now);
      writeFileSync(join(settings.data, movedMarker), `${JSON.stringify({ at: now.toISOString(), to: shown(url.data) })}\n`, {
        mode: 0o600,
      });
      return moved;
    } finally {
      await target.destroy();
    }
  } finally {
    await source.destroy();
  }
}

async function carry(source: Db, target: Db, actor: Actor, progress: FillProgress, now: Date): Promise<Moved> {
  // A transaction that writes, and writes nothing: whoever else wants to write waits until this is over.
  return source.transaction(async (trx) => {
    const tables = await tablesOf(trx);
    const from = { migrations: await completed(trx), tables, batches: readTables(trx, tables) };
    const { tables: written, mended } = await fillDatabase(target, from, progress, async (there) => {
      const subject = { kind: "installation", id: "this" };
      await recordAudit(there, { organisationId: null, action: "installation.moved", subject }, actor, now);
    });
    const list = tables.map(({ name }) => ({ name, ...(written.get(name) ?? none) }));
    return { tables: list, rows: list.reduce((sum, { rows }) => sum + rows, 0), mended };
  });
}

async function reach(url: string): Promise<Db> {
  try {
    return await openDatabase({ url });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new DomainError("database_unreachable", { reason, setting: "--to" });
  }
}

/** Without password and options. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
