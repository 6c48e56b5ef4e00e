import { z } from "zod";
import { loadSchedules, ownerKey, type ScheduleOwner, type StoredSchedule } from "../db/schedules.ts";
import type { Db } from "../db/types.ts";
import { openState } from "../domain/schedule-evaluate.ts";

/** Whether a group or menu is open now, until when, and what decides it. */
export const OpenView = z.strictObject({
  open: z.boolean(),
  /** When that turns; null: not within 400 days. */
  until: z.string().nullable(),
  by: z.enum(["closedNow", "entry", "default"]),
  /** Of the entry that decides; "" when it is called by what it says, null when none decides. */
  entryLabel: z.string().nullable(),
  /** Played to who calls now. */
  announcementId: z.string().nullable(),
});
export type OpenView = z.infer<typeof OpenView>;

/** A group or menu that has lost its schedule is closed. */
export function openView(stored: StoredSchedule | undefined, now: Date): OpenView {
  if (!stored) return { open: false, until: null, by: "default", entryLabel: null, announcementId: null };
  const { schedule } = stored;
  const { open, until, by, index, announcementId } = openState(schedule, now);
  const entryLabel = index === null ? null : (schedule.entries[index]?.label ?? "");
  return { open, until: until?.toISOString() ?? null, by, entryLabel, announcementId };
}

/** States of these groups and menus, by `group:<id>` and `menu:<id>`; absent: of all of the organisation. Two queries. */
export async function loadOpenStates(
  db: Db,
  organisationId: string,
  now: Date,
  owners?: readonly ScheduleOwner[],
): Promise<Map<string, OpenView>> {
  const schedules = await loadSchedules(db, organisationId, owners);
  return new Map([...schedules.values()].map((one) => [ownerKey(one.owner), openView(one, now)]));
}
