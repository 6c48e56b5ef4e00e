import { fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/connect.ts";
import { migrationSource, migrations } from "../../db/migrations/index.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import { lookInto } from "./lab/ledger.ts";
import { sound } from "./lab/settle.ts";

const sizes = { full: { kills: 40, rows: 4000 }, small: { kills: 3, rows: 50 } } as const;
/** Where the old installation stands: the first schema of all. */
const old = migrations[0]?.name ?? "";

/** An installation of the first version, and a process that takes it to this one, killed at a moment of chance. */
async function prove({ size, folder, random, say }: ProofSetup): Promise<Outcome> {
  const { kills, rows } = sizes[size];
  const tally = new Tally();
  const source = join(folder, "old.db");
  await anOldInstallation(source, rows);
  const file = join(folder, "killed.db");
  let [longest, undone, done] = [size === "small" ? 160 : 1500, 0, 0];
  for (let n = 0; n < kills; n++) {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    copyFileSync(source, file);
    const moment = random() * longest;
    const killed = await migrateAndKill(file, moment);
    const state = await lookInto({ file }, async (db) => {
      const names: string[] = await db("knex_migrations").orderBy("id").pluck("name");
      const whole = names.length === migrations.length || (names.length === 1 && names[0] === old);
      return { count: names.length, whole, wrong: await sound(db), people: (await db("users").pluck("id")).length };
    });
    if (state.count === 1) undone += 1;
    else done += 1;
    // Moments lie where something happens.
    longest = killed ? longest : Math.max(40, moment);
    tally.check(state.whole, `killed after ${moment.toFixed(0)} ms: ${state.count} of ${migrations.length} steps are there`);
    tally.check(
      state.people === rows && state.wrong.length === 0,
      `killed after ${moment.toFixed(0)} ms: ${state.wrong.join("; ")}`,
    );
    const again = await migrateAndKill(file, null);
    const then = await lookInto({ file }, async (db) => ({
      names: await db("knex_migrations").pluck("name"),
      people: (await db("users").pluck("id")).length,
      wrong: await sound(db),
    }));
    const right = !again && then.names.length === migrations.length && then.people === rows && then.wrong.length === 0;
    tally.check(right, `started again it has ${then.names.length} steps and ${then.people} of ${rows} people`);
    say(`killed after ${moment.toFixed(0)} ms: ${state.count === 1 ? "undone" : "done"}`);
  }
  return tally.outcome({ measured: `${undone} of ${kills} were wholly undone, ${done} wholly done` });
}

/** @param after milliseconds from its beginning; null: it is let alone @returns whether it was killed in the middle */
async function migrateAndKill(file: string, after: number | null): Promise<boolean> {
  const child = fork(join(import.meta.dirname, "lab", "migrate-process.ts"), [file], { stdio: "ignore" });
  const gone = once(child, "close");
  await once(child, "message");
  const timer = after === null ? null : setTimeout(() => child.kill("SIGKILL"), after);
  await gone;
  if (timer) clearTimeout(timer);
  return child.signalCode === "SIGKILL";
}

async function anOldInstallation(file: string, rows: number): Promise<void> {
  const db = await openDatabase({ file });
  try {
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
    await db.raw("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    await db.destroy();
  }
}

export const migrating: Claim = {
  id: "crash-migration",
  suite: "crash",
  promise:
    "A process that is killed while it brings an old installation to this version leaves it wholly as it was or wholly done, and the next start goes on.",
  prove,
};
