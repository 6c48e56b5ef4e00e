import type { KeyKind, KeyPlace } from "./phone-key.ts";

/**
 * The plan: everything one phone should have, in words no vendor owns. It is the middle of the house:
 * `db/` and `provisioning/` make it, `templates/` turns it into bytes, the CLI and the portal show it.
 */
export const layers = ["klyka", "operator", "organisation", "site", "layout", "model", "phone", "user"] as const;
/** Where a value comes from. A later settings layer wins over an earlier one; `klyka` is the built-in default. */
export type Layer = (typeof layers)[number];

/** Who says so: shown beside every rendered line. `at` is an ISO 8601 UTC instant. */
export type Origin = {
  readonly layer: Layer;
  /** What it is called there: the organisation's name, the layout's, the phone's label … */
  readonly name: string;
  readonly by: string | null;
  readonly at: string | null;
};

export type Sourced<T> = { readonly value: T; readonly origin: Origin };

export const vendorIds = ["yealink", "snom", "polycom"] as const;
export type VendorId = (typeof vendorIds)[number];

export type Transport = "udp" | "tcp" | "tls" | "dns";
export type Srtp = "off" | "optional" | "required";

export type Registrar = { readonly host: string; readonly port: number | null };

export type PlanAccount = {
  /** 1-based position on the phone. */
  readonly position: number;
  readonly label: string;
  readonly displayName: string;
  readonly sipUser: string;
  readonly authUser: string;
  readonly password: string;
  readonly registrar: Registrar;
  readonly backupRegistrar: Registrar | null;
  readonly outboundProxy: Registrar | null;
  readonly transport: Transport;
  readonly srtp: Srtp;
  /** Seconds. */
  readonly expires: number;
  readonly voicemailNumber: string | null;
  readonly origin: Origin;
  /** Where the exchange's address comes from: usually the organisation's settings. */
  readonly exchangeOrigin: Origin;
};

export type PlanKey = {
  readonly place: KeyPlace;
  readonly kind: KeyKind;
  /** The account it uses, 1-based. */
  readonly account: number;
  /** The whole label; the renderer cuts nothing, `labelShown` in the drawing does. */
  readonly label: string;
  /** What the key dials or watches, as the exchange takes it; null for keys that need none. */
  readonly number: string | null;
  /** URL or DTMF digits. */
  readonly value: string | null;
  /** Where the key asks this server, below `provisioning.url` and without an ending: `key/0-3`. Null: it dials, or does something else. */
  readonly page: string | null;
  /** Feature code in front of the watched number to answer its call; null = none. */
  readonly pickupCode: string | null;
  readonly follows: { readonly kind: "user" | "group" | "contact"; readonly id: string; readonly name: string } | null;
  readonly locked: boolean;
  readonly origin: Origin;
};

export const misfitReasons = [
  "no_such_key",
  "no_such_module",
  "kind_not_supported",
  "no_browser",
  "account_missing",
  "target_gone",
  "target_has_no_number",
  "too_many_accounts",
  "registrar_missing",
  "key_not_settable",
] as const;
export type MisfitReason = (typeof misfitReasons)[number];
/** A key (or account) that this model cannot have. Kept in the database, reported, never lost. */
export type Misfit = {
  readonly what: "key" | "account";
  readonly place: KeyPlace | null;
  readonly position: number | null;
  readonly label: string;
  readonly reason: MisfitReason;
  readonly origin: Origin;
};

/** A parameter in the vendor's own words, set at some layer. */
export type RawParameter = { readonly name: string; readonly value: string; readonly origin: Origin };

/** A book the phone itself shows. `key` is stable and goes into the URL: `colleagues` or a contact list's id. */
export type PlanDirectory = { readonly key: string; readonly name: string; readonly origin: Origin };

/** The directory that the phone searches, where it knows callers' names from. */
export type PlanLdap = {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Name below which everything lies. */
  readonly base: string;
  readonly user: string;
  readonly password: string;
  readonly origin: Origin;
};

export type PlanFirmware = {
  readonly file: string;
  readonly version: string;
  /** A small image that the phone takes first; null: none. */
  readonly through: string | null;
  readonly origin: Origin;
};

/** Neutral settings; the catalogue of names, types and defaults is `domain/settings.ts`. */
export type PlanSettings = {
  readonly language: Sourced<string>;
  readonly timeZone: Sourced<string>;
  readonly tones: Sourced<string>;
  readonly ntpServer: Sourced<string>;
  readonly clock24h: Sourced<boolean>;
  readonly codecs: Sourced<readonly string[]>;
  readonly webUi: Sourced<boolean>;
  readonly syslogServer: Sourced<string>;
  /** Addresses that may ask the phone's own SNMP agent; empty: it is off. */
  readonly snmpFrom: Sourced<readonly string[]>;
  /** Hours between polls; 0 = only at boot and when told. */
  readonly pollHours: Sourced<number>;
  /** Local wall-clock window of the daily poll, `HH:MM`. */
  readonly pollFrom: Sourced<string>;
  readonly pollTo: Sourced<string>;
  readonly emergencyNumbers: Sourced<readonly string[]>;
  readonly pickupCode: Sourced<string>;
  readonly parkCode: Sourced<string>;
  readonly callWaiting: Sourced<boolean>;
  readonly uploads: Sourced<boolean>;
  readonly callerNames: Sourced<boolean>;
};

export type Plan = {
  readonly phone: {
    readonly id: string;
    readonly mac: string;
    readonly vendor: VendorId;
    readonly modelId: string;
    readonly label: string;
    readonly organisationId: string;
    readonly organisationName: string;
  };
  readonly accounts: readonly PlanAccount[];
  readonly keys: readonly PlanKey[];
  readonly misfits: readonly Misfit[];
  readonly settings: PlanSettings;
  /** Parameters of this phone's vendor, later layers already on top, sorted by name. */
  readonly raw: readonly RawParameter[];
  readonly directories: readonly PlanDirectory[];
  /** Null: the phone searches in what it has fetched. */
  readonly ldap: PlanLdap | null;
  readonly firmware: PlanFirmware | null;
  /** Expansion modules attached, in chain order: names from the model's data. */
  readonly modules: readonly string[];
  readonly provisioning: {
    /** Absolute, ends in `/`, holds the phone's own token: `https://host/p/<token>/`. Secret. */
    readonly url: string;
    readonly origin: Origin;
  };
  readonly adminPassword: Sourced<string>;
  readonly userPassword: Sourced<string>;
};

/** What a phone gets before it has proved itself: nothing secret, where to ask, and how to look. */
export type BootstrapPlan = {
  readonly mac: string | null;
  readonly vendor: VendorId;
  readonly modelId: string | null;
  readonly organisationName: string;
  /** Where the phone shall ask next. Holds a fresh per-phone token only inside a first-contact window. */
  readonly provisioningUrl: string;
  /** True inside a first-contact window: ask again at once, at the new address. */
  readonly askAgainNow: boolean;
  readonly settings: Pick<PlanSettings, "language" | "timeZone" | "tones" | "ntpServer" | "clock24h">;
};
