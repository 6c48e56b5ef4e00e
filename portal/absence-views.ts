import { z } from "zod";
import { diversionSources, type KeptDiversion } from "../db/diversion-rows.ts";
import type { Person } from "../db/people.ts";
import { numbersOf } from "../db/people-changes.ts";
import type { WorkHours } from "../db/work-hours.ts";
import type { Words } from "../domain/calendar-words.ts";
import { diversionState, lastsUntil, nextDiversionChange, plannedDiversions } from "../domain/diversion.ts";
import { afterAnnouncement, mobileWhileAway } from "../domain/diversion-effect.ts";
import { diversionReasons, reasonCodes } from "../domain/diversion-reasons.ts";
import { announcement, announcementText } from "../domain/diversion-view.ts";
import type { Features } from "../domain/feature-groups.ts";
import { readBack } from "../domain/spoken-time.ts";
import { WordsView } from "./away-view.ts";
import { NumberView, numberView } from "./user-views.ts";

/** One absence, as the person and administrators see it. */
export const DiversionView = z.strictObject({
  id: z.string(),
  version: z.int(),
  state: z.enum(["planned", "active", "ended", "cancelled"]),
  reason: z.enum(reasonCodes),
  words: WordsView,
  /** Health or family: colleagues and callers are not told. */
  private: z.boolean(),
  note: z.string().nullable(),
  startsAt: z.string(),
  /** As it was asked for; null: open. */
  endsAt: z.string().nullable(),
  /** When it really ends: a planned one may take over earlier. */
  until: z.string().nullable(),
  /** Who set it; `self`: the person. */
  setBy: z.strictObject({ name: z.string(), self: z.boolean() }),
  source: z.enum(diversionSources),
  createdAt: z.string(),
  /** What was set, as one says it: `Möte till 14:00`. */
  spoken: WordsView,
  /** What a caller hears while it is in force: `Möte, åter 14:00`. */
  heard: WordsView,
});
export type DiversionView = z.infer<typeof DiversionView>;

/** Everything about a person's absence: what the page of it needs, and what tells its effect. */
export const AbsenceView = z.strictObject({
  /** The server's clock, by which states are told. */
  now: z.string(),
  timeZone: z.string(),
  hours: z.strictObject({ days: z.array(z.int()), from: z.string(), to: z.string() }),
  active: DiversionView.nullable(),
  /** The next first. */
  planned: z.array(DiversionView),
  /** The latest that are over, the newest first. */
  past: z.array(DiversionView),
  /** When `active` will be another one, or none; null: not by itself. */
  changesAt: z.string().nullable(),
  /** What an absence does to the mobile: `closed` too, it `rings`, it is `beyond` the exchange (Ej Mex), or there is `none`. */
  mobile: z.enum(["closed", "rings", "beyond", "none"]),
  mobileNumber: NumberView.nullable(),
  /** What a caller can do after the announcement. */
  leaveMessage: z.boolean(),
  reachOperator: z.boolean(),
  /** Colleagues see reasons of health and family. */
  sharesPrivateReasons: z.boolean(),
});
export type AbsenceView = z.infer<typeof AbsenceView>;

const mostPast = 10;

/** @param all of the person, in any order */
export function absenceView(
  person: Person,
  all: readonly KeptDiversion[],
  { hours }: WorkHours,
  features: Features,
  sharesPrivateReasons: boolean,
  now: Date,
): AbsenceView {
  const { zone, days, from, to } = hours;
  const view = (one: KeptDiversion) => diversionView(one, all, person.id, now, zone);
  const { mobile } = numbersOf(person);
  const active = all.find((one) => diversionState(one, all, now) === "active");
  const past = all.filter((one) => ["ended", "cancelled"].includes(diversionState(one, all, now)));
  past.sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime() || (a.id < b.id ? 1 : -1));
  return {
    now: now.toISOString(),
    timeZone: zone,
    hours: { days: [...days], from, to },
    active: active ? view(active) : null,
    planned: plannedDiversions(all, now).map(view),
    past: past.slice(0, mostPast).map(view),
    changesAt: nextDiversionChange(all, now)?.toISOString() ?? null,
    mobile: mobileWhileAway(mobile?.profile ?? null, features),
    mobileNumber: mobile && numberView(mobile.e164),
    ...afterAnnouncement(features),
    sharesPrivateReasons,
  };
}

export function diversionView(
  one: KeptDiversion,
  all: readonly KeptDiversion[],
  userId: string,
  now: Date,
  zone: string,
): DiversionView {
  const { id, version, reason, note, startsAt, endsAt, source, createdAt, setBy } = one;
  const { words, private: secret } = diversionReasons[reason];
  const until = lastsUntil(one, all);
  const inForce = startsAt > now ? startsAt : now;
  return {
    ...{ id, version, reason, note, source, createdAt, words, private: secret },
    state: diversionState(one, all, now),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    setBy: { name: setBy.name, self: setBy.id === userId },
    spoken: inEach((language) => readBack({ words, startsAt, endsAt: until }, now, zone, language)),
    heard: inEach((language) =>
      announcementText(announcement({ ...one, endsAt: until }, inForce, zone), inForce, zone, language),
    ),
  };
}

function inEach(say: (language: "sv" | "en") => string): Words {
  return { sv: say("sv"), en: say("en") };
}
