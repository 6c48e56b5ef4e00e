import { z } from "zod";
import { eraseContact, eraseUser } from "../../db/erasure.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { takeOwnData } from "../../db/own-data.ts";
import { listRetention, runRetention, setRetention } from "../../db/retention.ts";
import { wallClock } from "../../domain/local-time.ts";
import { type RetentionJob, retentionJobs, retentionRules } from "../../domain/retention.ts";
import { demand } from "../../domain/rights.ts";
import { attachment } from "../api/attachment.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { type Answer, done, ok, type Route, route } from "../api/route.ts";

const tag = "Retention";
const RetentionJobView = z.strictObject({
  job: z.enum(retentionJobs),
  version: z.int(),
  unit: z.enum(["days", "months"]),
  /** In that unit. */
  amount: z.int(),
  usual: z.int(),
  least: z.int(),
  most: z.int(),
  /** What happened before that is erased. */
  since: z.string(),
  /** How many rows would be erased now. */
  due: z.int(),
  ranAt: z.string().nullable(),
  /** The last time that there was something to erase, and how many rows. */
  removedAt: z.string().nullable(),
  removed: z.int(),
});
export type RetentionJobView = z.infer<typeof RetentionJobView>;
const RetentionView = z.strictObject({
  /** False: who asks looks after some organisations alone. */
  maySet: z.boolean(),
  jobs: z.array(RetentionJobView),
});
const params = z.strictObject({ job: z.enum(retentionJobs) });
const userParams = z.strictObject({ user: z.string().max(200) });
/** Periods are the installation's: whoever looks after some organisations alone does not set them. */
const maySet = ({ session }: Caller): boolean => session.access.operates === "all";

async function viewOf({ db }: ApiParts, who: Caller, now: Date): Promise<z.infer<typeof RetentionView>> {
  const list = await listRetention(db, now);
  return {
    maySet: maySet(who),
    jobs: list.map(({ usual: _usual, ...one }) => {
      const { unit, usual, least, most } = retentionRules[one.job];
      return { ...one, unit, usual, least, most };
    }),
  };
}

export const retentionRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/retention",
    tag,
    summary: "How long each kind of data is kept, what would be erased now, and what was erased last.",
    answer: RetentionView,
    handle: async ({ parts, who, now }) => ok(await viewOf(parts, who, now)),
  }),
  route("operator", {
    method: "put",
    path: "/operator/retention/:job",
    tag,
    summary: "Sets how long that is kept; null: as long as usual. It is erased at the next round, within an hour.",
    params,
    body: z.strictObject({ amount: z.int().nullable() }),
    answer: RetentionView,
    example: { amount: null },
    versioned: true,
    handle: async ({ parts, who, params: { job }, body, version, now }) => {
      demand(maySet(who));
      await setRetention(parts.db, { job, amount: body.amount, version }, who.actor, now);
      return answered(parts, who, job, now);
    },
    current: async ({ parts, who, params: { job }, now }) => answered(parts, who, job, now),
  }),
  route("operator", {
    method: "post",
    path: "/operator/retention/:job/run",
    tag,
    summary: "Erases now what has been kept long enough.",
    params,
    answer: RetentionView,
    handle: async ({ parts, who, params: { job }, now }) => {
      demand(maySet(who));
      const fault = (error: unknown) => {
        throw error;
      };
      await runRetention(parts.db, now, fault, job, who.actor);
      return ok(await viewOf(parts, who, now));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user/export",
    tag,
    summary: "A copy of everything that is kept about a person, as a file. That it was taken stands in the change log.",
    params: userParams,
    answer: z.record(z.string(), z.unknown()),
    handle: async ({ parts, who, params: { user: userId }, now }) => {
      const { organisationId } = who;
      const { timeZone, title } = await getOrganisation(parts.db, { id: organisationId });
      const data = await takeOwnData(parts.db, { organisationId, userId }, who.actor, now, "user.data_exported");
      const name = `klyka-${wallClock(now, timeZone).date}.json`;
      const headers = attachment(name);
      return { ...ok({ exportedAt: now.toISOString(), organisation: title, ...data }), headers };
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users/:colleague/erase",
    tag,
    summary: "Erases a person who has been deactivated, and their name wherever it stands. Invoices stay. It cannot be undone.",
    params: z.strictObject({ colleague: z.string().max(200) }),
    handle: async ({ parts, who, params: { colleague: id }, now }) => {
      await eraseUser(parts.db, { organisationId: who.organisationId, id }, who.actor, now);
      return done();
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contacts/:contact/erase",
    tag,
    summary: "Erases an external contact, also from the change log. It cannot be undone.",
    params: z.strictObject({ contact: z.string().max(200) }),
    handle: async ({ parts, who, params: { contact: id }, now }) => {
      await eraseContact(parts.db, { organisationId: who.organisationId, id }, who.actor, now);
      return done();
    },
  }),
];

async function answered(parts: ApiParts, who: Caller, job: RetentionJob, now: Date): Promise<Answer> {
  const view = await viewOf(parts, who, now);
  return ok(view, view.jobs.find((one) => one.job === job)?.version ?? 1);
}
