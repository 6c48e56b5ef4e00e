import { html, type TemplateResult } from "lit";
import { formatNumber, spokenNumber } from "../i18n/format.ts";

/** A telephone number as it is written here; a screen reader says it digit by digit. @param canonical E.164, or a short number */
export function phoneNumber(canonical: string): TemplateResult {
  return html`<span class="number-shown" aria-hidden="true">${formatNumber(canonical)}</span><span class="hidden">${spokenNumber(canonical)}</span>`;
}
