import { formatQuota, formatUsed } from "../../../domain/data-amount.ts";
import { shortIccid } from "../../../domain/sim-card.ts";
import { lastDayOf } from "../../../domain/subscription.ts";
import type { StateTone } from "../components/states.ts";
import type { OrderLineView, SimCardView, SubscriptionRowView } from "../data/subscriptions.ts";
import { longDay } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";

/** Subscriptions in words. */

export const usedText = (bytes: number): string => formatUsed(bytes, currentLanguage());
export const quotaText = (bytes: number): string => formatQuota(bytes, currentLanguage());

/** `12,4 GB av 20 GB`; of a type without limit what was used alone. */
export function dataText({ usedBytes, quotaBytes }: SubscriptionRowView["data"]): string {
  const used = usedText(usedBytes);
  return quotaBytes === null
    ? t("subscriptions.data.unlimited", { used })
    : t("subscriptions.data.of", { used, quota: quotaText(quotaBytes) });
}

/** `november 2026` */
export function monthText(period: string): string {
  const locale = currentLanguage() === "sv" ? "sv-SE" : "en-GB";
  const format = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${period}-15T12:00:00Z`));
}

/** The last day that data of a month can be used. */
export const lastDayText = (period: string): string => longDay(lastDayOf(period));

/** How a card is told apart from the others of the number: `Tvillingkort, eSIM …1234`. */
export function cardName({ role, form, iccid }: Pick<SimCardView, "role" | "form" | "iccid">): string {
  return t("subscriptions.card.named", {
    role: t(`subscriptions.card.${role}`),
    form: t(`subscriptions.card.${form}`),
    // Joined: no line ends between the dots and the figures.
    iccid: iccid === null ? "" : shortIccid(iccid).replace("…", "…\u2060"),
  }).trim();
}

const cardTones: Readonly<Record<SimCardView["state"], StateTone>> = {
  ordered: "waiting",
  inactive: "waiting",
  active: "live",
  blocked: "stop",
  replaced: "off",
  terminated: "off",
};
export const cardTone = ({ state }: SimCardView): StateTone => cardTones[state];

const tones: Readonly<Record<SubscriptionRowView["state"], StateTone>> = {
  ordered: "waiting",
  active: "live",
  suspended: "stop",
  terminating: "waiting",
  terminated: "off",
};
export const stateTone = ({ state }: Pick<SubscriptionRowView, "state">): StateTone => tones[state];

const orderTones: Readonly<Record<OrderLineView["state"], StateTone>> = {
  queued: "waiting",
  sent: "waiting",
  confirmed: "live",
  refused: "stop",
  cancelled: "off",
};
export const orderTone = ({ state }: OrderLineView): StateTone => orderTones[state];

/** What was ordered, with what tells it from others of its kind: `Data, 5 GB`. */
export function orderName({ kind, bytes, toType, reason }: OrderLineView): string {
  const more = [
    bytes === null ? "" : quotaText(bytes),
    toType ?? "",
    reason === null ? "" : t(`subscriptions.reason.${reason}`),
  ].filter(Boolean);
  return [t(`subscriptions.order.kind.${kind}`), ...more].join(", ");
}

/** Where it has come: `Skickat till operatören`; refused with why. */
export function orderState({ state, refusal }: OrderLineView): string {
  if (state !== "refused" || refusal === null) return t(`subscriptions.order.state.${state}`);
  const why = refusal.text.trim() === "" ? t(`subscriptions.refusal.${refusal.code}`) : refusal.text.trim();
  return t("subscriptions.refused", { why });
}

/** Names of services in a sentence. */
export function serviceNames(services: readonly SubscriptionRowView["blocks"][number][]): string {
  return services.map((one) => t(`subscriptions.service.${one}`)).join(", ");
}
