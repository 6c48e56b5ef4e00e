import { html } from "lit";
import { t } from "../i18n/index.ts";
import type { KeyDesk } from "./desk.ts";

/** While the keys are on their way, and when they did not come. */
export function waiting(desk: KeyDesk) {
  if (desk.face === "loading")
    return html`<div class="ghost" role="status"><span class="hidden">${t("keys.loading")}</span></div>`;
  return html`<div class="surface failed">
    <p>${desk.error}</p>
    <button class="button" type="button" @click=${() => void desk.load()}>${t("action.retry")}</button>
  </div>`;
}
