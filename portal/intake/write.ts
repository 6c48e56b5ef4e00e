import { oneOf } from "../../db/dialect/dialect.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { createPerson } from "../../db/people-create.ts";
import { setPhoneKeys } from "../../db/phone-keys.ts";
import { findPhone } from "../../db/phone-rows.ts";
import { addPhone, setPhoneAccounts } from "../../db/phones.ts";
import type { Keyring } from "../../db/secrets.ts";
import { setSetting, storedSetting } from "../../db/settings.ts";
import { createSipAccount, findSipAccount } from "../../db/sip-accounts.ts";
import type { Actor, Db } from "../../db/types.ts";
import { isSettingName, settingDefinitions } from "../../domain/settings.ts";
import { canonical, type IntakeAccount, type IntakeItem } from "./plan.ts";

type Into = { readonly keyring: Keyring; readonly organisationId: string; readonly actor: Actor; readonly now: Date };

/**
 * Writes one thing of an intake. What is here already is left as it is. Inside `change`.
 *
 * @throws DomainError what the writes throw, such as `mac_taken`, `number_taken`
 */
export async function writeIntake(trx: Db, item: IntakeItem, into: Into): Promise<"changed" | "unchanged"> {
  if (item.kind === "user") return writeUser(trx, item, into);
  if (item.kind === "account") return (await accountOf(trx, item.account, into)).made ? "changed" : "unchanged";
  return writePhone(trx, item, into);
}

async function writeUser(trx: Db, item: Extract<IntakeItem, { kind: "user" }>, { organisationId, actor, now }: Into) {
  const { extension, firstName, lastName, email } = item;
  if (await whoHas(trx, organisationId, extension)) return "unchanged" as const;
  await createPerson(trx, { organisationId, firstName, lastName, email, extension }, "all", actor, now);
  return "changed" as const;
}

/** Whose extension it is; null: nobody's. */
async function whoHas(trx: Db, organisationId: string, digits: string): Promise<string | null> {
  const row: { user_id: string | null } | undefined = await trx("extension")
    .where({ organisation_id: organisationId, digits })
    .first("user_id");
  return row?.user_id ?? null;
}

/** The line of that name, made where there is none. A person with its extension has it. */
async function accountOf(
  trx: Db,
  account: IntakeAccount,
  into: Into,
): Promise<{ id: string; userId: string | null; made: boolean }> {
  const { organisationId, keyring, actor, now } = into;
  const { sipUser, authUser, secret, label, registrar } = account;
  const known = await findSipAccount(trx, { organisationId, sipUser });
  if (known) return { id: known.id, userId: known.userId, made: false };
  const userId = await whoHas(trx, organisationId, sipUser);
  const input = { organisationId, userId, label, sipUser, authUser, secret, registrar };
  const { id } = await createSipAccount(trx, keyring, input, actor, now);
  return { id, userId, made: true };
}

async function writePhone(trx: Db, item: Extract<IntakeItem, { kind: "phone" }>, into: Into) {
  const { organisationId, keyring, actor, now } = into;
  if (await findPhone(trx, { organisationId, mac: item.mac })) return "unchanged" as const;
  const accounts: { id: string; userId: string | null; position: number }[] = [];
  for (const account of item.accounts) accounts.push({ ...(await accountOf(trx, account, into)), position: account.position });
  const { mac, vendor, model, label, modules } = item;
  const userId = accounts.find(({ position }) => position === 1)?.userId ?? null;
  const place = { siteId: null, layoutId: null, userId, accounts: [] };
  const phone = await addPhone(trx, keyring, { organisationId, mac, vendor, model, label, modules, ...place }, actor, now);
  const most = Math.max(0, ...accounts.map(({ position }) => position));
  const inOrder = Array.from({ length: most }, (_, at) => accounts.find(({ position }) => position === at + 1)?.id ?? null);
  if (inOrder.length > 0) await setPhoneAccounts(trx, { organisationId, id: phone.id, accounts: inOrder }, actor, now);
  if (item.keys.length > 0) {
    const keys = await followed(trx, organisationId, item.keys);
    await setPhoneKeys(trx, { organisationId, phoneId: phone.id, keys }, actor, now);
  }
  for (const { name, value } of item.settings) await saySetting(trx, phone.id, name, value, into);
  return "changed" as const;
}

type Keys = Extract<IntakeItem, { kind: "phone" }>["keys"];
type Holder = {
  number: string;
  user_id?: string | null;
  group_id?: string | null;
  name?: string | null;
  first_name?: string | null;
  last_name?: string | null;
};
type Whom = { readonly kind: "user" | "group"; readonly id: string; readonly name: string };

/** A number that is a colleague's, or a group's, becomes the colleague or group: the key follows them from now on. */
async function followed(trx: Db, organisationId: string, keys: Keys): Promise<Keys> {
  const numbers = [...new Set(keys.flatMap(({ target }) => (target?.kind === "number" ? [canonical(target.number)] : [])))];
  const whom = new Map<string, Whom>();
  const byExtension: Holder[] = await trx("extension as e")
    .leftJoin("users as u", "u.id", "e.user_id")
    .leftJoin("response_group as g", "g.id", "e.group_id")
    .where("e.organisation_id", organisationId)
    .where(oneOf(trx, "e.digits", numbers))
    .select("e.digits as number", "e.user_id", "e.group_id", "g.name", "u.first_name", "u.last_name");
  const byNumber: Holder[] = await trx("user_number as n")
    .join("users as u", "u.id", "n.user_id")
    .where("n.organisation_id", organisationId)
    .where(oneOf(trx, "n.e164", numbers))
    .select("n.e164 as number", "n.user_id", "u.first_name", "u.last_name");
  const groups: Holder[] = await trx("response_group")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "e164", numbers))
    .select("e164 as number", "id as group_id", "name");
  for (const row of [...groups, ...byNumber, ...byExtension]) {
    const { number, user_id: user, group_id: group, name } = row;
    if (user) whom.set(number, { kind: "user", id: user, name: `${row.first_name} ${row.last_name}` });
    else if (group) whom.set(number, { kind: "group", id: group, name: name ?? "" });
  }
  return keys.map((key) => {
    const to = key.target?.kind === "number" ? whom.get(canonical(key.target.number)) : undefined;
    if (!to) return key;
    // A label that is the name follows it: a new name shows too.
    return { ...key, target: { kind: to.kind, id: to.id }, label: key.label === to.name ? null : key.label };
  });
}

type Json = Extract<IntakeItem, { kind: "phone" }>["settings"][number]["value"];

/** Only what says something else than the phone would have anyway. */
async function saySetting(trx: Db, phoneId: string, name: string, value: Json, { organisationId, actor, now }: Into) {
  if (!isSettingName(name) || !settingDefinitions[name].schema.safeParse(value).success) return;
  const stored = await storedSetting(trx, `organisation:${organisationId}`, null, name);
  const { language } = await getOrganisation(trx, { id: organisationId });
  const usual = stored !== null ? JSON.parse(stored) : name === "phone.language" ? language : settingDefinitions[name].default;
  if (usual === value) return;
  await setSetting(trx, { at: { layer: "phone", organisationId, phoneId }, name, value }, actor, now);
}
