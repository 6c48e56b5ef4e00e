import { z } from "zod";
import { readMac } from "../domain/mac.ts";
import { oneLine } from "../domain/one-line.ts";
import { vendorIds } from "../domain/plan.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { phoneListColumns } from "./list-columns.ts";
import { phonebooksOfPhone } from "./phone-books.ts";
import { auditFields, mustHave, writeAccounts } from "./phone-parts.ts";
import { formatModules, getLivePhone, getPhone, type Phone } from "./phone-rows.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { edit } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { addPhone, bindPhone, claimPhone, readPhonePasswords, retirePhone, swapPhone } from "./phone-lifecycle.ts";
export { listPhones, type PhoneFilter, type PhoneListing } from "./phone-listing.ts";
export { findPhone, getPhone, type Phone, type PhoneState, phoneStates } from "./phone-rows.ts";

/** A MAC address in any written form, as 12 lower-case hex digits. Broadcast, multicast and all-zero are refused. */
export const Mac = z
  .string()
  .max(100)
  .transform((written) => readMac(written) ?? "")
  .pipe(z.string().regex(/^[0-9a-f]{12}$/, "mac_invalid"));

const label = z.string().overwrite(oneLine).trim().max(100);
/** Model id as in the catalogue, without the vendor. The caller has checked that the catalogue has it. */
const modelId = z.string().regex(/^[A-Z0-9_]{2,20}$/);
/** Expansion modules in chain order, by the names in the model's data. */
const modules = z.array(z.string().min(1).max(40)).max(6);

export const AddPhone = z.strictObject({
  organisationId: z.string(),
  mac: Mac,
  vendor: z.enum(vendorIds),
  model: modelId,
  label: label.default(""),
  siteId: z.string().nullable().default(null),
  layoutId: z.string().nullable().default(null),
  userId: z.string().nullable().default(null),
  modules: modules.default([]),
  /** SIP accounts by id, position 1 first. */
  accounts: z.array(z.string()).max(34).default([]),
});
export type AddPhone = z.infer<typeof AddPhone>;

export const UpdatePhone = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  label: label.optional(),
  siteId: z.string().nullable().optional(),
  layoutId: z.string().nullable().optional(),
  userId: z.string().nullable().optional(),
  modules: modules.optional(),
});
export type UpdatePhone = z.infer<typeof UpdatePhone>;

/** Gives a phone that was seen on the network to an organisation. `model` null: as it was recognised. */
export const ClaimPhone = AddPhone.omit({ vendor: true, model: true }).extend({
  vendor: z.enum(vendorIds).nullable().default(null),
  model: modelId.nullable().default(null),
});
export type ClaimPhone = z.infer<typeof ClaimPhone>;

export const SwapPhone = z.strictObject({
  organisationId: z.string(),
  /** The broken one: retired. */
  id: z.string(),
  mac: Mac,
  vendor: z.enum(vendorIds),
  model: modelId,
  modules: modules.optional(),
});
export type SwapPhone = z.infer<typeof SwapPhone>;

/** Positions in the list are positions on the phone; null leaves one empty. */
export const SetPhoneAccounts = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  accounts: z.array(z.string().nullable()).max(34),
});
export type SetPhoneAccounts = z.infer<typeof SetPhoneAccounts>;

/** @throws DomainError `phone_not_found`, `phone_state_refused`, `version_conflict`, `site_not_found`, `layout_not_found`, `user_not_found` */
export async function updatePhone(db: Db, input: UpdatePhone, actor: Actor, now: Date): Promise<Phone> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getLivePhone(trx, input);
    await mustHave(trx, organisationId, input);
    const columns = {
      label: input.label,
      site_id: input.siteId,
      layout_id: input.layoutId,
      user_id: input.userId,
      modules: input.modules && formatModules(input.modules),
      ...phoneListColumns({ ...before, label: input.label ?? before.label }),
    };
    const given = input.userId !== undefined && input.userId !== before.userId;
    const books = async () => (given ? (await phonebooksOfPhone(trx, id)).join() : "");
    const booksBefore = await books();
    await edit(trx, "phone", before, input.version, columns, actor, now);
    const after = await getPhone(trx, input);
    const entry = { organisationId, action: "phone.updated", subject: { kind: "phone", id } };
    await recordAudit(trx, { ...entry, ...changedFields(auditFields(before), auditFields(after)) }, actor, now);
    // Of whose phone it is its files show the phonebooks alone: its accounts say who uses it.
    const shown = ({ siteId, layoutId, modules }: Phone) => JSON.stringify([siteId, layoutId, modules]);
    if (shown(before) === shown(after) && booksBefore === (await books())) return after;
    await raisePhones(trx, onePhone(trx, id));
    return getPhone(trx, input);
  });
}

/** Expansion modules in chain order. */
export async function setModules(
  db: Db,
  input: { organisationId: string; id: string; modules: readonly string[] },
  actor: Actor,
  now: Date,
): Promise<Phone> {
  const { organisationId, id } = input;
  return updatePhone(db, { organisationId, id, modules: [...input.modules] }, actor, now);
}

/** All of the phone's accounts, position 1 first; null leaves a position empty. @throws DomainError `phone_not_found`, `phone_state_refused`, `sip_account_not_found`, `version_conflict` */
export async function setPhoneAccounts(db: Db, input: SetPhoneAccounts, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const phone = await getLivePhone(trx, input);
    const before = await listPhoneAccounts(trx, input);
    await edit(trx, "phone", phone, input.version, {}, actor, now);
    await writeAccounts(trx, organisationId, id, input.accounts);
    const after = await listPhoneAccounts(trx, input);
    const sipUsers = (accounts: typeof after) => accounts.map((account) => `${account.position}:${account.sipUser}`);
    if (sipUsers(before).join() === sipUsers(after).join()) return;
    const entry = { organisationId, action: "phone.accounts_set", subject: { kind: "phone", id } };
    await recordAudit(trx, { ...entry, before: sipUsers(before), after: sipUsers(after) }, actor, now);
    await raisePhones(trx, onePhone(trx, id));
  });
}

/** Positions and SIP accounts, by position. */
export async function listPhoneAccounts(
  db: Db,
  by: { organisationId: string; id: string },
): Promise<{ position: number; sipAccountId: string; sipUser: string; label: string | null }[]> {
  return db("phone_account as a")
    .join("sip_account as s", "s.id", "a.sip_account_id")
    .where({ "a.phone_id": by.id, "s.organisation_id": by.organisationId })
    .orderBy("a.position")
    .select({ position: "a.position", sipAccountId: "a.sip_account_id", sipUser: "s.sip_user", label: "s.label" });
}
