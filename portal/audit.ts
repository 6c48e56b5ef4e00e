import { z } from "zod";
import { type AuditEntry, findAudit, listAudit, writtenTogether } from "../db/audit.ts";
import { loadNames } from "../db/audit-names.ts";
import { getOrganisation } from "../db/organisations.ts";
import { actorKinds } from "../db/types.ts";
import { undoables, undoWrite } from "../db/undo/undo.ts";
import { auditTopics } from "../domain/audit-topics.ts";
import { DomainError } from "../domain/errors.ts";
import { addDays, isLocalDate, startOfDay } from "../domain/local-time.ts";
import { Id } from "./api/fields.ts";
import { cursorOf, cursorQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { done, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { AuditView, auditView, refsOf } from "./audit-views.ts";

const tag = "Change log";
const page = 100;
const LocalDate = z.string().max(10).refine(isLocalDate, "input_invalid");
const params = z.strictObject({ entry: z.string().max(200) });

type Mine = Pick<RawAsk, "parts"> & { readonly who: Caller };

async function views({ parts, who }: Mine, entries: readonly AuditEntry[]): Promise<AuditView[]> {
  const { organisationId, operating } = who;
  const names = await loadNames(parts.db, refsOf(entries));
  const writes = await undoables(parts.db, entries, organisationId, operating);
  return entries.map((entry) => auditView(entry, names, writes.get(entry.writeId)));
}

/** Instants between which the days lie, in the organisation's zone. The last day is in it. */
async function between({ parts, who }: Mine, from: string | undefined, to: string | undefined) {
  if (from === undefined && to === undefined) return {};
  const { timeZone } = await getOrganisation(parts.db, { id: who.organisationId });
  return {
    from: from === undefined ? undefined : startOfDay(from, timeZone),
    to: to === undefined ? undefined : startOfDay(addDays(to, 1), timeZone),
  };
}

export const auditRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/audit",
    tag,
    summary: "Who changed what and when, newest first. `next` is the cursor of the entries before.",
    query: z.strictObject({
      q: searchQuery,
      before: cursorQuery.optional(),
      actorId: Id.optional(),
      actorKind: z.enum(actorKinds).optional(),
      subjectKind: z.string().max(40).optional(),
      subjectId: z.string().min(1).max(200).optional(),
      action: z.string().max(100).optional(),
      topic: z
        .enum(auditTopics)
        .optional()
        .meta({ description: "`changes`: all but sign-ins; `keys`; `sign_ins`. Absent: all." }),
      from: LocalDate.optional().meta({ description: "First day, local." }),
      to: LocalDate.optional().meta({ description: "Last day, local." }),
    }),
    answer: z.strictObject({ entries: z.array(AuditView), next: z.string().nullable() }),
    handle: async (asked) => {
      const { q: search, from, to, ...rest } = asked.query;
      const { organisationId } = asked.who;
      const days = await between(asked, from, to);
      const entries = await listAudit(asked.parts.db, { ...rest, ...days, organisationId, search, limit: page });
      return ok({ entries: await views(asked, entries), next: cursorOf(entries, page) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/audit/:entry",
    tag,
    summary: "One entry, and what else its request wrote.",
    params,
    answer: z.strictObject({ entry: AuditView, together: z.array(AuditView) }),
    handle: async (asked) => {
      const { parts, who, params } = asked;
      const entry = await findAudit(parts.db, { organisationId: who.organisationId, id: params.entry });
      if (!entry) throw new DomainError("audit_entry_not_found");
      const all = await writtenTogether(parts.db, [entry.writeId]);
      const others = all.filter((one) => one.id !== entry.id && one.organisationId === who.organisationId);
      const [first, ...together] = await views(asked, [entry, ...others.slice(0, page)]);
      return ok({ entry: first, together });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/audit/:entry/undo",
    tag,
    summary: "Takes back an entry with all that its request wrote, as a normal write; refused when something has changed since.",
    params,
    handle: async ({ parts, who, params, now }) => {
      const person = { access: who.session.access, operator: who.operating };
      const input = { organisationId: who.organisationId, id: params.entry };
      await undoWrite(parts.db, parts.keyring, input, person, who.actor, now);
      return done();
    },
  }),
];
