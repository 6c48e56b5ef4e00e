import type { SettingName } from "./settings.ts";

/** How a neutral setting is asked for: which control, and within which bounds. */
export type SettingForm =
  | { readonly kind: "yesNo" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "many"; readonly choices: readonly string[] }
  | { readonly kind: "number"; readonly least: number; readonly most: number; readonly unit: "hours" | "seconds" | "phones" }
  | { readonly kind: "time" }
  | { readonly kind: "text" }
  /** Host, or host and port. */
  | { readonly kind: "server" }
  /** Texts, one after the other. */
  | { readonly kind: "list" };

/** Where a setting stands among the others. */
export const settingGroups = ["phone", "audio", "phonebook", "provisioning", "resync", "firmware", "exchange"] as const;
export type SettingGroup = (typeof settingGroups)[number];

const yesNo: SettingForm = { kind: "yesNo" };
const text: SettingForm = { kind: "text" };
const time: SettingForm = { kind: "time" };
const server: SettingForm = { kind: "server" };

/**
 * Settings that are asked for in the web app, in the order in which they are shown. `firmware.image` is not: it is given out
 * by roll-outs.
 */
export const settingForms = {
  "phone.language": { kind: "choice", choices: ["sv", "en", "da", "nb", "fi", "de"] },
  "phone.timeZone": text,
  "phone.tones": { kind: "choice", choices: ["SE", "DK", "FI", "NO"] },
  "phone.clock24h": yesNo,
  "phone.callWaiting": yesNo,
  "phone.emergencyNumbers": { kind: "list" },
  "phone.ntpServer": text,
  "phone.syslogServer": text,
  "phone.webUi": yesNo,
  "phone.snmpFrom": { kind: "list" },
  "phone.snmpCommunity": text,
  "audio.codecs": { kind: "many", choices: ["opus", "g722", "pcma", "pcmu", "g729", "ilbc"] },
  "phonebook.commonPhones": { kind: "choice", choices: ["none", "colleagues", "everyone", "all"] },
  "phonebook.callerNames": yesNo,
  "phonebook.ldap": text,
  "provisioning.pollHours": { kind: "number", least: 0, most: 168, unit: "hours" },
  "provisioning.pollFrom": time,
  "provisioning.pollTo": time,
  "provisioning.uploads": yesNo,
  "provisioning.holds": { kind: "choice", choices: ["off", "report", "hold", "strict"] },
  "provisioning.url": text,
  "resync.mode": { kind: "choice", choices: ["now", "night", "hand"] },
  "resync.nightFrom": time,
  "resync.nightTo": time,
  "resync.perMinute": { kind: "number", least: 1, most: 6000, unit: "phones" },
  "resync.proxy": server,
  "resync.transport": { kind: "choice", choices: ["account", "udp", "tcp", "tls", "dns"] },
  "resync.yealinkEvent": text,
  "resync.snomEvent": text,
  "resync.polycomEvent": text,
  "resync.web": yesNo,
  "resync.yealinkPath": text,
  "resync.snomPath": text,
  "resync.polycomPath": text,
  "firmware.atOnce": { kind: "number", least: 1, most: 10_000, unit: "phones" },
  "firmware.atOnceSite": { kind: "number", least: 1, most: 10_000, unit: "phones" },
  "exchange.registrar": server,
  "exchange.backupRegistrar": server,
  "exchange.outboundProxy": server,
  "exchange.transport": { kind: "choice", choices: ["udp", "tcp", "tls", "dns"] },
  "exchange.srtp": { kind: "choice", choices: ["off", "optional", "required"] },
  "exchange.expires": { kind: "number", least: 60, most: 86_400, unit: "seconds" },
  "exchange.voicemailNumber": text,
  "exchange.pickupCode": text,
  "exchange.parkCode": text,
  "exchange.groupLoginCode": text,
  "exchange.diversionCode": text,
  "exchange.dialForm": { kind: "choice", choices: ["e164", "national", "extension"] },
} as const satisfies Partial<Readonly<Record<SettingName, SettingForm>>>;
export type AskedSetting = keyof typeof settingForms;

export function isAskedSetting(name: string): name is AskedSetting {
  return Object.hasOwn(settingForms, name);
}

/** How phones reach the exchange and this server is operator staff's to say: a wrong word there takes every phone away. */
export function isAdministratorsSetting(name: string): boolean {
  if (!isAskedSetting(name)) return false;
  if (/^(?:phone|audio)\./.test(name)) return true;
  const others: readonly AskedSetting[] = [
    "phonebook.commonPhones",
    "phonebook.callerNames",
    "provisioning.pollHours",
    "provisioning.pollFrom",
    "provisioning.pollTo",
    "provisioning.uploads",
    "provisioning.holds",
    "resync.mode",
    "resync.nightFrom",
    "resync.nightTo",
    "resync.perMinute",
    "resync.web",
    "firmware.atOnce",
    "firmware.atOnceSite",
  ];
  return others.includes(name);
}
