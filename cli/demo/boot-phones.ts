import { openWindow } from "../../db/first-contact.ts";
import { listJournal } from "../../db/journal.ts";
import type { PhoneListing } from "../../db/phones.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Actor } from "../../db/types.ts";
import { type Reason, reasonSentence } from "../../domain/admission-reasons.ts";
import type { Store } from "../../process/store.ts";
import type { RunningServer } from "../../server.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { type BootReport, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import { modelByName } from "../model-name.ts";
import { everyPhone } from "../resolve.ts";
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

/** What decides how far an asker is trusted; other reasons say what became of a request. */
const trustReasons: readonly string[] = [
  "window_first",
  "token_valid",
  "token_previous",
  "certificate_match",
  "network_trusted",
  "phone_unproven",
  "proof_missing",
  "phone_found",
  "phone_unknown",
] satisfies Reason[];

type Boot = {
  readonly store: Store;
  readonly server: RunningServer;
  readonly organisationId: string;
  readonly addresses: DemoAddresses;
  readonly actor: Actor;
  readonly language: Language;
  readonly now: () => Date;
  /** Boots no further phone once this is aborted. */
  readonly signal: AbortSignal;
};

/** Boots every phone of the demo, one after the other, and says each as it is up. */
export async function bootDemoPhones(boot: Boot, tell: (phone: BootedPhone) => void): Promise<void> {
  const planned: Planned[] = [];
  const known = await everyPhone(boot.store.db, boot.organisationId);
  for (const phone of phones) {
    const model = modelByName(phone.model);
    const row = known.find((one) => one.mac === virtualMac(model, 0) && one.state !== "retired");
    if (row) planned.push({ model, label: row.label, server: await serverFor(boot, phone, row), modules: row.modules.length });
  }
  planned.push({ model: modelByName(stranger.model), label: "", server: `${boot.addresses.http}/`, modules: 0 });
  await boot.server.settle();
  for (const phone of planned) {
    if (boot.signal.aborted) return;
    const booted = await bootOne(boot, phone);
    if (!boot.signal.aborted) tell(booted);
  }
}

type Planned = { readonly model: PhoneModel; readonly label: string; readonly server: string; readonly modules: number };

/** A phone that is fresh out of its box asks without a token, inside its window; every other one with its own. */
async function serverFor(boot: Boot, phone: DemoPhone, row: PhoneListing): Promise<string> {
  const { store, organisationId, addresses, actor, now } = boot;
  if (phone.boots === "window" && row.state === "claimed") {
    await openWindow(store.db, store.keyring, { organisationId, phoneId: row.id, minutes: 10, network: null }, actor, now());
    return `${addresses.http}/`;
  }
  const token = await readPhoneToken(store.db, store.keyring, { organisationId, id: row.id }, actor, now());
  const base = phone.boots === "tftp" && addresses.tftp !== null ? addresses.tftp : addresses.http;
  return `${base}/p/${token}/`;
}

async function bootOne(
  { store, server: running, language, signal }: Boot,
  { model, label, server, modules }: Planned,
): Promise<BootedPhone> {
  const mac = virtualMac(model, 0);
  const firmware = model.firmware.example?.match(/\d+(?:\.\d+){2,}/)?.[0] ?? "1.0.0";
  const since = new Date().toISOString();
  const vendor = await virtualVendor(model.vendor);
  const report = await virtualPhone({ model, vendor, mac, firmware, modules, server }).boot();
  if (!signal.aborted) await running.flush();
  return { model, mac, label, report, trust: signal.aborted ? "" : await trustOf(store, mac, since, language) };
}

/** Each way in which the phone was trusted during this boot, in the order of time. */
async function trustOf({ db }: Store, mac: string, since: string, language: Language): Promise<string> {
  const entries = await listJournal(db, { organisationId: null, mac, since, limit: 100 });
  const reasons = entries.map((entry) => entry.reason).filter((reason) => trustReasons.includes(reason));
  return [...new Set(reasons.reverse())].map((reason) => reasonSentence(reason, language)).join(" ");
}
