import { html, nothing, type TemplateResult } from "lit";
import { segmentField, selectField } from "../components/fields.ts";
import type { ComboOption, FindOptions } from "../components/search-combobox.ts";
import "../components/search-combobox.ts";
import { api } from "../data/client.ts";
import { listPhones } from "../data/phones.ts";
import { t } from "../i18n/index.ts";
import { type DraftScope, type Picked, scopes } from "./draft.ts";
import type { Step } from "./what-step.ts";

/** Whom it is for: everybody below a layer, or certain phones. */
export function whoStep(step: Step): TemplateResult {
  const { draft, set } = step;
  if (draft.back) return html`<p>${t("rollouts.back_of")}: ${draft.back.name}</p>`;
  const firmware = draft.kind === "firmware";
  const offered: readonly DraftScope[] = draft.house ? ofHouse(firmware) : firmware ? ["model", "some"] : scopes;
  const label = (scope: DraftScope) => {
    if (firmware && scope === "model") return t("rollouts.who.firmware.all");
    return scope === "organisation" && draft.house ? t("rollouts.at.operator") : t(`rollouts.who.${scope}`);
  };
  return html`${segmentField({
    ...{ name: "scope", label: t("rollouts.who.which"), value: draft.scope },
    choices: offered.map((value) => ({ value, label: label(value) })),
    onChange: (value) => set({ scope: offered.find((one) => one === value) ?? "organisation", place: "" }),
  })}
    <p class="soft">${t(draft.scope === "some" ? "rollouts.who.some.hint" : firmware ? "rollouts.who.firmware.hint" : "rollouts.who.hint")}</p>
    ${draft.scope === "some" ? someFields(step) : placeField(step)}`;
}

/** Certain phones of several organisations are chosen by nobody: each organisation has its own list. */
const ofHouse = (firmware: boolean): readonly DraftScope[] => (firmware ? ["model"] : ["organisation", "model"]);

function placeField({ draft, choices, set }: Step): TemplateResult | typeof nothing {
  if (draft.kind === "firmware" || draft.scope === "organisation" || draft.scope === "some") return nothing;
  const all = {
    site: choices.sites.map(({ id, name, phones }) => ({ id, name, phones })),
    layout: choices.layouts.map(({ id, name, phones }) => ({ id, name, phones })),
    model: choices.models.map(({ vendor, model, name, phones }) => ({ id: `${vendor}/${model}`, name, phones })),
  }[draft.scope];
  return html`<div @change=${(event: Event) => event.target instanceof HTMLSelectElement && set({ place: event.target.value })}>
    ${selectField({
      ...{ name: "place", label: t(`rollouts.who.${draft.scope}`), value: draft.place },
      choices: [
        { value: "", label: t("rollouts.who.choose") },
        ...all.map(({ id, name, phones }) => ({ value: id, label: `${name} (${t("rollouts.phones", { count: phones })})` })),
      ],
    })}
  </div>`;
}

function someFields({ draft, choices, set }: Step): TemplateResult {
  const { selection } = draft;
  if (selection !== null) {
    return html`<p class="row">
      <strong>${t("rollouts.who.selection", { count: selection.phones })}</strong>
      <button class="button quiet small" type="button" @click=${() => set({ selection: null })}>${t("rollouts.who.selection.others")}</button>
    </p>`;
  }
  const toggle = (id: string) => {
    const siteIds = draft.siteIds.includes(id) ? draft.siteIds.filter((one) => one !== id) : [...draft.siteIds, id];
    set({ siteIds });
  };
  return html`${
    choices.sites.length > 0 && draft.phones.length === 0
      ? html`<fieldset>
          <legend>${t("rollouts.who.sites")}</legend>
          ${choices.sites.map(
            ({ id, name, phones }) => html`<label class="check"
              ><input type="checkbox" .checked=${draft.siteIds.includes(id)} @change=${() => toggle(id)} /><span
                >${name} <span class="soft">${t("rollouts.phones", { count: phones })}</span></span
              ></label
            >`,
          )}
        </fieldset>`
      : nothing
  }
  ${pickPhones(draft.phones, (phones) => set({ phones }), "some")}`;
}

/** Phones that are picked one by one. @param key tells several such fields of a page apart */
export function pickPhones(picked: readonly Picked[], set: (picked: readonly Picked[]) => void, key: string): TemplateResult {
  const add = (option: ComboOption | null) => {
    if (option && !picked.some((one) => one.id === option.key)) set([...picked, { id: option.key, name: option.title }]);
  };
  const shown = picked.slice(0, 40);
  return html`<search-combobox
      name="phones-${key}"
      label=${t("rollouts.who.find")}
      .find=${findPhones}
      .value=${null}
      @combo-change=${(event: CustomEvent<ComboOption | null>) => {
        add(event.detail);
        const { target } = event;
        if (target instanceof HTMLElement && "value" in target) target.value = null;
      }}
    ></search-combobox>
    ${
      picked.length === 0
        ? nothing
        : html`<p class="soft small">${t("rollouts.who.picked", { count: picked.length })}</p>
            <ul class="chips">
              ${shown.map(
                (one) => html`<li>
                  <button class="button small" type="button" aria-label=${t("rollouts.who.remove", { name: one.name || one.id })} @click=${() => set(picked.filter((other) => other !== one))}>
                    ${one.name || one.id} <span aria-hidden="true">×</span>
                  </button>
                </li>`,
              )}
            </ul>`
    }`;
}

const findPhones: FindOptions = async (q, signal) => {
  const { rows } = await listPhones(api, { q, limit: 12 }, signal);
  const options = rows.map(({ id, label, mac, modelName, user }) => ({
    ...{ key: id, title: label || mac, detail: [user?.name, modelName].filter(Boolean).join(" · ") },
  }));
  return [{ title: "", options }];
};
