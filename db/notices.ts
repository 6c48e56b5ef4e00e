import { z } from "zod";
import { type EndNotice, endNotices, type MessageChannel, messageChannels } from "../domain/message.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { getUser } from "./users.ts";

/** What somebody wants to be told, and how. */
export type NoticeChoice = { readonly version: number; readonly channel: MessageChannel; readonly diversionEnds: EndNotice };

/** Until somebody says otherwise. */
export const usualNotices = { version: 1, channel: "mail", diversionEnds: "long" } as const satisfies NoticeChoice;

export const NoticeInput = z.strictObject({
  channel: z.enum(messageChannels).optional(),
  diversionEnds: z.enum(endNotices).optional(),
});
export type NoticeInput = z.infer<typeof NoticeInput>;

type Row = { user_id: string; version: number; channel: MessageChannel; diversion_ends: EndNotice };
type Of = { readonly organisationId: string; readonly userId: string };

/** As the change log names them. */
export function noticeFields({ channel, diversionEnds }: Pick<NoticeChoice, "channel" | "diversionEnds">) {
  return { noticeChannel: channel, diversionEnds };
}

/** @throws DomainError `user_not_found` */
export async function getNotices(db: Db, by: Of): Promise<NoticeChoice> {
  await getUser(db, { organisationId: by.organisationId, id: by.userId });
  const row = await db<Row>("message_choice").where("user_id", by.userId).first();
  return row ? { version: row.version, channel: row.channel, diversionEnds: row.diversion_ends } : usualNotices;
}

/** Absent fields stay. @throws DomainError `user_not_found`, `version_conflict` */
export async function setNotices(
  db: Db,
  input: Of & NoticeInput & { readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<NoticeChoice> {
  return change(db, async (trx) => {
    const { organisationId, userId } = input;
    const before = await getNotices(trx, input);
    checkVersion(before, input.version);
    const after = { channel: input.channel ?? before.channel, diversionEnds: input.diversionEnds ?? before.diversionEnds };
    const changed = changedFields(noticeFields(before), noticeFields(after));
    if (Object.keys(changed.after).length === 0) return before;
    const version = before.version + 1;
    const row = { version, channel: after.channel, diversion_ends: after.diversionEnds };
    const written = { ...row, updated_at: now.toISOString(), updated_by: actor.name };
    await trx("message_choice")
      .insert({ user_id: userId, ...written })
      .onConflict("user_id")
      .merge(written);
    const entry = { organisationId, action: "user.notices_updated", subject: { kind: "user", id: userId }, ...changed };
    await recordAudit(trx, entry, actor, now);
    await announce(trx, "message", { organisationId, userId });
    return { version, ...after };
  });
}
