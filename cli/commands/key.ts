import type { Command } from "commander";
import {
  clearLayoutKeys,
  clearPhoneKeys,
  type EffectiveKey,
  KeyInput,
  listLayoutKeys,
  listPhoneKeys,
  type StoredKey,
  setLayoutKeys,
  setPhoneKeys,
} from "../../db/phone-keys.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { formatPlace, type KeyTarget, keyKinds } from "../../domain/phone-key.ts";
import type { MisfitReason } from "../../domain/plan.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, choice, flag, text } from "../command.ts";
import { table } from "../output.ts";
import { parseInput, parsePlace, parseWhole } from "../parse.ts";
import { planOfPhone } from "../phone/plan-of-phone.ts";
import { publicUrlOf } from "../public-url.ts";
import {
  organisationOption,
  resolveContact,
  resolveGroup,
  resolveLayout,
  resolveOrganisation,
  resolvePhone,
  resolveUser,
} from "../resolve.ts";
import { targetNames } from "../target-names.ts";

/** A phone by MAC, or a layout by name: both have keys. */
export const ownerOptions = {
  organisation: organisationOption,
  phone: text("--phone <mac>", "the phone's own key"),
  layout: text("--layout <name>", "a key of a layout"),
};
const targetOptions = {
  user: text("--user <user>", "follows a user"),
  group: text("--group <group>", "follows a group"),
  contact: text("--contact <contact>", "follows a contact"),
  number: text("--number <number>", "a number, short number or code"),
};
type Written<T> = { readonly [K in keyof T]: string | undefined };
type Owner =
  | { readonly organisationId: string; readonly phoneId: string }
  | { readonly organisationId: string; readonly layoutId: string };

export function register(program: Command, app: App): void {
  const group = addGroup(
    program,
    "key",
    "Keys of phones and layouts. 0/3 is the phone's third key, 1/3 that of its first module.",
    ["key list --phone 80:5e:c0:12:34:56", 'key set 0/3 --phone 80:5e:c0:12:34:56 --kind blf --user "Bo Berg"'],
  );
  addCommand(group, {
    usage: "set <place>",
    summary: "Programs a key. Its label follows whom it points at, unless --label says otherwise.",
    examples: [
      'key set 0/3 --phone 80:5e:c0:12:34:56 --kind blf --user "Bo Berg"',
      'key set 0/4 --layout "Receptionen" --kind speedDial --number "031-390 06 10" --label Grus --locked',
      "key set 1/1 --phone 80:5e:c0:12:34:56 --kind park",
    ],
    options: {
      ...ownerOptions,
      kind: choice("--kind <kind>", "what it does (default speedDial)", keyKinds),
      ...targetOptions,
      account: text("--account <position>", "the phone's account that it uses (default 1)"),
      label: text("--label <text>", "what it shows"),
      value: text("--value <text>", "URL or DTMF digits, for those kinds"),
      locked: flag("--locked", "administrators alone may change it"),
    },
    run: async ({ place }, { kind, account, label, value, locked, user, group: toGroup, contact, number, ...owner }) => {
      const { db } = await app.store();
      const whose = await resolveOwner(db, owner);
      const key = parseInput(KeyInput, {
        place: parsePlace(place),
        kind: kind ?? "speedDial",
        target: await resolveTarget(db, whose.organisationId, { user, group: toGroup, contact, number }),
        account: account === undefined ? undefined : parseWhole(account, "--account", 1, 34),
        label,
        value,
        locked,
      });
      if ("phoneId" in whose) await setPhoneKeys(db, { ...whose, keys: [key] }, app.actor, app.io.now());
      else await setLayoutKeys(db, { ...whose, keys: [key] }, app.actor, app.io.now());
      await print(app, db, whose);
    },
  });
  addCommand(group, {
    usage: "clear <place>",
    summary: "Takes a key away; on a phone its layout's key shows again.",
    examples: ["key clear 0/3 --phone 80:5e:c0:12:34:56"],
    options: ownerOptions,
    run: async ({ place }, owner) => {
      const { db } = await app.store();
      const whose = await resolveOwner(db, owner);
      const places = [parsePlace(place)];
      if ("phoneId" in whose) await clearPhoneKeys(db, { ...whose, places }, app.actor, app.io.now());
      else await clearLayoutKeys(db, { ...whose, places }, app.actor, app.io.now());
      await print(app, db, whose);
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists the keys of a phone (its own on top of its layout's) or of a layout.",
    examples: ["key list --phone 80:5e:c0:12:34:56", 'key list --layout "Receptionen"'],
    options: ownerOptions,
    run: async (_, owner) => {
      const { db } = await app.store();
      await print(app, db, await resolveOwner(db, owner));
    },
  });
}

/** @throws DomainError `input_invalid` unless exactly one of them is named */
export async function resolveOwner(db: Db, written: Written<typeof ownerOptions>): Promise<Owner> {
  if ((written.phone === undefined) === (written.layout === undefined))
    throw new DomainError("input_invalid", { field: "--phone, --layout", reason: "name one of them" });
  if (written.phone !== undefined) {
    const phone = await resolvePhone(db, written.phone);
    return { organisationId: phone.organisationId, phoneId: phone.id };
  }
  const { id: organisationId } = await resolveOrganisation(db, written.organisation);
  return { organisationId, layoutId: (await resolveLayout(db, organisationId, written.layout ?? "")).id };
}

/** Whom a key points at; null when nobody is named. @throws DomainError `input_invalid` when several are */
export async function resolveTarget(
  db: Db,
  organisationId: string,
  written: Written<typeof targetOptions>,
): Promise<KeyTarget | null> {
  const given = Object.values(written).filter((one) => one !== undefined);
  if (given.length > 1)
    throw new DomainError("input_invalid", { field: "--user, --group, --contact, --number", reason: "name one of them" });
  if (written.user !== undefined) return { kind: "user", id: (await resolveUser(db, organisationId, written.user)).id };
  if (written.group !== undefined) return { kind: "group", id: (await resolveGroup(db, organisationId, written.group)).id };
  if (written.contact !== undefined)
    return { kind: "contact", id: (await resolveContact(db, organisationId, written.contact)).id };
  return written.number === undefined ? null : { kind: "number", number: written.number };
}

async function print(app: App, db: Db, whose: Owner): Promise<void> {
  const keys: readonly (StoredKey | EffectiveKey)[] =
    "phoneId" in whose ? await listPhoneKeys(db, whose) : await listLayoutKeys(db, whose);
  const names = app.json ? new Map<string, string>() : await targetNames(db, whose.organisationId);
  const misfits = "phoneId" in whose ? await keyMisfits(app, whose.phoneId) : new Map<string, MisfitReason>();
  const listed = keys.map((key) => ({ ...key, misfit: misfits.get(formatPlace(key.place)) ?? null }));
  const told = listed.some((key) => key.misfit !== null);
  app.print(listed, () =>
    table(
      ["place", "kind", "follows", "label", "value", "account", "locked", "from", ...(told ? ["does not fit"] : [])],
      listed.map((key) => [...row(key, names), ...(told ? [key.misfit] : [])]),
    ),
  );
}

/** Why keys of this phone are kept without being shown there, by place. A phone whose model nobody knows has no say. */
async function keyMisfits(app: App, phoneId: string): Promise<ReadonlyMap<string, MisfitReason>> {
  try {
    const { plan } = await planOfPhone(await app.store(), phoneId, publicUrlOf(app.settings().settings));
    return new Map(plan.misfits.flatMap(({ place, reason }) => (place === null ? [] : [[formatPlace(place), reason] as const])));
  } catch (error) {
    if (error instanceof DomainError && (error.code === "model_unknown" || error.code === "phone_not_found")) return new Map();
    throw error;
  }
}

function row(key: StoredKey | EffectiveKey, names: ReadonlyMap<string, string>): (string | number | boolean | null)[] {
  const from = "from" in key ? key.from : "layout";
  return [formatPlace(key.place), key.kind, targetText(key.target, names), key.label, key.value, key.account, key.locked, from];
}

function targetText(target: KeyTarget | null, names: ReadonlyMap<string, string>): string | null {
  if (target === null) return null;
  return target.kind === "number" ? target.number : `${target.kind} ${names.get(target.id) ?? target.id}`;
}
