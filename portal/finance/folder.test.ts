import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { insertFinanceFile } from "../../db/finance-files.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { keepInvoice } from "../../db/testing/invoices.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { FinanceFolder } from "./folder.ts";
import { Intake } from "./intake.ts";
import { camt, ubl } from "./testing/files.ts";

const [sqlite] = testDatabases();

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-finance-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function aDatabase(): Promise<Db> {
  if (!sqlite) throw new Error("no database");
  return sqlite.connect();
}

const faults: unknown[] = [];
const started = (db: Db, work: string) =>
  new Intake({ db, keyring: testKeyring, now: () => testNow }, work, (fault) => faults.push(fault));
const names = async (root: string, folder: string) => (await readdir(join(root, folder))).toSorted();

describe("the watched folder", () => {
  it("takes what is put into it, invoices first, and says why of what it refuses", async () => {
    const [db, root, work] = [await aDatabase(), await aFolder(), await aFolder()];
    const { id } = await anOrganisation(db);
    await db("organisation").where({ id }).update({ customer_number: "K1" });
    await mkdir(join(root, "incoming"));
    const put = (name: string, bytes: Uint8Array | string) => writeFile(join(root, "incoming", name), bytes);
    // By name the usage comes before the invoice that it is for.
    await put("a-rader.csv", "invoice;class;started_at;amount\n42;data;2026-02-01;1\n");
    await put("faktura.xml", ubl({ number: "42", customer: "K1", net: 10_000 }));
    await put("betalt.xml", camt([{ id: "B1", amount: 12_500, reference: "42" }]));
    await put("fel.xml", "<Invoice/>");
    await put("halv.xml.part", "<Invo");
    const intake = started(db, work);
    const folder = new FinanceFolder(root, intake, (fault) => faults.push(fault));
    await vi.waitFor(async () => expect(await names(root, "taken")).toHaveLength(3), { timeout: 30_000, interval: 200 });
    await folder.stop();
    await intake.stop();
    expect(await names(root, "taken")).toEqual(["a-rader.csv", "betalt.xml", "faktura.xml"]);
    expect(await names(root, "incoming")).toEqual(["halv.xml.part"]);
    expect(await names(root, "working")).toEqual([]);
    expect(await names(root, "refused")).toEqual(["fel.xml", "fel.xml.reasons.txt"]);
    expect(await readFile(join(root, "refused", "fel.xml.reasons.txt"), "utf8")).toBe(
      "error\troot_unknown\t/Invoice\tfound: {}Invoice\n",
    );
    expect(await db("invoice").select("number", "paid", "payable")).toEqual([{ number: "42", paid: 12_500, payable: 12_500 }]);
    const files = await db("finance_file").orderBy("id").select("name", "via", "state", "received_by");
    expect(files.map(({ name, via, state }) => `${name} ${via} ${state}`).toSorted()).toEqual([
      "a-rader.csv folder taken",
      "betalt.xml folder taken",
      "faktura.xml folder taken",
      "fel.xml folder refused",
    ]);
    expect(faults).toEqual([]);
  });

  it("takes what was being worked on when the process ended, once, also usage that was half written", async () => {
    const [db, root, work] = [await aDatabase(), await aFolder(), await aFolder()];
    const { id } = await anOrganisation(db);
    await db("organisation").where({ id }).update({ customer_number: "K1" });
    const invoiceId = await keepInvoice(db, id, { number: "7" });
    for (const name of ["incoming", "working", "taken"]) await mkdir(join(root, name));
    const invoice = ubl({ number: "42", customer: "K1", net: 10_000 });
    // Killed between the taking and the moving: the file is in the database already.
    await writeFile(join(root, "working", "faktura.xml"), invoice);
    await writeFile(join(root, "taken", "faktura.xml"), "en äldre med samma namn");
    const first = started(db, work);
    await first.takeFrom(join(root, "working", "faktura.xml"), "faktura.xml");
    await first.stop();
    const rows = "invoice;class;started_at;amount\n7;data;2026-02-01;1\n7;data;2026-02-02;2\n";
    await writeFile(join(root, "working", "rader.csv"), rows);
    const file = { sha256: "x", name: "rader.csv", via: "folder", size: 1, kind: "usage", state: "reading" } as const;
    await change(db, (trx) => insertFinanceFile(trx, file, testActor, testNow));
    await halfARow(db, invoiceId);
    const intake = started(db, work);
    const folder = new FinanceFolder(root, intake, (fault) => faults.push(fault));
    await vi.waitFor(async () => expect(await names(root, "working")).toEqual([]), { timeout: 30_000, interval: 100 });
    await folder.stop();
    await intake.stop();
    expect(await names(root, "taken")).toEqual(["faktura-2.xml", "faktura.xml", "rader.csv"]);
    expect(await db("invoice").count({ count: "*" })).toEqual([{ count: 2 }]);
    expect(await db("usage_row").orderBy("position").select("position", "net")).toEqual([
      { position: 1, net: 100 },
      { position: 2, net: 200 },
    ]);
    expect(await db("finance_file").where("kind", "usage").select("state", "name")).toEqual([
      { state: "taken", name: "rader.csv" },
    ]);
    expect(faults).toEqual([]);
  });
});

describe("a file of usage that was handed in", () => {
  it("is begun anew when the process ended in the middle of it, and told to be lost where it is", async () => {
    const [db, work] = [await aDatabase(), await aFolder()];
    const { id } = await anOrganisation(db);
    const invoiceId = await keepInvoice(db, id, { number: "7" });
    const half = async (sha256: string) => {
      const file = { sha256, name: "rader.csv", via: "upload", size: 1, kind: "usage", state: "reading" } as const;
      return (await change(db, (trx) => insertFinanceFile(trx, file, testActor, testNow))).id;
    };
    const [there, gone] = [await half("x"), await half("y")];
    await halfARow(db, invoiceId);
    await writeFile(join(work, `${there}.rows`), "invoice;class;started_at;amount\n7;data;2026-02-01;1\n");
    await writeFile(join(work, "rest.part"), "invoice");
    const intake = started(db, work);
    const stateOf = async (one: string) => (await db("finance_file").where("id", one).first("state")).state;
    await vi.waitFor(async () => expect([await stateOf(there), await stateOf(gone)]).toEqual(["taken", "refused"]), {
      timeout: 20_000,
    });
    await intake.stop();
    expect(await db("usage_row").select("position", "net")).toEqual([{ position: 1, net: 100 }]);
    expect(faults).toEqual([]);
  });

  it("waits for the next start when it comes while the process ends", async () => {
    const [db, work] = [await aDatabase(), await aFolder()];
    const { id } = await anOrganisation(db);
    await keepInvoice(db, id, { number: "7" });
    const ending = started(db, work);
    await ending.stop();
    const rows = [Buffer.from("invoice;class;started_at;amount\n7;data;2026-02-01;1\n")];
    const { file } = await ending.receive(ReadableStream.from(rows), { name: "rader.csv", via: "upload" }, testActor);
    expect(file.state).toBe("reading");
    const intake = started(db, work);
    await vi.waitFor(async () => expect(await db("finance_file").pluck("state")).toEqual(["taken"]), { timeout: 20_000 });
    await intake.stop();
    await vi.waitFor(async () => expect(await readdir(work)).toEqual([]), { timeout: 5000 });
    expect(faults).toEqual([]);
  });
});

/** What a process wrote before it was killed: nobody has seen it. */
async function halfARow(db: Db, invoiceId: string): Promise<void> {
  await db("usage_row").insert({
    ...{ invoice_id: invoiceId, position: 1, charge_class: "data", started_at: testNow.toISOString() },
    ...{ count: 1, seconds: 0, bytes: 0, net: 999 },
  });
}
