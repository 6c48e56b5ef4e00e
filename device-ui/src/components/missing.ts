import { html, nothing, type TemplateResult } from "lit";
import type { Loaded } from "../data/loaded.ts";
import { t } from "../i18n/index.ts";

/**
 * In place of what is read: that it is on its way, or why it could not be had, with another try. Nothing from when it is there.
 * Needs the styles `buttons` and `states`.
 *
 * @param loading what is said until it has come
 */
export function missing(
  loaded: Pick<Loaded<unknown>, "face" | "error" | "reload">,
  loading = t("list.row_loading"),
): TemplateResult | typeof nothing {
  if (loaded.face === "ready") return nothing;
  if (loaded.face === "loading") return html`<p class="soft" role="status">${loading}</p>`;
  return html`<div class="notice stop" role="alert">
    <p>${loaded.error}</p>
    <button class="button small" type="button" @click=${() => loaded.reload()}>${t("action.retry")}</button>
  </div>`;
}
