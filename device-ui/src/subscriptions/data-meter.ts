import { html, nothing, svg, type TemplateResult } from "lit";
import { percentUsed } from "../../../domain/data-amount.ts";
import type { SubscriptionRowView } from "../data/subscriptions.ts";
import { t } from "../i18n/index.ts";

type Data = SubscriptionRowView["data"];

/** How much of the month's data is used, as a bar; without limit there is none. Needs the styles `meter`. @param aria false: it is said beside it */
export function dataMeter({ usedBytes, quotaBytes, level }: Data, aria = true): TemplateResult | typeof nothing {
  if (quotaBytes === null) return nothing;
  const percent = percentUsed(usedBytes, quotaBytes);
  // A sliver is seen as soon as anything is used.
  const width = usedBytes === 0 ? 0 : Math.min(100, Math.max(1.5, (usedBytes / Math.max(1, quotaBytes)) * 100));
  const said = t("subscriptions.data.meter", { percent });
  return html`<svg class="meter ${level}" viewBox="0 0 100 6" preserveAspectRatio="none" role=${aria ? "img" : nothing} aria-label=${aria ? said : nothing} aria-hidden=${aria ? nothing : "true"}>
    <rect class="ground" width="100" height="6"></rect>
    ${svg`<rect class="used" width=${width} height="6"></rect>`}
  </svg>`;
}
