import { type AuditTopic, actionsOf } from "../domain/audit-topics.ts";
import { readQuery } from "../domain/search.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

export type AuditEntry = {
  readonly id: string;
  readonly at: string;
  readonly organisationId: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
  /** Where it was done from, where that is known. */
  readonly address: string | null;
  /** `phone.added`, `user.updated` … */
  readonly action: string;
  /** With the name that it had then. */
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string };
  /** Changed fields; secrets never. */
  readonly before: unknown;
  readonly after: unknown;
  readonly restore: unknown;
  /** Entries with the same are of one request. */
  readonly writeId: string;
  /** The write that this one takes back. */
  readonly undoes: string | null;
};

type AuditRow = {
  id: string;
  at: string;
  organisation_id: string | null;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  before: string;
  after: string;
  restore: string | null;
  address: string | null;
  write_id: string;
  undoes: string | null;
};

function present(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    organisationId: row.organisation_id,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    address: row.address,
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    before: JSON.parse(row.before),
    after: JSON.parse(row.after),
    restore: row.restore === null ? null : JSON.parse(row.restore),
    writeId: row.write_id,
    undoes: row.undoes,
  };
}

export type AuditFilter = {
  /** Null: all organisations (operator). */
  readonly organisationId: string | null;
  readonly subjectId?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly action?: string | undefined;
  readonly topic?: AuditTopic | undefined;
  readonly actorId?: string | undefined;
  readonly actorKind?: string | undefined;
  /** Words in who, whom and what. */
  readonly search?: string | undefined;
  /** Instants: at or after the first, before the second. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Entries older than that entry's time and id. */
  readonly before?: { readonly at: string; readonly id: string } | undefined;
  readonly limit?: number | undefined;
};

/** Newest first. */
export async function listAudit(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
  const query = db<AuditRow>("audit").orderBy([
    { column: "at", order: "desc" },
    { column: "id", order: "desc" },
  ]);
  if (filter.organisationId !== null) query.where("organisation_id", filter.organisationId);
  const { subjectId, subjectKind, action, actorId, actorKind } = filter;
  const columns = { subject_id: subjectId, subject_kind: subjectKind, action, actor_id: actorId, actor_kind: actorKind };
  for (const [column, value] of Object.entries(columns)) if (value !== undefined) query.where(column, value);
  if (filter.topic) {
    const { but, actions } = actionsOf[filter.topic];
    if (but) query.whereNotIn("action", actions);
    else query.whereIn("action", actions);
  }
  if (filter.from) query.where("at", ">=", filter.from.toISOString());
  if (filter.to) query.where("at", "<", filter.to.toISOString());
  for (const { folded } of readQuery(filter.search ?? "").words) {
    query.where("search_text", "like", `%${folded.replace(/[%\\]/g, "_")}%`);
  }
  const { before } = filter;
  if (before) {
    query.where((older) =>
      older.where("at", "<", before.at).orWhere((same) => same.where("at", before.at).where("id", "<", before.id)),
    );
  }
  const rows: AuditRow[] = await query.limit(filter.limit ?? 100);
  return rows.map(present);
}

/** By its own id, or the first of a write. Null: the organisation has none. */
export async function findAudit(db: Db, by: { organisationId: string; id: string }): Promise<AuditEntry | null> {
  const row = await db<AuditRow>("audit")
    .where("organisation_id", by.organisationId)
    .where((any) => any.where("id", by.id).orWhere("write_id", by.id))
    .orderBy(["at", "id"])
    .first();
  return row ? present(row) : null;
}

/** How far back the last change of a field is looked for. */
const mostLooked = 20;

/**
 * Who last changed one of these fields of a thing, and when. Null: the log does not say.
 *
 * @param of `subjectIds`: the thing, or what it is a part of; `fields` by their names in the log, `keys` being any key
 */
export async function lastChangeOf(
  db: Db,
  of: { readonly organisationId: string; readonly subjectIds: readonly string[]; readonly fields: readonly string[] },
): Promise<AuditEntry | null> {
  const rows: AuditRow[] = await db("audit")
    .where(oneOf(db, "subject_id", of.subjectIds))
    .where("organisation_id", of.organisationId)
    .orderBy([
      { column: "at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(mostLooked);
  return rows.map(present).find((entry) => of.fields.some((field) => tellsOf(entry, field))) ?? null;
}

function tellsOf({ action, before, after }: AuditEntry, field: string): boolean {
  if (field === "keys" && /\.keys_\w+$/.test(action)) return true;
  return [before, after].some((fields) => typeof fields === "object" && fields !== null && Object.hasOwn(fields, field));
}

/** The entries of these writes, oldest first. */
export async function writtenTogether(db: Db, writeIds: readonly string[]): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await db("audit")
    .where(oneOf(db, "write_id", [...new Set(writeIds)]))
    .orderBy(["at", "id"]);
  return rows.map(present);
}

/** True when anything of the write stands in the log. */
export async function wasWritten(db: Db, writeId: string): Promise<boolean> {
  return (await db("audit").where("write_id", writeId).first("id")) !== undefined;
}
