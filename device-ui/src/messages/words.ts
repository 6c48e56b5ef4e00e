import { html, nothing, type TemplateResult } from "lit";
import { type StateTone, state } from "../components/states.ts";
import type { MessageView } from "../data/messages.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

const tones: Readonly<Record<MessageView["state"], StateTone>> = {
  queued: "waiting",
  sending: "waiting",
  sent: "live",
  delivered: "live",
  used: "live",
  failed: "stop",
  not_sent: "off",
};

type Shown = Pick<MessageView, "state" | "stateAt" | "fault" | "channel">;

export function toneOf({ state: is }: Shown): StateTone {
  return tones[is];
}

/** `Levererat 14:03`. */
export function stateText({ state: is, stateAt }: Shown): string {
  const when = spokenInstant(new Date(stateAt), new Date());
  return t("messages.state.since", { state: t(`messages.state.${is}`), when });
}

/** The same with the dot of its tone. */
export function stateOf(message: Shown): TemplateResult {
  return state(toneOf(message), stateText(message));
}

/** `SMS, Telefonappen`. */
export function whatOf({ channel, kind }: Pick<MessageView, "channel" | "kind">): string {
  return `${t(channel === "sms" ? "messages.sms" : "messages.mail")}, ${t(`messages.kind.${kind}`)}`;
}

const known = ["expired", "user_deactivated", "mobile_missing", "email_missing", "not_delivered"] as const;

/** Why it did not go, as a sentence; null: nothing went wrong. */
export function faultText({ fault, state: is, channel }: Shown): string | null {
  if (is === "not_sent") return notSentText(channel);
  if (fault === null) return null;
  const code = known.find((one) => one === fault);
  if (code) return t(`messages.fault.${code}`);
  if (/^EENVELOPE 5/.test(fault)) return t("messages.fault.address");
  if (/^HTTP 4(?:00|22)/.test(fault)) return t("messages.fault.number");
  if (/^(EAUTH|HTTP 40[13])/.test(fault)) return t("messages.fault.sign_in");
  if (/^E(CONNECTION|SOCKET|TIMEDOUT|DNS|CONNREFUSED)/.test(fault)) return t("messages.fault.unreachable");
  return t("messages.fault.other", { code: fault });
}

/** What nobody sends from here is not on its way, and where it can be read. */
export function notSentText(channel: Shown["channel"]): string {
  return t(`messages.not_sent.${channel}`);
}

const reasons = ["user_deactivated", "mobile_missing", "email_missing", "softphone_missing"] as const;

/** Why somebody cannot be sent a link, within a sentence. */
export function whyNot(code: string): string {
  const reason = reasons.find((one) => one === code);
  return reason ? t(`messages.why.${reason}`) : t("messages.why.other");
}

/** What waits says when it is tried again. */
export function nextTry({ state: is, tries, nextTryAt }: MessageView): TemplateResult | typeof nothing {
  if (is !== "queued" || tries === 0 || nextTryAt === null) return nothing;
  return html`<span class="soft">${t("messages.state.again", { when: spokenInstant(new Date(nextTryAt), new Date()) })}</span>`;
}
