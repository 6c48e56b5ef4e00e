import { html, nothing, type TemplateResult } from "lit";
import { Plus, Trash2 } from "lucide";
import { checkField, segmentField, selectField, textField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { type DraftRing, gateOf, newRing } from "./draft.ts";
import type { Step } from "./what-step.ts";
import { pickPhones } from "./who-step.ts";
import { dayName, gateText } from "./words.ts";

const kinds = ["share", "phones", "site"] as const;
const days = [1, 2, 3, 4, 5, 6, 7];

/** Rings with their gates (over all organisations: shares), when phones may be changed, and how many at a time. */
export function ringStep(step: Step): TemplateResult {
  const { draft, choices, set } = step;
  const { rings } = draft;
  const change = (at: number, changed: Partial<DraftRing>) =>
    set({ rings: rings.map((ring, n) => (n === at ? { ...ring, ...changed } : ring)) });
  const add = () => set({ rings: [...rings.slice(0, -1), newRing("share"), ...rings.slice(-1)] });
  const remove = (at: number) => set({ rings: rings.filter((_, n) => n !== at) });
  return html`<p class="soft">${t("rollouts.rings.text")}</p>
    <ol class="ring-list">
      ${rings.map((ring, at) => ringFields(ring, at, draft.house ? null : choices.sites, (changed) => change(at, changed), ring.kind === "rest" ? null : () => remove(at)))}
    </ol>
    ${rings.length < 12 ? html`<div class="row"><button class="button" type="button" @click=${add}>${icon(Plus, 18)}${t("rollouts.rings.add")}</button></div>` : nothing}
    ${startFields(step)} ${windowFields(step)}
    <div class="pair" @input=${(event: Event) => typed(event, (name, value) => set({ [name]: value }))}>
      ${textField({ name: "atOnce", label: t("rollouts.caps"), value: draft.atOnce, inputmode: "numeric" })}
      ${textField({ name: "atOnceSite", label: t("rollouts.caps.site"), value: draft.atOnceSite, hint: t("rollouts.caps.hint"), inputmode: "numeric" })}
    </div>`;
}

function typed(event: Event, said: (name: string, value: string) => void): void {
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement)
    said(target.name.replace(/-\d+$/, ""), target.value);
}

function ringFields(
  ring: DraftRing,
  at: number,
  sites: readonly { readonly id: string; readonly name: string }[] | null,
  set: (changed: Partial<DraftRing>) => void,
  remove: (() => void) | null,
): TemplateResult {
  const number = at + 1;
  const field = (name: "percent" | "back" | "watch" | "fail" | "heard", label: string, hint = "") =>
    textField({ name: `${name}-${at}`, label, value: ring[name], hint, inputmode: "numeric", maxlength: 6 });
  const said = (event: Event) =>
    typed(event, (name, value) => {
      if (name === "kind") set({ kind: kinds.find((one) => one === value) ?? "share" });
      else if (name === "site") set({ siteId: value });
      else if (name === "percent" || name === "back" || name === "watch" || name === "fail" || name === "heard")
        set({ [name]: value });
    });
  return html`<li class="ring">
    <fieldset @input=${said}>
      <legend>${t("rollouts.ring", { ring: number })}</legend>
      ${
        ring.kind === "rest"
          ? html`<p>${t("rollouts.ring.rest")}</p>`
          : html`<div class="pair">
              ${selectField({
                ...{ name: `kind-${at}`, label: t("rollouts.rings.kind"), value: ring.kind },
                choices: (sites === null ? (["share"] as const) : kinds).map((value) => ({
                  value,
                  label: t(`rollouts.rings.kind.${value}`),
                  disabled: value === "site" && sites?.length === 0,
                })),
              })}
              ${ring.kind === "share" ? field("percent", t("rollouts.rings.percent")) : nothing}
              ${
                ring.kind === "site"
                  ? selectField({
                      ...{ name: `site-${at}`, label: t("rollouts.rings.site"), value: ring.siteId },
                      choices: [
                        { value: "", label: t("rollouts.who.choose") },
                        ...(sites ?? []).map(({ id, name }) => ({ value: id, label: name })),
                      ],
                    })
                  : nothing
              }
            </div>
            ${ring.kind === "phones" ? pickPhones(ring.phones, (phones) => set({ phones }), `ring-${at}`) : nothing}`
      }
      <details ?open=${at === 0}>
        <summary>${t("rollouts.rings.details")} <span class="soft small">${draftGateText(ring)}</span></summary>
        <div class="pair">
          ${field("back", t("rollouts.rings.back"), t("rollouts.rings.back.hint"))}
          ${field("watch", t("rollouts.rings.watch"))}
          ${field("fail", t("rollouts.rings.fail"), t("rollouts.rings.fail.hint"))}
          ${field("heard", t("rollouts.rings.heard"))}
        </div>
        <div @change=${(event: Event) => {
          const { target } = event;
          if (!(target instanceof HTMLInputElement)) return;
          if (target.name.startsWith("registered")) set({ registered: target.checked });
          if (target.name.startsWith("byHand")) set({ byHand: target.checked });
        }}>
          ${checkField({ name: `registered-${at}`, label: t("rollouts.rings.registered"), checked: ring.registered })}
          ${ring.kind === "rest" ? nothing : checkField({ name: `byHand-${at}`, label: t("rollouts.rings.by_hand"), checked: ring.byHand })}
        </div>
      </details>
    </fieldset>
    ${remove ? html`<button class="icon-button" type="button" aria-label=${t("rollouts.rings.remove", { ring: number })} @click=${remove}>${icon(Trash2, 18)}</button>` : nothing}
  </li>`;
}

/** In the organisation's zone; what is offered first is tonight. */
function startFields({ draft, today, set }: Step): TemplateResult {
  const { start } = draft;
  return html`<div class="window">
    ${segmentField({
      ...{ name: "start", label: t("rollouts.start_at"), value: start ? "some" : "now" },
      choices: (["now", "some"] as const).map((value) => ({ value, label: t(`rollouts.start_at.${value}`) })),
      onChange: (value) => set({ start: value === "some" ? { date: today, time: "22:00" } : null }),
    })}
    ${
      start
        ? html`<div class="pair" @input=${(event: Event) => typed(event, (name, value) => set({ start: { ...start, [name]: value } }))}>
            ${textField({ name: "date", label: t("rollouts.start_at.date"), value: start.date, type: "date" })}
            ${textField({ name: "time", label: t("rollouts.start_at.time"), value: start.time, maxlength: 5 })}
          </div>`
        : nothing
    }
  </div>`;
}

function windowFields({ draft, set }: Step): TemplateResult {
  const { window } = draft;
  const usual = { days: [1, 2, 3, 4], from: "22:00", to: "04:00" };
  const toggle = (day: number) => {
    if (!window) return;
    const on = window.days.includes(day) ? window.days.filter((one) => one !== day) : [...window.days, day].sort();
    set({ window: { ...window, days: on } });
  };
  return html`<div class="window">
    ${segmentField({
      ...{ name: "window", label: t("rollouts.window"), value: window ? "some" : "any" },
      choices: (["any", "some"] as const).map((value) => ({ value, label: t(`rollouts.window.${value}`) })),
      onChange: (value) => set({ window: value === "some" ? usual : null }),
    })}
    ${
      window
        ? html`<fieldset class="days">
              <legend>${t("rollouts.window.days")}</legend>
              ${days.map((day) => html`<label class="check"><input type="checkbox" .checked=${window.days.includes(day)} @change=${() => toggle(day)} /><span>${dayName(day)}</span></label>`)}
            </fieldset>
            <div class="pair" @input=${(event: Event) => typed(event, (name, value) => set({ window: { ...window, [name]: value } }))}>
              ${textField({ name: "from", label: t("rollouts.window.from"), value: window.from, maxlength: 5 })}
              ${textField({ name: "to", label: t("rollouts.window.to"), value: window.to, hint: t("rollouts.window.hint"), maxlength: 5 })}
            </div>`
        : nothing
    }
  </div>`;
}

/** The gate in words, for when its fields are folded away. */
function draftGateText(ring: DraftRing): string {
  const gate = gateOf(ring);
  return gate === null ? "" : gateText({ gate });
}
