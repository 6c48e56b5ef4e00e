import { DomainError, type ErrorCode } from "../domain/errors.ts";
import { isUniqueViolation } from "./dialect/dialect.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** Columns of every editable table. */
export type EditableRow = { id: string; version: number; created_at: string; updated_at: string; updated_by: string };

export function versioned(row: EditableRow): Versioned {
  return { id: row.id, version: row.version, createdAt: row.created_at, updatedAt: row.updated_at };
}

/** The columns of a row that is made now. */
export function made(id: string, actor: Actor, now: Date): EditableRow {
  return { id, version: 1, created_at: now.toISOString(), updated_at: now.toISOString(), updated_by: actor.name };
}

/**
 * Writes changed columns and counts the version up.
 *
 * @param read the row as it is now
 * @param version what the writer has seen; absent: whatever there is
 * @throws DomainError `version_conflict`
 */
export async function edit(
  trx: Db,
  table: string,
  read: { id: string; version: number },
  version: number | undefined,
  columns: Record<string, string | number | boolean | null | undefined>,
  actor: Actor,
  now: Date,
): Promise<void> {
  checkVersion(read, version);
  const said = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  await trx(table)
    .where("id", read.id)
    .update({ ...said, version: read.version + 1, updated_at: now.toISOString(), updated_by: actor.name });
}

/** @throws DomainError `version_conflict` */
export function checkVersion(read: { version: number }, version: number | undefined): void {
  if (version !== undefined && version !== read.version) {
    throw new DomainError("version_conflict", { expected: version, found: read.version });
  }
}

/** @throws DomainError with `code` when the organisation has no such row */
export async function mustBelong(
  trx: Db,
  table: "site" | "layout" | "users" | "sip_account" | "response_group" | "menu" | "contact" | "contact_list" | "phone",
  id: string,
  organisationId: string,
  code: ErrorCode,
): Promise<void> {
  const row = await trx(table).where({ id, organisation_id: organisationId }).first("id");
  if (!row) throw new DomainError(code);
}

/** Runs an insert or update; what a unique index refuses becomes a domain error. */
export async function unlessTaken<T>(code: ErrorCode, detail: Record<string, string>, write: PromiseLike<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? new DomainError(code, detail) : error;
  }
}
