import { html, type TemplateResult } from "lit";
import { type StandingReason, stateOfReason } from "../../../domain/standing.ts";
import { t } from "../i18n/index.ts";
import { toneOf } from "./words.ts";

/** What a reason means, above the phones that it is true of, with what can be done. Needs `states` and `fleetStyles`. */
export function reasonNote(reason: StandingReason, actions: unknown): TemplateResult {
  return html`<div class="notice reason-note ${toneOf[stateOfReason[reason]]}">
    <p>${t(`fleet.why.${reason}`)}</p>
    <div class="do">${actions}</div>
  </div>`;
}
