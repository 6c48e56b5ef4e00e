import { html, type TemplateResult } from "lit";
import type { Face } from "../data/paged-rows.ts";
import { t } from "../i18n/index.ts";

/** What stands where rows would: that they are fetched, why they could not be, that none fits, or (slot `empty`) that there are none. */
export function listFace(of: {
  readonly face: Face;
  /** What went wrong, as a sentence. */
  readonly failure: string;
  readonly filtered: boolean;
  readonly retry: () => void;
  readonly clear: () => void;
}): TemplateResult {
  if (of.face === "loading") {
    return html`<div class="face" role="status"><p class="hidden">${t("list.loading")}</p>
      <div class="bones" aria-hidden="true">${Array.from({ length: 6 }, () => html`<span></span>`)}</div></div>`;
  }
  if (of.face === "failed") {
    return html`<div class="face" role="alert"><p><strong>${t("list.failed")}</strong> ${of.failure}</p>
      <button class="button" type="button" @click=${of.retry}>${t("action.retry")}</button></div>`;
  }
  if (of.filtered) {
    return html`<div class="face" role="status"><p>${t("list.filtered_empty")}</p>
      <button class="button" type="button" @click=${of.clear}>${t("list.clear_filter")}</button></div>`;
  }
  return html`<div class="face"><slot name="empty"><p>${t("list.empty")}</p></slot></div>`;
}
