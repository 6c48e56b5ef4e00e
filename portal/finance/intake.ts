import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordAudit } from "../../db/audit.ts";
import { isUniqueViolation } from "../../db/dialect/dialect.ts";
import {
  closeFinanceFile,
  type FinanceFile,
  type FinanceFileKind,
  type FinanceWay,
  getFinanceFile,
  insertFinanceFile,
  knownFinanceFile,
  takeOverFile,
  type UnfinishedFile,
  unfinishedFiles,
} from "../../db/finance-files.ts";
import { findBuyer, sameNumber, takeInvoice } from "../../db/invoice-intake.ts";
import { listNodes, livingNodes } from "../../db/nodes.ts";
import { takePayments } from "../../db/payments.ts";
import { change } from "../../db/transaction.ts";
import type { Actor } from "../../db/types.ts";
import { dropUnfinishedUsage } from "../../db/usage-intake.ts";
import type { FileFault } from "../../domain/file-fault.ts";
import type { PeopleParts } from "../api/parts.ts";
import { type Examined, examine, spool } from "./examine.ts";
import { filesOf, sameInvoice } from "./invoice-files.ts";
import { readUsage } from "./usage-reading.ts";
import { Workshop } from "./workshop.ts";

/** `known`: the same file, or the same invoice, has come before, and nothing was done. */
export type Outcome = { readonly file: FinanceFile; readonly known: boolean };
/** What a file is called, and how it came. */
/** `length`: what it is said to have, bytes: of a file that is too large no more than its beginning is read. */
export type Coming = { readonly name: string; readonly via: FinanceWay; readonly length?: number };

/** Whoever handed a file of usage in waits so long for its end; then it is read on, and they look at how far it is. Milliseconds. */
const patience = 1500;
const system: Actor = { kind: "system", id: null, name: "Klyka", organisationId: null };

type Parts = Pick<PeopleParts, "db" | "keyring" | "now" | "nodeId">;

/** While another process reads, what this one left is gone on with later. Milliseconds. */
const recoverAgain = 5_000;

/**
 * Takes invoices, usage and payments in, whichever way they come. What a file has is taken as a whole or not at all, and the same
 * file is taken once. Usage, which may be long, waits in a line of its own.
 */
export class Intake {
  readonly #parts: Parts;
  readonly #folder: string;
  readonly #onFault: (error: unknown) => void;
  readonly #workshop = new Workshop();
  readonly #lines: Record<"short" | "long", Promise<unknown>> = { short: Promise.resolve(), long: Promise.resolve() };
  readonly #ready: Promise<void>;
  #later: NodeJS.Timeout | null = null;
  #stopping = false;

  /** @param folder for what is being read, of this process alone */
  constructor(parts: Parts, folder: string, onFault: (error: unknown) => void) {
    this.#parts = parts;
    this.#folder = folder;
    this.#onFault = onFault;
    this.#ready = this.#recover().catch(onFault);
  }

  /** A file as it comes over the network. What is too large is read on to nowhere, so that whoever sends it hears why. */
  async receive(chunks: AsyncIterable<Uint8Array>, coming: Coming, actor: Actor): Promise<Outcome> {
    await this.#ready;
    const path = join(this.#folder, `${randomUUID()}.part`);
    try {
      const examined = await spool(chunks, path);
      return await this.#takeOnce(path, examined, coming, actor, "hurried");
    } finally {
      await rm(path, { force: true });
    }
  }

  /** A file in a folder. Its end is waited for. */
  async takeFrom(path: string, name: string): Promise<Outcome> {
    await this.#ready;
    const coming = { name, via: "folder", length: (await stat(path)).size } as const;
    return this.#takeOnce(path, await examine(path), coming, system, "patient");
  }

  /** Another process may take the same file at the same moment: one of them does. */
  async #takeOnce(path: string, examined: Examined, coming: Coming, actor: Actor, pace: "hurried" | "patient"): Promise<Outcome> {
    try {
      return await this.#take(path, examined, coming, actor, pace);
    } catch (fault) {
      const known = isUniqueViolation(fault) ? await knownFinanceFile(this.#parts.db, examined.sha256) : null;
      if (known) return { file: known, known: true };
      throw fault;
    }
  }

  /** Lets what is being taken finish, but a long file: it is begun anew at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#later) clearTimeout(this.#later);
    await Promise.allSettled([this.#ready, ...Object.values(this.#lines)]);
    await this.#workshop.stop();
  }

  async #take(path: string, examined: Examined, coming: Coming, actor: Actor, pace: "hurried" | "patient"): Promise<Outcome> {
    const { looks, tooLarge } = examined;
    if (looks === "empty") return this.#refuse(examined, coming, "unknown", [error("file_empty")], actor);
    if (tooLarge) return this.#refuse(examined, coming, "unknown", [error("file_too_large")], actor);
    if (looks === "xml") return this.#inLine("short", () => this.#takeXml(path, examined, coming, actor));
    const outcome = await this.#inLine("short", () => this.#beginUsage(path, examined, coming, actor, pace));
    if (outcome.known || outcome.file.state !== "reading") return outcome;
    const own = pace === "patient" ? path : join(this.#folder, `${outcome.file.id}.rows`);
    const end = this.#inLine("long", () => this.#readOn(outcome.file, own, actor));
    if (pace === "patient") return { file: await end, known: false };
    end.then((read) => this.#forget(read, own)).catch(this.#onFault);
    const soon = new Promise<FinanceFile>((resolve) => setTimeout(() => resolve(outcome.file), patience).unref());
    return { file: await Promise.race([end, soon]), known: false };
  }

  #inLine<T>(line: "short" | "long", work: () => Promise<T>): Promise<T> {
    const done = this.#lines[line].then(work, work);
    this.#lines[line] = done.catch(() => undefined);
    return done;
  }

  async #takeXml(path: string, examined: Examined, coming: Coming, actor: Actor): Promise<Outcome> {
    const { db } = this.#parts;
    const known = await knownFinanceFile(db, examined.sha256);
    if (known) return { file: known, known: true };
    const bytes = await readFile(path);
    if (tellsOfPayments(bytes)) return this.#takePayments(bytes, examined, coming, actor);
    return this.#takeInvoice(bytes, examined, coming, actor);
  }

  async #takeInvoice(bytes: Buffer, examined: Examined, coming: Coming, actor: Actor): Promise<Outcome> {
    const { db, keyring, now } = this.#parts;
    const { invoice, faults } = await this.#workshop.readInvoice(bytes);
    const kind = faults.some(({ code }) => code === "root_unknown" || code.startsWith("xml_")) ? "unknown" : "invoice";
    if (!invoice) return this.#refuse(examined, coming, kind, faults, actor);
    const earlier = await sameNumber(db, invoice);
    if (earlier) {
      const same = sameInvoice(earlier, invoice) ? await fileOf(this.#parts, earlier.id) : null;
      if (same) return { file: same, known: true };
      const taken = { ...error("invoice_taken"), path: "/ID", found: invoice.number };
      return this.#refuse(examined, coming, kind, [...faults, taken], actor);
    }
    const customer = await findBuyer(db, invoice);
    if ("code" in customer) return this.#refuse(examined, coming, kind, [...faults, customer], actor);
    const language = customer.language.startsWith("sv") ? "sv" : "en";
    const files = filesOf(invoice, bytes, await this.#workshop.makePdf(invoice, language));
    const input = { file: received(examined, coming), invoice, customer, files, warnings: faults };
    const { file } = await takeInvoice(db, keyring, input, actor, now());
    return { file, known: false };
  }

  async #takePayments(bytes: Buffer, examined: Examined, coming: Coming, actor: Actor): Promise<Outcome> {
    const reading = await this.#workshop.readPayments(bytes);
    if (!reading.payments) return this.#refuse(examined, coming, "payments", reading.faults, actor);
    const input = { file: received(examined, coming), reading, body: bytes };
    return { file: await takePayments(this.#parts.db, input, actor, this.#parts.now()), known: false };
  }

  async #beginUsage(
    path: string,
    examined: Examined,
    coming: Coming,
    actor: Actor,
    pace: "hurried" | "patient",
  ): Promise<Outcome> {
    const { db, now, nodeId: reader = null } = this.#parts;
    const known = await knownFinanceFile(db, examined.sha256);
    if (known) return { file: known, known: true };
    const input = { ...received(examined, coming), kind: "usage", state: "reading", reader } as const;
    const file = await change(db, (trx) => insertFinanceFile(trx, input, actor, now()));
    if (pace === "hurried") await rename(path, join(this.#folder, `${file.id}.rows`));
    return { file, known: false };
  }

  async #readOn(file: FinanceFile, path: string, actor: Actor): Promise<FinanceFile> {
    const { db, now } = this.#parts;
    try {
      const { encoding } = await examine(path);
      const faults = await readUsage({ db, now, actor, file, path, encoding, stopping: () => this.#stopping });
      if (faults === null) return await getFinanceFile(db, file.id);
      return await this.#close(file, faults, actor);
    } catch (fault) {
      this.#onFault(fault);
      return this.#close(file, [error("file_interrupted")], actor);
    }
  }

  /** What was left because the process ends is begun anew from the same rows. */
  async #forget(file: FinanceFile, path: string): Promise<void> {
    if (file.state !== "reading") await rm(path, { force: true });
  }

  /** Nothing of a file that has a fault is kept but that it came. */
  async #refuse(
    examined: Examined,
    coming: Coming,
    kind: FinanceFileKind,
    faults: readonly FileFault[],
    actor: Actor,
  ): Promise<Outcome> {
    const { db, now } = this.#parts;
    return change(db, async (trx) => {
      const input = { ...received(examined, coming), kind, state: "refused", faults } as const;
      const file = await insertFinanceFile(trx, input, actor, now());
      await recordAudit(trx, refusal(file), actor, now());
      return { file, known: false };
    });
  }

  async #close(file: FinanceFile, faults: readonly FileFault[], actor: Actor): Promise<FinanceFile> {
    const { db, now } = this.#parts;
    return change(db, async (trx) => {
      const closed = await closeFinanceFile(trx, file.id, { state: "refused", faults });
      await recordAudit(trx, refusal(closed), actor, now());
      return closed;
    });
  }

  #recoverLater(): void {
    this.#later = null;
    if (!this.#stopping) void this.#recover(false).catch(this.#onFault);
  }

  /** True while a server process reads one of these. */
  async #someRead(files: readonly UnfinishedFile[]): Promise<boolean> {
    const { db, now, nodeId } = this.#parts;
    const living = await livingNodes(db, now());
    return files.some(({ reader }) => reader !== null && (reader === nodeId || living.has(reader)));
  }

  /** Whatever was being read when the process ended is begun anew; what is in the watched folder comes from there again. */
  async #recover(atStart = true): Promise<void> {
    const { db } = this.#parts;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const there = new Set(await readdir(this.#folder));
    const unfinished = await unfinishedFiles(db);
    const wanted = new Set(unfinished.map(({ id }) => `${id}.rows`));
    // At the start nothing comes in yet: what came in part is void, and so are rows that were taken when the process ended.
    const over = (name: string) => name.endsWith(".part") || (name.endsWith(".rows") && !wanted.has(name));
    if (atStart) for (const name of there) if (over(name)) await rm(join(this.#folder, name), { force: true });
    if (unfinished.length === 0) return;
    if (await this.#someRead(unfinished)) {
      // What they have read so far looks like what was left half.
      this.#later = setTimeout(() => this.#recoverLater(), recoverAgain);
      return;
    }
    const known = new Set((await listNodes(db, this.#parts.now())).map(({ id }) => id));
    await dropUnfinishedUsage(db);
    for (const file of unfinished) {
      const path = join(this.#folder, `${file.id}.rows`);
      if (there.has(`${file.id}.rows`)) {
        await takeOverFile(db, file.id, this.#parts.nodeId ?? null);
        const end = this.#inLine("long", () => this.#readOn(file, path, system));
        end.then((read) => this.#forget(read, path)).catch(this.#onFault);
      } else if (file.reader !== null && known.has(file.reader)) {
        // Its rows lie with a process that was killed, and goes on with it when it is started again.
        this.#later ??= setTimeout(() => this.#recoverLater(), recoverAgain);
      } else if (file.via === "folder") await db("finance_file").where({ id: file.id, state: "reading" }).delete();
      else await this.#close(file, [error("file_interrupted")], system);
    }
  }
}

/** Where files are kept while they are read: said, or of this process's own. */
export async function workFolder({ finance }: Pick<PeopleParts, "finance">): Promise<string> {
  return finance?.work ?? mkdtemp(join(tmpdir(), "klyka-finance-"));
}

function received({ sha256, size, tooLarge }: Examined, { name, via, length = 0 }: Coming) {
  return { sha256, size: tooLarge ? Math.max(size, length) : size, name, via };
}

function error(code: FileFault["code"]): FileFault {
  return { code, severity: "error", path: "" };
}

function refusal({ id, name, via, faults }: FinanceFile) {
  const codes = [...new Set(faults.filter(({ severity }) => severity === "error").map(({ code }) => code))];
  const subject = { kind: "finance_file", id };
  return { organisationId: null, action: "finance_file.refused", subject, after: { name, via, faults: codes.slice(0, 20) } };
}

/** A notification of the bank, by its namespace or its message: all that can be wrong with it is told by its own reader. */
function tellsOfPayments(bytes: Buffer): boolean {
  return /camt\.05\d|BkToCstmr/.test(bytes.subarray(0, 4096).toString("latin1"));
}

async function fileOf({ db }: Parts, invoiceId: string): Promise<FinanceFile | null> {
  const row = await db("invoice").where("id", invoiceId).first<{ finance_file_id: string | null } | undefined>("finance_file_id");
  return row?.finance_file_id ? getFinanceFile(db, row.finance_file_id) : null;
}
