import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { FileFault } from "../domain/file-fault.ts";
import { announce } from "./changes.ts";
import { contains } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const financeFileKinds = ["invoice", "usage", "payments", "unknown"] as const;
export type FinanceFileKind = (typeof financeFileKinds)[number];
export const financeWays = ["upload", "folder", "api"] as const;
export type FinanceWay = (typeof financeWays)[number];
export const financeStates = ["reading", "taken", "refused"] as const;
export type FinanceState = (typeof financeStates)[number];

/** What was taken from a file. Öre. */
export const FinanceSummary = z.strictObject({
  /** Of an invoice or a credit note. */
  invoice: z
    .strictObject({ id: z.string(), number: z.string(), organisationId: z.string(), organisation: z.string(), payable: z.int() })
    .nullable()
    .default(null),
  usage: z.strictObject({ rows: z.int(), invoices: z.int(), net: z.int() }).nullable().default(null),
  payments: z
    .strictObject({
      count: z.int(),
      amount: z.int(),
      /** Told of before, and not taken again. */
      known: z.int(),
      /** Entries that are no money that came in. */
      passedOver: z.int(),
      /** Those of which something is left that nobody knows the invoice of. */
      open: z.int(),
    })
    .nullable()
    .default(null),
});
export type FinanceSummary = z.output<typeof FinanceSummary>;
const nothing = FinanceSummary.parse({});

/** A file as it came. */
export type ReceivedFile = {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly name: string;
  readonly via: FinanceWay;
  /** Bytes. */
  readonly size: number;
};

export type FinanceFile = ReceivedFile & {
  readonly id: string;
  readonly kind: FinanceFileKind;
  readonly state: FinanceState;
  /** Of one that is being read, 0 to 100. */
  readonly percent: number;
  readonly receivedAt: string;
  readonly receivedBy: string;
  readonly faults: readonly FileFault[];
  readonly summary: FinanceSummary;
};

type Row = {
  id: string;
  sha256: string;
  kind: FinanceFileKind;
  name: string;
  via: FinanceWay;
  size: number;
  state: FinanceState;
  percent: number;
  received_at: string;
  received_by: string;
  faults: string;
  summary: string;
};
const columns = [
  ...["id", "sha256", "kind", "name", "via", "size", "state", "percent"],
  ...["received_at", "received_by", "faults", "summary"],
] as const;

function present(row: Row): FinanceFile {
  const { id, sha256, kind, name, via, size, state, percent } = row;
  return {
    ...{ id, sha256, kind, name, via, size, state, percent, receivedAt: row.received_at, receivedBy: row.received_by },
    faults: JSON.parse(row.faults) as FileFault[],
    summary: FinanceSummary.parse(JSON.parse(row.summary)),
  };
}

/** Part of the transaction that takes a file, or of one of its own when it is refused or begun. */
export async function insertFinanceFile(
  trx: Db,
  file: ReceivedFile &
    Pick<FinanceFile, "kind" | "state"> & {
      readonly faults?: readonly FileFault[];
      readonly body?: Uint8Array;
      /** The server process that reads it on. */
      readonly reader?: string | null;
    },
  actor: Actor,
  now: Date,
): Promise<FinanceFile> {
  const { sha256, name, via, size, kind, state, faults = [], body, reader = null } = file;
  const row: Row = {
    ...{ id: newId(now), sha256, name: name.slice(0, 200), via, size, kind, state },
    ...{ percent: state === "reading" ? 0 : 100, received_at: now.toISOString(), received_by: actor.name },
    ...{ faults: JSON.stringify(faults), summary: JSON.stringify(nothing) },
  };
  await trx("finance_file").insert({ ...row, reader, body: body === undefined ? null : Buffer.from(body) });
  await announce(trx, "finance", {});
  return present(row);
}

/** What a file came to in the end. */
export async function closeFinanceFile(
  trx: Db,
  id: string,
  end: {
    readonly state: "taken" | "refused";
    readonly summary?: Partial<FinanceSummary>;
    readonly faults?: readonly FileFault[];
  },
): Promise<FinanceFile> {
  const { state, summary = {}, faults } = end;
  const said = faults === undefined ? {} : { faults: JSON.stringify(faults) };
  await trx("finance_file")
    .where("id", id)
    .update({ state, percent: 100, summary: JSON.stringify({ ...nothing, ...summary }), ...said });
  await announce(trx, "finance", {});
  return getFinanceFile(trx, id);
}

/** How far a file has been read. */
export async function noteProgress(db: Db, id: string, percent: number): Promise<void> {
  await change(db, async (trx) => {
    await trx("finance_file").where({ id, state: "reading" }).update({ percent });
    await announce(trx, "finance", {});
  });
}

/** The file with these bytes that has been taken, or is being read. */
export async function knownFinanceFile(db: Db, sha256: string): Promise<FinanceFile | null> {
  const row = await db("finance_file").where({ sha256 }).whereNot("state", "refused").first<Row | undefined>(columns);
  return row ? present(row) : null;
}

/** @throws DomainError `finance_file_not_found` */
export async function getFinanceFile(db: Db, id: string): Promise<FinanceFile> {
  const row = await db("finance_file").where({ id }).first<Row | undefined>(columns);
  if (!row) throw new DomainError("finance_file_not_found");
  return present(row);
}

/** The newest first. */
export async function pageFinanceFiles(
  db: Db,
  asked: {
    readonly search: string;
    readonly state?: FinanceState | undefined;
    readonly kind?: FinanceFileKind | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly total: number; readonly rows: readonly FinanceFile[] }> {
  const { search, state, kind, offset, limit } = asked;
  const some = db("finance_file");
  if (state !== undefined) some.where({ state });
  if (kind !== undefined) some.where({ kind });
  if (search !== "") some.where((or) => or.where(contains(db, "name", search)).orWhere(contains(db, "summary", search)));
  const [counted] = await some.clone().count({ total: "*" });
  const rows: Row[] = await some
    .clone()
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .offset(offset)
    .limit(limit)
    .select(columns);
  return { total: Number(counted?.total ?? 0), rows: rows.map(present) };
}

/** A file that is being read, or was when its process ended. */
export type UnfinishedFile = FinanceFile & { readonly reader: string | null };

export async function unfinishedFiles(db: Db): Promise<readonly UnfinishedFile[]> {
  const rows: (Row & { reader: string | null })[] = await db("finance_file")
    .where("state", "reading")
    .select([...columns, "reader"]);
  return rows.map((row) => ({ ...present(row), reader: row.reader }));
}

/** Another process goes on with it. */
export async function takeOverFile(db: Db, id: string, reader: string | null): Promise<void> {
  await db("finance_file").where({ id, state: "reading" }).update({ reader });
}

/** The entry of a file that has been taken; it is of no organisation, for it may be of many. */
export function taken(file: Pick<FinanceFile, "id" | "name" | "via">, after: Readonly<Record<string, string | number>>) {
  const { id, name, via } = file;
  return {
    organisationId: null,
    action: "finance_file.taken",
    subject: { kind: "finance_file", id },
    after: { name, via, ...after },
  };
}
