import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { addTrustedNetwork, listTrustedNetworks, removeTrustedNetwork } from "../networks.ts";
import { getOrganisation, updateOrganisation } from "../organisations.ts";
import { phonesFollowing, raisePhones } from "../revisions.ts";
import { accountFields, deleteSipAccount, getSipAccount, RegistrarAddress, updateSipAccount } from "../sip-accounts.ts";
import { deleteSite } from "../site-deletion.ts";
import { createSite, findSite, renameSite } from "../sites.ts";
import type { Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const Text = z.string().nullable();
const Name = z.object({ name: z.string() });
/** What is gone has nothing: it can only come back where nothing stands in its place. */
const nothing = (fields: Fields): Fields => Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });

/** Keys that pointed at what was gone show it again. */
export async function showAgain(trx: Db, kind: "group" | "contact", id: string): Promise<void> {
  await raisePhones(trx, phonesFollowing(trx, { kind, id }, { name: true, number: true, gone: true }));
}

const Network = z.object({ cidr: z.string(), siteId: Text, note: z.string() });
const networkNow = async (trx: Db, { organisationId, id, before }: Undoing): Promise<Fields> => {
  const found = (await listTrustedNetworks(trx, organisationId)).find((one) => one.id === id);
  return found ? { cidr: found.cidr, siteId: found.siteId, note: found.note } : nothing(before);
};
const networks: Readonly<Record<string, Undoer>> = {
  "network.added": {
    current: networkNow,
    putBack: (trx, undoing) => removeTrustedNetwork(trx, of(undoing), undoing.actor, undoing.now),
  },
  "network.removed": {
    current: networkNow,
    putBack: (trx, { organisationId, before, actor, now }) =>
      addTrustedNetwork(trx, { organisationId, ...Network.parse(before) }, actor, now),
  },
};

const Organisation = z.object({ title: z.string().optional(), language: z.string().optional() });
const Foreign = z.object({ foreignPrefixes: z.array(z.string()) });
const organisationNow = async (trx: Db, { organisationId: id }: Undoing): Promise<Fields> => {
  const { title, language, foreignPrefixes } = await getOrganisation(trx, { id });
  return { title, language, foreignPrefixes };
};

const organisations: Readonly<Record<string, Undoer>> = {
  "organisation.updated": {
    current: organisationNow,
    putBack: (trx, { organisationId: id, before, actor, now }) =>
      updateOrganisation(trx, { id, ...Organisation.parse(before) }, actor, now),
    when: (_entry, before) => Object.keys(before).every((name) => Object.hasOwn(Organisation.shape, name)),
  },
  "organisation.foreign_prefixes_set": {
    current: organisationNow,
    putBack: (trx, { organisationId: id, before, actor, now }) =>
      updateOrganisation(trx, { id, ...Foreign.parse(before) }, actor, now),
    operatorOnly: true,
  },
};

const siteNow = async (trx: Db, undoing: Undoing): Promise<Fields> => ({
  name: (await findSite(trx, of(undoing)))?.name ?? null,
});

const sites: Readonly<Record<string, Undoer>> = {
  "site.created": {
    current: siteNow,
    putBack: (trx, undoing) => deleteSite(trx, of(undoing), undoing.actor, undoing.now),
  },
  "site.deleted": {
    current: siteNow,
    putBack: (trx, { organisationId, id, before, actor, now }) =>
      createSite(trx, { organisationId, ...Name.parse(before) }, actor, now, id),
  },
  "site.renamed": {
    current: siteNow,
    putBack: (trx, undoing) => renameSite(trx, { ...of(undoing), ...Name.parse(undoing.before) }, undoing.actor, undoing.now),
  },
};

const accountNames = ["userId", "label", "sipUser", "authUser", "registrar"];
const Account = z.object({
  userId: Text.optional(),
  label: Text.optional(),
  sipUser: z.string().optional(),
  authUser: z.string().optional(),
});

const accounts: Readonly<Record<string, Undoer>> = {
  /** One that was made goes again, unless a phone has it by now. */
  "sip_account.created": {
    current: async (trx, undoing) => {
      const held = await trx("phone_account").where("sip_account_id", undoing.id).first("phone_id");
      if (held) throw new DomainError("undo_changed", { fields: ["accounts"] });
      return accountFields(await getSipAccount(trx, of(undoing)));
    },
    putBack: (trx, undoing) => deleteSipAccount(trx, of(undoing), undoing.actor, undoing.now),
  },
  "sip_account.updated": {
    current: async (trx, undoing) => accountFields(await getSipAccount(trx, of(undoing))),
    putBack: async (trx, undoing) => {
      const { before, keyring, actor, now } = undoing;
      const said = Account.parse(before);
      const registrar = Object.hasOwn(before, "registrar") ? { registrar: registrarOf(before.registrar) } : {};
      await updateSipAccount(trx, keyring, { ...of(undoing), ...said, ...registrar }, actor, now);
    },
    // A secret that was changed is kept nowhere as it was.
    when: (_entry, before) => Object.keys(before).every((name) => accountNames.includes(name)),
  },
};

function registrarOf(said: unknown): z.infer<typeof RegistrarAddress> | null {
  if (typeof said !== "string") return null;
  const at = said.lastIndexOf(":");
  const port = Number(said.slice(at + 1));
  return RegistrarAddress.parse({ host: said.slice(0, at), port: port > 0 ? port : null });
}

export const houseUndoers: Readonly<Record<string, Undoer>> = {
  ...{ ...networks, ...organisations, ...sites, ...accounts },
};
