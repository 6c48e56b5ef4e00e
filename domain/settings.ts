import { z } from "zod";
import { isFirmwareName } from "./firmware.ts";
import { holdLevels } from "./hold.ts";
import type { Layer, VendorId } from "./plan.ts";
import { resyncModes } from "./resync.ts";

/**
 * The catalogue of neutral settings: name, schema, built-in default (layer `klyka`) and what it is.
 * Vendors never see these names: they read the plan.
 */

const host = z
  .string()
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/, "must be a host name or an address");
const registrar = z
  .strictObject(
    { host, port: z.int().min(1).max(65535).nullable().default(null) },
    "must be a host, or host:port with a port up to 65535",
  )
  .nullable();
const ldapRule = "must be an address such as ldaps://prov.example.se:636, or empty";
const yesOrNo = z.boolean("must be yes or no");
function whole(least: number, most: number) {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
}
const featureCode = z.string().regex(/^[0-9*#+]{0,30}$/, "must be digits, * and #, or empty");
/** A SIP event with its parameters (RFC 6665): no line of its own can begin in it. */
const event = z
  .string()
  .regex(
    /^[A-Za-z0-9.!%*_+`'~-]{1,60}(?:;[A-Za-z0-9_-]{1,30}(?:=[A-Za-z0-9._-]{1,60})?){0,4}$/,
    "must be like check-sync;reboot=false",
  );
/** Where a phone's own pages are asked: a path, so that no other machine can be meant. */
const webPath = z
  .string()
  .regex(/^\/(?!\/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,200}$/, "must be a path such as /servlet?key=Reboot");
const wallClock = z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, "must be HH:MM");
const timeZones = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);
const timeZone = z.string().refine((name) => timeZones.has(name), "must be a time zone of the IANA database");

export const codecNames = ["opus", "g722", "pcma", "pcmu", "g729", "ilbc"] as const;
export const dialForms = ["e164", "national", "extension"] as const;
/** How the exchange wants numbers: `+4684650…`, `08465…`, or the short extension where there is one, else national. */
export type DialForm = (typeof dialForms)[number];
export const commonPhonebooks = ["none", "colleagues", "everyone", "all"] as const;
/** Phonebooks of a phone without a user: none, the colleagues alone, with the lists that are for everyone, with every list. */
export type CommonPhonebooks = (typeof commonPhonebooks)[number];

const schemas = {
  "phone.language": z.string().regex(/^[a-z]{2}(?:-[A-Z]{2})?$/, "must be a language such as sv or en-GB"),
  "phone.timeZone": timeZone,
  "phone.tones": z.string().regex(/^[A-Z]{2}$/, "must be a country in two capital letters"),
  "phone.ntpServer": host,
  "phone.clock24h": yesOrNo,
  "phone.webUi": yesOrNo,
  "phone.syslogServer": z.union([z.literal(""), host]),
  "phone.callWaiting": yesOrNo,
  "phone.snmpFrom": z.array(z.union([z.ipv4(), z.ipv6()]), "must be a list of IP addresses").max(10),
  "phone.snmpCommunity": z.string().regex(/^[\x21-\x7e]{1,64}$/, "must be 1 to 64 visible characters without blanks"),
  "phone.emergencyNumbers": z.array(z.string().regex(/^[0-9]{2,15}$/), "must be numbers of 2 to 15 digits").max(20),
  "audio.codecs": z
    .array(z.enum(codecNames), `must be a list of ${codecNames.join(", ")}`)
    .min(1)
    .max(codecNames.length),
  "exchange.registrar": registrar,
  "exchange.backupRegistrar": registrar,
  "exchange.outboundProxy": registrar,
  "exchange.transport": z.enum(["udp", "tcp", "tls", "dns"]),
  "exchange.srtp": z.enum(["off", "optional", "required"]),
  "exchange.expires": whole(60, 86_400),
  "exchange.voicemailNumber": featureCode,
  "exchange.pickupCode": featureCode,
  "exchange.parkCode": featureCode,
  "exchange.groupLoginCode": featureCode,
  "exchange.diversionCode": featureCode,
  "exchange.dialForm": z.enum(dialForms),
  "phonebook.commonPhones": z.enum(commonPhonebooks),
  "phonebook.callerNames": yesOrNo,
  "phonebook.ldap": z
    .string()
    .regex(
      /^(?:ldaps?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?\/?)?$/,
      ldapRule,
    )
    .refine((url) => Number(/:(\d+)\/?$/.exec(url)?.[1] ?? 1) <= 65_535, ldapRule),
  "provisioning.url": z.union([z.literal(""), z.url({ protocol: /^https?$/ }).max(400)]),
  "provisioning.pollHours": whole(0, 168),
  "provisioning.pollFrom": wallClock,
  "provisioning.pollTo": wallClock,
  "provisioning.uploads": yesOrNo,
  "provisioning.holds": z.enum(holdLevels),
  "resync.mode": z.enum(resyncModes),
  "resync.nightFrom": wallClock,
  "resync.nightTo": wallClock,
  "resync.perMinute": whole(1, 6000),
  "resync.proxy": registrar,
  "resync.transport": z.enum(["account", "udp", "tcp", "tls", "dns"]),
  "resync.yealinkEvent": event,
  "resync.snomEvent": event,
  "resync.polycomEvent": event,
  "resync.web": yesOrNo,
  "resync.yealinkPath": webPath,
  "resync.snomPath": webPath,
  "resync.polycomPath": webPath,
  "firmware.image": z
    .strictObject(
      { file: z.string().refine(isFirmwareName, "must be the name of an image"), version: z.string().min(1).max(40) },
      'must be {"file": …, "version": …}',
    )
    .nullable(),
  "firmware.atOnce": whole(1, 10_000),
  "firmware.atOnceSite": whole(1, 10_000),
};

export type SettingName = keyof typeof schemas;
export type SettingValues = { readonly [K in SettingName]: z.infer<(typeof schemas)[K]> };

/** Layers at which settings are said, lowest first. */
export const settingLayers = ["operator", "organisation", "site", "layout", "model", "phone"] as const satisfies readonly Layer[];
export type SettingLayerName = (typeof settingLayers)[number];

export type SettingDefinition<T> = {
  readonly schema: z.ZodType<T>;
  readonly default: T;
  readonly description: string;
  /** Where it may be said; the exchange's way of dialling is one for a whole organisation. */
  readonly layers: readonly SettingLayerName[];
  /** Absent: it may show in phones' files. False: it is this server's alone, and no phone needs to fetch anew. */
  readonly inFiles?: false;
};

const organisationWide: readonly SettingLayerName[] = ["operator", "organisation"];

function define<T>(
  schema: z.ZodType<T>,
  value: T,
  description: string,
  layers: readonly SettingLayerName[] = settingLayers,
): SettingDefinition<T> {
  return { schema, default: value, description, layers };
}

function ours<T>(schema: z.ZodType<T>, value: T, description: string, layers = settingLayers as readonly SettingLayerName[]) {
  return { ...define(schema, value, description, layers), inFiles: false } as const;
}

export const settingDefinitions: { readonly [K in SettingName]: SettingDefinition<SettingValues[K]> } = {
  "phone.language": define(schemas["phone.language"], "sv", "Language on the phone's screen."),
  "phone.timeZone": define(schemas["phone.timeZone"], "Europe/Stockholm", "Time zone, with its summer time."),
  "phone.tones": define(schemas["phone.tones"], "SE", "Country whose dial, busy and ringing tones the phone plays."),
  "phone.ntpServer": define(schemas["phone.ntpServer"], "pool.ntp.org", "Time server."),
  "phone.clock24h": define(schemas["phone.clock24h"], true, "Clock with 24 hours."),
  "phone.webUi": define(schemas["phone.webUi"], false, "The phone's own web pages are on."),
  "phone.syslogServer": define(schemas["phone.syslogServer"], "", "Where the phone sends its log; empty: nowhere."),
  "phone.snmpFrom": define(
    schemas["phone.snmpFrom"],
    [],
    "Addresses that may ask the phone's own SNMP agent, this server's among them; none: the agent is off.",
  ),
  "phone.snmpCommunity": ours(
    schemas["phone.snmpCommunity"],
    "public",
    "Community by which the phone's own SNMP agent is read; the makers name no setting for it.",
  ),
  "phone.callWaiting": define(schemas["phone.callWaiting"], true, "A second call is signalled during a call."),
  "phone.emergencyNumbers": define(
    schemas["phone.emergencyNumbers"],
    ["112"],
    "Numbers that always can be dialled, also when locked.",
  ),
  "audio.codecs": define(schemas["audio.codecs"], ["g722", "pcma", "pcmu"], "Codecs, the preferred one first."),
  "exchange.registrar": define(schemas["exchange.registrar"], null, "SIP registrar: host and port."),
  "exchange.backupRegistrar": define(
    schemas["exchange.backupRegistrar"],
    null,
    "Registrar that is tried when the first is silent.",
  ),
  "exchange.outboundProxy": define(schemas["exchange.outboundProxy"], null, "SIP proxy that everything is sent through."),
  "exchange.transport": define(
    schemas["exchange.transport"],
    "udp",
    "SIP transport; dns: as the registrar's NAPTR and SRV records say.",
  ),
  "exchange.srtp": define(schemas["exchange.srtp"], "off", "Encryption of speech."),
  "exchange.expires": define(schemas["exchange.expires"], 600, "Seconds that a registration is asked for."),
  "exchange.voicemailNumber": define(schemas["exchange.voicemailNumber"], "", "Number of the voicemail; empty: none."),
  "exchange.pickupCode": define(
    schemas["exchange.pickupCode"],
    "*8",
    "Code in front of a number that answers its ringing call; empty: none.",
  ),
  "exchange.parkCode": define(schemas["exchange.parkCode"], "700", "Number that parks a call."),
  "exchange.groupLoginCode": define(
    schemas["exchange.groupLoginCode"],
    "",
    "Code of the exchange in front of a group's number that logs in and out; none: the key asks this server.",
  ),
  "exchange.diversionCode": define(
    schemas["exchange.diversionCode"],
    "",
    "Code of the exchange that a diversion key dials; none: the key asks this server.",
  ),
  "exchange.dialForm": define(schemas["exchange.dialForm"], "extension", "How the exchange takes numbers.", organisationWide),
  "phonebook.commonPhones": define(
    schemas["phonebook.commonPhones"],
    "everyone",
    "Phonebooks of a phone without a user: none, colleagues, everyone (and the lists for everyone) or all.",
  ),
  "phonebook.callerNames": define(
    schemas["phonebook.callerNames"],
    true,
    "The phone shows the name that its phonebooks have for a number that calls.",
  ),
  "phonebook.ldap": define(
    schemas["phonebook.ldap"],
    "",
    "Directory that phones search: this server's LDAP listener as they reach it, ldaps://host:636; empty: none.",
  ),
  "provisioning.url": define(
    schemas["provisioning.url"],
    "",
    "Where phones ask, when not the server's public address.",
    organisationWide,
  ),
  "provisioning.pollHours": define(
    schemas["provisioning.pollHours"],
    24,
    "Hours between a phone's own polls; 0: at boot and when told.",
  ),
  "provisioning.pollFrom": define(schemas["provisioning.pollFrom"], "02:00", "Beginning of the daily poll's window, local time."),
  "provisioning.pollTo": define(schemas["provisioning.pollTo"], "05:00", "End of the daily poll's window, local time."),
  "provisioning.uploads": define(
    schemas["provisioning.uploads"],
    true,
    "The phone may upload its log, call list and local changes.",
  ),
  "provisioning.holds": ours(
    schemas["provisioning.holds"],
    "hold",
    "A bound phone that asks from elsewhere, with another program or older firmware: off, report, hold or strict.",
    organisationWide,
  ),
  "resync.mode": ours(
    schemas["resync.mode"],
    "hand",
    "When changed phones are told to fetch: now, night, or hand (when somebody says so).",
  ),
  "resync.nightFrom": ours(schemas["resync.nightFrom"], "22:00", "Beginning of the night's window, local time."),
  "resync.nightTo": ours(schemas["resync.nightTo"], "05:00", "End of the night's window, local time."),
  "resync.perMinute": ours(
    schemas["resync.perMinute"],
    60,
    "Phones of one site that are told to fetch within a minute, so that its line is not filled.",
    ["operator", "organisation", "site"],
  ),
  "resync.proxy": ours(
    schemas["resync.proxy"],
    null,
    "SIP proxy that NOTIFY goes to; none: the account's outbound proxy, else its registrar.",
  ),
  "resync.transport": ours(schemas["resync.transport"], "account", "SIP transport of NOTIFY; account: as exchange.transport."),
  "resync.yealinkEvent": ours(schemas["resync.yealinkEvent"], "check-sync;reboot=false", "Event of NOTIFY to a Yealink."),
  "resync.snomEvent": ours(schemas["resync.snomEvent"], "check-sync;reboot=false", "Event of NOTIFY to a Snom."),
  "resync.polycomEvent": ours(schemas["resync.polycomEvent"], "check-sync", "Event of NOTIFY to a Polycom."),
  "resync.web": ours(
    schemas["resync.web"],
    false,
    "A phone that SIP does not reach is asked at its own web pages, when somebody asks and its address is private and the organisation's.",
    ["operator", "organisation", "site"],
  ),
  "resync.yealinkPath": ours(schemas["resync.yealinkPath"], "/servlet?key=Reboot", "Where a Yealink's own pages are asked."),
  "resync.snomPath": ours(schemas["resync.snomPath"], "/advanced_update.htm", "Where a Snom's own pages are asked."),
  "resync.polycomPath": ours(
    schemas["resync.polycomPath"],
    "/api/v1/mgmt/updateConfiguration",
    "Where a Polycom's own pages are asked.",
  ),
  "firmware.image": define(schemas["firmware.image"], null, "Firmware that the phone should have: file and version."),
  "firmware.atOnce": ours(
    schemas["firmware.atOnce"],
    50,
    "Phones of one organisation that fetch firmware at once; the others are told to come back.",
    organisationWide,
  ),
  "firmware.atOnceSite": ours(
    schemas["firmware.atOnceSite"],
    10,
    "Phones of one site, or without a site, that fetch firmware at once, so that its line is not filled.",
    ["operator", "organisation", "site"],
  ),
};

export const settingNames = Object.keys(settingDefinitions) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingDefinitions, name);
}

/** Vendor parameters that may not be set raw: they carry secrets (raw values are shown to administrators) or decide where the phone asks. */
const guarded: Readonly<Record<VendorId, readonly RegExp[]>> = {
  yealink: [
    /p(?:ass(?:word|wd)?|wd)$|secret|\.psk$|\.pin$/i,
    /^(?:static\.)?auto_provision\.(?:server\.|pnp_enable|dhcp_option|custom\.|aes_key|repeat|mode|power_on)/i,
    /^(?:static\.)?security\.user_(?:password|name)/i,
    /^account\.\d+\.(?:auth_name|user_name|password|sip_server\.)/i,
  ],
  snom: [
    /pass(?:word|wd)?|secret|_psk|_pin\b|^user_hash/i,
    /^(?:setting_server|settings_refresh_timer|pnp_config|dhcp|update_policy|prov_polling)/i,
    /^user_(?:host|name|pname|pass|realname)\d*/i,
  ],
  polycom: [
    /pass(?:word|wd)?|secret|\.psk|\.pin$/i,
    /^device\.(?:prov|auth|net\.dot1x|sec)\./i,
    /^prov\.polling\./i,
    /^reg\.\d+\.(?:auth|server|address)/i,
  ],
};

/** True when the parameter is the plan's alone: accounts, passwords, where to ask. */
export function isGuardedParameter(vendor: VendorId, name: string): boolean {
  return guarded[vendor].some((pattern) => pattern.test(name));
}
