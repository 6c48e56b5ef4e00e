import type { Plan, PlanDirectory } from "../../domain/plan.ts";
import { builtIn, type Parameter, setting } from "./parameter.ts";

/** Name of the file that lists the phone's books, beside its other files. */
export const booksFile = "books.xml";

/** Where the phone fetches a book: under its own provisioning URL, which proves it. */
export function directoryUrl(plan: Plan, directory: PlanDirectory): string {
  return `${plan.provisioning.url}phonebook/${encodeURIComponent(directory.key.toWellFormed())}.xml`;
}

/** What the directory key opens: the only book, or a menu of several; null = the phone has no book. */
export function booksUrl(plan: Plan): string | null {
  const [only, ...others] = plan.directories;
  if (!only) return null;
  return others.length === 0 ? directoryUrl(plan, only) : `${plan.provisioning.url}${booksFile}`;
}

/** Entries that one search brings to the phone. */
const mostHits = "50";

/**
 * The directory that the phone searches and where it finds callers' names: `%` is what was typed, or who calls.
 * Firmware 10 needs the star behind it. TLS from the first byte is all that it knows (no StartTLS).
 */
export function ldap({ ldap: to, settings: { callerNames } }: Plan): readonly Parameter[] {
  const from = to?.origin ?? builtIn;
  const said = (name: string, value: string) => setting(name, to ? value : "", from);
  return [
    said("ldap_server", to?.host ?? ""),
    said("ldap_port", String(to?.port ?? "")),
    setting("ldap_over_tls", to?.tls ? "on" : "off", from),
    said("ldap_base", to?.base ?? ""),
    said("ldap_username", to?.user ?? ""),
    said("ldap_password", to?.password ?? ""),
    said("ldap_max_hits", mostHits),
    said("ldap_search_filter", "(|(cn=%*)(sn=%*))"),
    callerNames.value
      ? said("ldap_number_filter", "(|(telephoneNumber=%*)(mobile=%*)(otherTelephone=%*))")
      : setting("ldap_number_filter", "", callerNames.origin),
    said("ldap_name_attributes", "cn"),
    said("ldap_number_attributes", "telephoneNumber mobile otherTelephone"),
    said("ldap_display_name", "%cn"),
    setting("ldap_sort_results", to ? "on" : "off", from),
  ];
}
