import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type FeatureScheme, voicemailWishes, withFeature, withVoicemailWish } from "../domain/feature-groups.ts";
import { parseNumber } from "../domain/numbers.ts";
import type { Problem } from "../domain/problem.ts";
import { type Access, demand, mayGrant, type Right, rights } from "../domain/rights.ts";
import {
  fixedOperators,
  mexNumber,
  searchWordsProblem,
  secondaryProblem,
  tidySearchWords,
  tidyUsername,
  type UserNumbers,
  usernameProblem,
} from "../domain/user-rules.ts";
import type { AuditValue } from "./audit.ts";
import { announce } from "./changes.ts";
import { setExtension } from "./number-owners.ts";
import { LanguageTag } from "./organisations.ts";
import { getPerson, type Person } from "./people.ts";
import { writeRights } from "./rights.ts";
import { checkVersion, edit, unlessTaken } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { mobileProfiles, writeUserNumber } from "./user-number-rows.ts";
import { afterUserChange, Extension, PersonName, type UserCategory, userFields } from "./users.ts";

/** Each category of a user is saved by itself. Absent leaves, null clears; `version` is that category's. */
const of = { organisationId: z.string(), id: z.string(), version: z.int().optional() };

export const DetailsInput = z.strictObject({
  firstName: PersonName.optional(),
  lastName: PersonName.optional(),
  email: z.email().max(200).nullable().optional(),
  /** Null: the primary number alone. */
  username: z.string().max(100).nullable().optional(),
  /** Null: the organisation's. */
  language: LanguageTag.nullable().optional(),
});
export const UpdateDetails = DetailsInput.extend(of);
export type UpdateDetails = z.infer<typeof UpdateDetails>;

export const RoleInput = z.strictObject({ fixedOperator: z.enum(fixedOperators).optional() });
export const UpdateRole = RoleInput.extend(of);
export type UpdateRole = z.infer<typeof UpdateRole>;

const number = z.string().max(60).nullable().optional();
export const NumbersInput = z.strictObject({
  /** All in any written form. */
  primaryNumber: number,
  secondaryNumber: number,
  mobile: z
    .strictObject({ number: z.string().max(60), profile: z.enum(mobileProfiles) })
    .nullable()
    .optional(),
  extension: Extension.nullable().optional(),
});
export const UpdateNumbers = NumbersInput.extend(of);
export type UpdateNumbers = z.infer<typeof UpdateNumbers>;

export const ExtraInput = z.strictObject({ searchWords: z.array(z.string().max(200)).max(100).optional() });
export const UpdateExtra = ExtraInput.extend(of);
export type UpdateExtra = z.infer<typeof UpdateExtra>;

export const AdvancedInput = z.strictObject({
  /** Switches of the EX scheme, by code. */
  features: z.record(z.string().max(60), z.boolean()).optional(),
  /** The wish of the legacy scheme. */
  voicemail: z.literal(Object.keys(voicemailWishes) as (keyof typeof voicemailWishes)[]).optional(),
  /** A licence for the softphone. */
  softphone: z.boolean().optional(),
  rights: z.array(z.enum(rights)).optional(),
  /** For operators: which organisations. */
  operates: z.union([z.literal("all"), z.array(z.string().max(64)).max(1000)]).optional(),
});
export const UpdateAdvanced = AdvancedInput.extend(of);
export type UpdateAdvanced = z.infer<typeof UpdateAdvanced>;

/** @throws DomainError `user_not_found`, `version_conflict`, `username_invalid`, `username_taken` */
export async function updateDetails(db: Db, input: UpdateDetails, actor: Actor, now: Date): Promise<Person> {
  return save(db, "details", input, actor, now, (trx, before) => {
    const columns = {
      first_name: input.firstName,
      last_name: input.lastName,
      email: input.email,
      language: input.language,
      username: input.username === undefined ? undefined : usernameOf(input.username, before),
    };
    const write = edit(trx, "users", before, undefined, columns, actor, now);
    return unlessTaken("username_taken", { username: columns.username ?? "" }, write);
  });
}

/** A user name that is the own primary number is none of its own. */
function usernameOf(written: string | null, person: Person): string | null {
  const username = tidyUsername(written ?? "");
  if (username === "") return null;
  const primary = numbersOf(person).primary;
  if (primary !== null && parseNumber(username)?.canonical === primary) return null;
  refuse(usernameProblem(username, primary));
  return username;
}

/** @throws DomainError `user_not_found`, `version_conflict` */
export async function updateRole(db: Db, input: UpdateRole, actor: Actor, now: Date): Promise<Person> {
  return save(db, "role", input, actor, now, (trx, before) =>
    edit(trx, "users", before, undefined, { fixed_operator: input.fixedOperator }, actor, now),
  );
}

/**
 * A Mex mobile number is the secondary number too.
 *
 * @throws DomainError `user_not_found`, `version_conflict`, `number_invalid`, `number_kind_refused`, `number_taken`,
 * `number_quarantined`, `secondary_follows_mobile`
 */
export async function updateNumbers(db: Db, input: UpdateNumbers, actor: Actor, now: Date): Promise<Person> {
  return save(db, "numbers", input, actor, now, async (trx, before) => {
    const { organisationId, id: userId } = input;
    const put = (kind: "primary" | "secondary" | "mobile", written: string | null, mobileProfile: "mex" | "external" | null) =>
      writeUserNumber(trx, { organisationId, userId, kind, number: written, mobileProfile }, now);
    if (input.primaryNumber !== undefined) await put("primary", input.primaryNumber, null);
    if (input.mobile !== undefined) await put("mobile", input.mobile?.number ?? null, input.mobile?.profile ?? null);
    if (input.secondaryNumber !== undefined) {
      const wanted = input.secondaryNumber === null ? null : (parseNumber(input.secondaryNumber)?.canonical ?? "");
      const numbers = numbersOf(await getPerson(trx, input));
      refuse(secondaryProblem(numbers, wanted));
      if (mexNumber(numbers) === null) await put("secondary", input.secondaryNumber, null);
    }
    if (input.extension !== undefined) await setExtension(trx, organisationId, { userId }, input.extension);
    await edit(trx, "users", before, undefined, {}, actor, now);
  });
}

/** @throws DomainError `user_not_found`, `version_conflict`, `search_words_invalid` */
export async function updateExtra(db: Db, input: UpdateExtra, actor: Actor, now: Date): Promise<Person> {
  return save(db, "extra", input, actor, now, async (trx, before) => {
    if (input.searchWords === undefined) return;
    refuse(searchWordsProblem(input.searchWords));
    const words = JSON.stringify(tidySearchWords(input.searchWords));
    await edit(trx, "users", before, undefined, { search_words: words }, actor, now);
  });
}

/**
 * Feature groups and rights. Unknown memberships stay as they are.
 *
 * @param access of whoever does it: nobody gives more than they may
 * @throws DomainError `user_not_found`, `version_conflict`, `feature_group_refused`, `feature_group_half`, `right_missing`,
 * `last_administrator`, `organisation_not_found`
 */
export async function updateAdvanced(
  db: Db,
  input: UpdateAdvanced,
  scheme: FeatureScheme,
  access: Access | "all",
  actor: Actor,
  now: Date,
): Promise<Person> {
  return save(db, "advanced", input, actor, now, async (trx, before) => {
    const features = featuresAfter(before.features, input, scheme);
    const { softphone } = input;
    await edit(trx, "users", before, undefined, { features: JSON.stringify(features), softphone }, actor, now);
    if (input.rights === undefined && input.operates === undefined) return;
    const granted = { rights: input.rights ?? before.rights, operates: input.operates ?? before.operates };
    if (access !== "all") demandGrant(access, before, granted);
    await writeRights(trx, before, granted.rights.includes("operator") ? granted : { ...granted, operates: [] });
    await announce(trx, "rights", { organisationId: before.organisationId, userId: before.id });
  });
}

function featuresAfter(before: readonly string[], input: UpdateAdvanced, scheme: FeatureScheme): string[] {
  let features = [...before];
  for (const [code, on] of Object.entries(input.features ?? {})) features = withFeature(scheme, features, code, on);
  if (input.voicemail === undefined) return features;
  if (scheme !== "legacy") throw new DomainError("feature_group_refused", { group: input.voicemail });
  return withVoicemailWish(features, input.voicemail);
}

/** Every right that comes or goes must be one that whoever does it may give. */
function demandGrant(access: Access, before: Person, after: { rights: readonly Right[]; operates: Access["operates"] }): void {
  for (const right of rights) {
    const changed = before.rights.includes(right) !== after.rights.includes(right);
    if (changed) demand(mayGrant(access, right, before.organisationId));
  }
  const scopes = JSON.stringify(before.operates) !== JSON.stringify(after.operates);
  if (scopes) demand(mayGrant(access, "operator", before.organisationId));
}

type Of = { readonly organisationId: string; readonly id: string; readonly version?: number | undefined };

/** One category in one transaction: version, change, audit, phones. What changes nothing leaves no entry. */
export async function save(
  db: Db,
  category: UserCategory,
  input: Of,
  actor: Actor,
  now: Date,
  write: (trx: Db, before: Person) => Promise<unknown>,
): Promise<Person> {
  return change(db, async (trx) => {
    const before = await getPerson(trx, input);
    checkVersion({ version: before.versions[category] }, input.version);
    await write(trx, before);
    const after = await getPerson(trx, input);
    if (JSON.stringify(comparable(before)) === JSON.stringify(comparable(after))) return after;
    await afterUserChange(trx, `user.${category}_updated`, before, after, actor, now, {
      before: more(before),
      after: more(after),
    });
    return getPerson(trx, input);
  });
}

/** Memberships of feature groups exactly as they were: what takes a change back. @throws DomainError `user_not_found` */
export async function putBackFeatures(
  db: Db,
  input: { readonly organisationId: string; readonly id: string; readonly features: readonly string[] },
  actor: Actor,
  now: Date,
): Promise<Person> {
  return save(db, "advanced", input, actor, now, (trx, before) =>
    edit(trx, "users", before, undefined, { features: JSON.stringify(input.features) }, actor, now),
  );
}

/** Every field of a person that the audit log names, as it is now. */
export function personFields(person: Person): Record<string, AuditValue> {
  return { ...userFields(person), ...more(person) };
}

function comparable({ version: _version, updatedAt: _at, versions: _versions, ...rest }: Person): unknown {
  return rest;
}

/** What the audit log says of a person beside names and numbers. */
function more(person: Person): Record<string, AuditValue> {
  const { username, language, fixedOperator, searchWords, features, deactivateOn, replacedBy, rights: has, operates } = person;
  const { softphone } = person;
  const deactivated = person.deactivatedAt !== null;
  const said = { username, language, fixedOperator, searchWords, features, softphone, deactivateOn, deactivated, replacedBy };
  return { ...said, rights: has, operates };
}

/** A person's numbers as the rules take them. */
export function numbersOf({ numbers }: Pick<Person, "numbers">): UserNumbers {
  const one = (kind: string) => numbers.find((each) => each.kind === kind);
  const mobile = one("mobile");
  return {
    primary: one("primary")?.e164 ?? null,
    secondary: one("secondary")?.e164 ?? null,
    mobile: mobile ? { e164: mobile.e164, profile: mobile.mobileProfile ?? "external" } : null,
  };
}

function refuse(problem: Problem | null): void {
  if (problem) throw new DomainError(problem.code, problem.detail ?? {});
}
