import { runPart } from "../../db/job-run.ts";
import { undoJob } from "../../db/job-undo.ts";
import { countItems, createJob } from "../../db/jobs.ts";
import { phonesOfList } from "../../db/phone-pages.ts";
import type { Actor, Db } from "../../db/types.ts";
import { performer } from "../../portal/jobs/perform.ts";
import type { Seed } from "./seed.ts";

const most = 200;

/** A key for everybody who has such a one, tried and taken back: phones are as they were. */
export async function seedJobs({ db, keyring, organisationId, times }: Seed, chief: Actor): Promise<void> {
  const target = { kind: "number", number: "0980-319 210" };
  const key = {
    place: { module: 0, index: 11 },
    kind: "speedDial",
    target,
    account: 1,
    label: "Jouren",
    value: null,
    locked: false,
  };
  const input = { organisationId, kind: "change", change: { what: "key", key } } as const;
  const fill = async (trx: Db, jobId: string) => {
    const named = trx.raw("case when p.label <> '' then p.label else p.mac end as name");
    const placed = trx.raw("row_number() over (order by p.sort_key, p.id) as position");
    const phones = phonesOfList(trx, { organisationId, search: "" });
    await trx(trx.raw("job_item (job_id, position, phone_id, name)")).insert(
      phones.select(trx.raw("? as job_id", [jobId]), placed, "p.id as phone_id", named),
    );
    return countItems(trx, jobId);
  };
  const run = async (id: string, at: Date) => {
    while (
      await runPart(
        db,
        id,
        performer(keyring, () => at),
        most,
        at,
        rethrow,
      )
    );
  };
  const tried = times.before(3, "14:10");
  const job = await createJob(db, input, fill, chief, tried);
  await run(job.id, tried);
  const back = times.before(3, "14:25");
  const undoing = await undoJob(db, { organisationId, id: job.id }, chief, back);
  await run(undoing.id, back);
}

function rethrow(error: unknown): never {
  throw error;
}
