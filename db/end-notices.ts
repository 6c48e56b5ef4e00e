import { endNoticeAt, isEndNoticeDue } from "../domain/end-notice.ts";
import type { EndNotice, MessageChannel } from "../domain/message.ts";
import { queueMessage } from "./messages.ts";
import { usualNotices } from "./notices.ts";
import type { Keyring } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

type Row = {
  id: string;
  organisation_id: string;
  user_id: string;
  starts_at: string;
  ends_at: string;
  updated_at: string;
  time_zone: string;
  channel: MessageChannel | null;
  diversion_ends: EndNotice | null;
};

/** No notice comes longer before the end: the evening before one that ends late. Milliseconds. */
const longestBefore = 31 * 3_600_000;

const keyOf = ({ id, ends_at }: Pick<Row, "id" | "ends_at">) => `diversion_ends:${id}:${ends_at}`;

/** Tells whoever wants to know that a diversion ends; once for each end that it has. @returns how many were told */
export async function noticeDiversionEnds(db: Db, keyring: Keyring, now: Date): Promise<number> {
  const rows: Row[] = await db("diversion as d")
    .join("users as u", "u.id", "d.user_id")
    .join("organisation as o", "o.id", "d.organisation_id")
    .leftJoin("message_choice as c", "c.user_id", "d.user_id")
    .leftJoin("message as m", "m.once_key", db.raw("'diversion_ends:' || d.id || ':' || d.ends_at"))
    .where("d.ends_at", ">", now.toISOString())
    .where("d.ends_at", "<=", new Date(now.getTime() + longestBefore).toISOString())
    .where("d.starts_at", "<=", now.toISOString())
    .whereNull("d.cancelled_at")
    .whereNull("u.deactivated_at")
    .whereNull("m.id")
    .where((any) => any.whereNull("c.diversion_ends").orWhereNot("c.diversion_ends", "none"))
    .select("d.id", "d.organisation_id", "d.user_id", "d.starts_at", "d.ends_at", "d.updated_at", "o.time_zone")
    .select("c.channel", "c.diversion_ends");
  const due = rows.filter((row) => isDue(row, now));
  if (due.length === 0) return 0;
  return change(db, async (trx) => {
    let told = 0;
    for (const row of due) {
      const { organisation_id: organisationId, user_id: userId, id: diversionId, ends_at: endsAt } = row;
      const channel = row.channel ?? usualNotices.channel;
      const message = { organisationId, userId, channel, kind: "diversion_ends", about: { diversionId, endsAt } } as const;
      const id = await queueMessage(trx, keyring, { ...message, key: keyOf(row), until: new Date(endsAt) }, now);
      if (id !== null) told++;
    }
    return told;
  });
}

function isDue(row: Row, now: Date): boolean {
  const diversion = { startsAt: new Date(row.starts_at), endsAt: new Date(row.ends_at) };
  const notice = endNoticeAt(diversion, row.diversion_ends ?? usualNotices.diversionEnds, row.time_zone);
  return notice !== null && isEndNoticeDue(notice, new Date(row.updated_at), diversion.endsAt, now);
}

/** Whether a diversion still ends as a message says: somebody may have changed it while the message waited. */
export async function stillEnds(db: Db, diversionId: string, endsAt: string): Promise<boolean> {
  const row = await db("diversion").where({ id: diversionId, ends_at: endsAt }).whereNull("cancelled_at").first("id");
  return row !== undefined;
}
