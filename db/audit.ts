import { newId } from "./ids.ts";
import type { Actor, Db } from "./types.ts";

export type AuditValue = string | number | boolean | null | readonly AuditValue[] | { readonly [key: string]: AuditValue };
export type AuditEntry = {
  readonly id: string;
  readonly at: string;
  readonly organisationId: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
  /** `phone.added`, `user.updated` … */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Changed fields; secrets never. */
  readonly before: unknown;
  readonly after: unknown;
};

export type AuditInput = {
  readonly organisationId: string | null;
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before?: AuditValue;
  readonly after?: AuditValue;
};

/** Part of every change's transaction. */
export async function recordAudit(db: Db, entry: AuditInput, actor: Actor, now: Date): Promise<void> {
  await db("audit").insert({
    id: newId(now),
    at: now.toISOString(),
    organisation_id: entry.organisationId,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    action: entry.action,
    subject_kind: entry.subject.kind,
    subject_id: entry.subject.id,
    before: JSON.stringify(entry.before ?? null),
    after: JSON.stringify(entry.after ?? null),
  });
}

/** The fields that differ, before and after: what an update's audit entry holds. */
export function changedFields<T extends Record<string, AuditValue>>(
  before: T,
  after: T,
): { before: Record<string, AuditValue>; after: Record<string, AuditValue> } {
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (from: T) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

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
  before: string;
  after: string;
};

/** Newest first. `organisationId` null: all (operator). */
export async function listAudit(
  db: Db,
  filter: {
    organisationId: string | null;
    subjectId?: string | undefined;
    action?: string | undefined;
    /** Entries older than that entry's time and id. */
    before?: { at: string; id: string } | undefined;
    limit?: number | undefined;
  },
): Promise<AuditEntry[]> {
  const query = db<AuditRow>("audit").orderBy([
    { column: "at", order: "desc" },
    { column: "id", order: "desc" },
  ]);
  if (filter.organisationId !== null) query.where("organisation_id", filter.organisationId);
  if (filter.subjectId !== undefined) query.where("subject_id", filter.subjectId);
  if (filter.action !== undefined) query.where("action", filter.action);
  const { before } = filter;
  if (before) {
    query.where((older) =>
      older.where("at", "<", before.at).orWhere((same) => same.where("at", before.at).where("id", "<", before.id)),
    );
  }
  const rows: AuditRow[] = await query.limit(filter.limit ?? 100);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    organisationId: row.organisation_id,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    before: JSON.parse(row.before),
    after: JSON.parse(row.after),
  }));
}
