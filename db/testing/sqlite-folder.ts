import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, openDatabase } from "../connect.ts";

export type SqliteFolder = { readonly path: string; readonly stop: () => Promise<void> };

/** The database that tests copy: migrated, empty. */
export const templateFile = "template.sqlite";

/** Where the SQLite databases of a test run lie. */
export async function startSqliteFolder(): Promise<SqliteFolder> {
  const path = await mkdtemp(join(tmpdir(), "klyka-sqlite-"));
  const template = await openDatabase({ file: join(path, templateFile) });
  await migrate(template);
  await template.raw("PRAGMA wal_checkpoint(TRUNCATE)");
  await template.destroy();
  return { path, stop: () => rm(path, { recursive: true, force: true }) };
}
