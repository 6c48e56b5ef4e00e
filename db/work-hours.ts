import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { isLocalTime } from "../domain/local-time.ts";
import { usualHours, type WorkingHours } from "../domain/working-hours.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** When a person works: decides what 'gone for the day' means, and when the mobile number is shown instead. */
export type WorkHours = { readonly hours: WorkingHours; readonly usual: boolean; readonly version: number };

const Time = z.string().max(5).refine(isLocalTime, "time_invalid");
export const WorkHoursInput = z
  .strictObject({
    /** 1 = Monday … 7 = Sunday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: Time,
    to: Time,
  })
  .refine((hours) => hours.from < hours.to, { path: ["to"], message: "hours_invalid" });
export type WorkHoursInput = z.infer<typeof WorkHoursInput>;

type Row = {
  work_days: string | null;
  work_from: string | null;
  work_to: string | null;
  hours_version: number;
  time_zone: string;
};
type Of = { readonly organisationId: string; readonly userId: string };

/** @throws DomainError `user_not_found` */
export async function getWorkHours(db: Db, { organisationId, userId }: Of): Promise<WorkHours> {
  const row = await db("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .where({ "u.id": userId, "u.organisation_id": organisationId })
    .first<Row | undefined>("u.work_days", "u.work_from", "u.work_to", "u.hours_version", "o.time_zone");
  if (!row) throw new DomainError("user_not_found");
  const usual = row.work_days === null;
  const days = usual ? usualHours.days : z.array(z.int()).parse(JSON.parse(row.work_days ?? "[]"));
  const hours = { zone: row.time_zone, days, from: row.work_from ?? usualHours.from, to: row.work_to ?? usualHours.to };
  return { hours, usual, version: row.hours_version };
}

/** `hours` null: the usual ones again. @throws DomainError `user_not_found`, `version_conflict` */
export async function setWorkHours(
  db: Db,
  input: Of & { readonly hours: WorkHoursInput | null; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<WorkHours> {
  return change(db, async (trx) => {
    const { organisationId, userId, hours } = input;
    const before = await getWorkHours(trx, input);
    checkVersion(before, input.version);
    const days = hours && [...new Set(hours.days)].sort((a, b) => a - b);
    await trx("users")
      .where("id", userId)
      .update({ work_days: days && JSON.stringify(days), work_from: hours?.from ?? null, work_to: hours?.to ?? null });
    const after = await getWorkHours(trx, input);
    const fields = changedFields(audited(before), audited(after));
    if (Object.keys(fields.after).length === 0) return after;
    await trx("users").where("id", userId).increment("hours_version", 1);
    const entry = { organisationId, action: "user.hours_updated", subject: { kind: "user", id: userId } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "presence", { organisationId, userId });
    return getWorkHours(trx, input);
  });
}

function audited({ hours, usual }: WorkHours) {
  return { workDays: [...hours.days], workFrom: hours.from, workTo: hours.to, usualHours: usual };
}
