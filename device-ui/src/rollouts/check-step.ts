import { html, nothing, type TemplateResult } from "lit";
import { textField } from "../components/fields.ts";
import type { RolloutPreviewView } from "../data/rollouts.ts";
import { t } from "../i18n/index.ts";
import { pathTo } from "../router/paths.ts";
import type { RolloutDraft } from "./draft.ts";
import type { Step } from "./what-step.ts";
import { changeText, placeText, valueName } from "./words.ts";

/** What would happen: who gets what, ring by ring, and who does not. @param preview null: it is on its way */
export function checkStep({ draft, choices, set }: Step, preview: RolloutPreviewView | null, usual: string): TemplateResult {
  return html`<div @input=${(event: Event) => event.target instanceof HTMLInputElement && set({ name: event.target.value })}>
      ${textField({ name: "name", label: t("rollouts.name"), value: draft.name || usual, maxlength: 100, required: true })}
    </div>
    ${preview ? result(draft, preview, choices.sites) : html`<p class="soft" role="status">${t("rollouts.check.loading")}</p>`}`;
}

type Sites = Step["choices"]["sites"];

function result(draft: RolloutDraft, preview: RolloutPreviewView, sites: Sites): TemplateResult {
  const { phones, models, values, cannot, conflicts } = preview;
  return html`${conflicts.map(
    ({ id, name, phones: count, phone }) =>
      html`<p class="notice stop" role="alert">${t("rollouts.check.conflict", { name, count, phone })} ${draft.house ? nothing : html`<a href=${pathTo("rollout", { rollout: id })}>${name}</a>`}</p>`,
  )}
    ${
      phones === 0
        ? html`<p class="notice waiting" role="alert">${t("rollouts.check.none")}</p>`
        : html`<div role="status"><h2>${t("rollouts.check.phones", { count: phones })}</h2></div>
            <p class="soft">${models.map(({ name, phones: count }) => `${name}: ${count}`).join(" · ")}</p>`
    }
    <ul class="picked">
      ${values.map((value) => html`<li><span><strong>${valueName(value)}</strong> ${changeText(value)}</span><span class="soft">${placeText(value)}</span></li>`)}
    </ul>
    ${
      phones === 0
        ? nothing
        : html`<ol class="ring-list plain">
            ${preview.rings.map((ring, at) => {
              const names = ring.first.map(({ label, mac }) => label || mac).join(", ");
              return html`<li class="ring">
                <p><strong>${t("rollouts.check.ring", { ring: at + 1, kind: kindText(draft, at, sites) })}</strong></p>
                <p class="figures">${t("rollouts.phones", { count: ring.phones })}</p>
                ${names === "" ? nothing : html`<p class="soft small">${ring.phones > ring.first.length ? t("rollouts.check.first", { names }) : names}</p>`}
                ${ring.silent > 0 ? html`<p class="soft small">${t("rollouts.check.silent", { count: ring.silent })}</p>` : nothing}
              </li>`;
            })}
          </ol>`
    }
    ${
      cannot.length === 0
        ? nothing
        : html`<h2>${t("rollouts.check.cannot")}</h2>
            ${cannot.map(
              ({ reason, phones: count, first }) => html`<details>
                <summary>${t(`rollouts.check.cannot.${reason}`, { count })}</summary>
                <p class="soft small">${first.map(({ label, mac, modelName }) => `${label || mac} (${modelName})`).join(", ")}${count > first.length ? " …" : ""}</p>
              </details>`,
            )}`
    }`;
}

function kindText(draft: RolloutDraft, at: number, sites: Sites): string {
  const ring = draft.rings[at];
  if (!ring) return "";
  if (ring.kind === "share") return t("rollouts.ring.share", { percent: ring.percent });
  if (ring.kind === "site") return t("rollouts.ring.site", { site: sites.find(({ id }) => id === ring.siteId)?.name ?? "" });
  return t(`rollouts.ring.${ring.kind}`);
}
