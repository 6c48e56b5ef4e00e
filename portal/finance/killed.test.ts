import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFailed, onTestFinished, vi } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { keepInvoice } from "../../db/testing/invoices.ts";
import type { Db } from "../../db/types.ts";
import { FinanceFolder } from "./folder.ts";
import { Intake } from "./intake.ts";
import type { IntakeProcess } from "./testing/intake-process.ts";

const [sqlite] = testDatabases();
const rows = 4000;
/** Öre of all rows. */
const net = rows;
const csv = `invoice;class;started_at;amount\n${"7;data;2026-02-01;0,01\n".repeat(rows)}`;

/** When the process is killed: so many thousands of rows and so many milliseconds on. Said when it fails; put here, it is tried again. */
const seed = Math.floor(Math.random() * 1_000_000);

/** What somebody who reads the specification can know: all of it, or nothing at all. */
async function seen(db: Db): Promise<"all" | "nothing"> {
  const [taken, sums, state] = [
    await db("invoice_usage").select("rows", "net"),
    await db("usage_sum").select("count", "net"),
    await db("finance_file").where({ state: "taken" }).count({ count: "*" }),
  ];
  if (taken.length === 0) {
    expect([sums, state]).toEqual([[], [{ count: 0 }]]);
    return "nothing";
  }
  expect([taken, sums, state]).toEqual([[{ rows, net }], [{ count: rows, net }], [{ count: 1 }]]);
  expect(await db("usage_row").count({ rows: "*" }).sum({ net: "net" })).toEqual([{ rows, net }]);
  return "all";
}

it.each(["folder", "upload"] as const)(
  "Usage that a process was killed over is taken whole and once, or not at all: by %s",
  async (way) => {
    onTestFailed(() => console.error(`killed with the seed ${seed}`));
    if (!sqlite) throw new Error("no database");
    const { db, options } = await sqlite.create();
    if (!("file" in options)) throw new Error("no file");
    const root = await mkdtemp(join(tmpdir(), "klyka-killed-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const [work, watched, sent] = [join(root, "work"), join(root, "watched"), join(root, "rader.csv")];
    for (const name of ["working", "taken"]) await mkdir(join(watched, name), { recursive: true });
    const { id: organisationId } = await anOrganisation(db);
    const invoiceId = await keepInvoice(db, organisationId, { number: "7" });
    await writeFile(sent, csv);
    if (way === "folder") await rename(sent, join(watched, "working", "rader.csv"));

    const say: IntakeProcess = {
      file: options.file,
      work,
      watched,
      upload: way === "upload" ? sent : null,
      now: testNow.toISOString(),
    };
    const child = fork(join(import.meta.dirname, "testing/intake-process.ts"), [JSON.stringify(say)], { stdio: "ignore" });
    await once(child, "message");
    const least = (seed % 5) * 1000;
    const written = async () => Number((await db("usage_row").count({ rows: "*" }))[0]?.rows);
    while ((await written()) < least) await wait(10);
    await wait(seed % 37);
    child.kill("SIGKILL");
    await once(child, "exit");
    await seen(db);

    const faults: unknown[] = [];
    const intake = new Intake({ db, keyring: testKeyring, now: () => testNow }, work, (fault) => faults.push(fault));
    const folder = new FinanceFolder(watched, intake, (fault) => faults.push(fault));
    const settled = async () => (await db("finance_file").where({ state: "reading" }).first("id")) === undefined;
    await vi.waitFor(async () => expect([await settled(), await readdir(join(watched, "working"))]).toEqual([true, []]), {
      timeout: 20_000,
      interval: 20,
    });
    // Whoever got no answer sends it again: it is known, or taken now if it had not come whole.
    if (way === "upload") await intake.receive(createReadStream(sent), { name: "rader.csv", via: "upload" }, testActor);
    await vi.waitFor(async () => expect(await settled()).toBe(true), { timeout: 20_000, interval: 20 });
    await folder.stop();
    await intake.stop();
    expect([await seen(db), faults]).toEqual(["all", []]);
    const entries = await listAudit(db, { organisationId, subjectId: invoiceId, action: "invoice.usage_taken" });
    expect(entries.map(({ after }) => after)).toEqual([{ number: "7", rows, netOre: net }]);
    if (way === "folder") expect(await readFile(join(watched, "taken", "rader.csv"), "utf8")).toBe(csv);
    else expect(await readdir(work)).toEqual([]);
  },
);
