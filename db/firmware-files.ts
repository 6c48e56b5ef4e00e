import type { ErrorCode, ErrorDetail } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import type { Db } from "./types.ts";

/** A file in the folder of a make, as it was when it was looked into. */
export type FirmwareFileSeen = {
  readonly vendor: VendorId;
  readonly name: string;
  readonly bytes: number;
  /** When the file was changed, as the file system says. */
  readonly changedAt: string;
  readonly lookedAt: string;
  /** Null: it was taken in. */
  readonly problem: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null;
};

type Row = {
  vendor: VendorId;
  name: string;
  bytes: number | string;
  changed_at: string;
  looked_at: string;
  problem: ErrorCode | null;
  detail: string | null;
};

/** All files that have been looked into, by make and name. */
export async function listSeenFiles(db: Db): Promise<FirmwareFileSeen[]> {
  const rows = await db<Row>("firmware_file").orderBy(["vendor", "name"]);
  return rows.map((row) => ({
    ...{ vendor: row.vendor, name: row.name, bytes: Number(row.bytes), changedAt: row.changed_at, lookedAt: row.looked_at },
    problem: row.problem === null ? null : { code: row.problem, detail: JSON.parse(row.detail ?? "{}") },
  }));
}

/** Notes what became of a file. @param imageId null: it was not taken, or it held several images */
export async function noteSeenFile(db: Db, file: FirmwareFileSeen, imageId: string | null): Promise<void> {
  const { vendor, name, bytes, changedAt, lookedAt, problem } = file;
  const columns = { bytes, changed_at: changedAt, looked_at: lookedAt, image_id: imageId };
  const detail = problem === null ? null : JSON.stringify(problem.detail);
  await db("firmware_file")
    .insert({ vendor, name, ...columns, problem: problem?.code ?? null, detail })
    .onConflict(["vendor", "name"])
    .merge();
}

/** Forgets a file that is not there any more. */
export async function forgetSeenFile(
  db: Db,
  { vendor, name }: { readonly vendor: VendorId; readonly name: string },
): Promise<void> {
  await db("firmware_file").where({ vendor, name }).delete();
}
