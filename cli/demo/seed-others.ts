import { createOrganisation } from "../../db/organisations.ts";
import { createPerson } from "../../db/people-create.ts";
import { addPhone } from "../../db/phones.ts";
import { setSetting } from "../../db/settings.ts";
import { setPassword } from "../../db/sign-in.ts";
import { createSipAccount } from "../../db/sip-accounts.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { modelByName } from "../model-name.ts";
import { others, provider, zone } from "./firm.ts";
import type { Seed } from "./seed.ts";

type Rest = Omit<Seed, "organisationId">;

/** The provider with one of its staff, and two small firms that it looks after too. */
export async function seedOthers(seed: Rest, passwordHash: string): Promise<void> {
  const { db, actor, times } = seed;
  const now = times.before(60, "09:00");
  const open = async ({ name, title }: { name: string; title: string }) =>
    (await createOrganisation(db, { name, title, language: "sv", timeZone: zone }, actor, now)).id;
  const { staff } = provider;
  const organisationId = await open(provider);
  const input = { organisationId, firstName: staff.first, lastName: staff.last, primaryNumber: staff.number };
  const rights = ["user" as const, "operator" as const];
  const more = { username: staff.username, rights, operates: "all" as const };
  const { id: userId } = await createPerson(db, { ...input, ...more }, "all", actor, now);
  await setPassword(db, { organisationId, userId, passwordHash, mustChange: false }, actor, now);
  for (const other of others) await seedOther(seed, await open(other), other, passwordHash);
}

async function seedOther(
  seed: Rest,
  organisationId: string,
  other: (typeof others)[number],
  passwordHash: string,
): Promise<void> {
  const { db, keyring, actor, times } = seed;
  const now = times.before(33, "10:30");
  const registrar = { host: `sip.${other.name}.example`, port: 5060 };
  const at = { layer: "organisation", organisationId } as const;
  await setSetting(db, { at, name: "exchange.registrar", value: registrar }, actor, now);
  for (const [index, [firstName, lastName, primaryNumber, extension]] of other.people.entries()) {
    const rights = index === 0 ? (["user", "administrator"] as const) : (["user"] as const);
    const input = { organisationId, firstName, lastName, primaryNumber, extension, rights: [...rights] };
    const { id: userId } = await createPerson(db, input, "all", actor, now);
    await setPassword(db, { organisationId, userId, passwordHash, mustChange: false }, actor, now);
    if (extension !== other.phone.extension) continue;
    const sip = { organisationId, userId, sipUser: extension, label: null, authUser: null, secret: null, registrar: null };
    const account = await createSipAccount(db, keyring, sip, actor, now);
    const model = modelByName(other.phone.model);
    const phone = { organisationId, mac: virtualMac(model, 1), vendor: model.vendor, model: model.model, userId };
    const parts = { label: other.phone.label, siteId: null, layoutId: null, modules: [], accounts: [account.id] };
    await addPhone(db, keyring, { ...phone, ...parts }, actor, now);
  }
}
