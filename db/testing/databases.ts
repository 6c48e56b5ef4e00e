import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { openDatabase } from "../connect.ts";
import { newId } from "../ids.ts";
import type { Db } from "../types.ts";
import { testKeyring } from "./builders.ts";
import { tellSecrets } from "./known-secrets.ts";
import { templateDatabase } from "./postgres-server.ts";
import { templateFile } from "./sqlite-folder.ts";

export type TestDatabase = {
  readonly name: "SQLite" | "PostgreSQL";
  /** A fresh, migrated, empty database of its own, closed and thrown away after the test (or file) it was made in. */
  readonly connect: () => Promise<Db>;
  /** As `connect`, with what is needed to open the same database once more; `empty`: not migrated. */
  readonly create: (state?: "migrated" | "empty") => Promise<{ db: Db; options: { url: string } | { file: string } }>;
};

const kinds = [
  { name: "SQLite", create: freshSqlite },
  { name: "PostgreSQL", create: freshPostgres },
] as const;
/** Closes what was opened in a `beforeAll`, or at the top of a file. */
const atTheEnd: (() => Promise<void>)[] = [];

/** The databases that every store test runs on. */
export function testDatabases(): TestDatabase[] {
  return kinds.map(({ name, create }) => {
    const createHere = async (state: "migrated" | "empty" = "migrated") => {
      const options = await create(state);
      const db = await openDatabase(options);
      afterwards(async () => {
        await tellSecrets(db, testKeyring);
        await db.destroy();
        // Thousands of them are made in a run.
        if ("url" in options) await dropPostgres(options.url);
        else for (const end of ["", "-wal", "-shm"]) await rm(`${options.file}${end}`, { force: true });
      });
      return { db, options };
    };
    return { name, create: createHere, connect: async () => (await createHere()).db };
  });
}

/** After the test that is running; opened in a `beforeAll`, after the file. */
function afterwards(close: () => Promise<void>): void {
  try {
    onTestFinished(close);
  } catch {
    atTheEnd.push(close);
  }
}

/** What every test file does at its end (`databases-setup.ts`). */
export async function closeDatabases(): Promise<void> {
  await Promise.all(atTheEnd.splice(0).map((close) => close()));
}

async function freshSqlite(state: "migrated" | "empty"): Promise<{ file: string }> {
  const folder = await asked("sqlite");
  const file = join(folder, `${newId(new Date())}.sqlite`);
  if (state === "migrated") await copyFile(join(folder, templateFile), file);
  return { file };
}

async function freshPostgres(state: "migrated" | "empty"): Promise<{ url: string }> {
  const url = new URL(await asked("postgres"));
  const admin = await openDatabase({ url: url.href });
  const database = `test_${newId(new Date()).replaceAll("-", "")}`;
  await admin.raw("create database ?? template ??", [database, state === "migrated" ? templateDatabase : "template1"]);
  await admin.destroy();
  url.pathname = `/${database}`;
  return { url: url.href };
}

/** Who still has it open (a process that was killed, a pool of the test's own) loses it. */
async function dropPostgres(address: string): Promise<void> {
  const admin = await openDatabase({ url: await asked("postgres") });
  await admin.raw("drop database if exists ?? with (force)", [new URL(address).pathname.slice(1)]);
  await admin.destroy();
}

/** The address of a fresh, migrated, empty PostgreSQL database, for processes of their own. */
export async function postgresAddress(): Promise<string> {
  return (await freshPostgres("migrated")).url;
}

const answers = new Map<string, Promise<string>>();

/** Where the databases of this run are; each is started when it is first asked for. */
function asked(database: "sqlite" | "postgres"): Promise<string> {
  const answer = answers.get(database) ?? fetchAnswer(database);
  answers.set(database, answer);
  return answer;
}

async function fetchAnswer(database: string): Promise<string> {
  const response = await fetch(new URL(database, inject("databaseStarter")));
  if (!response.ok) throw new Error(`${database} does not start: ${await response.text()}`);
  return response.text();
}
