import { z } from "zod";
import { freeNumbers } from "../db/free-numbers.ts";
import { listResting } from "../db/number-quarantine.ts";
import { featureSchemeOf } from "../db/organisations.ts";
import { BulkChange, changePeople, mostAtOnce } from "../db/people-bulk.ts";
import { Id } from "./api/fields.ts";
import { ok, type Route, route } from "./api/route.ts";
import { NumberView, numberView } from "./user-views.ts";

const tag = "Users";
/** Numbers that are suggested. */
const mostSuggested = 12;

/** How it went for one of many. */
export const BulkResultView = z.strictObject({
  id: z.string(),
  name: z.string(),
  outcome: z.enum(["changed", "unchanged", "refused"]),
  /** Why it was refused, and what fills in the sentence. */
  code: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});
export type BulkResultView = z.infer<typeof BulkResultView>;
const BulkInput = z.strictObject({ users: z.array(Id).min(1).max(mostAtOnce), change: BulkChange });
export type BulkInput = z.input<typeof BulkInput>;

const FreeNumberView = z.strictObject({ number: NumberView, extension: z.string().nullable() });
export type FreeNumberView = z.infer<typeof FreeNumberView>;
const RestingView = z.strictObject({
  number: NumberView,
  /** Who may have it back at once. */
  userId: z.string(),
  /** The day on which somebody else may have it. */
  until: z.string(),
});
export type RestingView = z.infer<typeof RestingView>;
const FreeNumbersView = z.strictObject({ rows: z.array(FreeNumberView), resting: z.array(RestingView) });
export type FreeNumbersView = z.infer<typeof FreeNumbersView>;

/** What is done to many users, and what is offered for new ones. Before the routes of one user: `/users/…` are paths of both. */
export const usersManyRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/users/bulk",
    tag,
    summary: `The same change for up to ${mostAtOnce} users, with a result for each. What one is refused, the others get.`,
    body: BulkInput,
    answer: z.strictObject({ results: z.array(BulkResultView) }),
    example: { users: ["{user}", "{colleague}"], change: { what: "language", language: "en" } },
    handle: async ({ parts, who, body, now }) => {
      const { organisationId, session, actor } = who;
      const scheme = await featureSchemeOf(parts.db, organisationId);
      const input = { organisationId, ids: body.users, change: body.change };
      const results = await changePeople(parts.db, input, scheme, session.access, actor, now);
      return ok({ results: results.map(({ detail, ...one }) => ({ ...one, values: detail })) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/free-numbers",
    tag,
    summary:
      "Numbers that nobody has, beside those that the organisation has. Whether they are its own, its operator knows. And those that rest: somebody had them until lately.",
    answer: FreeNumbersView,
    handle: async ({ parts, who, now }) => {
      const rows = await freeNumbers(parts.db, who.organisationId, now, mostSuggested);
      const resting = await listResting(parts.db, who.organisationId, now, mostSuggested);
      return ok({
        rows: rows.map(({ e164, extension }) => ({ number: numberView(e164), extension })),
        resting: resting.map(({ e164, userId, until }) => ({ number: numberView(e164), userId, until })),
      });
    },
  }),
];
