import { DomainError } from "../../domain/errors.ts";
import type { Access } from "../../domain/rights.ts";
import type { Keyring } from "../secrets.ts";
import type { Actor, Db } from "../types.ts";
import type { CellsOfRow, ImportReport, RowError } from "./import.ts";

/** What an import may touch. `db` is the transaction that holds the whole file. */
export type SheetContext = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly organisationId: string;
  readonly actor: Actor;
  /** Of whoever does it: nobody changes more than they may. */
  readonly access: Access | "all";
  readonly now: Date;
  /** Who sees contact lists that a file makes, where it does not say so itself; absent: that is asked. */
  readonly newListsFor?: ListFor;
  /** Of an archive, which is sealed as a whole; absent: this installation's own. */
  readonly sealer?: CellSealer;
  /** Firmware may be named that is not here yet: whoever asks is told. */
  readonly imagesMayMiss?: boolean;
};

/** Who sees a contact list: everybody, also whoever comes later, or those who are put into it. */
export const listFors = ["everyone", "some"] as const;
export type ListFor = (typeof listFors)[number];

/**
 * Secrets in the cells of a file that leaves the house, each sealed for one thing of one organisation, so that nobody reads
 * them, and they come back to where they were and nowhere else.
 */
export type CellSealer = {
  readonly seal: (text: string, of: string) => string;
  /** Text that is not sealed is taken as it stands. @throws DomainError `csv_secret_foreign` */
  readonly open: (cell: string, of: string) => { readonly text: string; readonly wasSealed: boolean };
};

export type Outcome = "created" | "updated" | "unchanged";

/** A cell by its column's name: the text, null when it is empty, undefined when the file has no such column. */
export type Cells = (column: string) => string | null | undefined;

type Columns = {
  /** In the order in which they are written. Each may be called otherwise in a file that comes in. */
  readonly columns: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly needed: boolean;
    /** Holds secrets, sealed: written for whoever asks for them alone. */
    readonly sealed?: true;
  }[];
  /**
   * @param keyring opens what secrets there are; without it those columns stay empty
   * @param sealer seals them; absent: for this installation
   */
  readonly exportRows: (
    db: Db,
    organisationId: string,
    keyring?: Keyring | null,
    sealer?: CellSealer | null,
  ) => Promise<string[][]>;
  /** Columns that nobody knows are left out, and told of: files come from programs that say more than we keep. */
  readonly leavesOut?: true;
};
/** Rows come in one after the other. */
export type RowSheet = Columns & { readonly importRow: (context: SheetContext, cells: Cells) => Promise<Outcome> };
/** All rows are looked at together, and then written together. */
export type WholeSheet = Columns & {
  /** Rows that are wrong are passed over, and the others taken in: whoever asks for it has seen which. */
  readonly skipsWrong?: boolean;
  readonly importAll: (context: SheetContext, rows: readonly CellsOfRow[], dryRun: boolean) => Promise<ImportReport>;
};
/** One kind of file: its columns, how it comes in, and how it goes out. */
export type Sheet = RowSheet | WholeSheet;
/** One that only comes in. */
export type InboundSheet = Omit<RowSheet, "exportRows"> | Omit<WholeSheet, "exportRows">;

export function column(name: string, needed: boolean, ...aliases: string[]): Sheet["columns"][number] {
  return { name, aliases, needed };
}

/** An error of one cell. */
export class CellError extends Error {
  readonly column: string;
  override readonly cause: DomainError;
  constructor(name: string, cause: DomainError) {
    super(cause.message);
    this.column = name;
    this.cause = cause;
  }
}

/** What is wrong with a row, by its line; what is no fault of the row is thrown on. */
export function rowError(line: number, error: unknown): RowError {
  if (error instanceof CellError) return { line, field: error.column, code: error.cause.code, detail: error.cause.detail };
  if (error instanceof DomainError) return { line, field: null, code: error.code, detail: error.detail };
  throw error;
}

/** Runs what one cell decides; a domain error is that cell's. */
export async function inColumn<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError ? new CellError(name, error) : error;
  }
}

/** A cell that must not be empty. @throws CellError `input_invalid` */
export function mustHave(cells: Cells, name: string): string {
  const value = cells(name);
  if (value) return value;
  throw new CellError(name, new DomainError("input_invalid", { field: name, reason: "must not be empty" }));
}
