import { html, nothing, type TemplateResult } from "lit";
import type { SubscriptionRowView } from "../data/subscriptions.ts";
import { formatInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { quotaText, usedText } from "./words.ts";

/** What is to be known of the month's data: that it is little, what was bought, what was used abroad, when it was counted. */
export function monthFacts({ level, boughtBytes, used, updatedAt }: SubscriptionRowView["data"]): TemplateResult {
  const { euBytes, otherBytes } = used;
  return html`${level === "little" ? html`<p class="notice waiting small">${t("subscriptions.data.little")}</p>` : nothing}
    ${level === "none" ? html`<p class="notice stop small">${t("subscriptions.data.out")}</p>` : nothing}
    <p class="soft small">
      ${boughtBytes > 0 ? html`${t("subscriptions.data.bought", { bytes: quotaText(boughtBytes) })} ` : nothing}
      ${euBytes > 0 ? html`${t("subscriptions.data.eu", { eu: usedText(euBytes) })} ` : nothing}
      ${otherBytes > 0 ? html`${t("subscriptions.data.other", { other: usedText(otherBytes) })} ` : nothing}
      ${updatedAt === null ? t("subscriptions.data.never") : t("subscriptions.data.updated", { at: formatInstant(new Date(updatedAt)) })}
    </p>`;
}
