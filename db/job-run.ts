import { DomainError } from "../domain/errors.ts";
import type { JobOutcome } from "../domain/job.ts";
import { announce } from "./changes.ts";
import { storageFaultOf } from "./dialect/faults.ts";
import { newId } from "./ids.ts";
import { type Job, type JobRow, presentJob } from "./jobs.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Trail } from "./types.ts";

/** One of a job, whose turn has come. */
export type DueItem = {
  readonly position: number;
  readonly phoneId: string | null;
  readonly name: string;
  readonly payloadSealed: string | null;
  /** Of an undo: the write that is taken back. */
  readonly writeId: string | null;
};

/** Who answers for a job's writes: each phone's hang together, and are taken back together. */
export type JobActor = Actor & { readonly trail: Trail };

/** Does a job to one. @returns what came of it; a DomainError that it throws is a refusal */
export type Perform = (trx: Db, job: Job, item: DueItem, actor: JobActor) => Promise<Exclude<JobOutcome, "refused">>;

/** The jobs that have something to do, the oldest first. */
export async function runningJobs(db: Db): Promise<{ readonly id: string }[]> {
  return db("job").where("state", "running").orderBy("id").select<{ id: string }[]>("id");
}

/**
 * Does the next part of a job. What is done to a phone and that it has been done are one transaction, and changes come one
 * at a time: a process that dies in the middle leaves nothing half, whoever comes next goes on, and no phone's turn comes
 * twice. Other writers come in between two parts.
 *
 * @param fault is told what is no refusal: that phone is passed over, so that it does not keep the others waiting
 * @returns false when the job has ended
 * @throws what is the matter with the database, of which nothing is left: the same part comes again
 */
export async function runPart(
  db: Db,
  jobId: string,
  perform: Perform,
  most: number,
  now: Date,
  fault: (error: unknown) => void,
): Promise<boolean> {
  return change(db, async (trx) => {
    const row: JobRow | undefined = await trx<JobRow>("job").where("id", jobId).first();
    if (row?.state !== "running") return false;
    const job = presentJob(row);
    const due = await dueItems(trx, jobId, most);
    const counts = { changed: 0, unchanged: 0, refused: 0 };
    for (const item of due) counts[await runOne(trx, job, item, actorOf(row, now), perform, fault)]++;
    const done = due.length < most;
    const end = done ? { state: "done", ended_at: now.toISOString() } : {};
    await trx("job")
      .where("id", jobId)
      .update({
        changed: row.changed + counts.changed,
        unchanged: row.unchanged + counts.unchanged,
        refused: row.refused + counts.refused,
        ...end,
      });
    await announce(trx, "job", { organisationId: row.organisation_id });
    return !done;
  });
}

async function dueItems(trx: Db, jobId: string, most: number): Promise<DueItem[]> {
  return trx("job_item").where("job_id", jobId).whereNull("outcome").orderBy("position").limit(most).select<DueItem[]>({
    position: "position",
    phoneId: "phone_id",
    name: "name",
    payloadSealed: "payload_sealed",
    writeId: "write_id",
  });
}

async function runOne(
  trx: Db,
  job: Job,
  item: DueItem,
  actor: JobActor,
  perform: Perform,
  fault: (error: unknown) => void,
): Promise<JobOutcome> {
  const said = await outcomeOf(trx, job, item, actor, perform, fault);
  const { outcome, code = null, detail = null } = said;
  await trx("job_item")
    .where({ job_id: job.id, position: item.position })
    .update({ outcome, code, detail, payload_sealed: null, write_id: outcome === "changed" ? actor.trail.id : null });
  return outcome;
}

type Said = { readonly outcome: JobOutcome; readonly code?: string; readonly detail?: string };

async function outcomeOf(
  trx: Db,
  job: Job,
  item: DueItem,
  actor: JobActor,
  perform: Perform,
  fault: (error: unknown) => void,
): Promise<Said> {
  try {
    // A savepoint of its own: what one is refused, the others get.
    return { outcome: await trx.transaction((savepoint) => perform(savepoint, job, item, actor)) };
  } catch (error) {
    if (error instanceof DomainError) return { outcome: "refused", code: error.code, detail: JSON.stringify(error.detail) };
    // Not the phone's fault: the whole part is tried again.
    if (storageFaultOf(error) !== null) throw error;
    fault(error);
    return { outcome: "refused", code: "internal" };
  }
}

function actorOf(row: JobRow, now: Date): JobActor {
  return {
    kind: row.actor_kind,
    id: row.actor_id,
    name: row.actor_name,
    organisationId: row.actor_organisation_id,
    administrator: row.actor_administrator === 1,
    trail: { id: newId(now), address: row.address, written: 0 },
  };
}
