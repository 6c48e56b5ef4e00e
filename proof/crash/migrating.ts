import { fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DatabaseOptions, openDatabase } from "../../db/connect.ts";
import { migrationSource, migrations } from "../../db/migrations/index.ts";
import type { Db } from "../../db/types.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import { lookInto } from "./lab/ledger.ts";
import { sound } from "./lab/settle.ts";

const sizes = { full: { kills: 40, rows: 4000 }, small: { kills: 3, rows: 50 } } as const;
/** Where the old installation stands: the first schema of all. */
const old = migrations[0]?.name ?? "";

/** An old installation that can be had again and again. */
type Place = { readonly name: string; readonly at: DatabaseOptions; readonly anew: () => Promise<void> };

/** An installation of the first version, and a process that takes it to this one, killed at a moment of chance. On both databases. */
async function prove(setup: ProofSetup): Promise<Outcome> {
  const { kills, rows } = sizes[setup.size];
  const tally = new Tally();
  const measured: string[] = [];
  for (const place of [await inAFile(setup, rows), await inPostgres(setup, rows)]) {
    const { undone, done } = await killAgainAndAgain(place, setup, kills, rows, tally);
    measured.push(`${place.name}: ${undone} of ${kills} wholly undone, ${done} wholly done`);
  }
  return tally.outcome({ measured: measured.join("; ") });
}

async function killAgainAndAgain(
  { at, anew, name }: Place,
  { size, random, say }: ProofSetup,
  kills: number,
  rows: number,
  tally: Tally,
): Promise<{ undone: number; done: number }> {
  let [longest, undone, done] = [size === "small" ? 160 : 1500, 0, 0];
  for (let n = 0; n < kills; n++) {
    await anew();
    const moment = random() * longest;
    const killed = await migrateAndKill(at, moment);
    const state = await lookInto(at, async (db) => {
      const names: string[] = await db("knex_migrations").orderBy("id").pluck("name");
      const whole = names.length === migrations.length || (names.length === 1 && names[0] === old);
      return { count: names.length, whole, wrong: await sound(db), people: (await db("users").pluck("id")).length };
    });
    if (state.count === 1) undone += 1;
    else done += 1;
    // Moments lie where something happens.
    longest = killed ? longest : Math.max(40, moment);
    const where = `${name}, killed after ${moment.toFixed(0)} ms`;
    tally.check(state.whole, `${where}: ${state.count} of ${migrations.length} steps are there`);
    tally.check(state.people === rows && state.wrong.length === 0, `${where}: ${state.wrong.join("; ")}`);
    const again = await migrateAndKill(at, null);
    const then = await lookInto(at, async (db) => ({
      names: await db("knex_migrations").pluck("name"),
      people: (await db("users").pluck("id")).length,
      wrong: await sound(db),
    }));
    const right = !again && then.names.length === migrations.length && then.people === rows && then.wrong.length === 0;
    tally.check(right, `${name}: started again it has ${then.names.length} steps and ${then.people} of ${rows} people`);
    say(`${where}: ${state.count === 1 ? "undone" : "done"}`);
  }
  return { undone, done };
}

async function inAFile({ folder }: ProofSetup, rows: number): Promise<Place> {
  const [source, file] = [join(folder, "old.db"), join(folder, "killed.db")];
  await withDatabase({ file: source }, async (db) => {
    await anOldInstallation(db, rows);
    await db.raw("PRAGMA wal_checkpoint(TRUNCATE)");
  });
  const anew = async () => {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    copyFileSync(source, file);
  };
  return { name: "SQLite", at: { file }, anew };
}

async function inPostgres({ postgres }: ProofSetup, rows: number): Promise<Place> {
  const [source, admin] = [await postgres(), await postgres()];
  await withDatabase({ url: source }, async (db) => {
    await db.raw("drop schema public cascade");
    await db.raw("create schema public");
    await anOldInstallation(db, rows);
  });
  const killed = new URL(source);
  killed.pathname = `${killed.pathname}_killed`;
  const nameOf = (url: URL) => url.pathname.slice(1);
  const anew = () =>
    withDatabase({ url: admin }, async (db) => {
      await db.raw("drop database if exists ?? with (force)", [nameOf(killed)]);
      await db.raw("create database ?? template ??", [nameOf(killed), nameOf(new URL(source))]);
    });
  return { name: "PostgreSQL", at: { url: killed.href }, anew };
}

async function withDatabase(at: DatabaseOptions, work: (db: Db) => Promise<void>): Promise<void> {
  const db = await openDatabase(at);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

/** @param after milliseconds from its beginning; null: it is let alone @returns whether it was killed in the middle */
async function migrateAndKill(at: DatabaseOptions, after: number | null): Promise<boolean> {
  const child = fork(join(import.meta.dirname, "lab", "migrate-process.ts"), [JSON.stringify(at)], { stdio: "ignore" });
  const gone = once(child, "close");
  await once(child, "message");
  const timer = after === null ? null : setTimeout(() => child.kill("SIGKILL"), after);
  await gone;
  if (timer) clearTimeout(timer);
  return child.signalCode === "SIGKILL";
}

async function anOldInstallation(db: Db, rows: number): Promise<void> {
  await db.migrate.up({ migrationSource });
  const stamp = {
    version: 1,
    created_at: "2026-03-02T09:00:00.000Z",
    updated_at: "2026-03-02T09:00:00.000Z",
    updated_by: "Provaren",
  };
  const organisation = { name: "bjorko", title: "Björkö Bygg AB", language: "sv", time_zone: "Europe/Stockholm" };
  await db("organisation").insert({ id: "one", ...stamp, ...organisation });
  const people = Array.from({ length: rows }, (_, n) => ({
    id: `person-${n}`,
    first_name: `Person ${n}`,
    last_name: "Provsson",
  }));
  const written = people.map((one) => ({ ...one, ...stamp, organisation_id: "one", email: `${one.id}@example.se` }));
  await db.batchInsert("users", written, 500);
}

export const migrating: Claim = {
  id: "crash-migration",
  suite: "crash",
  promise:
    "A process that is killed while it brings an old installation to this version leaves it wholly as it was or wholly done, on either database, and the next start goes on.",
  prove,
};
