import { composeAccounts } from "./compose-accounts.ts";
import { composeKeys } from "./compose-keys.ts";
import { composeSettings, origin, resolver } from "./compose-settings.ts";
import { type FirmwareFacts, imageKey, type RamdiskRule, ramdiskFor } from "./firmware.ts";
import { colleaguesTitle } from "./key-labels.ts";
import type { KeyBinding, KeyKind } from "./phone-key.ts";
import { type BookFacts, phonebooksFor } from "./phonebooks.ts";
import type { Layer, Plan, PlanDirectory, PlanFirmware, PlanLdap, RawParameter, Registrar, Sourced, VendorId } from "./plan.ts";
import type { CommonPhonebooks, SettingName, SettingValues } from "./settings.ts";

/** What composing needs to know of a model; the catalogue's `PhoneModel` with `id` added fits. */
export type PhoneModelFacts = {
  /** Without the vendor: `T46U`. */
  readonly id: string;
  readonly vendor: VendorId;
  readonly keys: { readonly total: number };
  readonly accounts: number;
  readonly modules: readonly { readonly name: string; readonly total: number; readonly unusable: readonly number[] }[];
  readonly maxModules: number;
  readonly keyKinds: readonly KeyKind[];
  readonly firmware?: { readonly through?: RamdiskRule | undefined };
};

export type Said<T> = {
  readonly value: T;
  readonly by: string | null;
  readonly at: string | null;
  /** What says it, when it is not the layer itself: the name of a roll-out. */
  readonly name?: string;
};
/** What one layer says. Shared by all phones below it. */
export type SettingLayer = {
  readonly layer: Layer;
  /** What the layer is called: the organisation's title, the site's name … */
  readonly name: string;
  readonly values: { readonly [K in SettingName]?: Said<SettingValues[K]> };
  readonly raw: ReadonlyMap<VendorId, ReadonlyMap<string, Said<string>>>;
};

export type SourceUser = {
  readonly id: string;
  readonly name: string;
  readonly extension: string | null;
  /** E.164. */
  readonly primaryNumber: string | null;
  readonly mobileNumber: string | null;
};
export type SourceGroup = {
  readonly id: string;
  readonly name: string;
  readonly extension: string | null;
  readonly e164: string | null;
};
/** `number`: the one a key dials; E.164 or short. */
export type SourceContact = { readonly id: string; readonly name: string; readonly number: string | null };

export type SourceKey = KeyBinding & { readonly by: string | null; readonly at: string | null };

export type SourceAccount = {
  readonly position: number;
  readonly label: string | null;
  readonly userName: string | null;
  readonly sipUser: string;
  readonly authUser: string;
  readonly password: string;
  readonly registrar: Registrar | null;
  readonly by: string | null;
  readonly at: string | null;
};

/** Plain rows that a plan is made of. Maps and layers are shared by the phones of a batch. Holds secrets. */
export type PlanSource = {
  readonly phone: {
    readonly id: string;
    readonly mac: string;
    readonly vendor: VendorId;
    readonly modelId: string;
    readonly label: string;
    readonly modules: readonly string[];
    readonly revision: number;
    readonly by: string | null;
    readonly at: string | null;
  };
  readonly organisation: { readonly id: string; readonly title: string };
  readonly accounts: readonly SourceAccount[];
  readonly ownKeys: readonly SourceKey[];
  readonly layout: { readonly name: string; readonly keys: readonly SourceKey[] } | null;
  readonly users: ReadonlyMap<string, SourceUser>;
  readonly groups: ReadonlyMap<string, SourceGroup>;
  readonly contacts: ReadonlyMap<string, SourceContact>;
  /** Lowest first. */
  readonly layers: readonly SettingLayer[];
  readonly phonebooks: BookFacts;
  /** The images that any layer names. */
  readonly firmware: FirmwareFacts;
  /** How the phone signs in to the directory that it searches. */
  readonly ldap: { readonly user: string; readonly password: string };
  readonly token: string;
  readonly adminPassword: string;
  readonly userPassword: string;
};

/**
 * Rows to plan: layers resolved, layout keys under the phone's own, labels following their targets, numbers as the
 * exchange takes them. A key or account the model cannot have is in `misfits` with its reason: none is lost.
 *
 * @param publicUrl where phones reach the server, with or without a final slash; the setting `provisioning.url` wins
 */
export function composePlan(source: PlanSource, model: PhoneModelFacts, publicUrl: string): Plan {
  const { phone, organisation } = source;
  const say = resolver(source.layers);
  const accounts = composeAccounts(source, model, say);
  const keys = composeKeys(source, model, say, accounts.accounts);
  const credentials = origin("phone", phone.label || phone.mac, phone);
  const language = say("phone.language");
  const base = say("provisioning.url");
  const directories = composeDirectories(source, language.value, say("phonebook.commonPhones"));
  return {
    phone: {
      id: phone.id,
      mac: phone.mac,
      vendor: phone.vendor,
      modelId: phone.modelId,
      label: phone.label,
      organisationId: organisation.id,
      organisationName: organisation.title,
    },
    accounts: accounts.accounts,
    keys: keys.keys,
    misfits: [...accounts.misfits, ...keys.misfits],
    settings: composeSettings(say),
    raw: composeRaw(source),
    directories,
    ldap: directories.length === 0 ? null : composeLdap(source, say("phonebook.ldap")),
    firmware: composeFirmware(source, model),
    modules: phone.modules,
    provisioning: {
      url: `${(base.value || publicUrl).replace(/\/+$/, "")}/p/${source.token}/`,
      origin: base.origin,
    },
    adminPassword: { value: source.adminPassword, origin: credentials },
    userPassword: { value: source.userPassword, origin: credentials },
  };
}

function composeDirectories(source: PlanSource, language: string, common: Sourced<CommonPhonebooks>): PlanDirectory[] {
  const organisation = { layer: "organisation", name: source.organisation.title, by: null, at: null } as const;
  const from = source.phonebooks.ofUser === null && common.origin.layer !== "klyka" ? common.origin : organisation;
  const { colleagues, lists } = phonebooksFor(source.phonebooks, common.value);
  return [
    ...(colleagues ? [{ key: "colleagues", name: colleaguesTitle(language), origin: from }] : []),
    ...lists.map((list) => ({ key: list.id, name: list.name, origin: from })),
  ];
}

/** Ports are those of the protocol where none is said (RFC 4516; `ldaps` by usage). */
function composeLdap({ ldap: { user, password } }: PlanSource, { value, origin }: Sourced<string>): PlanLdap | null {
  const [, scheme, host, port] = /^(ldaps?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(value) ?? [];
  if (host === undefined) return null;
  const tls = scheme === "ldaps";
  return { host, port: Number(port ?? (tls ? 636 : 389)), tls, base: "o=klyka", user, password, origin };
}

/**
 * The highest layer whose image there is and fits the model: what is said for a whole organisation of one make leaves the
 * phones of the others as they are. A layer that says none ends the search.
 */
function composeFirmware(source: PlanSource, model: PhoneModelFacts): PlanFirmware | null {
  const { vendor } = source.phone;
  for (const layer of source.layers.toReversed()) {
    const said = layer.values["firmware.image"];
    if (!said) continue;
    if (said.value === null) return null;
    const { file, version } = said.value;
    const image = source.firmware.get(imageKey(vendor, file));
    if (image?.kind !== "phone" || !image.models.includes(model.id)) continue;
    const ramdisk = ramdiskFor(model.firmware?.through, version);
    const through = ramdisk !== null && source.firmware.has(imageKey(vendor, ramdisk)) ? ramdisk : null;
    return { file, version, through, origin: origin(layer.layer, layer.name, said) };
  }
  return null;
}

/** Higher layers on top; sorted by name as code points, so that files are byte-stable. */
function composeRaw(source: PlanSource): RawParameter[] {
  const byName = new Map<string, RawParameter>();
  for (const layer of source.layers)
    for (const [name, said] of layer.raw.get(source.phone.vendor) ?? [])
      byName.set(name, { name, value: said.value, origin: origin(layer.layer, layer.name, said) });
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
