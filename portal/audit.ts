import { z } from "zod";
import { type AuditEntry, listAudit } from "../db/audit.ts";
import { actorKinds } from "../db/types.ts";
import { Id } from "./api/fields.ts";
import { cursorOf, cursorQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";

const page = 100;

export const AuditView = z.strictObject({
  id: z.string(),
  at: z.string(),
  actor: z.strictObject({ kind: z.enum(actorKinds), id: z.string().nullable(), name: z.string() }),
  /** `user.details_updated`, `phone.keys_set` … */
  action: z.string(),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  /** The fields that changed; secrets never. */
  before: z.unknown(),
  after: z.unknown(),
});
const Actor = AuditView.shape.actor;

function view({ id, at, actor, action, subject, before, after }: AuditEntry): z.infer<typeof AuditView> {
  return { id, at, actor: Actor.parse(actor), action, subject, before, after };
}

export const auditRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/audit",
    tag: "Change log",
    summary: "Who changed what and when, newest first. `next` is the cursor of the entries before.",
    query: z.strictObject({ before: cursorQuery.optional(), subjectId: Id.optional(), action: z.string().max(100).optional() }),
    answer: z.strictObject({ entries: z.array(AuditView), next: z.string().nullable() }),
    handle: async ({ parts, who, query }) => {
      const { before, subjectId, action } = query;
      const filter = { organisationId: who.organisationId, subjectId, action, before, limit: page };
      const entries = await listAudit(parts.db, filter);
      return ok({ entries: entries.map(view), next: cursorOf(entries, page) });
    },
  }),
];
