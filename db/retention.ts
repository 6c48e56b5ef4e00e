import type { Knex } from "knex";
import { actionsOf } from "../domain/audit-topics.ts";
import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { keptSince, type RetentionJob, retentionJobs, retentionRules } from "../domain/retention.ts";
import { oldRecordings } from "./announcement-audio.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { emptyWriteLog } from "./dialect/dialect.ts";
import { oldDiversions } from "./diversions.ts";
import { oldCalls, removeCalls } from "./old-calls.ts";
import { oldPortingPapers, removePortingPapers } from "./old-portings.ts";
import { checkVersion } from "./rows.ts";
import { oldSnapshots } from "./snapshots.ts";
import { batch, change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export type Retention = {
  readonly job: RetentionJob;
  readonly version: number;
  /** In the unit of the job. */
  readonly amount: number;
  /** False: the installation has said otherwise. */
  readonly usual: boolean;
  /** What happened before that is erased. */
  readonly since: string;
  /** How many rows that would be now. */
  readonly due: number;
  readonly ranAt: string | null;
  /** The last time that something was erased, and how many rows. */
  readonly removedAt: string | null;
  readonly removed: number;
};

type Row = {
  job: string;
  amount: number | null;
  version: number;
  ran_at: string | null;
  removed_at: string | null;
  removed: number | string | null;
};

/** How a job finds what is old enough, and erases it. @returns how many rows */
type Job = {
  readonly count: (db: Db, before: Date) => Promise<number>;
  readonly remove: (db: Db, before: Date, now: Date) => Promise<number>;
};

/** Whatever is found by one query on one table. */
function rowsOf(old: (db: Db, before: Date) => Knex.QueryBuilder): Job {
  return {
    count: async (db, before) => {
      const [{ count = 0 } = {}] = await old(db, before).count({ count: "*" });
      return Number(count);
    },
    // No change: nobody who writes waits for it.
    remove: (db, before) => batch(db, (trx) => old(trx, before).delete()),
  };
}

/** Days of the calendar in Sweden. */
function usedBefore(table: string) {
  return (db: Db, before: Date) => db(table).where("day", "<", wallClock(before, "Europe/Stockholm").date);
}

function bothOf(one: Job, other: Job): Job {
  return {
    count: async (db, before) => (await one.count(db, before)) + (await other.count(db, before)),
    remove: async (db, before, now) => (await one.remove(db, before, now)) + (await other.remove(db, before, now)),
  };
}

const signIns = [...actionsOf.sign_ins.actions];

const jobs: Readonly<Record<RetentionJob, Job>> = {
  calls: { count: oldCalls, remove: removeCalls },
  messages: rowsOf((db, before) => db("message").where("created_at", "<", before.toISOString())),
  signIns: rowsOf((db, before) => db("audit").where("at", "<", before.toISOString()).whereIn("action", signIns)),
  changes: rowsOf((db, before) => db("audit").where("at", "<", before.toISOString()).whereNotIn("action", signIns)),
  absences: rowsOf(oldDiversions),
  recordings: rowsOf(oldRecordings),
  versions: rowsOf(oldSnapshots),
  dataUsage: bothOf(rowsOf(usedBefore("subscription_usage")), rowsOf(usedBefore("usage_correction"))),
  portingPapers: { count: oldPortingPapers, remove: removePortingPapers },
};

/** Every job with its period, what it would erase now, and what it erased last. A fixed number of queries. */
export async function listRetention(db: Db, now: Date): Promise<Retention[]> {
  const rows = await rowsByJob(db);
  const list: Retention[] = [];
  for (const job of retentionJobs) {
    const row = rows.get(job);
    const amount = row?.amount ?? retentionRules[job].usual;
    const before = keptSince(job, amount, now);
    const due = await jobs[job].count(db, before);
    list.push({
      ...{ job, amount, due, version: row?.version ?? 1, usual: row?.amount == null, since: before.toISOString() },
      ...{ ranAt: row?.ran_at ?? null, removedAt: row?.removed_at ?? null, removed: Number(row?.removed ?? 0) },
    });
  }
  return list;
}

async function rowsByJob(db: Db): Promise<Map<string, Row>> {
  const rows: Row[] = await db("retention").select("*");
  return new Map(rows.map((row) => [row.job, row]));
}

/** @param input `amount`: in the unit of the job; null: the usual @throws DomainError `version_conflict`, `out_of_range` with `least` and `most` */
export async function setRetention(
  db: Db,
  input: { readonly job: RetentionJob; readonly amount: number | null; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { job, amount } = input;
    const { least, most, usual } = retentionRules[job];
    if (amount !== null && (amount < least || amount > most))
      throw new DomainError("out_of_range", { field: "amount", least, most });
    const row = (await rowsByJob(trx)).get(job);
    const version = row?.version ?? 1;
    checkVersion({ version }, input.version);
    const before = row?.amount ?? usual;
    if (before === (amount ?? usual) && (row?.amount ?? null) === amount) return;
    const said = { amount, version: version + 1, updated_at: now.toISOString(), updated_by: actor.name };
    await trx("retention")
      .insert({ job, ...said })
      .onConflict("job")
      .merge(said);
    const entry = { organisationId: null, action: "retention.set", subject: { kind: "retention", id: job } };
    await recordAudit(trx, { ...entry, before: { amount: before }, after: { amount: amount ?? usual } }, actor, now);
    await announce(trx, "retention", {});
  });
}

const system: Actor = { kind: "system", id: null, name: "retention", organisationId: null };

/**
 * Erases what has been kept long enough, job after job; each that erased something leaves an entry. A job that fails leaves
 * the others alone.
 *
 * @param only one job, else all
 * @returns how many rows each erased
 */
export async function runRetention(
  db: Db,
  now: Date,
  onFault: (error: unknown) => void = () => undefined,
  only: RetentionJob | null = null,
  actor: Actor = system,
): Promise<ReadonlyMap<RetentionJob, number>> {
  const rows = await rowsByJob(db);
  const removed = new Map<RetentionJob, number>();
  for (const job of only === null ? retentionJobs : [only]) {
    try {
      const before = keptSince(job, rows.get(job)?.amount ?? retentionRules[job].usual, now);
      const count = await jobs[job].remove(db, before, now);
      removed.set(job, count);
      await note(db, { job, count, before }, actor, now);
    } catch (error) {
      onFault(error);
    }
  }
  await emptyWriteLog(db).catch(onFault);
  return removed;
}

async function note(
  db: Db,
  { job, count, before }: { readonly job: RetentionJob; readonly count: number; readonly before: Date },
  actor: Actor,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const ran = count === 0 ? { ran_at: at } : { ran_at: at, removed_at: at, removed: count };
  const anew = { job, amount: null, version: 1, updated_at: at, updated_by: actor.name };
  const write = (trx: Db) =>
    trx("retention")
      .insert({ ...anew, ...ran })
      .onConflict("job")
      .merge(ran);
  if (count === 0) return void (await write(db));
  await change(db, async (trx) => {
    await write(trx);
    const entry = { organisationId: null, action: "retention.erased", subject: { kind: "retention", id: job } };
    await recordAudit(trx, { ...entry, after: { rows: count, before: before.toISOString() } }, actor, now);
    await announce(trx, "retention", {});
  });
}
