import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, rmSync, statSync, truncateSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type DatabaseOptions, migrate } from "../../db/connect.ts";
import { migrations } from "../../db/migrations/index.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import {
  codeOf,
  copyOf,
  copySaying,
  damaged,
  dataFolder,
  differing,
  emptyDatabase,
  houseOf,
  isEmpty,
  type Kind,
  newFolder,
  printsOf,
  restored,
  stateOf,
  upgraded,
  within,
} from "./copies.ts";

const kinds: readonly Kind[] = ["SQLite", "PostgreSQL"];
const fileOf = (data: string) => ({ file: join(data, "klyka.db") });

/** What holds of backups, restores, moves and upgrades. */
export const copyClaims: readonly Claim[] = [
  {
    id: "upgrade-every-schema",
    suite: "crash",
    promise:
      "A database of any earlier schema, with rows in every table, is brought up to this program without losing a row or a cell of what was in it.",
    prove: everySchema,
  },
  {
    id: "backup-any-schema",
    suite: "crash",
    promise: "A backup that an earlier version made is put back by this one, on either database, with every row that was in it.",
    prove: backupAnySchema,
  },
  {
    id: "backup-both-ways",
    suite: "crash",
    promise:
      "A backup is put back into the same or the other database with every row the same, and one that is cut off or has a changed bit is refused before anything is touched.",
    prove: bothWays,
  },
  {
    id: "downgrade-refused",
    suite: "crash",
    promise: "A database or a backup of a newer program is refused by its name, and is left as it is.",
    prove: downgrade,
  },
  {
    id: "restore-killed",
    suite: "crash",
    promise:
      "A restore that is killed at any moment leaves nothing that a server would serve from, and the same command brings it to its end.",
    prove: restoreKilled,
  },
  {
    id: "move-killed",
    suite: "crash",
    promise:
      "A move to PostgreSQL that is killed at any moment leaves the database that it comes from as it was and the other one empty; one that ends has carried every row over.",
    prove: moveKilled,
  },
];

/** Which schemas are tried by themselves: all, or a few that the seed says. */
function schemasOf({ size, random }: ProofSetup): number[] {
  const all = Array.from(migrations.keys(), (at) => at + 1);
  return size === "full" ? all : [1, 1 + Math.floor(random() * (migrations.length - 1))];
}

const kindsOf = ({ size }: ProofSetup): readonly Kind[] => (size === "full" ? kinds : ["SQLite"]);

async function everySchema(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  for (const kind of kindsOf(setup)) {
    for (const schema of schemasOf(setup)) {
      const options = await emptyDatabase(setup, kind);
      const made = await houseOf(options, schema, setup.size === "full" ? 20 : 3);
      const lost = await upgraded(options, made);
      tally.check(lost.length === 0, () => `${kind}, schema ${schema}: ${lost[0]}`);
      setup.say(`${kind}: schema ${schema}`);
      drop(options);
    }
  }
  return tally.outcome({ measured: `${migrations.length} schemas` });
}

async function backupAnySchema(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  const schemas =
    setup.size === "full" ? schemasOf(setup).filter((schema) => schema % 3 === 1 || schema === migrations.length - 1) : [1];
  for (const [from, to] of setup.size === "full" ? [kinds, kinds.toReversed()] : [["SQLite", "SQLite"] as const]) {
    for (const schema of schemas) {
      const source = await emptyDatabase(setup, from ?? "SQLite");
      const made = await houseOf(source, schema, 5);
      const copy = await copyOf(setup, source);
      const target = await emptyDatabase(setup, to ?? "SQLite");
      const code = await codeOf(restored(copy, target, dataOf(setup, target)));
      const lost = code === "done" ? await upgraded(target, withoutEnded(made)) : [code];
      tally.check(lost.length === 0, () => `${from} to ${to}, schema ${schema}: ${lost[0]}`);
      setup.say(`${from} to ${to}: schema ${schema}`);
      drop(source);
      drop(target);
    }
  }
  return tally.outcome();
}

async function bothWays(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  const ways = kindsOf(setup).flatMap((from) =>
    kinds.filter((to) => setup.size === "full" || to === from).map((to) => [from, to] as const),
  );
  for (const [from, to] of ways) {
    const source = await emptyDatabase(setup, from);
    await houseOf(source, migrations.length, setup.size === "full" ? 200 : 5);
    const copy = await copyOf(setup, source);
    const target = await emptyDatabase(setup, to);
    const code = await codeOf(restored(copy, target, dataOf(setup, target)));
    tally.check(code === "done", `${from} to ${to}: ${code}`);
    const other = differing(await printsOf(source), await printsOf(target));
    tally.check(other.length === 0, () => `${from} to ${to}: ${other.join(", ")} differ`);
    await tryDamage(setup, tally, copy);
    drop(source);
    drop(target);
  }
  return tally.outcome();
}

/** Bits anywhere, and ends anywhere. */
async function tryDamage(
  setup: ProofSetup,
  tally: Tally,
  copy: { readonly path: string; readonly identity: string },
): Promise<void> {
  const { size } = statSync(copy.path);
  for (let n = 0; n < (setup.size === "full" ? 100 : 8); n += 1) {
    const at = Math.floor(setup.random() * size);
    const path = n % 2 === 0 ? damaged(copy.path, at) : cut(copy.path, at);
    const data = newFolder(setup);
    const code = await codeOf(restored({ ...copy, path }, { file: join(data, "klyka.db") }, data));
    tally.check(
      /^backup_(?:unreadable|locked|damaged)$/.test(code),
      `byte ${at} of ${size} ${n % 2 === 0 ? "changed" : "and on cut off"}: ${code}`,
    );
    tally.check(!existsSync(data), "a folder was made for a backup that is damaged");
    rmSync(path);
  }
}

function cut(path: string, at: number): string {
  const other = `${path}.cut-${at}`;
  copyFileSync(path, other);
  truncateSync(other, at);
  return other;
}

const tomorrow = "9999-of-tomorrow";

async function downgrade(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  for (const kind of kindsOf(setup)) {
    const source = await emptyDatabase(setup, kind);
    await houseOf(source, migrations.length, 2);
    await within(source, (db) => db("knex_migrations").insert({ name: tomorrow, batch: 99, migration_time: new Date() }));
    const before = await printsOf(source);
    tally.check((await codeOf(within(source, migrate))) === "schema_newer", `${kind}: a newer database is not refused`);
    const code = await codeOf(copyOf(setup, source));
    tally.check(code === "schema_newer", `${kind}: a newer database is backed up by what does not know it`);
    tally.check(differing(before, await printsOf(source)).length === 0, `${kind}: a newer database was touched`);
    drop(source);
  }
  for (const [said, wanted] of [
    [{ migrations: [...migrations.map(({ name }) => name), tomorrow] }, "schema_newer"],
    [{ migrations: [tomorrow] }, "schema_newer"],
    [{ format: 2 }, "backup_newer"],
  ] as const) {
    const data = newFolder(setup);
    const code = await codeOf(restored(await copySaying(setup, said), { file: join(data, "klyka.db") }, data));
    tally.check(code === wanted, `a newer backup gave ${code}`);
    tally.check(!existsSync(data), "a newer backup was begun");
  }
  return tally.outcome();
}

const bin = resolve(import.meta.dirname, "../../bin/klyka");

/** Runs a command and kills it after so long. @returns whether it had ended by itself, with its code */
async function killedAfter(ms: number | null, argv: readonly string[], env: Record<string, string>): Promise<number | null> {
  const child = spawn(bin, argv, { env: { PATH: process.env.PATH ?? "", ...env }, stdio: "ignore" });
  const ended = once(child, "exit").then(([code]: unknown[]) => (typeof code === "number" ? code : null));
  if (ms === null) return ended;
  const first = await Promise.race([ended, wait(ms, "killed" as const, { ref: false })]);
  if (first === "killed") child.kill("SIGKILL");
  return ended;
}

async function restoreKilled(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  const rows = setup.size === "full" ? 100 : 5;
  for (const kind of kindsOf(setup)) {
    const source = await dataFolder(setup, rows);
    const copy = await copyOf(setup, fileOf(source));
    const was = await printsOf(fileOf(source));
    let longest = 0;
    for (let n = 0; n < (setup.size === "full" ? 25 : 2); n += 1) {
      const data = newFolder(setup);
      const target = kind === "SQLite" ? fileOf(data) : await emptyDatabase(setup, kind);
      const env = {
        KLYKA_DATA: data,
        KLYKA_PUBLIC_URL: "https://prov.example.se",
        ...("url" in target ? { DATABASE_URL: target.url } : {}),
      };
      const identity = join(setup.folder, "identity.txt");
      await writeIdentity(identity, copy.identity);
      const argv = ["restore", copy.path, "--identity", identity];
      const began = performance.now();
      const moment = n === 0 ? null : setup.random() * longest;
      const code = await killedAfter(moment, argv, env);
      if (n === 0) longest = performance.now() - began;
      const serves = (await killedAfter(null, ["organisation", "list"], env)) === 0;
      const whole =
        "file" in target && !existsSync(target.file)
          ? false
          : !(await isEmpty(target)) && differing(was, await printsOf(target)).length === 0;
      // A folder in which nothing was begun is a new one: there a command makes a database of its own.
      const untouched = !existsSync(join(data, "restore-unfinished.json")) && !whole;
      tally.check(
        code === 0 ? serves && whole : !serves || whole || untouched,
        `${kind}, killed at ${Math.round(moment ?? 0)} ms: served from what was half put back`,
      );
      if (!whole && !untouched) {
        const again = await killedAfter(null, argv, env);
        const same = again === 0 && differing(was, await printsOf(target)).length === 0;
        tally.check(same, `${kind}, killed at ${Math.round(moment ?? 0)} ms: the same command gave ${again}`);
      }
      setup.say(`${kind}: ${n + 1}`);
      rmSync(data, { recursive: true, force: true });
    }
  }
  return tally.outcome();
}

async function writeIdentity(path: string, identity: string): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(path, `${identity}\n`, { mode: 0o600 });
}

async function moveKilled(setup: ProofSetup): Promise<Outcome> {
  const tally = new Tally();
  const data = await dataFolder(setup, setup.size === "full" ? 100 : 4);
  const was = await printsOf(fileOf(data));
  const files = stateOf(data);
  let longest = 0;
  for (let n = 0; n < (setup.size === "full" ? 25 : 2); n += 1) {
    const target = await emptyDatabase(setup, "PostgreSQL");
    if (!("url" in target)) throw new Error("no PostgreSQL");
    const began = performance.now();
    const moment = n === 0 ? null : setup.random() * longest;
    const code = await killedAfter(moment, ["move", "--to", target.url], { KLYKA_DATA: data });
    if (n === 0) longest = performance.now() - began;
    const done = code === 0;
    const there = await settled(target);
    if (done || !there) tally.check(!there && differing(was, await printsOf(target)).length === 0, `move ${n}: rows differ`);
    else tally.check(there, `killed at ${Math.round(moment ?? 0)} ms: something is left there`);
    tally.check(differing(was, await printsOf(fileOf(data))).length === 0, "the database that is moved has changed");
    rmSync(join(data, "moved.json"), { force: true });
    tally.check(stateOf(data) === files, "the folder that is moved from has changed");
    setup.say(`move ${n + 1}: ${done ? "to its end" : `killed at ${Math.round(moment ?? 0)} ms`}`);
  }
  return tally.outcome();
}

/** Whether it is empty, once PostgreSQL has noticed that whoever wrote is gone. */
async function settled(target: DatabaseOptions): Promise<boolean> {
  for (let n = 0; n < 100; n += 1) {
    const busy = await within(target, async (db) => {
      const { rows } = await db.raw(
        "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      return rows.length > 0;
    });
    if (!busy) break;
    await wait(50);
  }
  return isEmpty(target);
}

/** The folder that SQLite's file lies in; for PostgreSQL one of its own. */
function dataOf(setup: ProofSetup, options: DatabaseOptions): string {
  return "file" in options ? join(options.file, "..") : newFolder(setup);
}

/** Rows that a restore does not end. */
function withoutEnded<T>(made: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const own = /^(?:session|password_reset|install_token|firmware_upload|firmware_transfer|first_contact_window)$/;
  return new Map([...made].filter(([name]) => !own.test(name)));
}

function drop(options: DatabaseOptions): void {
  if ("file" in options) rmSync(join(options.file, ".."), { recursive: true, force: true });
}
