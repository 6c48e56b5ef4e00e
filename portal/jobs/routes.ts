import { z } from "zod";
import { loadNames } from "../../db/audit-names.ts";
import { undoJob } from "../../db/job-undo.ts";
import { cancelJob, countItems, createJob, getJob, type Job, listJobItems, listJobs } from "../../db/jobs.ts";
import { type PhoneListFilter, phonesOfList } from "../../db/phone-pages.ts";
import { mustBelong } from "../../db/rows.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { jobOutcomes } from "../../domain/job.ts";
import { pageOf, pageQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, ok, type RawAsk, type Route, route } from "../api/route.ts";
import { demandMay, JobChange, listFilter, PhoneSelectionInput } from "./change.ts";
import { previewChange } from "./preview.ts";
import { itemView, JobItemView, JobView, jobViews } from "./views.ts";

const tag = "Jobs";
const params = z.strictObject({ bulkJob: z.string().max(200) });
const JobInput = z.strictObject({ selection: PhoneSelectionInput, change: JobChange });
export type JobInput = z.input<typeof JobInput>;

const PreviewView = z.strictObject({
  total: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.array(z.strictObject({ code: z.string(), values: z.record(z.string(), z.unknown()), count: z.int() })),
  /** Phones with a user or an account. */
  used: z.int(),
  /** The first of them, whose files can be compared. */
  first: z.array(z.string()),
});
export type JobPreviewView = z.infer<typeof PreviewView>;

/** Phones whose files are compared before a job. */
const mostCompared = 40;
const example = { selection: { phones: ["{phone}"] }, change: { what: "site", siteId: "{site}" } };

type Asked = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

async function answerJob({ parts, who }: Asked, job: Job): Promise<JobView> {
  const [view] = await jobViews(parts.db, [await getJob(parts.db, { organisationId: who.organisationId, id: job.id })]);
  if (!view) throw new DomainError("job_not_found");
  return view;
}

/** What the change names is there. @throws DomainError `site_not_found`, `layout_not_found`, `organisation_not_found`, `target_not_found` */
async function demandNamed(db: Db, organisationId: string, wanted: JobChange): Promise<void> {
  if (wanted.what === "site" && wanted.siteId) await mustBelong(db, "site", wanted.siteId, organisationId, "site_not_found");
  if (wanted.what === "layout" && wanted.layoutId)
    await mustBelong(db, "layout", wanted.layoutId, organisationId, "layout_not_found");
  if (wanted.what === "organisation") {
    const names = await loadNames(db, [{ kind: "organisation", id: wanted.organisationId }]);
    if (names.size === 0 || wanted.organisationId === organisationId) throw new DomainError("organisation_not_found");
  }
  const target = wanted.what === "key" ? wanted.key.target : null;
  if (!target || target.kind === "number") return;
  const tables = { user: "users", group: "response_group", contact: "contact" } as const;
  await mustBelong(db, tables[target.kind], target.id, organisationId, "target_not_found");
}

/** Named phones are all there. @throws DomainError `phone_not_found` */
async function demandPhones(db: Db, filter: PhoneListFilter): Promise<void> {
  if (filter.ids === undefined) return;
  const counted: { count?: number | string } | undefined = await phonesOfList(db, filter).count({ count: "*" }).first();
  if (Number(counted?.count ?? 0) < new Set(filter.ids).size) throw new DomainError("phone_not_found");
}

async function fill(trx: Db, jobId: string, filter: PhoneListFilter): Promise<number> {
  await demandPhones(trx, filter);
  const named = trx.raw("case when p.label <> '' then p.label else p.mac end as name");
  const placed = trx.raw("row_number() over (order by p.sort_key, p.id) as position");
  await trx(trx.raw("job_item (job_id, position, phone_id, name)")).insert(
    phonesOfList(trx, filter).select(trx.raw("? as job_id", [jobId]), placed, "p.id as phone_id", named),
  );
  return countItems(trx, jobId);
}

/** Long work over many phones. */
export const jobRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/jobs",
    tag,
    summary: "Jobs over many phones, the newest first.",
    query: z.strictObject(pageQuery),
    answer: pageOf(JobView),
    handle: async ({ parts, who, query }) => {
      const { total, rows } = await listJobs(parts.db, { organisationId: who.organisationId, ...query });
      return ok({ total, rows: await jobViews(parts.db, rows) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/jobs/preview",
    tag,
    summary: "Counts what a change would come to: phones that would change, have it already, or be refused, and why.",
    body: JobInput,
    answer: PreviewView,
    example,
    handle: async ({ parts, who, body, now }): Promise<Answer> => {
      demandMay(who, body.change);
      const filter = listFilter(who.organisationId, body.selection, now);
      await demandNamed(parts.db, who.organisationId, body.change);
      await demandPhones(parts.db, filter);
      const { refused, ...counts } = await previewChange(parts.db, filter, body.change);
      const first: { id: string }[] = await phonesOfList(parts.db, filter)
        .orderBy(["p.sort_key", "p.id"])
        .limit(mostCompared)
        .select("p.id as id");
      const why = refused.map(({ detail, ...one }) => ({ ...one, values: { ...detail } }));
      return ok({ ...counts, refused: why, first: first.map(({ id }) => id) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/jobs",
    tag,
    summary:
      "Does one thing to many phones: those that are named, or all that the list shows with a filter. It goes on by itself, also when " +
      "the server is restarted; each phone stands alone.",
    body: JobInput,
    answer: JobView,
    example,
    handle: async (asked): Promise<Answer> => {
      const { parts, who, body, now } = asked;
      demandMay(who, body.change);
      const { organisationId } = who;
      await demandNamed(parts.db, organisationId, body.change);
      const filter = listFilter(organisationId, body.selection, now);
      await previewChange(parts.db, { ...filter, ids: [] }, body.change);
      const input = { organisationId, kind: "change", change: body.change } as const;
      const job = await createJob(parts.db, input, (trx, id) => fill(trx, id, filter), who.actor, now);
      parts.jobs?.wake();
      return created(await answerJob(asked, job));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/jobs/:bulkJob",
    tag,
    summary: "A job and how far it has come. The event `job` tells that it has come further.",
    params,
    answer: JobView,
    handle: async (asked) => {
      const by = { organisationId: asked.who.organisationId, id: asked.params.bulkJob };
      return ok(await answerJob(asked, await getJob(asked.parts.db, by)));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/jobs/:bulkJob/phones",
    tag,
    summary: "What became of each phone, in the order in which they are done.",
    params,
    query: z.strictObject({ ...pageQuery, outcome: z.enum([...jobOutcomes, "waiting"]).optional() }),
    answer: pageOf(JobItemView),
    handle: async ({ parts, who, params, query }) => {
      const filter = { organisationId: who.organisationId, jobId: params.bulkJob, ...query };
      const { total, rows } = await listJobItems(parts.db, filter);
      return ok({ total, rows: rows.map(itemView) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/jobs/:bulkJob/cancel",
    tag,
    summary: "Stops a job: what it has done stays, the rest is not done.",
    params,
    answer: JobView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      const by = { organisationId: who.organisationId, id: params.bulkJob };
      return ok(await answerJob(asked, await cancelJob(parts.db, by, who.actor, now)));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/jobs/:bulkJob/undo",
    tag,
    summary: "Puts in a job that takes back what this one did, phone by phone; what has been changed since stays.",
    params,
    answer: JobView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      const by = { organisationId: who.organisationId, id: params.bulkJob };
      const [job] = await jobViews(parts.db, [await getJob(parts.db, by)]);
      if (job && !job.undoable && job.state !== "running") throw new DomainError("job_not_undoable");
      if (job?.change) demandMay(who, job.change);
      const undoing = await undoJob(parts.db, by, who.actor, now);
      parts.jobs?.wake();
      return created(await answerJob(asked, undoing));
    },
  }),
];
