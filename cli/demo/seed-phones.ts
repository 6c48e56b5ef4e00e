import { KeyInput, setPhoneKeys } from "../../db/phone-keys.ts";
import { bindPhone } from "../../db/phone-lifecycle.ts";
import { addPhone, swapPhone } from "../../db/phones.ts";
import { setSetting } from "../../db/settings.ts";
import type { Actor } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import type { KeyTarget } from "../../domain/phone-key.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { modelByName } from "../model-name.ts";
import { parseInput, parsePlace } from "../parse.ts";
import type { DemoKey, DemoPhone } from "./desk.ts";
import type { Seed } from "./seed.ts";

/** What keys and phones point at, by the names that the demo's lists use. */
export type Targets = {
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly contacts: ReadonlyMap<string, string>;
};
export type PhonePlaces = {
  readonly sites: ReadonlyMap<string, string>;
  readonly layouts: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
};

const system: Actor = { kind: "system", id: null, name: "phones", organisationId: null };

/** A phone with its keys; one that took a broken one's place is swapped in later. */
export async function seedPhone(
  seed: Seed,
  phone: DemoPhone,
  targets: Targets,
  places: PhonePlaces,
  administrator: Actor,
): Promise<void> {
  const { db, keyring, organisationId, actor, times } = seed;
  const now = times.before(phone.stays === "boxed" ? 1 : 40, "13:20");
  const model = modelByName(phone.instead ?? phone.model);
  const input = {
    ...{ organisationId, mac: virtualMac(model, 0), vendor: model.vendor, model: model.model, label: phone.label },
    siteId: idOf(places.sites, phone.site),
    layoutId: idOf(places.layouts, phone.layout),
    userId: phone.user === null ? null : idOf(targets.users, phone.user),
    modules: [...(phone.modules ?? [])],
    accounts: [idOf(places.accounts, phone.account)],
  };
  const { id: phoneId } = await addPhone(db, keyring, input, actor, now);
  const keys = phone.keys?.map((key) => keyInput(key, targets)) ?? [];
  if (keys.length > 0) await setPhoneKeys(db, { organisationId, phoneId, keys }, actor, now);
  if (phone.language !== undefined) {
    const at = { layer: "phone", organisationId, phoneId } as const;
    await setSetting(db, { at, name: "phone.language", value: phone.language }, actor, now);
  }
  if (phone.boots === "window") return;
  // It has been here for weeks: what it does now is no first time.
  const bind = (id: string, at: Date) => bindPhone(db, { phoneId: id, proof: "certificate", address: "127.0.0.1" }, system, at);
  await bind(phoneId, times.before(40, "14:05"));
  if (phone.instead === undefined) return;
  const fresh = modelByName(phone.model);
  const swapped = { organisationId, id: phoneId, mac: virtualMac(fresh, 0), vendor: fresh.vendor, model: fresh.model };
  const { id } = await swapPhone(db, keyring, swapped, administrator, times.before(12, "10:41"));
  await bind(id, times.before(12, "11:20"));
}

/** A key of the demo's lists as the database takes it. */
export function keyInput(key: DemoKey, targets: Targets): KeyInput {
  const { place, kind, label, value, locked } = key;
  return parseInput(KeyInput, { place: parsePlace(place), kind, target: targetOf(key, targets), label, value, locked });
}

function targetOf(key: DemoKey, targets: Targets): KeyTarget | null {
  if (key.user !== undefined) return { kind: "user", id: idOf(targets.users, key.user) };
  if (key.group !== undefined) return { kind: "group", id: idOf(targets.groups, key.group) };
  if (key.contact !== undefined) return { kind: "contact", id: idOf(targets.contacts, key.contact) };
  return key.number === undefined ? null : { kind: "number", number: key.number };
}

export function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new DomainError("target_not_found", { id: name });
  return id;
}
