import { html, nothing, type TemplateResult } from "lit";
import { Phone } from "lucide";
import { keyRules } from "../../../../domain/key-rules.ts";
import { type KeyKind, type KeyTarget, keyKinds } from "../../../../domain/phone-key.ts";
import { type AskedSetting, isAdministratorsSetting, isAskedSetting, settingForms } from "../../../../domain/setting-forms.ts";
import { selectField, textField } from "../../components/fields.ts";
import type { ComboOption, FindOptions } from "../../components/search-combobox.ts";
import "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import type { JobChange } from "../../data/jobs.ts";
import type { Targets } from "../../data/keys.ts";
import { listOrganisations } from "../../data/operator.ts";
import { t } from "../../i18n/index.ts";
import { settingField, settingOf } from "../phone-settings/setting-field.ts";
import { settingName } from "../phone-settings/words.ts";
import { choicesOf } from "../phones/words.ts";

/** What a job does, and the fields that ask for it. */
export const whats = [
  ...(["layout", "site", "key", "clearKey", "setting", "resync", "firmware", "retire"] as const),
  ...(["parameter", "organisation"] as const),
] as const;
export type What = (typeof whats)[number];
/** For operator staff that has entered the organisation. */
export const operatorsOnly: readonly What[] = ["parameter", "organisation"];
const modules = [0, 1, 2, 3, 4, 5, 6];
/** One for a whole organisation, never for a phone. */
const notOfPhones: readonly AskedSetting[] = ["exchange.dialForm"];
const vendors = { yealink: "Yealink", snom: "Snom", polycom: "Poly" } as const;

export type Values = {
  readonly what: What;
  /** By field's name, as it stands there. */
  readonly said: Readonly<Record<string, string>>;
  readonly target: ComboOption | null;
  readonly organisation: ComboOption | null;
};
type Named = readonly { readonly id: string; readonly name: string }[];
export type Offered = { readonly sites: Named; readonly layouts: Named; readonly operating: boolean; readonly count: number };
type Set_ = (values: Partial<Values>) => void;

/** The settings that may be said of phones themselves by whoever asks. */
export function settingsFor(operating: boolean): AskedSetting[] {
  return Object.keys(settingForms)
    .filter(isAskedSetting)
    .filter((name) => !notOfPhones.includes(name) && (operating || isAdministratorsSetting(name)));
}

export function changeFields(values: Values, offered: Offered, set: Set_): TemplateResult {
  const { said } = values;
  const value = { name: "value", value: said.value ?? "" };
  switch (values.what) {
    case "layout":
      return selectField({
        ...value,
        label: t("phones.column.layout"),
        choices: choicesOf(offered.layouts, t("phones.no_layout")),
      });
    case "site":
      return selectField({ ...value, label: t("phones.column.site"), choices: choicesOf(offered.sites, t("phones.no_site")) });
    case "clearKey":
      return placeFields(said);
    case "key":
      return html`${placeFields(said)} ${keyFields(values, set)}`;
    case "setting":
      return settingFields(said, offered.operating);
    case "parameter":
      return html`${selectField({ name: "vendor", label: t("jobs.parameter.vendor"), value: said.vendor ?? "yealink", choices: Object.entries(vendors).map(([one, label]) => ({ value: one, label })) })}
      ${textField({ name: "name", label: t("jobs.parameter.name"), value: said.name ?? "", maxlength: 200, required: true })}
      ${textField({ ...value, label: t("jobs.parameter.value"), hint: t("jobs.parameter.hint"), maxlength: 2000 })}`;
    case "organisation":
      return html`<search-combobox
          name="organisation"
          label=${t("jobs.organisation.which")}
          .find=${findOrganisations}
          .value=${values.organisation}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => set({ organisation: event.detail })}
        ></search-combobox>
        <p class="notice waiting">${t("jobs.organisation.text")}</p>`;
    case "retire":
      return html`<p class="notice stop">${t("jobs.retire.text", { count: offered.count })}</p>`;
    case "firmware":
      return html`<p class="notice">${t("jobs.firmware.text")}</p>`;
    case "resync":
      return html``;
  }
}

function placeFields(said: Values["said"]): TemplateResult {
  const label = (number: number) => (number === 0 ? t("jobs.place.phone") : t("jobs.place.module_number", { number }));
  return html`<div class="pair">
    ${selectField({ name: "module", label: t("jobs.place.module"), value: said.module ?? "0", choices: modules.map((one) => ({ value: String(one), label: label(one) })) })}
    ${textField({ name: "index", label: t("jobs.place.index"), value: said.index ?? "", type: "number", inputmode: "numeric", required: true })}
  </div>`;
}

const offeredKinds = keyKinds.filter((kind) => kind !== "directory");

function keyFields({ said, target }: Values, set: Set_): TemplateResult {
  const kind = kindOf(said);
  const rule = keyRules[kind];
  return html`${selectField({ name: "kind", label: t("jobs.key.kind"), value: kind, choices: offeredKinds.map((one) => ({ value: one, label: t(`keys.kind.${one}`) })) })}
    ${
      rule.targets.length > 0
        ? html`<search-combobox
            name="target"
            label=${t("jobs.key.target")}
            .find=${finder(rule.targets)}
            .free=${rule.targets.includes("number") ? dialled : null}
            .value=${target}
            @combo-change=${(event: CustomEvent<ComboOption | null>) => set({ target: event.detail })}
          ></search-combobox>`
        : nothing
    }
    ${rule.value ? textField({ name: "value", label: t("jobs.key.value"), value: said.value ?? "", required: rule.valueNeeded, maxlength: 512 }) : nothing}
    ${kind === "blank" ? nothing : textField({ name: "label", label: t("jobs.key.label"), value: said.label ?? "", maxlength: 100, hint: t("jobs.key.label_hint") })}`;
}

function kindOf(said: Values["said"]): KeyKind {
  return offeredKinds.find((one) => one === said.kind) ?? "blf";
}

function dialled(typed: string): ComboOption | null {
  const number = typed.replace(/[^0-9+*#]/g, "");
  return number === "" ? null : { key: `number:${typed}`, title: t("jobs.key.dial", { number: typed }), icon: Phone };
}

function finder(kinds: readonly KeyTarget["kind"][]): FindOptions {
  return async (q, signal) => {
    const found = await api.get<Targets>("/targets", { q, limit: 12 }, signal);
    const rows = [...found.users, ...found.groups, ...found.contacts].filter(({ kind }) => kinds.includes(kind));
    const options = rows.map(({ kind, id, name, detail, picture }) => ({
      ...{ key: `${kind}:${id}`, title: name, detail, person: kind !== "group", picture: picture?.small ?? null },
    }));
    return [{ title: "", options }];
  };
}

const findOrganisations: FindOptions = async (q, signal) => {
  const { rows } = await listOrganisations(api, { q, limit: 12 }, signal);
  return [{ title: "", options: rows.map(({ id, title, name }) => ({ key: id, title, detail: name })) }];
};

function settingFields(said: Values["said"], operating: boolean): TemplateResult {
  const all = settingsFor(operating);
  const name = all.find((one) => one === said.name) ?? "phone.language";
  const setting = { name, form: settingForms[name] };
  const choices = all.map((one) => ({ value: one, label: settingName({ name: one }) }));
  return html`${selectField({ name: "name", label: t("jobs.setting.which"), value: name, choices })}
    ${settingField(setting, said.value ?? "", t("jobs.setting.none"), { name: "value", label: t("jobs.setting.value") })}`;
}

/** What was asked for; null: something is still to be said. @throws WrongSetting */
export function changeOf({ what, said, target, organisation }: Values): JobChange | null {
  const chosen = said.value || null;
  switch (what) {
    case "layout":
      return { what, layoutId: chosen };
    case "site":
      return { what, siteId: chosen };
    case "clearKey": {
      const place = placeOf(said);
      return place && { what, place };
    }
    case "key":
      return keyOf(said, target);
    case "setting":
      return { what, name: said.name ?? "phone.language", value: settingValue(said) };
    case "parameter":
      return said.name ? { what, vendor: vendorOf(said), name: said.name, value: chosen } : null;
    case "organisation":
      return organisation && { what, organisationId: organisation.key };
    case "firmware":
      return null;
    default:
      return { what };
  }
}

function vendorOf(said: Values["said"]): keyof typeof vendors {
  return said.vendor === "snom" || said.vendor === "polycom" ? said.vendor : "yealink";
}

function placeOf({ module = "0", index = "" }: Values["said"]) {
  const place = { module: Number(module), index: Number(index) };
  return Number.isInteger(place.index) && place.index >= 1 ? place : null;
}

function keyOf(said: Values["said"], chosen: ComboOption | null): JobChange | null {
  const place = placeOf(said);
  const kind = kindOf(said);
  const rule = keyRules[kind];
  const target = rule.targets.length === 0 ? null : targetOf(chosen);
  const value = rule.value ? said.value || null : null;
  if (!place || (rule.targetNeeded && !target) || (rule.valueNeeded && !value)) return null;
  const label = kind === "blank" ? null : said.label || null;
  return { what: "key", key: { place, kind, target, account: 1, label, value, locked: false } };
}

function targetOf(chosen: ComboOption | null): KeyTarget | null {
  if (!chosen) return null;
  const at = chosen.key.indexOf(":");
  const [kind, id] = [chosen.key.slice(0, at), chosen.key.slice(at + 1)];
  if (kind === "number") return { kind, number: id };
  return kind === "user" || kind === "group" || kind === "contact" ? { kind, id } : null;
}

type Json = Extract<JobChange, { what: "setting" }>["value"];

function settingValue({ name = "phone.language", value = "" }: Values["said"]): Json {
  return value === "" || !isAskedSetting(name) ? null : settingOf(settingForms[name], value);
}
