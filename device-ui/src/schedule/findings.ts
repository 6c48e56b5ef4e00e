import { dayNames, eveOn, redDayOn } from "../../../domain/red-days.ts";
import type { ScheduleBody } from "../../../domain/schedule.ts";
import type { LintFinding } from "../../../domain/schedule-lint.ts";
import type { Repair } from "../../../domain/schedule-repair.ts";
import { shortDay } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import type { RowFinding } from "./schedule-entries.ts";
import { type Announcements, entryName } from "./words.ts";

/** What a finding is told by, and repaired with. */
export type Finding = RowFinding & { readonly entryId: string | null; readonly repairs: readonly Repair[] };

type About = { readonly body: ScheduleBody; readonly announcements: Announcements; readonly now: Date; readonly zone: string };

/** Findings of the linter in words, each with a key of its own. */
export function findingsOf(lint: readonly LintFinding[], about: About): readonly Finding[] {
  return lint.map((finding, at) => {
    const [repair] = finding.repairs;
    return {
      key: `${finding.code}-${at}`,
      entryId: finding.entryId,
      text: findingText(finding, about),
      repair: repair ? repairText(repair, about) : null,
      repairs: finding.repairs,
      severe: finding.code !== "overlapping" && finding.code !== "expired",
    };
  });
}

function findingText({ code, others, date }: LintFinding, about: About): string {
  const names = others.map((id) => nameOf(id, about));
  switch (code) {
    case "shadowed":
      return t("calendar.lint.shadowed", { others: listed(names) });
    case "date_below_repeating":
      return t("calendar.lint.date_below_repeating", { others: listed(names) });
    case "break_below_open":
      return t("calendar.lint.break_below_open", { others: listed(names) });
    case "overlapping":
      return t("calendar.lint.overlapping", { others: listed(names) });
    case "expired":
      return others.length > 0 ? t("calendar.lint.expired_many", { count: others.length + 1 }) : t("calendar.lint.expired");
    case "open_without_members":
      return t("calendar.lint.open_without_members");
    case "closed_without_announcement":
      return t("calendar.lint.closed_without_announcement");
    case "red_day_open": {
      const named = date === null ? null : (redDayOn(date) ?? eveOn(date));
      const name = named ? dayNames[named][currentLanguage()] : "";
      return t("calendar.lint.red_day_open", { name, day: date === null ? "" : shortDay(date) });
    }
  }
}

function repairText(repair: Repair, about: About): string {
  switch (repair.kind) {
    case "moveAbove":
      return t("calendar.repair.move_above", { other: nameOf(repair.aboveId, about) });
    case "remove":
      return repair.entryIds.length > 1
        ? t("calendar.repair.remove_many", { count: repair.entryIds.length })
        : t("calendar.repair.remove", { name: nameOf(repair.entryIds[0] ?? "", about) });
    case "setTimes":
      return t("calendar.repair.set_times", { name: nameOf(repair.entryId, about), times: `${repair.from}–${repair.to}` });
    case "setAnnouncement": {
      const name = repair.announcementId === null ? null : about.announcements.get(repair.announcementId)?.name;
      return name ? t("calendar.repair.play", { name }) : t("calendar.repair.choose");
    }
    case "addRedDays":
      return t(repair.entryId === null ? "calendar.repair.close_red_days" : "calendar.repair.add_red_days");
  }
}

function nameOf(id: string, { body, now, zone }: About): string {
  const entry = body.entries.find((one) => one.id === id);
  return entry ? entryName(entry, now, zone) : "";
}

/** `Lunch, Öppet och Jul` */
function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `”${name}”`);
  return new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(quoted);
}
