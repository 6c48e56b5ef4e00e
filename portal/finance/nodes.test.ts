import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { insertFinanceFile } from "../../db/finance-files.ts";
import { beatNode, leaveNode } from "../../db/nodes.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { keepInvoice } from "../../db/testing/invoices.ts";
import type { Db } from "../../db/types.ts";
import { Intake } from "./intake.ts";

const csv = `invoice;class;started_at;amount\n${"7;data;2026-02-01;0,01\n".repeat(5)}`;

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-intake-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function aNode(db: Db, nodeId: string, folder: string) {
  const faults: unknown[] = [];
  const intake = new Intake({ db, keyring: testKeyring, now: () => testNow, nodeId }, folder, (fault) => faults.push(fault));
  onTestFinished(() => intake.stop());
  return { intake, faults };
}

const beat = (db: Db, id: string) => {
  const said = {
    id,
    name: id,
    version: "1",
    startedAt: testNow.toISOString(),
    state: "serving",
    listeners: [],
    seen: 0,
  } as const;
  return beatNode(db, said, testNow);
};

async function reading(db: Db, reader: string) {
  const input = { sha256: "ab".repeat(32), name: "rader.csv", via: "upload", size: csv.length, kind: "usage" } as const;
  return insertFinanceFile(db, { ...input, state: "reading", reader }, testActor, testNow);
}

describe.each(testDatabases())("files of usage at several nodes on $name", ({ connect }) => {
  test("one that another node is reading is left alone by a node that starts", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const invoiceId = await keepInvoice(db, organisationId, { number: "7" });
    await beat(db, "reader");
    const file = await reading(db, "reader");
    const row = { invoice_id: invoiceId, position: 1, charge_class: "data", started_at: testNow.toISOString() };
    await db("usage_row").insert({ ...row, count: 1, seconds: 0, bytes: 0, net: 1 });
    const { intake, faults } = aNode(db, "starter", await aFolder());
    await intake.receive(Readable.from([Buffer.from("")]), { name: "tom.csv", via: "upload" }, testActor);
    expect(await db("finance_file").where({ id: file.id }).pluck("state")).toEqual(["reading"]);
    expect([await db("usage_row").pluck("net"), faults]).toEqual([[1], []]);
  });

  test("one of a node that was killed is gone on with by the node that has its rows", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await keepInvoice(db, organisationId, { number: "7" });
    const file = await reading(db, "killed");
    const folder = await aFolder();
    await writeFile(join(folder, `${file.id}.rows`), csv);
    const { faults } = aNode(db, "again", folder);
    await vi.waitFor(async () => expect(await db("finance_file").where({ id: file.id }).pluck("state")).toEqual(["taken"]), {
      timeout: 20_000,
    });
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]));
    expect(faults).toEqual([]);
  });

  test("one whose node has left for good is said to be interrupted", async () => {
    const db = await connect();
    await beat(db, "gone");
    const file = await reading(db, "gone");
    await leaveNode(db, "gone");
    aNode(db, "starter", await aFolder());
    await vi.waitFor(async () => expect(await db("finance_file").where({ id: file.id }).pluck("state")).toEqual(["refused"]));
  });

  test("the same file handed in at two nodes at once is taken by one, and known to the other", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await keepInvoice(db, organisationId, { number: "7" });
    const nodes = [aNode(db, "one", await aFolder()), aNode(db, "two", await aFolder())];
    const taken = await Promise.all(
      nodes.map(({ intake }) =>
        intake.receive(Readable.from([Buffer.from(csv)]), { name: "rader.csv", via: "upload" }, testActor),
      ),
    );
    expect(taken.map(({ known }) => known).sort()).toEqual([false, true]);
    expect(await db("finance_file").pluck("sha256")).toHaveLength(1);
  });
});
