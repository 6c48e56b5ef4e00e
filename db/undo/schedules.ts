import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { closingFields, putBackClosing } from "../schedule-closing.ts";
import { ScheduleInput } from "../schedule-input.ts";
import { bodyOf, loadSchedules, ownerKey, type StoredSchedule, saveSchedule } from "../schedules.ts";
import type { Db } from "../types.ts";
import { type Fields, same, type Undoer, type Undoing } from "./undoer.ts";

/** Entries of the log are about the group or menu that the schedule belongs to. */
async function scheduleOf(trx: Db, { organisationId, entry }: Undoing): Promise<StoredSchedule> {
  const owner = { kind: entry.subject.kind === "menu" ? "menu" : "group", id: entry.subject.id } as const;
  const found = (await loadSchedules(trx, organisationId, [owner])).get(ownerKey(owner));
  if (!found) throw new DomainError("schedule_not_found");
  return found;
}

const Whole = z.object({ before: ScheduleInput, after: ScheduleInput });

/** The whole list as it was; in the way stands whatever has been saved since. */
const save: Undoer = {
  current: async (trx, undoing): Promise<Fields> => {
    const { after } = Whole.parse(undoing.entry.restore);
    if (same(bodyOf(await scheduleOf(trx, undoing)), after)) return undoing.after;
    return Object.fromEntries(Object.keys(undoing.after).map((field) => [field, "changed since"]));
  },
  putBack: async (trx, undoing) => {
    const { organisationId, actor, now } = undoing;
    const { before } = Whole.parse(undoing.entry.restore);
    const { id } = await scheduleOf(trx, undoing);
    return saveSchedule(trx, { organisationId, id, ...before }, actor, now);
  },
  when: ({ restore }) => Whole.safeParse(restore).success,
};

const Closing = z.object({
  closedFrom: z.iso.datetime().nullable(),
  closedUntil: z.iso.datetime().nullable(),
  closedAnnouncementId: z.string().nullable(),
});

const closing: Undoer = {
  current: async (trx, undoing) => closingFields((await scheduleOf(trx, undoing)).schedule.closedNow, undoing.now),
  putBack: async (trx, undoing) => {
    const { organisationId, actor, now } = undoing;
    const { closedFrom, closedUntil, closedAnnouncementId: announcementId } = Closing.parse(undoing.before);
    const { id } = await scheduleOf(trx, undoing);
    const ends = closedFrom !== null && closedUntil !== null;
    const closed = ends ? { from: new Date(closedFrom), until: new Date(closedUntil), announcementId } : null;
    return putBackClosing(trx, { organisationId, id }, closed, actor, now);
  },
};

export const scheduleUndoers: Readonly<Record<string, Undoer>> = {
  "schedule.saved": save,
  "schedule.restored": save,
  "schedule.entry_applied": save,
  "schedule.closed_now": closing,
  "schedule.opened_again": closing,
};
