import { diversionReasons } from "../../../../domain/diversion-reasons.ts";
import { announcementText } from "../../../../domain/diversion-view.ts";
import { whyNotWords } from "../../../../domain/schedule-why-words.ts";
import type { CallRouteView } from "../../../../portal/call-route-views.ts";
import { spokenInstant, wallClock } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

export type Step = CallRouteView["steps"][number];
export type Rule = Step["rules"][number];
export type Heard = Step["hears"][number];
export type Member = Step["members"][number];
export type Way = Step["ways"][number];

/** What a rule says, whether it decided or not. */
export function ruleText(rule: Rule, at: Date): string {
  const applies = rule.outcome === "applies";
  switch (rule.rule) {
    case "closedNow":
      return t("calls.rule.closedNow", { until: spokenInstant(new Date(rule.until), at) });
    case "entry": {
      const name = rule.label || t("calls.rule.entry_unnamed");
      if (rule.why === null) return t("calls.rule.entry", { name });
      return t("calls.rule.entry_passed", { name, why: whyNotWords(rule.why, wallClock(at).day, currentLanguage()) });
    }
    case "diversion":
      return diversionText(rule, at);
    case "forwardAll":
      return rule.why === null ? t("calls.rule.forwardAll") : t(`calls.rule.forwardAll_${rule.why}`);
    case "full":
      if (rule.limit === null) return t("calls.rule.full_none");
      return rule.limit === 0 ? t("calls.rule.full_zero") : t("calls.rule.full", { count: rule.limit });
    case "nobody":
      return applies ? t("calls.rule.nobody") : t("calls.rule.somebody", { count: rule.offered });
    case "deactivated":
      return t(applies ? "calls.rule.deactivated" : "calls.rule.not_deactivated");
    default:
      return t(`calls.rule.${rule.rule}`);
  }
}

function diversionText({ outcome, reason, until }: Extract<Rule, { rule: "diversion" }>, at: Date): string {
  if (reason === null) return t("calls.rule.no_diversion");
  if (outcome === "passed") return t("calls.rule.diversion_other_line");
  const words = diversionReasons[reason].words[currentLanguage()];
  if (until === null) return t("calls.rule.diversion_open", { reason: words });
  return t("calls.rule.diversion", { reason: words, until: spokenInstant(new Date(until), at) });
}

/** What is heard that is no recording of the organisation's own. */
export function heardText(heard: Heard, route: CallRouteView): string {
  switch (heard.kind) {
    case "away":
      return t("calls.hears.away", {
        text: announcementText(heard.parts, new Date(route.at), route.timeZone, currentLanguage()),
      });
    case "voicemail":
      return t("calls.hears.voicemail", { name: personName(route, heard.userId) });
    case "comfort":
      return t("calls.hears.comfort", { seconds: heard.everySeconds });
    case "announcement":
      return "";
    default:
      return t(`calls.hears.${heard.kind}`);
  }
}

/** Whether and why a member is called or passed by. */
export function memberText(member: Member, at: Date): string {
  if (member.skipped === "diverted" && member.until !== null) {
    return t("calls.skipped.diverted_until", { until: spokenInstant(new Date(member.until), at) });
  }
  if (member.skipped !== null) return t(`calls.skipped.${member.skipped}`);
  const parts = [
    t(member.line === "mobile" ? "calls.member.rings_mobile" : "calls.member.rings"),
    ...(member.confirms ? [t("calls.member.confirms")] : []),
    t(member.whenBusy === "callWaits" ? "calls.member.busy_waits" : "calls.member.busy_next"),
  ];
  return parts.join(" · ");
}

/** When a way is taken. */
export function whenText(when: Way["when"]): string {
  switch (when.kind) {
    case "key":
      return t("calls.when.key", { key: when.key });
    case "noAnswer":
      return when.seconds === null ? t("calls.when.noAnswer") : t("calls.when.noAnswer_after", { seconds: when.seconds });
    case "after":
      return t("calls.when.after", { seconds: when.seconds ?? 0 });
    case "noKey":
      if (when.times === 1) return t("calls.when.noKey", { seconds: when.seconds });
      return t("calls.when.noKey_times", { seconds: when.seconds, count: when.times });
    case "wrongKey":
      return t("calls.when.wrongKey", { count: when.times });
    default:
      return t(`calls.when.${when.kind}`);
  }
}

/** How a way ends. */
export function endText(end: NonNullable<Way["end"]>, route: CallRouteView): string {
  switch (end.kind) {
    case "answered":
      return end.userId === null ? t("calls.end.answered") : t("calls.end.answered_by", { name: personName(route, end.userId) });
    case "voicemail":
      return t("calls.end.voicemail", { name: personName(route, end.userId) });
    case "outside":
      return t("calls.end.outside", { number: end.number.display });
    default:
      return t(`calls.end.${end.kind}`);
  }
}

/** What a stop is called: its name, of an outside number the number. */
export function stepName(step: Step): string {
  return step.name || (step.number?.display ?? "");
}

function personName(route: CallRouteView, id: string): string {
  return route.people.find((one) => one.id === id)?.name ?? "";
}
