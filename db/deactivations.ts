import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { deactivationProblem } from "../domain/user-rules.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { joinListsForEveryone } from "./contact-members.ts";
import { repointDestinations } from "./destination-repointing.ts";
import { endAllDiversions } from "./diversions.ts";
import { leaveEverything } from "./memberships.ts";
import { rest, wake } from "./number-quarantine.ts";
import { getOrganisation } from "./organisations.ts";
import { getPerson, type Person } from "./people.ts";
import { numbersOf, save } from "./people-changes.ts";
import { removePicture } from "./pictures.ts";
import { phonesFollowing, phonesOfUsers, phonesWithUsersAccounts, raisePhones } from "./revisions.ts";
import { keepAdministrators } from "./rights.ts";
import { edit, mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const DeactivationInput = z.strictObject({
  /** A local date: the first day without service. Today is at once; null: not at all, as long as it has not been done. */
  deactivateOn: z.string().max(20).nullable().optional(),
  /** Who gets the keys and calls that lead to the person; null: they stay, and become misfits. */
  replacedBy: z.string().max(64).nullable().optional(),
});
export const UpdateDeactivation = DeactivationInput.extend({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
});
export type UpdateDeactivation = z.infer<typeof UpdateDeactivation>;

/**
 * Plans a deactivation, does it when the date is today, or takes it back before it has been done.
 *
 * @throws DomainError `user_not_found` (also for the replacement), `version_conflict`, `time_invalid`,
 * `deactivation_date_past`, `last_administrator`
 */
export async function updateDeactivation(db: Db, input: UpdateDeactivation, actor: Actor, now: Date): Promise<Person> {
  return save(db, "deactivation", input, actor, now, async (trx, before) => {
    const { organisationId, id, deactivateOn, replacedBy } = input;
    const { timeZone } = await getOrganisation(trx, { id: organisationId });
    const planned = deactivateOn !== undefined && deactivateOn !== null;
    if (planned) {
      const problem = deactivateOn === before.deactivateOn ? null : deactivationProblem(deactivateOn, now, timeZone);
      if (problem) throw new DomainError(problem.code, problem.detail ?? {});
      await keepAdministrators(trx, organisationId, id);
    }
    if (replacedBy === id) throw new DomainError("user_not_found");
    if (replacedBy !== undefined && replacedBy !== null)
      await mustBelong(trx, "users", replacedBy, organisationId, "user_not_found");
    const columns = { deactivate_on: deactivateOn, replaced_by: replacedBy };
    // What has been done stays done: coming back is a new beginning, with a date taken away.
    const back = deactivateOn === null ? { deactivated_at: null } : {};
    const { primary } = numbersOf(before);
    if (deactivateOn === null && primary !== null) await wake(trx, [primary]);
    await edit(trx, "users", before, undefined, { ...columns, ...back }, actor, now);
    if (deactivateOn === null && before.deactivatedAt !== null) await joinListsForEveryone(trx, [id]);
    if (planned && deactivateOn <= wallClock(now, timeZone).date) {
      await deactivate(trx, await getPerson(trx, input), actor, now);
    }
  });
}

/** Keys and calls go to the replacement; phones, groups, sessions and pictures lose the person. Inside `change`; the audit entry is the caller's. */
async function deactivate(trx: Db, person: Person, actor: Actor, now: Date): Promise<void> {
  const { id, organisationId, replacedBy } = person;
  const { primary } = numbersOf(person);
  if (primary !== null) await rest(trx, [{ e164: primary, organisationId, userId: id }], now, true);
  const both = { name: true, number: true };
  if (replacedBy !== null) {
    await raisePhones(trx, phonesFollowing(trx, { kind: "user", id }, both), phonesWithUsersAccounts(trx, id));
    for (const table of ["phone_key", "layout_key"]) {
      await trx(table).where({ target_kind: "user", target_id: id }).update({ target_id: replacedBy });
    }
    await repointForwardings(trx, person, replacedBy);
    await repointDestinations(trx, { organisationId, from: id, to: replacedBy }, actor, now);
  }
  // A phone of nobody has other phonebooks than the person's.
  await raisePhones(trx, phonesOfUsers(trx, [id]));
  await trx("phone").where({ user_id: id, organisation_id: organisationId }).update({ user_id: null });
  await endAllDiversions(trx, id, actor, now);
  await leaveEverything(trx, { organisationId, userId: id }, actor, now);
  await removePicture(trx, { organisationId, userId: id }, actor, now);
  await trx("session").where("user_id", id).delete();
  await announce(trx, "rights", { organisationId, userId: id });
  await trx("password_reset").where("user_id", id).delete();
  await trx("users").where("id", id).update({ deactivated_at: now.toISOString(), search_words: "[]" });
}

/** Calls that went on to the person go on to the replacement; the replacement's own would come back, and go nowhere. */
async function repointForwardings(trx: Db, { id }: Person, replacedBy: string): Promise<void> {
  const target = { target_kind: "user", target_id: id };
  await trx("call_forwarding")
    .where({ ...target, user_id: replacedBy })
    .update({ enabled: false });
  await trx("call_forwarding").where(target).whereNot("user_id", replacedBy).update({ target_id: replacedBy });
}

const system: Actor = { kind: "system", id: null, name: "deactivation", organisationId: null };

/** Deactivates everybody whose date has come. @returns how many */
export async function runDeactivations(db: Db, now: Date): Promise<number> {
  // A date that has come anywhere on earth; which it is in the organisation's zone is seen below.
  const latest = new Date(now.getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
  const due: { id: string; organisation_id: string; deactivate_on: string; time_zone: string }[] = await db("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .whereNull("u.deactivated_at")
    .where("u.deactivate_on", "<=", latest)
    .orderBy("u.id")
    .limit(1000)
    .select("u.id", "u.organisation_id", "u.deactivate_on", "o.time_zone");
  const today = due.filter((row) => row.deactivate_on <= wallClock(now, row.time_zone).date);
  for (const row of today) await runOne(db, { organisationId: row.organisation_id, id: row.id }, now);
  return today.length;
}

async function runOne(db: Db, by: { organisationId: string; id: string }, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const person = await getPerson(trx, by);
    if (person.deactivatedAt !== null || person.deactivateOn === null) return;
    await deactivate(trx, person, system, now);
    await trx("users").where("id", by.id).increment({ version: 1, deactivation_version: 1 });
    await announce(trx, "phonebook", { organisationId: by.organisationId });
    const entry = { organisationId: by.organisationId, action: "user.deactivated", subject: { kind: "user", id: by.id } };
    await recordAudit(trx, { ...entry, before: { deactivated: false }, after: { deactivated: true } }, system, now);
  });
}
