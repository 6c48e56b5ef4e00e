import { DomainError } from "../domain/errors.ts";
import { minute } from "../domain/local-time.ts";
import type { ClosedNow } from "../domain/schedule.ts";
import { type ClosingEnd, closingEnd, mostClosedDays } from "../domain/schedule-closing.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { getSchedule, type StoredSchedule } from "./schedule-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly id: string };
const mostMs = mostClosedDays * 24 * 60 * minute;

/**
 * Stäng nu: closed from now on, over every entry, until it ends by itself. Raises no version: whoever edits the entries
 * meanwhile is not in its way.
 *
 * @throws DomainError `schedule_not_found`, `closed_now_end_invalid`, `closed_now_no_opening`, `announcement_not_found`
 */
export async function closeNow(
  db: Db,
  input: Of & { readonly end: ClosingEnd; readonly announcementId: string | null },
  actor: Actor,
  now: Date,
): Promise<StoredSchedule> {
  return change(db, async (trx) => {
    const before = await getSchedule(trx, input);
    const until = closingEnd(before.schedule, input.end, now);
    if (until === null) throw new DomainError("closed_now_no_opening");
    const tooLong = input.end.kind === "at" && until.getTime() - now.getTime() > mostMs;
    if (until <= now || tooLong) throw new DomainError("closed_now_end_invalid", { days: mostClosedDays, field: "until" });
    await mustHave(trx, input.organisationId, input.announcementId);
    const closed = { from: now, until, announcementId: input.announcementId };
    return write(trx, "schedule.closed_now", before, closed, actor, now);
  });
}

/** Ends Stäng nu before its time; nothing happens when it is not closed. @throws DomainError `schedule_not_found` */
export async function openAgain(db: Db, input: Of, actor: Actor, now: Date): Promise<StoredSchedule> {
  return change(db, async (trx) => {
    const before = await getSchedule(trx, input);
    const { closedNow } = before.schedule;
    if (closedNow === null || closedNow.until <= now) return before;
    return write(trx, "schedule.opened_again", before, null, actor, now);
  });
}

/** Puts back what Stäng nu was, as far as it is not over. @throws DomainError `undo_gone` when it is */
export async function putBackClosing(trx: Db, of: Of, closed: ClosedNow | null, actor: Actor, now: Date): Promise<void> {
  const before = await getSchedule(trx, of);
  if (closed !== null && closed.until <= now) throw new DomainError("undo_gone");
  await mustHave(trx, of.organisationId, closed?.announcementId ?? null);
  const action = closed === null ? "schedule.opened_again" : "schedule.closed_now";
  await write(trx, action, before, closed, actor, now);
}

async function mustHave(trx: Db, organisationId: string, id: string | null): Promise<void> {
  if (id === null) return;
  const row = await trx("announcement").where({ id, organisation_id: organisationId }).first("id");
  if (!row) throw new DomainError("announcement_not_found", { field: "announcementId" });
}

/** What the log says of Stäng nu; one that is over is none. */
export function closingFields(closed: ClosedNow | null, now: Date) {
  const still = closed !== null && closed.until > now ? closed : null;
  return {
    closedFrom: still?.from.toISOString() ?? null,
    closedUntil: still?.until.toISOString() ?? null,
    closedAnnouncementId: still?.announcementId ?? null,
  };
}

async function write(
  trx: Db,
  action: string,
  before: StoredSchedule,
  closed: ClosedNow | null,
  actor: Actor,
  now: Date,
): Promise<StoredSchedule> {
  const { organisationId, id, owner } = before;
  await trx("schedule")
    .where({ id, organisation_id: organisationId })
    .update({
      closed_from: closed?.from.toISOString() ?? null,
      closed_until: closed?.until.toISOString() ?? null,
      closed_announcement_id: closed?.announcementId ?? null,
      closed_by: closed === null ? null : actor.name,
    });
  const said = { before: closingFields(before.schedule.closedNow, now), after: closingFields(closed, now) };
  await recordAudit(trx, { organisationId, action, subject: { kind: owner.kind, id: owner.id }, ...said }, actor, now);
  await announce(trx, "schedule", { organisationId });
  return getSchedule(trx, before);
}
