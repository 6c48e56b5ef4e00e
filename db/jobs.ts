import { DomainError } from "../domain/errors.ts";
import type { JobKind, JobOutcome, JobState } from "../domain/job.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Long work over many phones, and how far it has come. */
export type Job = {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: JobKind;
  /** What is done to each, as it was asked for. */
  readonly change: unknown;
  readonly state: JobState;
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly by: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly cancelledBy: string | null;
  /** The job that this one takes back. */
  readonly undoes: string | null;
  /** The newest job that takes this one back. */
  readonly undoneBy: string | null;
};

export type JobRow = {
  id: string;
  organisation_id: string;
  kind: JobKind;
  change: string;
  state: JobState;
  total: number;
  changed: number;
  unchanged: number;
  refused: number;
  actor_kind: Actor["kind"];
  actor_id: string | null;
  actor_name: string;
  actor_administrator: number;
  actor_organisation_id: string | null;
  address: string | null;
  created_at: string;
  ended_at: string | null;
  cancelled_by: string | null;
  undoes: string | null;
};

export function presentJob(row: JobRow & { undone_by?: string | null }): Job {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    kind: row.kind,
    change: JSON.parse(row.change),
    state: row.state,
    total: row.total,
    changed: row.changed,
    unchanged: row.unchanged,
    refused: row.refused,
    by: row.actor_name,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    cancelledBy: row.cancelled_by,
    undoes: row.undoes,
    undoneBy: row.undone_by ?? null,
  };
}

/** Jobs with who takes each back. */
function withUndoes(db: Db): ReturnType<Db> {
  const undoneBy = db("job as u").whereRaw("u.undoes = j.id").max("u.id").as("undone_by");
  return db("job as j").select("j.*", undoneBy);
}

/** @throws DomainError `job_not_found` */
export async function getJob(db: Db, by: { readonly organisationId: string; readonly id: string }): Promise<Job> {
  const row: (JobRow & { undone_by: string | null }) | undefined = await withUndoes(db)
    .where({ "j.id": by.id, "j.organisation_id": by.organisationId })
    .first();
  if (!row) throw new DomainError("job_not_found");
  return presentJob(row);
}

/** The newest first. */
export async function listJobs(
  db: Db,
  { organisationId, offset, limit }: { readonly organisationId: string; readonly offset: number; readonly limit: number },
): Promise<{ total: number; rows: Job[] }> {
  const counted: { count?: number | string } | undefined = await db("job")
    .where("organisation_id", organisationId)
    .count({ count: "*" })
    .first();
  const rows: (JobRow & { undone_by: string | null })[] = await withUndoes(db)
    .where("j.organisation_id", organisationId)
    .orderBy("j.id", "desc")
    .offset(offset)
    .limit(limit);
  return { total: Number(counted?.count ?? 0), rows: rows.map(presentJob) };
}

/** What became of one phone; `outcome` null: its turn has not come. */
export type JobItem = {
  readonly position: number;
  readonly phoneId: string | null;
  readonly name: string;
  readonly outcome: JobOutcome | null;
  readonly code: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

type ItemRow = {
  position: number;
  phone_id: string | null;
  name: string;
  outcome: JobOutcome | null;
  code: string | null;
  detail: string | null;
};

export type JobItemFilter = {
  readonly organisationId: string;
  readonly jobId: string;
  /** Absent: all; `waiting`: those whose turn has not come. */
  readonly outcome?: JobOutcome | "waiting" | undefined;
  readonly offset: number;
  readonly limit: number;
};

/** In the order in which they are done. @throws DomainError `job_not_found` */
export async function listJobItems(db: Db, filter: JobItemFilter): Promise<{ total: number; rows: JobItem[] }> {
  await getJob(db, { organisationId: filter.organisationId, id: filter.jobId });
  const query = db("job_item").where("job_id", filter.jobId);
  if (filter.outcome === "waiting") query.whereNull("outcome");
  else if (filter.outcome !== undefined) query.where("outcome", filter.outcome);
  const counted: { count?: number | string } | undefined = await query.clone().count({ count: "*" }).first();
  const rows: ItemRow[] = await query
    .orderBy("position")
    .offset(filter.offset)
    .limit(filter.limit)
    .select("position", "phone_id", "name", "outcome", "code", "detail");
  const items = rows.map(
    (row): JobItem => ({
      ...{ position: row.position, phoneId: row.phone_id, name: row.name, outcome: row.outcome, code: row.code },
      detail: row.detail === null ? {} : JSON.parse(row.detail),
    }),
  );
  return { total: Number(counted?.count ?? 0), rows: items };
}

export type NewJob = {
  readonly organisationId: string;
  readonly kind: JobKind;
  readonly change: unknown;
  readonly undoes?: string;
};

/**
 * Puts a job in, with its items by `fill`, which gives how many there are. Whoever asks for it answers for what it does.
 *
 * @throws DomainError `job_empty` when there is nobody to do it to
 */
export async function createJob(
  db: Db,
  input: NewJob,
  fill: (trx: Db, jobId: string) => Promise<number>,
  actor: Actor,
  now: Date,
): Promise<Job> {
  return change(db, async (trx) => {
    const { organisationId, kind, undoes = null } = input;
    const id = newId(now);
    await trx("job").insert({
      ...{ id, organisation_id: organisationId, kind, undoes, state: "running", total: 0 },
      change: JSON.stringify(input.change),
      ...{ actor_kind: actor.kind, actor_id: actor.id, actor_name: actor.name, actor_organisation_id: actor.organisationId },
      actor_administrator: actor.administrator ? 1 : 0,
      address: actor.trail?.address ?? null,
      created_at: now.toISOString(),
    });
    const total = await fill(trx, id);
    if (total === 0) throw new DomainError("job_empty");
    await trx("job").where("id", id).update({ total });
    const entry = { organisationId, action: "job.started", subject: { kind: "job", id } };
    await recordAudit(trx, { ...entry, after: { kind, phones: total, undoes } }, actor, now);
    await announce(trx, "job", { organisationId });
    return getJob(trx, { organisationId, id });
  });
}

/** How many a job is done to. */
export async function countItems(trx: Db, jobId: string): Promise<number> {
  const counted: { count?: number | string } | undefined = await trx("job_item")
    .where("job_id", jobId)
    .count({ count: "*" })
    .first();
  return Number(counted?.count ?? 0);
}

/** What has been done stays; the rest is not done. One that has ended meanwhile stays as it is. @throws DomainError `job_not_found` */
export async function cancelJob(
  db: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<Job> {
  return change(db, async (trx) => {
    const { organisationId, id } = by;
    const job = await getJob(trx, by);
    if (job.state !== "running") return job;
    await trx("job").where("id", id).update({ state: "cancelled", ended_at: now.toISOString(), cancelled_by: actor.name });
    await trx("job_item").where("job_id", id).whereNull("outcome").update({ payload_sealed: null });
    const entry = { organisationId, action: "job.cancelled", subject: { kind: "job", id } };
    await recordAudit(
      trx,
      { ...entry, after: { done: job.changed + job.unchanged + job.refused, phones: job.total } },
      actor,
      now,
    );
    await announce(trx, "job", { organisationId });
    return getJob(trx, by);
  });
}

/** Days that what became of each phone is kept. */
const keptDays = 90;

/** Forgets jobs that ended long ago. The log has what they did. @returns how many */
export async function purgeJobs(db: Db, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000).toISOString();
  const some = await db("job").whereNot("state", "running").where("ended_at", "<", before).first("id");
  if (!some) return 0;
  return change(db, (trx) => trx("job").whereNot("state", "running").where("ended_at", "<", before).delete());
}
