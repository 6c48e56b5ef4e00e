import { z } from "zod";
import type { Actor, Db } from "./types.ts";

export const snapshotKinds = ["schedule", "menu", "group"] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];
export type SnapshotOf = { readonly organisationId: string; readonly kind: SnapshotKind; readonly id: string };

/** What something was at one of its versions: since when, and by whom. */
export type SnapshotLine = { readonly version: number; readonly at: string; readonly by: string };
export type Snapshot = SnapshotLine & { readonly body: unknown };

/** Versions that a list names at most, the latest. */
export const mostSnapshots = 200;

/**
 * Keeps what a schedule, menu or group is at a version. Part of each save's transaction, and of the creation's.
 *
 * @param subject `body` as the subject is written, so that it can be written again
 */
export async function keepSnapshot(
  trx: Db,
  subject: SnapshotOf & { readonly version: number; readonly body: unknown },
  actor: Actor,
  now: Date,
): Promise<void> {
  await keepSnapshots(trx, [subject], actor, now);
}

/** Many at once. Of something that was deleted and comes back the versions are counted anew, and replace those of old. */
export async function keepSnapshots(
  trx: Db,
  subjects: readonly (SnapshotOf & { readonly version: number; readonly body: unknown })[],
  actor: Actor,
  now: Date,
): Promise<void> {
  if (subjects.length === 0) return;
  const rows = subjects.map(({ organisationId, kind, id, version, body }) => ({
    organisation_id: organisationId,
    kind,
    subject_id: id,
    version,
    at: now.toISOString(),
    by: actor.name,
    body: JSON.stringify(body),
  }));
  await trx("snapshot").insert(rows).onConflict(["kind", "subject_id", "version"]).merge();
}

/** The latest first. */
export async function listSnapshots(db: Db, { organisationId, kind, id }: SnapshotOf): Promise<SnapshotLine[]> {
  return db("snapshot")
    .where({ organisation_id: organisationId, kind, subject_id: id })
    .orderBy([
      { column: "at", order: "desc" },
      { column: "version", order: "desc" },
    ])
    .limit(mostSnapshots)
    .select<SnapshotLine[]>("version", "at", "by");
}

/** Null: that version was not kept, or is another organisation's. */
export async function getSnapshot(db: Db, of: SnapshotOf & { readonly version: number }): Promise<Snapshot | null> {
  const { organisationId, kind, id, version } = of;
  const row = await db("snapshot")
    .where({ organisation_id: organisationId, kind, subject_id: id, version })
    .first<{ version: number; at: string; by: string; body: string } | undefined>("version", "at", "by", "body");
  return row ? { ...row, body: z.json().parse(JSON.parse(row.body)) } : null;
}

/** Versions that were replaced before that instant, but never what still applies. */
export function oldSnapshots(db: Db, kept: Date) {
  const before = kept.toISOString();
  const newer = db("snapshot as n")
    .select(db.raw("1"))
    .whereRaw("n.kind = snapshot.kind and n.subject_id = snapshot.subject_id")
    .whereRaw("(n.at > snapshot.at or (n.at = snapshot.at and n.version > snapshot.version))")
    .where("n.at", "<", before);
  const gone = "subject_id not in (select id from schedule union select id from menu union select id from response_group)";
  return db("snapshot")
    .where("at", "<", before)
    .where((replaced) => replaced.whereExists(newer).orWhereRaw(gone));
}
