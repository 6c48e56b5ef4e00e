import type { ScheduleRule } from "../../../../domain/schedule.ts";
import { actionWords, ruleWords } from "../../../../domain/schedule-words.ts";
import type { SaidView } from "../../data/audit.ts";
import { wallClock } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

type Part = { readonly field: string; readonly value: SaidView };

/** An entry of a calendar: `Lunch: Varje vecka mån–fre 12:00–13:00, stängt med ”Lunch”`; null: the fields are none. */
export function entryText(fields: readonly Part[], heard: (value: SaidView) => string): string | null {
  const of = (name: string) => fields.find((one) => one.field === name)?.value ?? null;
  const rule = ruleText(of("rule"));
  if (rule === null) return null;
  const [label, action, announcement] = [of("label"), of("action"), of("announcementId")];
  const named = typeof label === "string" && label !== "" ? `${label}: ${rule}` : rule;
  const played = announcement === null ? null : heard(announcement);
  const done = action === "open" || action === "closed" ? actionWords(action, played, currentLanguage()) : "";
  return [named, done, of("enabled") === false ? t("calendar.state.off") : ""].filter(Boolean).join(", ");
}

/** A rule comes as JSON in a text. */
function ruleText(said: SaidView): string | null {
  if (typeof said !== "string" || !said.startsWith("{")) return null;
  // Written by us, from what had been checked when it was saved.
  const rule = JSON.parse(said) as ScheduleRule;
  return ruleWords(rule, wallClock(new Date()).day, currentLanguage());
}
