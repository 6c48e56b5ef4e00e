import type { Choice } from "../../components/fields.ts";
import type { UserView } from "../../data/users.ts";
import { languages, type PlainKey, t } from "../../i18n/index.ts";

/** What stands behind a code, as people read it. */

export function rightName(right: unknown): string {
  return right === "administrator" || right === "operator" ? t(`users.right.${right}`) : t("users.right.user");
}

export function languageName(language: string | null): string {
  if (language === null) return t("users.language_default");
  const known = languages.find((one) => one === language);
  return known ? t(`language.${known}`) : language;
}

/** Ours, and the one that is there already. */
export function languageChoices(present: string): readonly Choice[] {
  const others = present !== "" && !languages.some((one) => one === present) ? [present] : [];
  return [
    { value: "", label: t("users.language_default") },
    ...[...languages, ...others].map((value) => ({ value, label: languageName(value) })),
  ];
}

export function operatorName(operator: unknown): string {
  const known = operators.find((one) => one === operator);
  return known ? t(`users.operator.${known}`) : "";
}

export function profileName(profile: "mex" | "external"): string {
  return t(`users.profile.${profile}`);
}

/** A number and its profile on one line. */
export function mobileText(mobile: unknown): string {
  if (typeof mobile !== "object" || mobile === null || !("number" in mobile) || !("profile" in mobile)) return "";
  return `${String(mobile.number)} ${profileName(mobile.profile === "mex" ? "mex" : "external")}`;
}

export const operators: readonly UserView["fixedOperator"][] = ["own", "telia", "telenor", "tele2", "tre"];

/** A column of a file, in people's words; one that is none of ours as it was written. */
export function columnLabel(name: string): string {
  const label = columnLabels.get(name);
  return label === undefined ? name : t(label);
}

const columnLabels: ReadonlyMap<string, PlainKey> = new Map([
  ["first_name", "users.first_name"],
  ["last_name", "users.last_name"],
  ["email", "users.email"],
  ["extension", "users.extension"],
  ["primary_number", "users.primary"],
  ["mobile_number", "users.mobile"],
  ["mobile_profile", "users.profile"],
  ["secondary_number", "users.secondary"],
  ["username", "users.username"],
  ["language", "users.language"],
  ["fixed_operator", "users.operator"],
  ["search_words", "users.words"],
  ["feature_groups", "users.features"],
  ["rights", "users.rights"],
  ["deactivate_on", "users.deactivate_on"],
  ["sip_user", "users.sip_user"],
]);
