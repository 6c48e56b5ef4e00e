import { html, nothing, type TemplateResult } from "lit";
import type { PhoneRowView } from "../data/phones.ts";
import { t } from "../i18n/index.ts";
import { aboutText, sinceText, toneOf } from "./words.ts";

/** Why a phone stands as it does, and what to do about it, for its panel; in step it is said quietly how that is known. Needs `states`. */
export function standingNote({ state, standing }: Pick<PhoneRowView, "state" | "standing">): TemplateResult | typeof nothing {
  if (state === "retired") return nothing;
  if (standing.state === "current") return html`<p class="small soft">${t(`fleet.why.${standing.reason}`)}</p>`;
  const about = aboutText(standing);
  const since = sinceText(standing);
  return html`<div class="notice ${toneOf[standing.state]}">
    <p><strong>${t(`fleet.reason.${standing.reason}`)}</strong>${since ? html` ${since}` : nothing}</p>
    <p>${t(`fleet.why.${standing.reason}`)}${about ? ` ${about}` : nothing}</p>
  </div>`;
}
