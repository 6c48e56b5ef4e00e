import type { TemplateResult } from "lit";
import { isAskedSetting, settingForms } from "../../../domain/setting-forms.ts";
import { badge, type StateTone, state } from "../components/states.ts";
import type { CountsView, RingView, RolloutPhoneView, RolloutRowView, RolloutValueView, RolloutView } from "../data/rollouts.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { valueText } from "../pages/phone-settings/words.ts";

const tones: Readonly<Record<RolloutRowView["state"], StateTone>> = {
  running: "live",
  paused: "waiting",
  halted: "stop",
  finished: "off",
  taken_back: "off",
  left: "off",
};

export function rolloutBadge({ state: which }: Pick<RolloutRowView, "state">): TemplateResult {
  return badge(tones[which], t(`rollouts.state.${which}`));
}

const phoneTones: Readonly<Record<RolloutPhoneView["state"], StateTone>> = {
  planned: "off",
  released: "waiting",
  waiting: "waiting",
  healthy: "live",
  failed: "stop",
  skipped: "off",
};

export function phoneState({ state: which }: Pick<RolloutPhoneView, "state">): TemplateResult {
  return state(phoneTones[which], t(`rollouts.phone.${which}`));
}

/** Why, where there is more to say than the state's word; null: there is not. */
export function reasonText({ state: which, reason }: Pick<RolloutPhoneView, "state" | "reason">): string | null {
  if (reason === null || (which === "waiting" && reason === "silent")) return null;
  return t(`rollouts.reason.${reason}`);
}

/** Whom a value is for. */
export function placeText({ layer, place }: Pick<RolloutValueView, "layer" | "place">): string {
  const name = { place: place ?? "" };
  switch (layer) {
    case "site":
      return t("rollouts.at.site", name);
    case "layout":
      return t("rollouts.at.layout", name);
    case "model":
      return t("rollouts.at.model", name);
    case "phone":
      return t("rollouts.at.phone", name);
    case "phones":
      return place === null ? t("rollouts.at.phones") : t("rollouts.at.phones_of", name);
    case "operator":
      return t("rollouts.at.operator");
    default:
      return t("rollouts.at.organisation");
  }
}

/** What is given: a setting's name, or the maker's own. */
export function valueName({ vendor, name }: Pick<RolloutValueView, "vendor" | "name">): string {
  if (vendor !== null) return name;
  if (name === "firmware.image") return t("rollouts.value.firmware");
  return isAskedSetting(name) ? t(`phone_settings.name.${name}`) : name;
}

/** A value as people read it. */
export function saidText({ vendor, name }: Pick<RolloutValueView, "vendor" | "name">, value: RolloutValueView["value"]): string {
  if (vendor === null && name === "firmware.image") {
    const version = typeof value === "object" && value !== null && !Array.isArray(value) ? value.version : null;
    return typeof version === "string" ? version : t("rollouts.value.no_firmware");
  }
  if (value === null) return t("rollouts.value.nothing");
  return vendor === null && isAskedSetting(name) ? valueText({ name, form: settingForms[name] }, value) : String(value);
}

/** `108.86.0.20 blir 108.86.0.90`; where nothing was said before, the new alone. */
export function changeText(value: RolloutValueView): string {
  const after = value.taken ? t("rollouts.value.nothing") : saidText(value, value.value);
  return value.before === null ? after : t("rollouts.value.before", { before: saidText(value, value.before), after });
}

export function ringText({ kind, share, site }: Pick<RingView, "kind" | "share" | "site">): string {
  if (kind === "share") return t("rollouts.ring.share", { percent: percentText(share ?? 0) });
  if (kind === "site") return t("rollouts.ring.site", { site: site ?? "" });
  return t(`rollouts.ring.${kind}`);
}

/** Hundredths of a percent as percent: 150 → `1,5`. */
export function percentText(share: number): string {
  return (share / 100).toLocaleString(document.documentElement.lang || "sv", { maximumFractionDigits: 2 });
}

export function minutesText(minutes: number): string {
  if (minutes >= 60 && minutes % 60 === 0) return t("rollouts.hours", { count: minutes / 60 });
  return t("rollouts.minutes", { count: minutes });
}

export function gateText({ gate }: Pick<RingView, "gate">): string {
  const fail = gate.mayFail === 0 ? t("rollouts.gate.none") : t("rollouts.gate.percent", { percent: percentText(gate.mayFail) });
  return t("rollouts.gate", { back: minutesText(gate.backWithin), watch: minutesText(gate.watchedFor), fail });
}

const soon = (instant: string) => spokenInstant(new Date(instant), new Date());

/** How a ring stands, in a sentence. */
export function outlookText(ring: RingView, { state: which, waitsUntil }: Pick<RolloutView, "state" | "waitsUntil">): string {
  const { outlook, passedAt, passedBy } = ring;
  if (passedAt !== null) {
    const when = soon(passedAt);
    return passedBy === null ? t("rollouts.passed", { when }) : t("rollouts.passed_by", { who: passedBy, when });
  }
  if (outlook === null)
    return which === "running" || which === "paused" || which === "halted" ? t("rollouts.outlook.not_yet") : "";
  switch (outlook.is) {
    case "failing":
      return t("rollouts.outlook.failing", { failed: outlook.failed, of: outlook.of });
    case "releasing":
      return waitsUntil === null ? t("rollouts.outlook.releasing") : t("rollouts.outlook.until", { when: soon(waitsUntil) });
    case "watching":
      return outlook.until === null || new Date(outlook.until) <= new Date()
        ? t("rollouts.outlook.watching")
        : t("rollouts.outlook.watching_until", { when: soon(outlook.until) });
    case "unheard":
      return t("rollouts.outlook.unheard", { heard: outlook.heard, of: outlook.of });
    case "by_hand":
      return t("rollouts.outlook.by_hand");
    case "passed":
      return t("rollouts.outlook.passed");
  }
}

/** In the order in which the bar shows them. */
export const countOrder = ["healthy", "released", "waiting", "failed", "planned", "skipped"] as const;

/** `12 mår bra, 3 på gång`: what there is none of is not said. */
export function countsText(counts: CountsView): string {
  return countOrder
    .filter((one) => counts[one] > 0)
    .map((one) => t(`rollouts.count.${one}`, { count: counts[one] }))
    .join(", ");
}

export function sizeOf(counts: CountsView): number {
  return countOrder.reduce((sum, one) => sum + counts[one], 0);
}

/** When it began or begins; of one that began at once, nothing. */
export function startText({ startsAt }: Pick<RolloutView, "startsAt">): string | null {
  return startsAt === null ? null : t("rollouts.when.starts", { when: soon(startsAt) });
}

export function windowText(window: RolloutView["window"]): string {
  if (window === null) return t("rollouts.when.any");
  const days = window.days.length === 7 ? t("rollouts.when.all_days") : window.days.map(dayName).join(", ");
  return t("rollouts.when.window", { days, from: window.from, to: window.to });
}

export function dayName(day: number): string {
  const names = ["1", "2", "3", "4", "5", "6", "7"] as const;
  return t(`rollouts.day.${names[day - 1] ?? "1"}`);
}
