import type { SettingForm } from "../../../../domain/setting-forms.ts";
import type { PhoneSettingView, SettingValue } from "../../data/phone-settings.ts";
import { isMessageKey, type MessageKey, t } from "../../i18n/index.ts";

export function settingName({ name }: Pick<PhoneSettingView, "name">): string {
  return t(`phone_settings.name.${name}`);
}

type AboutKey = Extract<MessageKey, `phone_settings.about.${string}`>;
const isAbout = (key: string): key is AboutKey => key.startsWith("phone_settings.about.") && isMessageKey(key);

/** What is worth knowing of it; null: its name says all. */
export function settingAbout({ name }: Pick<PhoneSettingView, "name">): string | null {
  const key = `phone_settings.about.${name}`;
  return isAbout(key) ? t(key) : null;
}

type ValueKey = Extract<MessageKey, `phone_settings.value.${string}`>;
const isValue = (key: string): key is ValueKey => key.startsWith("phone_settings.value.") && isMessageKey(key);

/** A value that is chosen among some; what the list does not have stands as it is kept. */
export function choiceLabel(name: string, value: string): string {
  const key = `phone_settings.value.${name}.${value}`;
  return isValue(key) ? t(key) : value;
}

/** `{ host: "sip.example.se", port: 5061 }` → `sip.example.se:5061`. */
export function serverText(value: SettingValue): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  const { host, port } = value;
  return typeof port === "number" ? `${String(host)}:${port}` : String(host ?? "");
}

/** The value as people read it. */
export function valueText(
  { name, form }: Pick<PhoneSettingView, "name"> & { readonly form: SettingForm },
  value: SettingValue,
): string {
  if (form.kind === "yesNo") return t(value === true ? "phone_settings.yes" : "phone_settings.no");
  if (form.kind === "server") return serverText(value) || t("phone_settings.empty");
  if (Array.isArray(value)) return value.map((one) => choiceLabel(name, String(one))).join(", ") || t("phone_settings.empty");
  if (form.kind === "number" && typeof value === "number") {
    if (form.unit === "phones") return t("phone_settings.phones", { count: value });
    return t(`phone_settings.${form.unit}`, { count: value });
  }
  const text = String(value ?? "");
  return text === "" ? t("phone_settings.empty") : choiceLabel(name, text);
}

/** Who says what applies. */
export function originText({ said, origin: { layer, name } }: PhoneSettingView): string {
  if (said !== null) return t("phone_settings.here");
  if (layer === "site" || layer === "layout") return t(`phone_settings.from.${layer}`, { name });
  return t(`phone_settings.from.${layer === "user" ? "phone" : layer}`);
}
