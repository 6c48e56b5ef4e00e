import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type Ref, refsIn } from "./audit-names.ts";
import { oneOf } from "./dialect/dialect.ts";
import { AnsweringInput, updateResponseGroup, type WholeGroup } from "./response-groups.ts";
import { getSnapshot, type SnapshotLine } from "./snapshots.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What is kept of each version: as it is written. */
export const GroupBody = AnsweringInput.required().extend({
  name: z.string(),
  number: z.string().nullable(),
  extension: z.string().nullable(),
});
export type GroupBody = z.output<typeof GroupBody>;

type Of = { readonly organisationId: string; readonly id: string };

type GroupVersion = SnapshotLine & { readonly body: GroupBody };

/** @throws DomainError `snapshot_not_found` */
export async function getGroupVersion(db: Db, of: Of & { readonly version: number }): Promise<GroupVersion> {
  const kept = await getSnapshot(db, { ...of, kind: "group" });
  if (!kept) throw new DomainError("snapshot_not_found");
  return { ...kept, body: GroupBody.parse(kept.body) };
}

/**
 * Writes an earlier version again, as an ordinary save.
 *
 * @throws DomainError `snapshot_not_found`, `restore_gone` (detail: `names` of what it led to and is no longer there) and as
 * `updateResponseGroup`
 */
export async function restoreResponseGroup(
  db: Db,
  input: Of & { readonly version?: number; readonly restore: number },
  actor: Actor,
  now: Date,
): Promise<WholeGroup> {
  return change(db, async (trx) => {
    const { restore, ...of } = input;
    const { body } = await getGroupVersion(trx, { ...of, version: restore });
    const names = await goneSince(trx, of.organisationId, refsIn("response_group.restored", body));
    if (names.length > 0) throw new DomainError("restore_gone", { names });
    return updateResponseGroup(trx, { ...of, ...body }, actor, now, "response_group.restored");
  });
}

const tables = { user: "users", group: "response_group", menu: "menu", announcement: "announcement" } as const;

/** Names of what is gone, or deactivated: as the change log knew it last. */
async function goneSince(trx: Db, organisationId: string, refs: readonly Ref[]): Promise<string[]> {
  const gone: string[] = [];
  for (const [kind, table] of Object.entries(tables)) {
    const ids = [...new Set(refs.filter((ref) => ref.kind === kind).map((ref) => ref.id))];
    if (ids.length === 0) continue;
    const found = trx(table)
      .where("organisation_id", organisationId)
      .where(oneOf(trx, "id", ids));
    if (kind === "user") void found.whereNull("deactivated_at");
    const there: string[] = await found.pluck("id");
    gone.push(...ids.filter((id) => !there.includes(id)));
  }
  if (gone.length === 0) return [];
  const rows: { subject_id: string; subject_name: string }[] = await trx("audit")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "subject_id", gone))
    .orderBy("at")
    .select("subject_id", "subject_name");
  const names = new Map(rows.map((row) => [row.subject_id, row.subject_name]));
  return gone.map((id) => names.get(id) || id);
}
