import type { Plan } from "../../domain/plan.ts";
import type { Parameter } from "./xml.ts";

/** What is searched, and what each is to the phone. */
const attributes: readonly (readonly [name: string, type: string, sv: string, en: string])[] = [
  ["sn", "last_name", "Namn", "Name"],
  ["givenName", "first_name", "Förnamn", "First name"],
  ["telephoneNumber", "phone_number", "Arbete", "Work"],
  ["mobile", "phone_number", "Mobil", "Mobile"],
  ["otherTelephone", "phone_number", "Annat", "Other"],
];

/**
 * The corporate directory: it is searched on the phone. Callers' names it does not look up there; those it takes from its
 * own directory. What it may sort and page by itself is switched off: the server gives few at once.
 */
export function ldapParameters({ ldap, settings: { language } }: Plan): Parameter[] {
  if (ldap === null) return [];
  const { origin } = ldap;
  const swedish = language.value.startsWith("sv");
  const values: readonly (readonly [string, string])[] = [
    ["feature.corporateDirectory.enabled", "1"],
    ["dir.corp.address", ldap.tls ? `ldaps://${ldap.host}` : ldap.host],
    ["dir.corp.port", String(ldap.port)],
    ["dir.corp.transport", ldap.tls ? "TLS" : "TCP"],
    ["dir.corp.baseDN", ldap.base],
    ["dir.corp.scope", "sub"],
    ["dir.corp.filterPrefix", "(objectclass=person)"],
    ["dir.corp.user", ldap.user],
    ["dir.corp.password", ldap.password],
    ["dir.corp.bindOnInit", "1"],
    ["dir.corp.viewPersistence", "0"],
    ["dir.corp.backGroundSync", "0"],
    ["dir.corp.sortControl", "0"],
    ["dir.corp.vlv.allow", "0"],
    ...attributes.flatMap(([name, type, sv, en], at): [string, string][] => [
      [`dir.corp.attribute.${at + 1}.name`, name],
      [`dir.corp.attribute.${at + 1}.type`, type],
      [`dir.corp.attribute.${at + 1}.label`, swedish ? sv : en],
      [`dir.corp.attribute.${at + 1}.searchable`, "1"],
    ]),
  ];
  return values.map(([name, value]) => ({ name, value, origin }));
}
