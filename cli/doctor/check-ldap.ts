import { existsSync } from "node:fs";
import { saidOfSetting } from "../../db/settings.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Settings } from "../../process/settings.ts";
import { databaseOptions } from "../../process/store.ts";
import type { App } from "../app.ts";
import { type Finding, finding } from "./findings.ts";

/** Whether the directory that phones are told to search is one that answers, and the other way round. */
export async function checkLdap(app: App, settings: Settings): Promise<Finding[]> {
  const options = databaseOptions(settings);
  if ("file" in options && !existsSync(options.file)) return [];
  const { ldapPort, ldapTlsPort } = settings;
  try {
    const told = await saidOfSetting((await app.store()).db, "phonebook.ldap");
    const urls = told.flatMap((value) => (typeof value === "string" && value !== "" ? [value] : []));
    if (urls.length === 0) {
      return ldapPort === "off" && ldapTlsPort === "off" ? [] : [finding("ports", "warn", "ldap_untold", {})];
    }
    return urls.flatMap((url) => {
      const [port, setting] = url.startsWith("ldaps:") ? [ldapTlsPort, "KLYKA_LDAP_TLS_PORT"] : [ldapPort, "KLYKA_LDAP_PORT"];
      return port === "off" ? [finding("ports", "warn", "ldap_unserved", { url, setting })] : [];
    });
  } catch (error) {
    // A database that cannot be opened is told of by its own check.
    if (error instanceof DomainError) return [];
    throw error;
  }
}
