import { isAuditAction } from "../domain/audit-actions.ts";
import { foldText } from "../domain/search.ts";
import { isFields, loadNames, nameInFields, refKey, refsIn } from "./audit-names.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { newId } from "./ids.ts";
import type { Actor, Db } from "./types.ts";

export { type AuditEntry, findAudit, lastChangeOf, listAudit, wasWritten, writtenTogether } from "./audit-log.ts";

export type AuditValue = string | number | boolean | null | readonly AuditValue[] | { readonly [key: string]: AuditValue };

export type AuditInput = {
  readonly organisationId: string | null;
  /** One of `auditActions` (`domain/audit-actions.ts`). */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Changed fields; secrets never. */
  readonly before?: AuditValue;
  readonly after?: AuditValue;
  /** What undoing it needs beside the fields: what a thing that is deleted had. Secrets never. */
  readonly restore?: AuditValue;
};

/** As much of an entry's text as is searched. */
const mostSearched = 2000;

/** Part of every change's transaction. */
export async function recordAudit(db: Db, entry: AuditInput, actor: Actor, now: Date): Promise<void> {
  await recordAudits(db, [entry], actor, now);
}

/** Many at once, in a fixed number of statements. */
export async function recordAudits(db: Db, entries: readonly AuditInput[], actor: Actor, now: Date): Promise<void> {
  const refs = entries.map(({ action, subject, before, after }) => [
    subject,
    ...refsIn(action, before),
    ...refsIn(action, after),
  ]);
  const names = await loadNames(db, refs.flat());
  const { trail } = actor;
  const turn = trail?.written ?? 0;
  if (trail) trail.written += entries.length;
  const rows = entries.map((entry, at) => {
    const { action, subject } = entry;
    if (!isAuditAction(action)) throw new Error(`the action ${action} is not in domain/audit-actions.ts`);
    const id = newId(now, turn + at);
    const name = names.get(refKey(subject)) ?? (nameInFields(entry.before) || nameInFields(entry.after));
    const named = (refs[at] ?? []).map((ref) => names.get(refKey(ref)) ?? "");
    const texts = [actor.name, name, ...named, ...textsIn(entry.before), ...textsIn(entry.after)];
    return {
      id,
      at: now.toISOString(),
      organisation_id: entry.organisationId,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      action,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_name: name,
      before: JSON.stringify(entry.before ?? null),
      after: JSON.stringify(entry.after ?? null),
      restore: entry.restore === undefined ? null : JSON.stringify(entry.restore),
      write_id: trail?.id ?? id,
      undoes: trail?.undoes ?? null,
      address: trail?.address ?? null,
      search_text: foldText([...new Set(texts)].join(" ")).slice(0, mostSearched),
    };
  });
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).map((name) => [name, "text"] as const);
  await bulkInsert(
    db,
    "audit",
    columns,
    rows.map((row) => Object.values(row)),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isFields(value) ? Object.values(value).flatMap(textsIn) : [];
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
