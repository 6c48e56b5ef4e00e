import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type Features, featuresOf } from "../domain/feature-groups.ts";
import {
  formatShownNumber,
  type OwnedNumber,
  parseShownNumber,
  type ShownNumberFacts,
  type ShownSettings,
  shownRefusal,
} from "../domain/shown-number.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { featureSchemeOf } from "./organisations.ts";
import { getPerson, type Person } from "./people.ts";
import { numbersOf } from "./people-changes.ts";
import { checkVersion, mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Which number a person shows, and everything that decides what may be chosen. */
export type ShownNumbers = {
  readonly version: number;
  readonly settings: ShownSettings;
  readonly facts: ShownNumberFacts;
  readonly features: Features;
  /** Names of the groups in `facts`. */
  readonly groupNames: ReadonlyMap<string, string>;
  readonly mainName: string | null;
};

const Shown = z
  .string()
  .max(80)
  .refine((text) => parseShownNumber(text) !== null, "input_invalid");
/** `primary`, `mobile`, `main`, `hidden`, `group:<id>`. Absent stays as it is. */
export const ShownNumberInput = z.strictObject({
  shown: Shown.optional(),
  /** Another one for calls from the mobile; null: the same. */
  fromMobile: Shown.nullable().optional(),
  mobileOutsideHours: z.boolean().optional(),
});
export type ShownNumberInput = z.infer<typeof ShownNumberInput>;

type Of = { readonly organisationId: string; readonly userId: string };
type Row = {
  shown_number: string;
  shown_from_mobile: string | null;
  mobile_outside_hours: boolean | number;
  shown_version: number;
  main_name: string | null;
  main_e164: string | null;
};

const assigned = (e164: string | null): OwnedNumber | null => (e164 === null ? null : { e164, state: "assigned" });

/** @param known the person, where they have been read already. @throws DomainError `user_not_found` */
export async function getShownNumbers(db: Db, { organisationId, userId }: Of, known?: Person): Promise<ShownNumbers> {
  const row = await db("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .leftJoin("response_group as g", "g.id", "o.main_group_id")
    .where({ "u.id": userId, "u.organisation_id": organisationId })
    .first<Row | undefined>([
      ...["u.shown_number", "u.shown_from_mobile", "u.mobile_outside_hours", "u.shown_version"],
      ...["g.name as main_name", "g.e164 as main_e164"],
    ]);
  if (!row) throw new DomainError("user_not_found");
  const person = known ?? (await getPerson(db, { organisationId, id: userId }));
  const groups: { id: string; name: string; e164: string | null }[] = await db("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where("m.user_id", userId)
    .orderBy(["g.name", "g.id"])
    .select("g.id", "g.name", "g.e164");
  const { primary, mobile } = numbersOf(person);
  const mobileNumber = assigned(mobile?.e164 ?? null);
  return {
    version: row.shown_version,
    settings: {
      shown: parseShownNumber(row.shown_number) ?? { kind: "primary" },
      fromMobile: row.shown_from_mobile === null ? null : parseShownNumber(row.shown_from_mobile),
      mobileOutsideHours: Boolean(row.mobile_outside_hours),
    },
    facts: {
      primary: assigned(primary),
      mobile: mobile && mobileNumber && { number: mobileNumber, profile: mobile.profile },
      groups: groups.map(({ id, e164 }) => ({ id, number: assigned(e164) })),
      main: assigned(row.main_e164),
    },
    features: featuresOf(await featureSchemeOf(db, organisationId), person.features),
    groupNames: new Map(groups.map(({ id, name }) => [id, name])),
    mainName: row.main_name,
  };
}

/**
 * What one has is chosen, never typed (C1).
 *
 * @throws DomainError `user_not_found`, `version_conflict`, `shown_number_refused` with `field` and `reason`
 */
export async function setShownNumber(
  db: Db,
  input: Of & ShownNumberInput & { readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<ShownNumbers> {
  return change(db, async (trx) => {
    const { organisationId, userId, mobileOutsideHours } = input;
    const before = await getShownNumbers(trx, input);
    checkVersion(before, input.version);
    for (const field of ["shown", "fromMobile"] as const) {
      const shown = parseShownNumber(input[field] ?? "");
      const reason = shown && shownRefusal(shown, before.facts);
      if (reason) throw new DomainError("shown_number_refused", { field, reason });
    }
    const { fromMobile, shown } = input;
    const columns = { shown_number: shown, shown_from_mobile: fromMobile, mobile_outside_hours: mobileOutsideHours };
    const said = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
    if (Object.keys(said).length > 0) await trx("users").where("id", userId).update(said);
    const after = await getShownNumbers(trx, input);
    const fields = changedFields(audited(before), audited(after));
    if (Object.keys(fields.after).length === 0) return before;
    await trx("users").where("id", userId).increment("shown_version", 1);
    const entry = { organisationId, action: "user.shown_number_updated", subject: { kind: "user", id: userId } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "presence", { organisationId, userId });
    return getShownNumbers(trx, input);
  });
}

function audited({ settings: { shown, fromMobile, mobileOutsideHours } }: ShownNumbers) {
  const from = fromMobile === null ? null : formatShownNumber(fromMobile);
  return { shownNumber: formatShownNumber(shown), shownFromMobile: from, mobileOutsideHours };
}

/** The group whose number is the organisation's main number; null: none. @throws DomainError `response_group_not_found` */
export async function setMainGroup(
  db: Db,
  input: { readonly organisationId: string; readonly groupId: string | null },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, groupId } = input;
    if (groupId !== null) await mustBelong(trx, "response_group", groupId, organisationId, "response_group_not_found");
    const before = await mainGroupOf(trx, organisationId);
    if (before === groupId) return;
    await trx("organisation").where("id", organisationId).update({ main_group_id: groupId });
    const subject = { kind: "organisation", id: organisationId };
    const entry = { organisationId, action: "organisation.main_number_set", subject };
    await recordAudit(trx, { ...entry, before: { mainGroup: before }, after: { mainGroup: groupId } }, actor, now);
    await announce(trx, "organisation", { organisationId });
  });
}

export async function mainGroupOf(db: Db, organisationId: string): Promise<string | null> {
  const row: { main_group_id: string | null } | undefined = await db("organisation")
    .where("id", organisationId)
    .first("main_group_id");
  return row?.main_group_id ?? null;
}

/** Groups that have a number, by name: those that can be the main number. */
export async function numberedGroups(db: Db, organisationId: string): Promise<{ id: string; name: string; e164: string }[]> {
  return db("response_group")
    .where("organisation_id", organisationId)
    .whereNotNull("e164")
    .orderBy(["name", "id"])
    .select("id", "name", "e164");
}
