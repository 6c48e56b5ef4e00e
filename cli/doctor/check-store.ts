import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { listAudit } from "../../db/audit.ts";
import { listOrganisations } from "../../db/organisations.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { modeOf, readKeyFile } from "../../process/key-file.ts";
import type { Settings } from "../../process/settings.ts";
import { databaseOptions } from "../../process/store.ts";
import type { App } from "../app.ts";
import { errorText } from "../errors.ts";
import { type Finding, finding } from "./findings.ts";

const megabyte = 1024 * 1024;
/** Megabytes. */
const enough = 1024;
const least = 200;
/** The clock of a machine without a battery begins long before this. */
const oldest = new Date("2026-01-01T00:00:00Z");

/** Database, key file, clock and room on the disk. */
export async function checkStore(app: App, settings: Settings): Promise<Finding[]> {
  const found = [...checkDisk(settings)];
  const now = app.io.now();
  if (now < oldest) found.push(finding("clock", "fail", "clock_old", { now: now.toISOString() }));
  const options = databaseOptions(settings);
  if ("file" in options && !existsSync(options.file)) return [...found, finding("database", "ok", "database_none")];
  try {
    const { db } = await app.store();
    found.push(...(await checkDatabase(db, options)), ...checkKeyFile(settings), await checkClock(db, "url" in options, now));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const check = error.code.startsWith("key_") ? "key file" : "database";
    found.push(finding(check, "fail", "error", { text: errorText(error, app.language) }));
  }
  return found;
}

async function checkDatabase(db: Db, options: ReturnType<typeof databaseOptions>): Promise<Finding[]> {
  const kind = "file" in options ? "SQLite" : "PostgreSQL";
  const found = [finding("database", "ok", "database_ok", { kind, organisations: (await listOrganisations(db)).length })];
  const mode = "file" in options && process.platform !== "win32" ? modeOf(options.file) : null;
  if ("file" in options && mode !== null && (mode & 0o077) !== 0 && ((modeOf(join(options.file, "..")) ?? 0) & 0o077) !== 0)
    found.push(
      finding("database", "warn", "database_open", { path: options.file, mode: (mode & 0o777).toString(8).padStart(4, "0") }),
    );
  return found;
}

function checkKeyFile(settings: Settings): Finding[] {
  const count = readKeyFile(settings.keyFile).length;
  if (count > 1) return [finding("key file", "warn", "key_rotating", { count })];
  return [finding("key file", "ok", "key_ok", { path: settings.keyFile })];
}

async function checkClock(db: Db, postgres: boolean, now: Date): Promise<Finding> {
  const [last] = await listAudit(db, { organisationId: null, limit: 1 });
  if (last && new Date(last.at).getTime() > now.getTime() + 1000)
    return finding("clock", "fail", "clock_behind", { now: now.toISOString(), latest: last.at });
  const seconds = postgres ? Math.round((Date.now() - (await databaseTime(db))) / 1000) : 0;
  if (Math.abs(seconds) > 2) return finding("clock", Math.abs(seconds) > 60 ? "fail" : "warn", "clock_apart", { seconds });
  return finding("clock", "ok", "clock_ok", { now: now.toISOString() });
}

/** Milliseconds since 1970, as the database server's clock has it. */
async function databaseTime(db: Db): Promise<number> {
  const [row] = await db.select({ at: db.raw("extract(epoch from clock_timestamp()) * 1000") });
  return Number(row?.at);
}

function checkDisk(settings: Settings): Finding[] {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(settings.data);
  const free = Math.floor((bavail * bsize) / megabyte);
  if (free >= enough) return [finding("disk", "ok", "disk_ok", { free })];
  return [finding("disk", free >= least ? "warn" : "fail", "disk_low", { free, path: settings.data })];
}
