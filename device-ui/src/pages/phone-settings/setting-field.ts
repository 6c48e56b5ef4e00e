import type { TemplateResult } from "lit";
import type { SettingForm } from "../../../../domain/setting-forms.ts";
import { areaField, type Choice, type Field, segmentField, selectField, textField } from "../../components/fields.ts";
import type { SettingValue } from "../../data/phone-settings.ts";
import { t } from "../../i18n/index.ts";
import { choiceLabel, serverText } from "./words.ts";

/** How a setting is asked for by its form, and what is read out of what was written: the same everywhere. */

/** What was typed is nothing that can be sent; its message is for people. */
export class WrongSetting extends Error {}

/** What stands in the field when the setting has that value; null: nothing. */
export function settingText({ kind }: SettingForm, value: SettingValue): string {
  if (value === null) return "";
  if (kind === "yesNo") return value === true ? "yes" : "no";
  if (kind === "server") return serverText(value);
  if (Array.isArray(value)) return value.map(String).join(kind === "many" ? ", " : "\n");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/**
 * @param text what stands in it, as `settingText` has it
 * @param none what an empty field says; null: there is always a value
 */
export function settingField(
  { name, form }: { readonly name: string; readonly form: SettingForm },
  text: string,
  none: string | null,
  field: Field,
): TemplateResult {
  const own = { ...field, value: text };
  const empty = none === null ? [] : [{ value: "", label: none }];
  const placeholder = none === null ? {} : { placeholder: none };
  const yesNo: readonly Choice[] = (["yes", "no"] as const).map((one) => ({ value: one, label: t(`phone_settings.${one}`) }));
  switch (form.kind) {
    case "yesNo":
      return none === null ? segmentField({ ...own, choices: yesNo }) : selectField({ ...own, choices: [...empty, ...yesNo] });
    case "choice": {
      // What is kept, and is not among them, stands there too.
      const all = text === "" || form.choices.includes(text) ? form.choices : [text, ...form.choices];
      const choices = all.map((one) => ({ value: one, label: choiceLabel(name, one) }));
      return selectField({ ...own, choices: [...empty, ...choices] });
    }
    case "number":
      return textField({ ...own, ...placeholder, hint: t(`phone_settings.unit.${form.unit}`, form), inputmode: "numeric" });
    case "server":
      return textField({ ...own, ...placeholder, hint: t("phone_settings.server.hint") });
    case "list":
      return areaField({ ...own, rows: 5 });
    case "many":
      return textField({ ...own, ...placeholder, hint: t("phone_settings.many.hint", { values: form.choices.join(", ") }) });
    default:
      return textField({ ...own, ...placeholder });
  }
}

/** What was written, as the server takes it. @throws WrongSetting */
export function settingOf(form: SettingForm, written: string): SettingValue {
  const text = written.trim();
  switch (form.kind) {
    case "yesNo":
      return text === "yes";
    case "list":
      return text.split(/[\s,;]+/).filter(Boolean);
    case "many": {
      const all = text.split(/[\s,;]+/).filter(Boolean);
      if (all.some((one) => !form.choices.includes(one)))
        throw new WrongSetting(t("phone_settings.many.hint", { values: form.choices.join(", ") }));
      return [...new Set(all)];
    }
    case "number": {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (!(number >= form.least && number <= form.most)) throw new WrongSetting(t("phone_settings.bad_number"));
      return number;
    }
    case "server":
      return serverOf(text);
    default:
      return text;
  }
}

function serverOf(text: string): SettingValue {
  if (text === "") return null;
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535)
    throw new WrongSetting(t("phone_settings.bad_server"));
  return { host, port: port === undefined ? null : Number(port) };
}
