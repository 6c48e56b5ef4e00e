import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject, onTestFinished } from "vitest";
import { migrate, openDatabase } from "../connect.ts";
import { newId } from "../ids.ts";
import type { Db } from "../types.ts";
import { templateDatabase } from "./postgres-server.ts";

export type TestDatabase = {
  readonly name: "SQLite" | "PostgreSQL";
  /** A fresh, migrated, empty database of its own, closed and thrown away after the test (or file) it was made in. */
  readonly connect: () => Promise<Db>;
  /** As `connect`, with what is needed to open the same database once more; `empty`: not migrated. */
  readonly create: (state?: "migrated" | "empty") => Promise<{ db: Db; options: { url: string } | { file: string } }>;
};

/** The databases that every store test runs on. To be called once in a test file, at its top. */
export function testDatabases(): TestDatabase[] {
  const opened: Db[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((db) => db.destroy()));
  });
  const kinds = [
    { name: "SQLite", create: freshSqlite() },
    { name: "PostgreSQL", create: freshPostgres() },
  ] as const;
  return kinds.map(({ name, create }) => {
    const createHere = async (state: "migrated" | "empty" = "migrated") => {
      const options = await create(state);
      const db = await openDatabase(options);
      closeAfterwards(db, opened);
      return { db, options };
    };
    return { name, create: createHere, connect: async () => (await createHere()).db };
  });
}

/** After the test that is running; opened in a `beforeAll`, after the file. */
function closeAfterwards(db: Db, untilTheEnd: Db[]): void {
  try {
    onTestFinished(() => db.destroy());
  } catch {
    untilTheEnd.push(db);
  }
}

function freshSqlite(): (state: string) => Promise<{ file: string }> {
  let folder: Promise<string> | null = null;
  afterAll(async () => {
    if (folder) await rm(await folder, { recursive: true, force: true });
  });
  return async (state) => {
    folder ??= migratedFolder();
    const file = join(await folder, `${newId(new Date())}.sqlite`);
    if (state === "migrated") await copyFile(join(await folder, "template.sqlite"), file);
    return { file };
  };
}

async function migratedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-sqlite-"));
  const template = await openDatabase({ file: join(folder, "template.sqlite") });
  await migrate(template);
  await template.raw("PRAGMA wal_checkpoint(TRUNCATE)");
  await template.destroy();
  return folder;
}

function freshPostgres(): (state: string) => Promise<{ url: string }> {
  let server: Promise<string> | null = null;
  return async (state) => {
    server ??= fetchServer();
    const url = new URL(await server);
    const admin = await openDatabase({ url: url.href });
    const database = `test_${newId(new Date()).replaceAll("-", "")}`;
    await admin.raw("create database ?? template ??", [database, state === "migrated" ? templateDatabase : "template1"]);
    await admin.destroy();
    url.pathname = `/${database}`;
    return { url: url.href };
  };
}

async function fetchServer(): Promise<string> {
  const response = await fetch(inject("postgresStarter"));
  if (!response.ok) throw new Error(`PostgreSQL does not start: ${await response.text()}`);
  return response.text();
}
