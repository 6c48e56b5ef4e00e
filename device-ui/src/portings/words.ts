import { html, type TemplateResult } from "lit";
import { badge, type StateTone } from "../components/states.ts";
import type { PortingRowView, PortingView } from "../data/portings.ts";
import { formatInstant, formatNumber } from "../i18n/format.ts";
import { isMessageKey, type MessageKey, t } from "../i18n/index.ts";

const tones: Readonly<Record<PortingRowView["state"], StateTone>> = {
  draft: "off",
  awaiting_signature: "waiting",
  submitted: "waiting",
  accepted: "waiting",
  scheduled: "waiting",
  done: "live",
  rejected: "stop",
  failed: "stop",
  cancelled: "off",
};

/** Dot and word; of one that is being called off, that. */
export function portingBadge({ state, cancelling }: Pick<PortingRowView, "state" | "cancelling">): TemplateResult {
  return cancelling ? badge("waiting", t("portings.cancelling")) : badge(tones[state], t(`portings.state.${state}`));
}

/** The first number, and how many more: `08-465 004 20 och 9 till`. */
export function numbersText({ number, count }: Pick<PortingRowView, "number" | "count">): string {
  if (number === null) return t("portings.no_numbers");
  return count > 1 ? `${formatNumber(number)} ${t("portings.more", { count: count - 1 })}` : formatNumber(number);
}

export function operatorText({ direction, otherOperator }: Pick<PortingRowView, "direction" | "otherOperator">): string {
  if (otherOperator === "") return "";
  return t(direction === "in" ? "portings.from" : "portings.to", { operator: otherOperator });
}

/** The agreed hour, else the wished one. */
export function whenText(porting: Pick<PortingRowView, "agreedAt" | "wantedDate" | "wantedTime">): string {
  const { agreedAt, wantedDate, wantedTime } = porting;
  if (agreedAt !== null) return formatInstant(new Date(agreedAt));
  if (wantedDate === null) return t("portings.no_time");
  return t("portings.wanted", { when: `${wantedDate} ${wantedTime ?? ""}`.trim() });
}

/** The same where it is said beside it which of the two it is. */
export function plainWhen({
  agreedAt,
  wantedDate,
  wantedTime,
}: Pick<PortingRowView, "agreedAt" | "wantedDate" | "wantedTime">): string {
  if (agreedAt !== null) return formatInstant(new Date(agreedAt));
  return wantedDate === null ? t("portings.no_time") : `${wantedDate} ${wantedTime ?? ""}`.trim();
}

/** Why the operator said no: its own words, else what the code says. */
export function causeText(code: string, text: string): string {
  const key = `orders.refusal.${code}`;
  const said = isMessageKey(key) && isPlain(key) ? t(key) : code;
  return text === "" ? said : `${said}. ${text}`;
}

type RefusalKey = Extract<MessageKey, `orders.refusal.${string}`>;
const isPlain = (key: MessageKey): key is RefusalKey => key.startsWith("orders.refusal.");

/** What happened, as a sentence; null: it is not told. */
export function eventText({ kind, detail }: PortingView["events"][number]): string | null {
  const said = (name: string): string => String(detail[name] ?? "");
  const cause = causeText(said("code"), said("text"));
  switch (kind) {
    case "scheduled":
      return t("portings.event.scheduled", { when: said("at") === "" ? "" : formatInstant(new Date(said("at"))) });
    case "rejected":
      return t("portings.event.rejected", { cause });
    case "failed":
      return t("portings.event.failed", { cause });
    case "cancel_refused":
      return t("portings.event.cancel_refused", { cause });
    case "number_given":
      return t("portings.event.number_given", { user: said("user"), number: formatNumber(said("number")) });
    case "number_free":
      return t("portings.event.number_free", { user: said("user"), number: formatNumber(said("number")) });
    case "draft":
    case "awaiting_signature":
    case "signed":
    case "submitted":
    case "sent":
    case "accepted":
    case "done":
    case "cancelled":
    case "cancel_asked":
      return t(`portings.event.${kind}`);
    default:
      return null;
  }
}

/** Where one is in the steps, as a list that a screen reader can count. @param at 0…3 */
export function stepList(at: number): TemplateResult {
  const steps = ["numbers", "owner", "time", "letter"] as const;
  return html`<ol class="step-list" aria-label=${t("portings.steps")}>
    ${steps.map((step, index) => {
      const word = index < at ? t("portings.step.done") : index === at ? t("portings.step.now") : "";
      const kind = index < at ? "done" : index === at ? "now" : "";
      return html`<li class=${kind} aria-current=${index === at ? "step" : "false"}>
        <span class="mark" aria-hidden="true">${index + 1}</span><span>${t(`portings.step.${step}`)}<span class="hidden"> ${word}</span></span>
      </li>`;
    })}
  </ol>`;
}
