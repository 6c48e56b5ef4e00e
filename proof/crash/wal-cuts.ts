import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate, openDatabase } from "../../db/connect.ts";
import { CreateContact, createContact } from "../../db/contacts.ts";
import { aContactList, anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import { lookInto, wholeOrAbsent } from "./lab/ledger.ts";
import { sound } from "./lab/settle.ts";
import { readWal, type Wal } from "./lab/wal.ts";

/** How the log is found after the power came back. */
const cuts = ["cut", "zeros", "garbage", "torn pages", "torn database"] as const;
type Cut = (typeof cuts)[number];

/** What was there when the copy was taken, and how long the log was when each contact had been saved. */
type Copy = {
  readonly database: string;
  readonly log: Buffer;
  readonly wal: Wal;
  readonly saved: readonly Mark[];
  /** What has been carried into the database was flushed to the log before: no power cut takes it from there. */
  readonly least: number;
};
type Mark = { readonly name: string; readonly salt: string; readonly length: number };

const sector = 512;
const sizes = { full: { copies: 30, cuts: 50 }, small: { copies: 2, cuts: 10 } } as const;

/**
 * Contacts are saved one after the other, each some rows in three tables; at a moment of chance database and log are copied as
 * they lie on the disk, and the copy's log is cut at any byte, or what the power cut off is left as zeros, garbage or torn pages.
 */
async function prove(setup: ProofSetup): Promise<Outcome> {
  const { size, say } = setup;
  const tally = new Tally();
  for (let n = 0; n < sizes[size].copies; n++) {
    const copy = await aCopy(setup, n);
    for (let m = 0; m < sizes[size].cuts; m++) await tryCut(setup, copy, cuts[m % cuts.length] ?? "cut", tally);
    say(`copy ${n + 1} of ${sizes[size].copies}: ${copy.saved.length} saves, ${copy.wal.frames.length} pages in the log`);
  }
  return tally.outcome({ measured: `${cuts.join(", ")}, at any byte of the log` });
}

async function aCopy({ folder, random }: ProofSetup, n: number): Promise<Copy> {
  const file = join(folder, `live-${n}.db`);
  const db = await openDatabase({ file });
  try {
    await migrate(db);
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId);
    // The schema lies in the database itself.
    await db.raw("PRAGMA wal_checkpoint(TRUNCATE)");
    let flushed = { salt: "", length: 0 };
    const saved: Mark[] = [];
    const count = 3 + Math.floor(random() * 25);
    for (let m = 0; m < count; m++) {
      const company = `Trävaror ${m} AB`;
      const numbers = [
        { kind: "work", number: "08-465 004 17" },
        { kind: "mobile", number: "070-174 06 21" },
      ];
      await createContact(db, CreateContact.parse({ organisationId, listId: list.id, company, numbers }), testActor, testNow);
      // Past this, the save has been answered.
      const log = readFileSync(`${file}-wal`);
      const wal = readWal(log);
      saved.push({ name: company, salt: wal?.salt ?? "", length: wal?.frames.at(-1)?.end ?? 0 });
      if (random() > 0.05) continue;
      await db.raw("PRAGMA wal_checkpoint(PASSIVE)");
      flushed = { salt: wal?.salt ?? "", length: wal?.frames.at(-1)?.end ?? 0 };
    }
    const log = readFileSync(`${file}-wal`);
    const wal = readWal(log);
    if (!wal) throw new Error("there is no log");
    const database = join(folder, `copy-${n}.db`);
    copyFileSync(file, database);
    return { database, log, wal, saved, least: flushed.salt === wal.salt ? flushed.length : 0 };
  } finally {
    await db.destroy();
  }
}

async function tryCut({ folder, random }: ProofSetup, copy: Copy, how: Cut, tally: Tally): Promise<void> {
  const file = join(folder, "cut.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  copyFileSync(copy.database, file);
  const at = how === "torn database" ? copy.log.length : copy.least + Math.floor(random() * (copy.log.length - copy.least + 1));
  writeFileSync(`${file}-wal`, logAfter(copy, how, at, random));
  if (how === "torn database") tear(file, copy.wal, random);
  const kept = copy.saved.filter(({ salt, length }) => salt !== copy.wal.salt || length <= at).length;
  const wrong = await lookInto({ file }, async (db) => {
    const names: string[] = await db("contact").orderBy("id").pluck("company");
    const found = await Promise.all(
      copy.saved.map(async ({ name }) => {
        const ids: string[] = await db("contact").where({ company: name }).pluck("id");
        const numbers = await db("contact_number").whereIn("contact_id", ids).pluck("number");
        const told = await db("audit").whereIn("subject_id", ids).where({ action: "contact.created" }).pluck("id");
        return wholeOrAbsent({ contacts: [ids.length, 1], numbers: [numbers.length, 2], entries: [told.length, 1] });
      }),
    );
    const half = found.find((one) => typeof one !== "string");
    const there = found.filter((one) => one === "whole").length;
    if (half) return `one is there by half: ${JSON.stringify(half)}`;
    if (there < kept) return `${kept} were saved before that byte, ${there} are there`;
    // What was saved later is not there without what was saved before it.
    if (found.slice(0, there).some((one) => one !== "whole") || names.length !== there)
      return "one is there before an earlier one";
    return (await sound(db)).join("; ");
  }).catch((error: unknown) => `the database cannot be opened: ${error instanceof Error ? error.message : error}`);
  tally.check(wrong === "", `${how} at byte ${at} of ${copy.log.length}: ${wrong}`);
}

function logAfter({ log }: Copy, how: Cut, at: number, random: () => number): Buffer {
  if (how === "cut") return log.subarray(0, at);
  const bytes = Buffer.from(log);
  if (how === "zeros") bytes.fill(0, at);
  if (how === "garbage") for (let n = at; n < bytes.length; n++) bytes[n] = Math.floor(random() * 256);
  // Some sectors behind it had been written, some not: what lay there before is there again.
  if (how === "torn pages")
    for (let n = Math.ceil(at / sector) * sector; n < bytes.length; n += sector)
      if (random() < 0.5) bytes.fill(0, n, Math.min(bytes.length, n + sector));
  return bytes;
}

/** The power went while pages were carried from the log into the database: some of their sectors are old, some are nothing. */
function tear(file: string, { frames, pageSize }: Wal, random: () => number): void {
  const bytes = readFileSync(file);
  for (const { page } of frames) {
    const from = (page - 1) * pageSize;
    for (let at = from; at < from + pageSize && at + sector <= bytes.length; at += sector)
      if (random() < 0.3) bytes.fill(0xa5, at, at + sector);
  }
  writeFileSync(file, bytes);
}

export const walCuts: Claim = {
  id: "crash-power-cut-log",
  suite: "crash",
  promise:
    "However SQLite's log is cut off by a power cut, at any byte, what was saved before that byte is there, whole and in its order, and the database is sound.",
  prove,
};
