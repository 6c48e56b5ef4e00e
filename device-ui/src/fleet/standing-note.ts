import { html, nothing, type TemplateResult } from "lit";
import type { PhoneRowView } from "../data/phones.ts";
import { t } from "../i18n/index.ts";
import { aboutText, sinceText, toneOf } from "./words.ts";

/** Why a phone stands as it does and what to do about it, for its panel and page; nothing while it is in step. Needs the styles `states`. */
export function standingNote({ state, standing }: Pick<PhoneRowView, "state" | "standing">): TemplateResult | typeof nothing {
  if (state === "retired" || standing.state === "current") return nothing;
  const about = aboutText(standing);
  const since = sinceText(standing);
  return html`<div class="notice ${toneOf[standing.state]}">
    <p><strong>${t(`fleet.reason.${standing.reason}`)}</strong>${since ? html` ${since}` : nothing}</p>
    <p>${t(`fleet.why.${standing.reason}`)}${about ? ` ${about}` : nothing}</p>
  </div>`;
}
