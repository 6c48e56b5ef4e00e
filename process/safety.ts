import { X509Certificate } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { DomainError } from "../domain/errors.ts";
import { modeOf } from "./key-file.ts";
import type { Settings } from "./settings.ts";

/** Why a server with these settings would be unsafe. The sentences are in `cli/setting-sentences.ts`. */
export const unsafeReasons = [
  "key_file_readable",
  "data_folder_writable",
  "public_url_missing",
  "public_url_plain",
  "tls_key_readable",
  "tls_incomplete",
  "snmp_incomplete",
  "ldap_plain",
  "tls_unusable",
  "phones_ca_unusable",
  "file_missing",
  "proxies_everyone",
  "mail_incomplete",
  "portal_url_plain",
  "sms_incomplete",
  "operator_incomplete",
  "operator_secret_twice",
  "store_incomplete",
  "demo_data",
  "database_moved",
  "no_listener",
] as const;
export type UnsafeReason = (typeof unsafeReasons)[number];

export type Unsafe = {
  readonly reason: UnsafeReason;
  readonly path?: string;
  readonly mode?: string;
  readonly name?: string;
  readonly value?: string;
};

/** Left in the data folder by the demo: its passwords have been on a screen. */
export const demoMarker = "demo.json";

/** Left in the data folder when its SQLite database has been moved to PostgreSQL: what it says is old. */
export const movedMarker = "moved.json";

/** Everything that speaks against serving real phones with these settings. Reads modes of files, changes nothing. */
export function findUnsafe(settings: Settings): readonly Unsafe[] {
  return [
    ...ofFiles(settings),
    ...ofAddresses(settings),
    ...ofTls(settings),
    ...ofMessages(settings),
    ...ofOperator(settings),
    ...ofStore(settings),
  ];
}

/** @throws DomainError `settings_unsafe` with every reason (detail: `reasons`, `paths`, `modes`, `names`, `values`, side by side) */
export function refuseUnsafe(settings: Settings): void {
  const found = findUnsafe(settings);
  if (found.length === 0) return;
  throw new DomainError("settings_unsafe", {
    reasons: found.map((one) => one.reason),
    paths: found.map((one) => one.path ?? ""),
    modes: found.map((one) => one.mode ?? ""),
    names: found.map((one) => one.name ?? ""),
    values: found.map((one) => one.value ?? ""),
  });
}

function ofFiles(settings: Settings): Unsafe[] {
  const found: Unsafe[] = [];
  const key = openMode(settings.keyFile, 0o077);
  if (key) found.push({ reason: "key_file_readable", path: settings.keyFile, mode: key });
  const folder = openMode(settings.data, 0o022);
  if (folder) found.push({ reason: "data_folder_writable", path: settings.data, mode: folder });
  if (existsSync(join(settings.data, demoMarker))) found.push({ reason: "demo_data", path: settings.data });
  const moved = join(settings.data, movedMarker);
  if (settings.databaseUrl === null && existsSync(moved)) found.push({ reason: "database_moved", path: moved });
  return found;
}

function ofAddresses(settings: Settings): Unsafe[] {
  const found: Unsafe[] = [];
  if (settings.publicUrl === null) found.push({ reason: "public_url_missing" });
  else if (settings.publicUrl.startsWith("http:") && !settings.allowPlainHttp) found.push({ reason: "public_url_plain" });
  // A proxy's own network is small; whoever trusts half the internet's headers trusts everybody's.
  for (const network of settings.trustedProxies) {
    if (network.bits >= (network.family === "ipv4" ? 8 : 16)) continue;
    found.push({ reason: "proxies_everyone", value: `${network.address}/${network.bits}` });
  }
  const off = [settings.phonesPort, settings.phonesTlsPort, settings.tftpPort].every((port) => port === "off");
  if (off) found.push({ reason: "no_listener" });
  return found;
}

/** A link for a new password, or to a softphone's settings, is as good as the password. */
function ofMessages(settings: Settings): Unsafe[] {
  const { smtpUrl, mailFrom, portalUrl, allowPlainHttp } = settings;
  const found: Unsafe[] = [];
  if (smtpUrl !== null && (mailFrom === null || portalUrl === null)) found.push({ reason: "mail_incomplete" });
  if (settings.smsProvider !== null && smsIncomplete(settings)) found.push({ reason: "sms_incomplete" });
  const here = portalUrl === null || /^http:\/\/(?:localhost|127\.[0-9.]+|\[::1\])(?::|\/|$)/.test(portalUrl);
  if (portalUrl?.startsWith("http:") && !here && !allowPlainHttp) found.push({ reason: "portal_url_plain" });
  return found;
}

function smsIncomplete({ smsProvider, smsUrl, smsUser, smsSecret, smsFrom, portalUrl }: Settings): boolean {
  if (smsSecret === null || smsFrom === null || portalUrl === null) return true;
  return smsProvider === "46elks" ? smsUser === null : smsUrl === null || smsSecret.length < 32;
}

function ofStore({ store, storeKey, storeSecret }: Settings): Unsafe[] {
  return store !== null && (storeKey === null || storeSecret === null) ? [{ reason: "store_incomplete" }] : [];
}

/** Signatures of one direction are no good in the other. */
function ofOperator({ operatorUrl, operatorSecret, operatorWebhookSecrets }: Settings): Unsafe[] {
  if (operatorUrl === null) return [];
  if (operatorSecret === null || operatorWebhookSecrets.length === 0) return [{ reason: "operator_incomplete" }];
  return operatorWebhookSecrets.includes(operatorSecret) ? [{ reason: "operator_secret_twice" }] : [];
}

function ofTls(settings: Settings): Unsafe[] {
  const found: Unsafe[] = [];
  const { tlsCert, tlsKey } = settings;
  if (settings.ldapPort !== "off" && !settings.allowPlainHttp) found.push({ reason: "ldap_plain" });
  const secure = settings.phonesTlsPort !== "off" || settings.ldapTlsPort !== "off";
  if (snmpOpen(settings)) found.push({ reason: "snmp_incomplete" });
  if (secure && (tlsCert === null || tlsKey === null)) found.push({ reason: "tls_incomplete" });
  const files: [string, string | null][] = [
    ["KLYKA_TLS_CERT", tlsCert],
    ["KLYKA_TLS_KEY", tlsKey],
    ...settings.phonesCa.map((path): [string, string] => ["KLYKA_PHONES_CA", path]),
    ...settings.outboundCa.map((path): [string, string] => ["KLYKA_OUTBOUND_CA", path]),
    ["KLYKA_SIP_CA", settings.sipCa],
  ];
  for (const [name, path] of files) if (path !== null && !readable(path)) found.push({ reason: "file_missing", name, path });
  if (found.length === 0 && tlsCert !== null && tlsKey !== null && !pairFits(tlsCert, tlsKey))
    found.push({ reason: "tls_unusable", path: tlsCert, value: tlsKey });
  for (const path of settings.phonesCa)
    if (readable(path) && !holdsCertificates(path)) found.push({ reason: "phones_ca_unusable", path });
  const mode = tlsKey === null ? null : openMode(tlsKey, 0o077);
  if (tlsKey !== null && mode) found.push({ reason: "tls_key_readable", path: tlsKey, mode });
  return found;
}

/** The listener could start with this certificate and key. */
function pairFits(certificate: string, key: string): boolean {
  try {
    createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) });
    return true;
  } catch {
    return false;
  }
}

/** At least one certificate, and none that cannot be read: a CA that is passed over would keep its phones out in silence. */
function holdsCertificates(path: string): boolean {
  try {
    const blocks = readFileSync(path, "latin1").match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
    return blocks.map((block) => new X509Certificate(block)).length > 0;
  } catch {
    return false;
  }
}

/** The mode in octal when it grants one of these bits, else null. Windows has no such bits. */
function openMode(path: string, bits: number): string | null {
  const mode = process.platform === "win32" ? null : modeOf(path);
  return mode !== null && (mode & bits) !== 0 ? (mode & 0o777).toString(8).padStart(4, "0") : null;
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** An agent that listens, or traps that are sent, without anything to be opened with; a user without both passwords. */
function snmpOpen({ snmpPort, snmpTraps, snmpCommunity, snmpUser, snmpAuthKey, snmpPrivKey }: Settings): boolean {
  if (snmpUser !== null && (snmpAuthKey === null || snmpPrivKey === null)) return true;
  return (snmpPort !== "off" || snmpTraps.length > 0) && snmpCommunity === null && snmpUser === null;
}
