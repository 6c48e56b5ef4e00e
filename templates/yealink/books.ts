import type { Plan } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import { parametersOf, type Section } from "./parameter.ts";

const mostPhonebooks = 5;
/** Seconds after which the phone fetches its books again by itself; it does when somebody opens them too. */
const refreshSeconds = 21_600;

/** The books that the phone fetches itself; it has room for five. In them it finds callers' names. */
export function phonebooksSection({ directories, provisioning, settings: { callerNames } }: Plan): Section {
  const places = Array.from({ length: mostPhonebooks }, (_, at) => at);
  const some = directories.length > 0;
  return {
    title: "Phonebooks",
    parameters: [
      ...parametersOf(directories[0]?.origin ?? null, [
        ["features.remote_phonebook.enable", some],
        ["features.remote_phonebook.flash_time", some ? refreshSeconds : null],
        ["features.remote_phonebook.enter_update_enable", some],
        ["directory_setting.remote_phone_book.enable", some],
        ["search_in_dialing.remote_phone_book.enable", some],
      ]),
      ...parametersOf(callerNames.origin, [["directory.incoming_call_match_enable", callerNames.value]]),
      ...places.flatMap((at) => {
        const book = directories[at];
        return parametersOf(book?.origin ?? null, [
          [
            `remote_phonebook.data.${at + 1}.url`,
            book ? `${provisioning.url}phonebook/${encodeURIComponent(book.key)}.xml` : null,
          ],
          [`remote_phonebook.data.${at + 1}.name`, book?.name ?? null],
        ]);
      }),
    ],
  };
}

/** Books for which the phone has no place. */
export function bookWarnings({ directories }: Plan): RenderWarning[] {
  return directories.slice(mostPhonebooks).map(({ name }) => ({ code: "book_left_out", name }));
}

/** Entries that one search brings to the phone. */
const mostHits = 50;

/** The directory that the phone searches, in all its books at once. `%` is what was typed, or who calls. */
export function ldapSection({ ldap, settings: { callerNames, language } }: Plan): Section {
  return {
    title: "Directory",
    parameters: [
      ...parametersOf(ldap?.origin ?? null, [
        ["ldap.enable", ldap !== null],
        ["ldap.host", ldap?.host ?? null],
        ["ldap.port", ldap?.port ?? null],
        ["ldap.tls_mode", ldap ? (ldap.tls ? 2 : 0) : null],
        ["ldap.version", ldap ? 3 : null],
        ["ldap.base", ldap?.base ?? null],
        ["ldap.user", ldap?.user ?? null],
        ["ldap.password", ldap?.password ?? null],
        ["ldap.name_filter", ldap ? "(|(cn=%)(sn=%))" : null],
        ["ldap.number_filter", ldap ? "(|(telephoneNumber=%)(mobile=%)(otherTelephone=%))" : null],
        ["ldap.name_attr", ldap ? "cn" : null],
        ["ldap.numb_attr", ldap ? "telephoneNumber mobile otherTelephone" : null],
        ["ldap.display_name", ldap ? "%cn" : null],
        ["ldap.max_hits", ldap ? mostHits : null],
        ["ldap.ldap_sort", ldap !== null],
        ["ldap.customize_label", ldap ? (language.value.startsWith("sv") ? "Telefonbok" : "Phonebook") : null],
        ["directory_setting.ldap.enable", ldap !== null],
        ["search_in_dialing.ldap.enable", ldap !== null],
      ]),
      ...parametersOf(callerNames.origin, [
        ["ldap.call_in_lookup", ldap !== null && callerNames.value],
        ["ldap.call_out_lookup", ldap !== null && callerNames.value],
      ]),
    ],
  };
}
