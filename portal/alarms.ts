import { z } from "zod";
import { type Alarm, acknowledgeAlarm, alarmKinds, findAlarm, listAlarms } from "../db/alarms.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { mayOperate } from "../domain/rights.ts";
import { Id } from "./api/fields.ts";
import { done, ok, type Route, route } from "./api/route.ts";

/** Alarms that are told at most, newest first: who has more looks at the newest first. */
const mostTold = 200;

export const AlarmView = z.strictObject({
  id: z.string(),
  kind: z.enum(alarmKinds),
  organisationId: z.string().nullable(),
  phoneId: z.string().nullable(),
  mac: z.string().nullable(),
  address: z.string().nullable(),
  detail: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
  count: z.int(),
  acknowledgedAt: z.string().nullable(),
});
export type AlarmView = z.infer<typeof AlarmView>;
const Alarms = z.strictObject({ alarms: z.array(AlarmView) });
const params = z.strictObject({ alarm: z.string().max(200) });
const all = z.stringbool().default(false).meta({ description: "Also those that somebody has looked at." });

function view(alarm: Alarm): AlarmView {
  const { id, kind, organisationId, phoneId, mac, address, detail, firstAt, lastAt, count, acknowledgedAt } = alarm;
  return { id, kind, organisationId, phoneId, mac, address, detail, firstAt, lastAt, count, acknowledgedAt };
}

/** @throws DomainError `alarm_not_found` */
async function getAlarm(db: Db, id: string, mayKnow: (alarm: Alarm) => boolean): Promise<Alarm> {
  const alarm = await findAlarm(db, id);
  if (!alarm || !mayKnow(alarm)) throw new DomainError("alarm_not_found");
  return alarm;
}

export const alarmRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/alarms",
    tag: "Alarms",
    summary:
      "What somebody should look at: a second asker in a first-contact window, a certificate of another phone. Newest first.",
    query: z.strictObject({ all, phoneId: Id.optional() }),
    answer: Alarms,
    handle: async ({ parts, who, query }) => {
      const { organisationId } = who;
      const filter = { organisationId, phoneId: query.phoneId, open: !query.all, limit: mostTold };
      return ok({ alarms: (await listAlarms(parts.db, filter)).map(view) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/alarms/:alarm/acknowledge",
    tag: "Alarms",
    summary: "Somebody has looked at it: it is told no more, until it happens again.",
    params,
    handle: async ({ parts, who, params, now }) => {
      const { id, organisationId } = await getAlarm(parts.db, params.alarm, (one) => one.organisationId === who.organisationId);
      await acknowledgeAlarm(parts.db, { organisationId, id }, who.actor, now);
      return done();
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/alarms",
    tag: "Operator",
    summary: "Alarms of every organisation that the operator looks after, and for operators of all those that are nobody's.",
    query: z.strictObject({ all }),
    answer: z.strictObject({ alarms: z.array(AlarmView.extend({ organisationTitle: z.string().nullable() })) }),
    handle: async ({ parts, who, query }) => {
      const { operates } = who.session.access;
      const organisations = operates === "all" ? null : operates;
      const found = await listAlarms(parts.db, { organisationId: organisations, open: !query.all, limit: mostTold });
      return ok({ alarms: found.map(({ organisationTitle, ...one }) => ({ ...view(one), organisationTitle })) });
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/alarms/:alarm/acknowledge",
    tag: "Operator",
    summary: "An operator has looked at it.",
    params,
    handle: async ({ parts, who, params, now }) => {
      const { access } = who.session;
      const may = ({ organisationId }: Alarm) =>
        organisationId === null ? access.operates === "all" : mayOperate(access, organisationId);
      const { id, organisationId } = await getAlarm(parts.db, params.alarm, may);
      await acknowledgeAlarm(parts.db, { organisationId, id }, who.actor, now);
      return done();
    },
  }),
];
