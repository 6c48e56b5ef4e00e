import { openWindow } from "../../db/first-contact.ts";
import { listJournal } from "../../db/journal.ts";
import { listPhones, type PhoneListing } from "../../db/phones.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Actor } from "../../db/types.ts";
import { reasonSentence } from "../../provisioning/reasons.ts";
import type { Store } from "../../store.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { type BootReport, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import { modelByName } from "../model-name.ts";
import type { Language } from "../sentence.ts";
import { type DemoPhone, phones, stranger } from "./firm.ts";

export type DemoAddresses = { readonly http: string; readonly tftp: string | null };

export type BootedPhone = {
  readonly model: PhoneModel;
  readonly mac: string;
  readonly label: string;
  readonly report: BootReport;
  /** The journal's last reason, as a sentence. */
  readonly trust: string;
};

type Boot = {
  readonly store: Store;
  readonly organisationId: string;
  readonly addresses: DemoAddresses;
  readonly actor: Actor;
  readonly now: () => Date;
};

/** Boots every phone of the demo, one after the other, and says each as it is up. */
export async function bootDemoPhones(boot: Boot, language: Language, tell: (phone: BootedPhone) => void): Promise<void> {
  const known = await listPhones(boot.store.db, { organisationId: boot.organisationId });
  for (const phone of phones) {
    const model = modelByName(phone.model);
    const row = known.find((one) => one.mac === virtualMac(model, 0));
    if (!row) continue;
    const server = await serverFor(boot, phone, row);
    tell(await bootOne(boot, model, phone.label, server, phone.modules?.length ?? 0, language));
  }
  tell(await bootOne(boot, modelByName(stranger.model), "", `${boot.addresses.http}/`, 0, language));
}

/** A phone that has no token of its own yet asks without, inside its window; every other one with its token. */
async function serverFor(
  { store, organisationId, addresses, actor, now }: Boot,
  phone: DemoPhone,
  row: PhoneListing,
): Promise<string> {
  if (phone.boots === "window" && row.state === "claimed") {
    await openWindow(store.db, store.keyring, { organisationId, phoneId: row.id, minutes: 10, network: null }, actor, now());
    return `${addresses.http}/`;
  }
  const token = await readPhoneToken(store.db, store.keyring, { organisationId, id: row.id }, actor, now());
  const base = phone.boots === "tftp" && addresses.tftp !== null ? addresses.tftp : addresses.http;
  return `${base}/p/${token}/`;
}

async function bootOne(
  { store }: Boot,
  model: PhoneModel,
  label: string,
  server: string,
  modules: number,
  language: Language,
): Promise<BootedPhone> {
  const mac = virtualMac(model, 0);
  const firmware = model.firmware.example?.match(/\d+(?:\.\d+){2,}/)?.[0] ?? "1.0.0";
  const began = new Date().toISOString();
  const report = await virtualPhone({ model, vendor: await virtualVendor(model.vendor), mac, firmware, modules, server }).boot();
  return { model, mac, label, report, trust: await trustOf(store, mac, began, language) };
}

/** The journal is written behind, so it is asked again for up to two seconds. */
async function trustOf({ db }: Store, mac: string, since: string, language: Language): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const [entry] = await listJournal(db, { organisationId: null, mac, since, limit: 1 });
    if (entry) return reasonSentence(entry.reason, language);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return "–";
}
