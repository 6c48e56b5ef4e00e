import { html, nothing } from "lit";
import type { Subject } from "../data/keys.ts";
import { t } from "../i18n/index.ts";
import { ownAt } from "./draft.ts";
import type { ShownKey } from "./shown.ts";
import { placeName } from "./words.ts";

/** Keys that this model has no place for: they are kept, and the own ones can be removed. @param remove null: nobody may */
export function strays(subject: Subject, keys: readonly ShownKey[], remove: ((at: string) => void) | null) {
  const found = keys.filter(({ misfit }) => misfit === "no_such_key" || misfit === "no_such_module");
  if (found.length === 0) return nothing;
  const button = (at: string) =>
    html`<button class="button quiet small" type="button" @click=${() => remove?.(at)}>${t("action.remove")}</button>`;
  return html`<section class="surface strays" aria-labelledby="strays">
    <h3 id="strays">${t("keys.strays", { count: found.length, model: subject.shape?.name ?? "" })}</h3>
    <ul>
      ${found.map(
        ({ at, label, edited }) => html`<li>
          <span>${placeName(subject, at)}: ${label || t("phone.empty")}${edited ? ` (${t("phone.state.edited")})` : ""}</span>
          ${ownAt(subject, at) && remove ? button(at) : nothing}
        </li>`,
      )}
    </ul>
  </section>`;
}
