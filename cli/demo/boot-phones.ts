import { openWindow } from "../../db/first-contact.ts";
import { listJournal } from "../../db/journal.ts";
import { listPhones, type PhoneListing } from "../../db/phones.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Actor } from "../../db/types.ts";
import { type Reason, reasonSentence } from "../../domain/admission-reasons.ts";
import type { Store } from "../../process/store.ts";
import type { RunningServer } from "../../server.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { usualFirmware } from "../../templates/virtual/firmware.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { type BootReport, type VirtualPhone, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import { modelByName } from "../model-name.ts";
import type { Language } from "../sentence.ts";
import { type DemoPhone, phones, strangers } from "./desk.ts";
import { others } from "./firm.ts";
import type { PhoneMemory } from "./phone-memory.ts";

export type DemoAddresses = { readonly http: string; readonly tftp: string | null };

export type BootedPhone = {
  readonly model: PhoneModel;
  readonly mac: string;
  readonly label: string;
  readonly report: BootReport;
  /** The journal's last reason, as a sentence. */
  readonly trust: string;
};

/** A phone that is plugged in, or will be. */
export type Device = { readonly model: PhoneModel; readonly mac: string; readonly label: string; readonly phone: VirtualPhone };

/** What decides how far an asker is trusted; other reasons say what became of a request. */
const trustReasons: readonly string[] = [
  "window_first",
  "token_valid",
  "token_previous",
  "certificate_match",
  "network_trusted",
  "network_bootstrap",
  "organisation_bootstrap",
  "phone_unproven",
  "proof_missing",
  "phone_found",
  "phone_unknown",
] satisfies Reason[];

export type Boot = {
  readonly store: Store;
  readonly server: Pick<RunningServer, "settle" | "flush">;
  readonly addresses: DemoAddresses;
  readonly memory: PhoneMemory;
  readonly actor: Actor;
  readonly language: Language;
  readonly now: () => Date;
  /** Stands in the change log beside each token that is read: when the demo is new, the time at which it was made. */
  readonly readAt: Date;
  /** Boots no further phone once this is aborted. */
  readonly signal: AbortSignal;
};

type Said = Pick<DemoPhone, "model" | "boots" | "stays"> & {
  readonly number: number;
  /** It is in nobody's list; true: it has the firm's address for new phones. */
  readonly stranger?: { readonly knowsFirm: boolean };
};

/** The firm's phones, then one of each other firm, then nobody's. */
const everyone: readonly Said[] = [
  ...phones.map((phone): Said => ({ ...phone, number: 0 })),
  ...others.map(({ phone }): Said => ({ model: phone.model, boots: "token", number: 1 })),
  ...strangers.map((stranger): Said => ({ model: stranger.model, boots: "window", number: 0, stranger })),
];

/**
 * Boots every phone of the demo, one after the other, and says each as it is up.
 *
 * @returns those that stay plugged in, and those that are still in their box
 */
export async function bootDemoPhones(boot: Boot, tell: (phone: BootedPhone) => void): Promise<Device[]> {
  const known = new Map((await listPhones(boot.store.db, { organisationId: null })).map((row) => [row.mac, row]));
  const devices: Device[] = [];
  const booting: Device[] = [];
  for (const said of everyone) {
    const model = modelByName(said.model);
    const row = known.get(virtualMac(model, said.number)) ?? null;
    // Retired, or taken away by whoever plays with the demo: it stands in a cupboard.
    if (row === null && !said.stranger) continue;
    const device = await unpack(boot, said, model, row);
    const seen = row !== null && row.lastContactAt !== null;
    if (said.stays !== "unplugged") devices.push(device);
    if (said.stays === undefined || (said.stays === "unplugged" ? !seen : seen)) booting.push(device);
  }
  await boot.server.settle();
  for (const device of booting) {
    if (boot.signal.aborted) break;
    const booted = await bootOne(boot, device);
    if (!boot.signal.aborted) tell(booted);
  }
  return devices;
}

async function unpack(boot: Boot, said: Said, model: PhoneModel, row: PhoneListing | null): Promise<Device> {
  const mac = virtualMac(model, said.number);
  const vendor = await virtualVendor(model.vendor);
  const server = await serverFor(boot, said, mac, row);
  const phone = virtualPhone({ model, vendor, mac, firmware: usualFirmware(model), modules: row?.modules.length ?? 0, server });
  return { model, mac, label: row?.label ?? "", phone };
}

/** A phone that is fresh out of its box asks without a token, inside its window if it has one; every other one with its own. */
async function serverFor(boot: Boot, said: Said, mac: string, row: PhoneListing | null): Promise<string> {
  const { store, addresses, memory, actor, now } = boot;
  const base = said.boots === "tftp" && addresses.tftp !== null ? addresses.tftp : addresses.http;
  const kept = memory.tokenOf(mac);
  if (kept !== null) return `${base}/p/${kept}/`;
  const firms = memory.organisationToken();
  if (said.stranger) return said.stranger.knowsFirm && firms !== null ? `${base}/o/${firms}/` : `${base}/`;
  if (row === null || said.stays === "boxed") return `${addresses.http}/`;
  const { organisationId, id } = row;
  if (said.boots === "window") {
    if (row.state !== "claimed") return `${addresses.http}/`;
    await openWindow(store.db, store.keyring, { organisationId, phoneId: id, minutes: 10, network: null }, actor, now());
    return `${addresses.http}/`;
  }
  const token = await readPhoneToken(store.db, store.keyring, { organisationId, id }, actor, boot.readAt);
  return `${base}/p/${token}/`;
}

/** Lets the phone ask, and keeps what it must remember. */
export async function bootOne(boot: Boot, { model, mac, label, phone }: Device): Promise<BootedPhone> {
  const since = boot.now().toISOString();
  const report = await phone.boot();
  boot.memory.keep(mac, report.server);
  if (!boot.signal.aborted) await boot.server.flush();
  const trust = boot.signal.aborted ? "" : await trustOf(boot.store, mac, since, boot.language);
  return { model, mac, label, report, trust };
}

/** Each way in which the phone was trusted during this boot, in the order of time. */
async function trustOf({ db }: Store, mac: string, since: string, language: Language): Promise<string> {
  const entries = await listJournal(db, { organisationId: null, mac, since, limit: 100 });
  const reasons = entries.map((entry) => entry.reason).filter((reason) => trustReasons.includes(reason));
  return [...new Set(reasons.reverse())].map((reason) => reasonSentence(reason, language)).join(" ");
}
