import { dayAndMonth, type Language, type Words, weekdayName } from "./calendar-words.ts";
import type { Diversion } from "./diversion.ts";
import { diversionReasons, type ReasonCode } from "./diversion-reasons.ts";
import { daysBetween, wallClock, weekday } from "./local-time.ts";

/** Who looks: the person, an administrator, a colleague (the switchboard operator too), a caller, or a count per person. */
export type DiversionViewer = "self" | "administrator" | "colleague" | "caller" | "statistics";

const away: Words = { sv: "Frånvarande", en: "Away" };
const unavailable: Words = { sv: "Är inte anträffbar", en: "Is not available" };

/** A diversion as far as the viewer may know it. `reason` null: not told. */
export type SeenDiversion = {
  readonly reason: ReasonCode | null;
  readonly words: Words;
  readonly note: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
};

/**
 * H12: a private reason is the person's and the administrators'; colleagues see it when the person shares it, callers and
 * statistics never. The note is for colleagues, never for callers or statistics; that of a private reason stays with it.
 *
 * @param sharesPrivateReasons what the person has chosen for colleagues
 */
export function diversionSeenBy(
  viewer: DiversionViewer,
  diversion: Pick<Diversion, "reason" | "note" | "startsAt" | "endsAt">,
  sharesPrivateReasons: boolean,
): SeenDiversion {
  const { reason, startsAt, endsAt } = diversion;
  const insider = viewer !== "caller" && viewer !== "statistics";
  const note = insider ? diversion.note : null;
  if (!diversionReasons[reason].private || knowsPrivate(viewer, sharesPrivateReasons)) {
    return { reason, words: diversionReasons[reason].words, note, startsAt, endsAt };
  }
  return { reason: null, words: viewer === "caller" ? unavailable : away, note: null, startsAt, endsAt };
}

function knowsPrivate(viewer: DiversionViewer, shared: boolean): boolean {
  return viewer === "self" || viewer === "administrator" || (viewer === "colleague" && shared);
}

/** A recorded phrase each, played one after the other. */
export type AnnouncementPart =
  | { readonly say: "reason"; readonly reason: ReasonCode }
  | { readonly say: "unavailable" }
  | { readonly say: "back" }
  | { readonly say: "weekday"; readonly weekday: number }
  | { readonly say: "date"; readonly date: string }
  | { readonly say: "time"; readonly time: string };

/**
 * H13: what a caller hears at `now`: the reason, 'back' and the time; on another day its weekday first, from a week ahead on
 * its date. A return at midnight is a return on that day, without a time. Without an end, or for an end that has passed, only
 * the reason.
 */
export function announcement(
  diversion: Pick<Diversion, "reason" | "note" | "startsAt" | "endsAt">,
  now: Date,
  zone: string,
): AnnouncementPart[] {
  const { reason, endsAt } = diversionSeenBy("caller", diversion, false);
  const why: AnnouncementPart = reason === null ? { say: "unavailable" } : { say: "reason", reason };
  if (endsAt === null || endsAt <= now) return [why];
  const end = wallClock(endsAt, zone);
  const days = daysBetween(wallClock(now, zone).date, end.date);
  const time: AnnouncementPart = { say: "time", time: end.time };
  if (days === 0) return [why, { say: "back" }, time];
  const day: AnnouncementPart = days < 7 ? { say: "weekday", weekday: weekday(end.date) } : { say: "date", date: end.date };
  return end.time === "00:00" ? [why, { say: "back" }, day] : [why, { say: "back" }, day, time];
}

const back: Words = { sv: "åter", en: "back" };

/** The announcement to read: `Lunch, åter 13:00`. */
export function announcementText(parts: readonly AnnouncementPart[], now: Date, zone: string, language: Language): string {
  const today = wallClock(now, zone).date;
  const [why = "", ...rest] = parts.map((part) => partText(part, today, language));
  return rest.length === 0 ? why : `${why}, ${rest.join(" ")}`;
}

function partText(part: AnnouncementPart, today: string, language: Language): string {
  switch (part.say) {
    case "reason":
      return diversionReasons[part.reason].words[language];
    case "unavailable":
      return unavailable[language];
    case "back":
      return back[language];
    case "weekday":
      return weekdayName(part.weekday, language);
    case "date":
      return dayAndMonth(part.date, today, language);
    case "time":
      return part.time;
  }
}
