import { z } from "zod";
import { newUserFeatures } from "../domain/feature-groups.ts";
import type { Access } from "../domain/rights.ts";
import { featureSchemeOf } from "./organisations.ts";
import { getPerson, type Person } from "./people.ts";
import {
  AdvancedInput,
  DetailsInput,
  ExtraInput,
  NumbersInput,
  RoleInput,
  updateAdvanced,
  updateDetails,
  updateExtra,
  updateNumbers,
  updateRole,
} from "./people-changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { createUser, PersonName } from "./users.ts";

/** A new person with everything that its categories hold; only the name is needed. */
export const PersonInput = z.strictObject({
  firstName: PersonName,
  lastName: PersonName,
  ...DetailsInput.pick({ email: true, username: true, language: true }).shape,
  ...NumbersInput.shape,
  ...RoleInput.shape,
  ...ExtraInput.shape,
  ...AdvancedInput.shape,
});
export const CreatePerson = PersonInput.extend({ organisationId: z.string() });
export type CreatePerson = z.infer<typeof CreatePerson>;

/**
 * All or nothing. In the legacy scheme a new person has the standard pair.
 *
 * @throws DomainError as `createUser` and the updates of each category
 */
export async function createPerson(
  db: Db,
  input: CreatePerson,
  access: Access | "all",
  actor: Actor,
  now: Date,
): Promise<Person> {
  return change(db, async (trx) => {
    const { organisationId, firstName, lastName, email = null, extension = null, primaryNumber = null } = input;
    const user = await createUser(trx, { organisationId, firstName, lastName, email, extension, primaryNumber }, actor, now);
    const scheme = await featureSchemeOf(trx, organisationId);
    const by = { organisationId, id: user.id };
    await trx("users")
      .where("id", user.id)
      .update({ features: JSON.stringify(newUserFeatures(scheme)) });
    const { username, language, mobile, secondaryNumber, fixedOperator, searchWords } = input;
    if (username || language) await updateDetails(trx, { ...by, username, language }, actor, now);
    if (mobile || secondaryNumber) await updateNumbers(trx, { ...by, mobile, secondaryNumber }, actor, now);
    if (fixedOperator) await updateRole(trx, { ...by, fixedOperator }, actor, now);
    if (searchWords && searchWords.length > 0) await updateExtra(trx, { ...by, searchWords }, actor, now);
    const { features, voicemail, softphone, rights, operates } = input;
    if (features || voicemail || softphone || rights || operates) {
      await updateAdvanced(trx, { ...by, features, voicemail, softphone, rights, operates }, scheme, access, actor, now);
    }
    return getPerson(trx, by);
  });
}
