import { html, nothing, type TemplateResult } from "lit";
import { isAskedSetting, settingForms } from "../../../domain/setting-forms.ts";
import { segmentField, selectField, textField } from "../components/fields.ts";
import type { PhoneSettingView } from "../data/phone-settings.ts";
import type { RolloutChoicesView } from "../data/rollouts.ts";
import { t } from "../i18n/index.ts";
import { askSetting } from "../pages/phone-settings/setting-dialog.ts";
import type { DraftSetting, RolloutDraft } from "./draft.ts";
import { placeText, saidText, valueName } from "./words.ts";

export type Step = {
  readonly draft: RolloutDraft;
  readonly choices: RolloutChoicesView;
  /** The settings as they are for the whole organisation: what a new value begins with. */
  readonly known: readonly PhoneSettingView[];
  /** In the organisation's zone. */
  readonly today: string;
  readonly set: (changed: Partial<RolloutDraft>) => void;
};

const vendors = { yealink: "Yealink", snom: "Snom", polycom: "Poly" } as const;

/** What is to be rolled out: firmware for models, or settings. */
export function whatStep(step: Step): TemplateResult {
  const { draft, set } = step;
  if (draft.back) return backList(draft.back);
  return html`${segmentField({
    ...{ name: "kind", label: t("rollouts.kind"), value: draft.kind },
    choices: (["firmware", "settings"] as const).map((value) => ({ value, label: t(`rollouts.kind.${value}`) })),
    onChange: (value) => {
      const kind = value === "settings" ? "settings" : "firmware";
      const all = kind === "settings" ? "organisation" : "model";
      set({ kind, scope: draft.phones.length > 0 || draft.selection !== null ? "some" : all, place: "" });
    },
  })}
    ${draft.kind === "firmware" ? firmwareFields(step) : settingFields(step)}`;
}

function backList(back: NonNullable<RolloutDraft["back"]>): TemplateResult {
  return html`<h2>${t("rollouts.back_of")}</h2>
    <p class="soft">${back.name}</p>
    <ul class="picked">
      ${back.shown.map((value) => html`<li><span>${valueName(value)}: ${value.taken ? t("rollouts.settings.clear") : saidText(value, value.value)}</span><span class="soft">${placeText(value)}</span></li>`)}
    </ul>`;
}

function firmwareFields({ draft, choices, set }: Step): TemplateResult {
  const models = modelsOf(draft, choices);
  const offered = models.filter((model) => model.images.length > 0);
  if (offered.length === 0) return html`<p class="notice">${t("rollouts.firmware.nothing")}</p>`;
  const choose = (key: string, file: string, images: (typeof offered)[number]["images"]) => {
    const { [key]: _, ...others } = draft.images;
    const image = images.find((one) => one.file === file);
    set({ images: image ? { ...others, [key]: { file: image.file, version: image.version } } : others });
  };
  return html`<h2>${t("rollouts.firmware.which")}</h2>
    <ul class="models">
      ${models.map(({ vendor, model, name, phones, running, images }) => {
        const key = `${vendor}/${model}`;
        const versions = running
          .slice(0, 4)
          .map(({ firmware, phones: count }) =>
            t("rollouts.firmware.on", { version: firmware ?? t("rollouts.firmware.unknown"), count }),
          )
          .join(", ");
        return html`<li>
          <p><strong>${name}</strong> <span class="soft">${t("rollouts.phones", { count: phones })}</span></p>
          <p class="soft small figures">${t("rollouts.firmware.runs", { versions })}</p>
          ${
            images.length === 0
              ? html`<p class="soft small">${t("rollouts.firmware.none")}</p>`
              : html`<div @change=${(event: Event) => event.target instanceof HTMLSelectElement && choose(key, event.target.value, images)}>
                  ${selectField({
                    ...{
                      name: `image-${key}`,
                      label: t("rollouts.firmware.for", { model: name }),
                      value: draft.images[key]?.file ?? "",
                    },
                    choices: [
                      { value: "", label: t("rollouts.firmware.keep") },
                      ...images.map(({ file, version }) => ({ value: file, label: `${version} · ${file}` })),
                    ],
                  })}
                </div>`
          }
        </li>`;
      })}
    </ul>`;
}

/** Of phones that were chosen in the list their models alone, with how many of them there are. */
function modelsOf({ selection }: RolloutDraft, { models }: RolloutChoicesView): RolloutChoicesView["models"] {
  if (selection === null) return models;
  return selection.models.flatMap(({ vendor, model, phones }) =>
    models.filter((one) => one.vendor === vendor && one.model === model).map((one) => ({ ...one, phones })),
  );
}

function settingFields(step: Step): TemplateResult {
  const { draft, choices, set } = step;
  const left = choices.settings.filter((name) => !draft.settings.some((one) => one.vendor === null && one.name === name));
  const remove = (setting: DraftSetting) => set({ settings: draft.settings.filter((one) => one !== setting) });
  return html`${
    draft.settings.length === 0
      ? html`<p class="soft">${t("rollouts.settings.none")}</p>`
      : html`<ul class="picked">
          ${draft.settings.map((setting) => {
            const name = valueName(setting);
            const value = setting.value === undefined ? t("rollouts.settings.clear") : saidText(setting, setting.value);
            return html`<li>
              <span><strong>${name}</strong> ${value}</span>
              <span class="acts">
                ${setting.vendor === null ? html`<button class="button quiet small" type="button" aria-label=${t("rollouts.settings.change.of", { name })} @click=${() => ask(step, setting.name)}>${t("rollouts.settings.change")}</button>` : nothing}
                <button class="button quiet small" type="button" aria-label=${t("rollouts.settings.remove.of", { name })} @click=${() => remove(setting)}>${t("rollouts.settings.remove")}</button>
              </span>
            </li>`;
          })}
        </ul>`
  }
    <div @change=${(event: Event) => {
      const { target } = event;
      if (!(target instanceof HTMLSelectElement) || target.value === "") return;
      void ask(step, target.value);
      target.value = "";
    }}>
      ${selectField({
        ...{ name: "setting", label: t("rollouts.settings.add"), value: "" },
        choices: [
          { value: "", label: t("rollouts.settings.choose") },
          ...left.map((name) => ({ value: name, label: valueName({ vendor: null, name }) })),
        ],
      })}
    </div>
    ${choices.parameters ? parameterFields(step) : nothing}`;
}

/** Opens the form of a setting, and puts what is said into the draft. */
async function ask({ draft, known, choices, set }: Step, name: string): Promise<void> {
  if (!isAskedSetting(name)) return;
  const said = draft.settings.find((one) => one.vendor === null && one.name === name);
  const now = known.find((one) => one.name === name);
  const value = said?.value ?? now?.value ?? null;
  const origin = { layer: "klyka" as const, name: "", by: null, at: null };
  const form: PhoneSettingView["form"] = structuredClone(settingForms[name]) as PhoneSettingView["form"];
  await askSetting({
    setting: { name, form, said: null, value, origin, elsewhere: 0, mine: true },
    phones: choices.phones,
    save: async (wanted) => {
      const others = draft.settings.filter((one) => one.vendor !== null || one.name !== name);
      set({ settings: [...others, { vendor: null, name, value: wanted }] });
    },
  });
}

/** For operator staff: a parameter in the maker's own words. */
function parameterFields({ draft, set }: Step): TemplateResult {
  const add = (event: Event) => {
    const { currentTarget } = event;
    const group = currentTarget instanceof HTMLElement ? currentTarget.closest("fieldset") : null;
    const read = (name: string) => {
      const field = group?.querySelector(`[name="${name}"]`);
      return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value.trim() : "";
    };
    const vendor = Object.keys(vendors).find((one) => one === read("vendor"));
    const name = read("parameter");
    if ((vendor !== "yealink" && vendor !== "snom" && vendor !== "polycom") || name === "") return;
    const others = draft.settings.filter((one) => one.vendor !== vendor || one.name !== name);
    set({ settings: [...others, { vendor, name, value: read("value") }] });
    for (const input of group?.querySelectorAll("input") ?? []) input.value = "";
  };
  return html`<fieldset class="parameter">
    <legend>${t("rollouts.parameter.heading")}</legend>
    <div class="pair">
      ${selectField({ name: "vendor", label: t("rollouts.parameter.vendor"), value: "yealink", choices: Object.entries(vendors).map(([value, label]) => ({ value, label })) })}
      ${textField({ name: "parameter", label: t("rollouts.parameter.name"), maxlength: 200 })}
      ${textField({ name: "value", label: t("rollouts.parameter.value"), maxlength: 2000 })}
    </div>
    <button class="button" type="button" @click=${add}>${t("rollouts.parameter.add")}</button>
  </fieldset>`;
}

/** `Firmware 108.86.0.90`, `Ny inställning: Tonernas land`. */
export function usualName({ kind, images, settings, back }: RolloutDraft): string {
  if (back) return t("rollouts.name.back", { name: back.name }).slice(0, 100);
  if (kind === "firmware") {
    const versions = [...new Set(Object.values(images).map(({ version }) => version))];
    return t("rollouts.name.firmware", { version: versions.slice(0, 3).join(", ") }).slice(0, 100);
  }
  return t("rollouts.name.settings", { name: settings.map(valueName).slice(0, 3).join(", ") }).slice(0, 100);
}
