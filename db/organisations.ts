import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { FeatureScheme } from "../domain/feature-groups.ts";
import { oneLine } from "../domain/one-line.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { setForeignPrefixes } from "./foreign-prefixes.ts";
import { newId } from "./ids.ts";
import { phonesObeyingOrganisationItself, raisePhones } from "./revisions.ts";
import { type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** Short name in URLs and on the command line: lower-case letters, digits and hyphens. */
export const OrganisationName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
export const Title = z.string().overwrite(oneLine).trim().min(1).max(100);
export const LanguageTag = z.string().regex(/^[a-z]{2}(?:-[A-Z]{2})?$/);
export const TimeZone = z.string().refine(isTimeZone, "not a time zone of the IANA database");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

export const CreateOrganisation = z.strictObject({
  name: OrganisationName,
  /** As people write it: `Björkö Bygg AB`. */
  title: Title,
  language: LanguageTag.default("sv"),
  timeZone: TimeZone.default("Europe/Stockholm"),
});
export type CreateOrganisation = z.infer<typeof CreateOrganisation>;

export const UpdateOrganisation = z.strictObject({
  id: z.string(),
  version: z.int().optional(),
  name: OrganisationName.optional(),
  title: Title.optional(),
  language: LanguageTag.optional(),
  timeZone: TimeZone.optional(),
  /** Beginnings of foreign numbers that calls may go on to: `+47`. Only operator staff says it. */
  foreignPrefixes: z.array(z.string().max(40)).max(200).optional(),
});
export type UpdateOrganisation = z.infer<typeof UpdateOrganisation>;

export type Organisation = Versioned & {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly timeZone: string;
  /** Beginnings of foreign numbers that calls may go on to. */
  readonly foreignPrefixes: readonly string[];
};

type OrganisationRow = EditableRow & {
  name: string;
  title: string;
  language: string;
  time_zone: string;
  foreign_prefixes: string;
};
const Prefixes = z.array(z.string());

function present(row: OrganisationRow): Organisation {
  const { name, title, language, time_zone: timeZone } = row;
  return {
    ...versioned(row),
    name,
    title,
    language,
    timeZone,
    foreignPrefixes: Prefixes.parse(JSON.parse(row.foreign_prefixes)),
  };
}

/** @throws DomainError `organisation_name_taken` */
export async function createOrganisation(db: Db, input: CreateOrganisation, actor: Actor, now: Date): Promise<Organisation> {
  return change(db, async (trx) => {
    const row = {
      ...made(newId(now), actor, now),
      name: input.name,
      title: input.title,
      language: input.language,
      time_zone: input.timeZone,
      foreign_prefixes: "[]",
    };
    await unlessTaken("organisation_name_taken", { name: input.name }, trx("organisation").insert(row));
    const subject = { kind: "organisation", id: row.id };
    await recordAudit(trx, { organisationId: row.id, action: "organisation.created", subject, after: input }, actor, now);
    await announce(trx, "organisation", { organisationId: row.id });
    return present(row);
  });
}

/**
 * A new language or time zone raises the phones for which no setting says otherwise; the title stands in no phone's file.
 *
 * @throws DomainError `organisation_not_found`, `organisation_name_taken`, `version_conflict`, `foreign_prefix_invalid`
 */
export async function updateOrganisation(db: Db, input: UpdateOrganisation, actor: Actor, now: Date): Promise<Organisation> {
  return change(db, async (trx) => {
    const before = await getOrganisation(trx, { id: input.id });
    const { name, title, language, timeZone } = input;
    const columns = { name, title, language, time_zone: timeZone };
    await unlessTaken(
      "organisation_name_taken",
      { name: name ?? "" },
      edit(trx, "organisation", before, input.version, columns, actor, now),
    );
    const { foreignPrefixes: prefixes } = input;
    if (prefixes !== undefined) await setForeignPrefixes(trx, { organisationId: input.id, prefixes }, actor, now);
    const after = await getOrganisation(trx, { id: input.id });
    const fields = ({ name, title, language, timeZone }: Organisation) => ({ name, title, language, timeZone });
    const subject = { kind: "organisation", id: input.id };
    const entry = { organisationId: input.id, action: "organisation.updated", subject };
    const changed = changedFields(fields(before), fields(after));
    if (Object.keys(changed.after).length > 0) await recordAudit(trx, { ...entry, ...changed }, actor, now);
    await announce(trx, "organisation", { organisationId: input.id });
    // The colleagues' book has its title and its order from the language.
    if (before.language !== after.language) await announce(trx, "phonebook", { organisationId: input.id });
    await raiseForOrganisation(trx, before, after);
    return after;
  });
}

async function raiseForOrganisation(trx: Db, before: Organisation, after: Organisation): Promise<void> {
  const selections = [
    ...(before.language === after.language ? [] : [phonesObeyingOrganisationItself(trx, after.id, "phone.language")]),
    ...(before.timeZone === after.timeZone ? [] : [phonesObeyingOrganisationItself(trx, after.id, "phone.timeZone")]),
  ];
  await raisePhones(trx, ...selections);
}

export async function findOrganisation(db: Db, by: { id: string } | { name: string }): Promise<Organisation | null> {
  const row = await db<OrganisationRow>("organisation").where(by).first();
  return row ? present(row) : null;
}

/** As `findOrganisation`. @throws DomainError `organisation_not_found` */
export async function getOrganisation(db: Db, by: { id: string } | { name: string }): Promise<Organisation> {
  const found = await findOrganisation(db, by);
  if (!found) throw new DomainError("organisation_not_found", by);
  return found;
}

export async function listOrganisations(db: Db): Promise<Organisation[]> {
  return (await db<OrganisationRow>("organisation").orderBy("name")).map(present);
}

/** Which of the two catalogues of feature groups the organisation has. @throws DomainError `organisation_not_found` */
export async function featureSchemeOf(db: Db, organisationId: string): Promise<FeatureScheme> {
  const row: { feature_scheme: string } | undefined = await db("organisation")
    .where("id", organisationId)
    .first("feature_scheme");
  if (!row) throw new DomainError("organisation_not_found", { id: organisationId });
  return row.feature_scheme === "legacy" ? "legacy" : "ex";
}
