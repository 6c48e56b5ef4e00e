import { z } from "zod";
import { type AlarmKind, alarmKinds } from "./alarms.ts";
import { whoseTimeHasCome } from "./due.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

const Body = z.object({
  kind: z.enum(alarmKinds),
  organisation: z.string(),
  detail: z.string(),
  address: z.string(),
  mac: z.string(),
  at: z.string(),
});
/** What the operator's monitoring is told of an alarm. */
export type Notice = z.output<typeof Body> & { readonly id: string; readonly tries: number; readonly lease: string };

/** What was raised that long ago, before anybody asked to be told, is not told any more. Milliseconds. */
const toldFor = 3_600_000;
const holds = 60_000;
const atOnce = 50;

/** Alarms that have been raised and not been told of yet, each once. */
export async function queueNotices(db: Db, now: Date): Promise<number> {
  const since = new Date(now.getTime() - toldFor).toISOString();
  type Row = {
    id: string;
    kind: AlarmKind;
    detail: string;
    address: string | null;
    mac: string | null;
    first_at: string;
    title: string | null;
  };
  const fresh = (from: Db) =>
    from("alarm as a")
      .leftJoin("snmp_notice as n", (join) => join.on("n.subject_id", "a.id").andOn(from.raw("n.kind = 'alarm'")))
      .leftJoin("organisation as o", "o.id", "a.organisation_id")
      .whereNull("n.subject_id")
      .where("a.first_at", ">=", since)
      .orderBy(["a.first_at", "a.id"])
      .limit(atOnce);
  // Mostly there are none: that is seen without keeping anybody from writing.
  if (!(await fresh(db).first("a.id"))) return 0;
  return change(db, async (trx) => {
    const rows: Row[] = await fresh(trx).select("a.id", "a.kind", "a.detail", "a.address", "a.mac", "a.first_at", "o.title");
    const at = now.toISOString();
    const notices = rows.map((row) => {
      const { kind, detail, address, mac, first_at, title } = row;
      const body: z.output<typeof Body> = {
        kind,
        organisation: title ?? "",
        detail,
        address: address ?? "",
        mac: mac ?? "",
        at: first_at,
      };
      return { kind: "alarm", subject_id: row.id, body: JSON.stringify(body), at, due_at: at, tries: 0 };
    });
    if (notices.length > 0) await trx("snmp_notice").insert(notices);
    return notices.length;
  });
}

/** The longest pause between two tries, and more. */
const timing = { column: "due_at", since: "at", furthest: 24 * 3_600_000 } as const;

/** Takes those whose time has come. Counts as a try, also when this process dies over it. */
export async function takeNotices(db: Db, now: Date): Promise<Notice[]> {
  const due = (from: Db) => whoseTimeHasCome(from("snmp_notice"), timing, now);
  if (!(await due(db).first("subject_id"))) return [];
  return change(db, async (trx) => {
    const rows: { subject_id: string; body: string; tries: number }[] = await due(trx)
      .orderBy(["due_at", "subject_id"])
      .limit(atOnce);
    const lease = new Date(now.getTime() + holds).toISOString();
    const ids = rows.map((row) => row.subject_id);
    await trx("snmp_notice").whereIn("subject_id", ids).update({ due_at: lease }).increment("tries", 1);
    return rows.map((row) => ({ ...Body.parse(JSON.parse(row.body)), id: row.subject_id, tries: row.tries + 1, lease }));
  });
}

/** @param again when it is tried again; null: it is over. `fault` null: everybody has been told */
export async function noteNotice(
  db: Db,
  notice: Pick<Notice, "id" | "lease">,
  end: { readonly fault: string | null; readonly again: Date | null },
  now: Date,
): Promise<void> {
  const sent = end.fault === null ? { sent_at: now.toISOString() } : {};
  await db("snmp_notice")
    .where({ subject_id: notice.id, due_at: notice.lease })
    .update({ fault: end.fault, due_at: end.again?.toISOString() ?? null, ...sent });
}

/** @returns how many that are over are forgotten */
export async function forgetNotices(db: Db, before: Date): Promise<number> {
  return db("snmp_notice").where("at", "<", before.toISOString()).whereNull("due_at").delete();
}
