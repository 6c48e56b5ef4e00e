import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { demandOver } from "../../domain/rights.ts";
import { setListsAsTheyWere } from "../contact-members.ts";
import { updateDeactivation } from "../deactivations.ts";
import { getPerson, loadPeople } from "../people.ts";
import {
  AdvancedInput,
  DetailsInput,
  ExtraInput,
  personFields,
  putBackFeatures,
  RoleInput,
  updateAdvanced,
  updateDetails,
  updateExtra,
  updateNumbers,
  updateRole,
} from "../people-changes.ts";
import { phonesFollowing, raisePhones } from "../revisions.ts";
import type { Db } from "../types.ts";
import { mobileProfiles } from "../user-number-rows.ts";
import { tracesOf } from "../user-traces.ts";
import { createUser, deleteUser } from "../users.ts";
import { pick, type Undoer, type Undoing } from "./undoer.ts";

const Text = z.string().nullable();
const Details = DetailsInput;
const Role = RoleInput;
const Numbers = z.object({
  primaryNumber: Text.optional(),
  secondaryNumber: Text.optional(),
  mobileNumber: Text.optional(),
  mobileProfile: z.enum(mobileProfiles).nullable().optional(),
  extension: Text.optional(),
});
const Deactivation = z.object({ deactivateOn: Text.optional(), replacedBy: Text.optional() });
const Advanced = AdvancedInput.pick({ softphone: true, rights: true, operates: true });
const Features = z.object({ features: z.array(z.string()) });

const known = [Details, Role, Numbers, ExtraInput, Deactivation, Advanced, Features].flatMap((one) => Object.keys(one.shape));
const namesOf = (schema: z.ZodObject): readonly string[] => Object.keys(schema.shape);

/** Each category that the entry is in is saved by itself, with its own rules. */
async function putBack(trx: Db, undoing: Undoing): Promise<void> {
  const { organisationId, id, before, actor, now, access } = undoing;
  const by = { organisationId, id };
  const said = (schema: z.ZodObject) => pick(before, namesOf(schema));
  const has = (schema: z.ZodObject) => Object.keys(said(schema)).length > 0;
  if (has(Details)) demandOver(access, await getPerson(trx, by));
  if (has(Details)) await updateDetails(trx, { ...by, ...Details.parse(said(Details)) }, actor, now);
  if (has(Role)) await updateRole(trx, { ...by, ...Role.parse(said(Role)) }, actor, now);
  if (has(Numbers)) await putBackNumbers(trx, undoing);
  if (has(ExtraInput)) await updateExtra(trx, { ...by, ...ExtraInput.parse(said(ExtraInput)) }, actor, now);
  if (has(Deactivation)) await updateDeactivation(trx, { ...by, ...Deactivation.parse(said(Deactivation)) }, actor, now);
  if (has(Features)) await putBackFeatures(trx, { ...by, ...Features.parse(said(Features)) }, actor, now);
  if (!has(Advanced)) return;
  await updateAdvanced(trx, { ...by, ...Advanced.parse(said(Advanced)) }, "ex", access, actor, now);
}

/** A Mex mobile number brings the secondary number with it: it is not said a second time. */
async function putBackNumbers(trx: Db, { organisationId, id, before, actor, now }: Undoing): Promise<void> {
  const { mobileNumber, mobileProfile, ...numbers } = Numbers.parse(pick(before, namesOf(Numbers)));
  if (mobileNumber === undefined && mobileProfile === undefined) {
    await updateNumbers(trx, { organisationId, id, ...numbers }, actor, now);
    return;
  }
  const present = (await getPerson(trx, { organisationId, id })).numbers.find((one) => one.kind === "mobile");
  const number = mobileNumber === undefined ? (present?.e164 ?? null) : mobileNumber;
  const profile = mobileProfile ?? present?.mobileProfile ?? "external";
  const mobile = number === null ? null : { number, profile };
  const { secondaryNumber, ...others } = numbers;
  const secondary = mobile?.profile === "mex" || secondaryNumber === undefined ? {} : { secondaryNumber };
  await updateNumbers(trx, { organisationId, id, ...others, ...secondary, mobile }, actor, now);
}

const user: Undoer = {
  current: async (trx, { organisationId, id }) => personFields(await getPerson(trx, { organisationId, id })),
  putBack,
  // Whoever has been deactivated has lost phones and keys: that is no change of a field.
  when: (_entry, before) => Object.keys(before).every((name) => known.includes(name)),
};

const Restore = z.object({
  ...{ username: Text, language: Text, fixedOperator: z.string() },
  ...{ searchWords: z.array(z.string()), features: z.array(z.string()) },
  ...{ rights: z.array(z.string()), operates: z.union([z.literal("all"), z.array(z.string())]) },
  softphone: z.boolean().optional(),
  contactLists: z.array(z.string()).optional(),
});

/** Somebody who was made goes again, as long as nobody has used or given them anything: no password, phone, group, key … */
const created: Undoer = {
  current: user.current,
  putBack: async (trx, { organisationId, id, access, actor, now }) => {
    const by = { organisationId, id };
    demandOver(access, await getPerson(trx, by));
    const { own, pointing } = await tracesOf(trx, id);
    const fields = [...own, ...pointing];
    if (fields.length > 0) throw new DomainError("undo_changed", { fields });
    await deleteUser(trx, by, actor, now);
  },
};

/** Somebody who had nothing but what the log holds comes back as they were, under the old id: keys show them again. */
const deleted: Undoer = {
  current: async (trx, { organisationId, id, before }) => {
    const [there] = await loadPeople(trx, organisationId, [id]);
    return there ? personFields(there) : Object.fromEntries(Object.keys(before).map((name) => [name, null]));
  },
  putBack: async (trx, undoing) => {
    const { organisationId, id, before, entry, actor, now } = undoing;
    const { firstName = "", lastName = "", email = null } = Details.parse(pick(before, namesOf(Details)));
    const { primaryNumber = null, extension = null } = Numbers.parse(pick(before, namesOf(Numbers)));
    const said = { organisationId, firstName, lastName, email, primaryNumber, extension };
    await createUser(trx, said, actor, now, id);
    const { firstName: _f, lastName: _l, email: _e, primaryNumber: _p, extension: _x, ...others } = before;
    const { contactLists, ...had } = Restore.parse(entry.restore);
    await putBack(trx, { ...undoing, before: { ...others, ...had } });
    if (contactLists) await setListsAsTheyWere(trx, { organisationId, userId: id, contactLists });
    await raisePhones(trx, phonesFollowing(trx, { kind: "user", id }, { name: true, number: true, gone: true }));
  },
  when: ({ restore }) => Restore.safeParse(restore).success,
};

const categories = ["details", "role", "numbers", "extra", "deactivation", "advanced"].map((one) => `user.${one}_updated`);

export const userUndoers: Readonly<Record<string, Undoer>> = Object.fromEntries(
  [...categories, "user.updated", "user.number_set"]
    .map((action): [string, Undoer] => [action, user])
    .concat([
      ["user.created", created],
      ["user.deleted", deleted],
    ]),
);
