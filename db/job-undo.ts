import { DomainError } from "../domain/errors.ts";
import { countItems, createJob, getJob, type Job } from "./jobs.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A job that takes back another one, phone by phone, the last first: what has changed since at one of them stays there, and
 * is told.
 *
 * @throws DomainError `job_not_found`, `job_running`, `job_not_undoable` (nothing of it is to be taken back, or it has been)
 */
export async function undoJob(
  db: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<Job> {
  return change(db, (trx) => putIn(trx, by, actor, now));
}

async function putIn(
  db: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<Job> {
  const job = await getJob(db, by);
  if (job.state === "running") throw new DomainError("job_running");
  if (job.changed === 0 || job.undoneBy !== null) throw new DomainError("job_not_undoable");
  const fill = async (trx: Db, jobId: string) => {
    await trx(trx.raw("job_item (job_id, position, phone_id, name, write_id)")).insert(
      trx("job_item as i")
        .where("i.job_id", job.id)
        .whereNotNull("i.write_id")
        .select(
          ...[trx.raw("? as job_id", [jobId]), trx.raw("row_number() over (order by i.position desc) as position")],
          ...["i.phone_id as phone_id", "i.name as name", "i.write_id as write_id"],
        ),
    );
    return countItems(trx, jobId);
  };
  const input = { organisationId: by.organisationId, kind: "undo", change: job.change, undoes: job.id } as const;
  return createJob(db, input, fill, actor, now);
}
