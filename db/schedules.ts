import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { mostEntries } from "../domain/schedule.ts";
import { type AuditInput, type AuditValue, recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { checkVersion } from "./rows.ts";
import { missingAnnouncements, mustHaveAnnouncements } from "./schedule-announcements.ts";
import { scheduleChanges } from "./schedule-changes.ts";
import { EntryInput, ScheduleInput } from "./schedule-input.ts";
import {
  bodyOf,
  findSchedules,
  getSchedule,
  replaceEntries,
  type ScheduleBody,
  type StoredSchedule,
  type WrittenBody,
  withIds,
} from "./schedule-rows.ts";
import { getSnapshot, keepSnapshots } from "./snapshots.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export {
  bodyOf,
  createSchedule,
  getSchedule,
  loadSchedules,
  ownerKey,
  type ScheduleBody,
  type ScheduleOwner,
  type StoredSchedule,
} from "./schedule-rows.ts";

type Of = { readonly organisationId: string; readonly id: string };
type Version = { readonly version?: number | undefined };

/**
 * Writes the whole list and the default. What stays the same raises no version.
 *
 * @throws DomainError `schedule_not_found`, `version_conflict`, `announcement_not_found` (detail: `field`)
 */
export async function saveSchedule(db: Db, input: Of & Version & WrittenBody, actor: Actor, now: Date): Promise<StoredSchedule> {
  return change(db, async (trx) => {
    const before = await getSchedule(trx, input);
    checkVersion(before, input.version);
    const body = withIds({ entries: input.entries, otherwise: input.otherwise }, now);
    await mustHaveAnnouncements(trx, input.organisationId, body);
    await writeBodies(trx, "schedule.saved", [{ before, body }], actor, now);
    return getSchedule(trx, input);
  });
}

/**
 * Writes an earlier version again, as an ordinary save.
 *
 * @throws DomainError `snapshot_not_found`, `restore_gone` (detail: `names`, of entries whose announcement is gone) and as
 * `saveSchedule`
 */
export async function restoreSchedule(
  db: Db,
  input: Of & Version & { readonly restore: number },
  actor: Actor,
  now: Date,
): Promise<StoredSchedule> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getSchedule(trx, input);
    checkVersion(before, input.version);
    const kept = await getSnapshot(trx, { organisationId, kind: "schedule", id, version: input.restore });
    if (!kept) throw new DomainError("snapshot_not_found");
    const body = withIds(ScheduleInput.parse(kept.body), now);
    const missing = await missingAnnouncements(trx, organisationId, body);
    if (missing.length > 0) throw new DomainError("restore_gone", { names: missing.map((one) => one.name) });
    await writeBodies(trx, "schedule.restored", [{ before, body }], actor, now);
    return getSchedule(trx, input);
  });
}

export const ApplyEntry = z.strictObject({
  schedules: z.array(z.string().max(64)).min(1).max(200),
  entry: EntryInput,
  /** Above the entry that has that place now; null, or further down than there are entries: last, above the default. */
  position: z.int().min(0).max(mostEntries).nullable(),
});
export type ApplyEntry = z.infer<typeof ApplyEntry>;

/**
 * Puts one entry into several schedules, all or none. One that has an entry with that id has it replaced, and moved there.
 *
 * @throws DomainError `schedule_not_found`, `schedule_full` (detail: `name` of the group or menu), `announcement_not_found`
 */
export async function applyEntryToMany(
  db: Db,
  input: ApplyEntry & { readonly organisationId: string },
  actor: Actor,
  now: Date,
): Promise<StoredSchedule[]> {
  return change(db, async (trx) => {
    const { organisationId, position } = input;
    const ids = [...new Set(input.schedules)];
    const found = await findSchedules(trx, organisationId, ids);
    if (found.length < ids.length) throw new DomainError("schedule_not_found");
    const entry = { ...input.entry, id: input.entry.id ?? newId(now) };
    const written = found.map((before) => {
      const { entries, otherwise } = bodyOf(before);
      const others = entries.filter(({ id }) => id !== entry.id);
      if (others.length >= mostEntries) throw new DomainError("schedule_full", { most: mostEntries, name: before.owner.name });
      return { before, body: { entries: others.toSpliced(position ?? others.length, 0, entry), otherwise } };
    });
    const alone = { entries: [entry], otherwise: { action: "closed", announcementId: null } } as const;
    await mustHaveAnnouncements(trx, organisationId, alone, () => "entry.announcementId");
    await writeBodies(trx, "schedule.entry_applied", written, actor, now);
    return findSchedules(trx, organisationId, ids);
  });
}

type Writing = { readonly before: StoredSchedule; readonly body: ScheduleBody };

/** In a fixed number of statements for any number of schedules. */
async function writeBodies(trx: Db, action: string, all: readonly Writing[], actor: Actor, now: Date): Promise<void> {
  const written = all.flatMap((one) => {
    const changes = scheduleChanges(bodyOf(one.before), one.body);
    return changes ? [{ ...one, changes }] : [];
  });
  const [first] = written;
  if (!first) return;
  const ids = written.map(({ before }) => before.id);
  await replaceEntries(
    trx,
    written.map(({ before, body }) => ({ id: before.id, entries: body.entries })),
  );
  const { otherwise } = first.body;
  await trx("schedule")
    .where(oneOf(trx, "id", ids))
    .update({ updated_at: now.toISOString(), updated_by: actor.name })
    .increment("version", 1);
  // Only one schedule at a time gets another default.
  if (written.length === 1) {
    const columns = { default_action: otherwise.action, default_announcement_id: otherwise.announcementId };
    await trx("schedule").where("id", first.before.id).update(columns);
  }
  await keepSnapshots(
    trx,
    written.map(({ before, body }) => {
      const { organisationId, id, version } = before;
      return { organisationId, kind: "schedule", id, version: version + 1, body } as const;
    }),
    actor,
    now,
  );
  const entries = written.map(({ before, body, changes }): AuditInput => {
    const { organisationId, owner } = before;
    const restore: AuditValue = { before: bodyOf(before), after: body };
    return { organisationId, action, subject: { kind: owner.kind, id: owner.id }, ...changes, restore };
  });
  await recordAudits(trx, entries, actor, now);
  await announce(trx, "schedule", { organisationId: first.before.organisationId });
}
