import { z } from "zod";
import { loadDiversions } from "../db/diversion-rows.ts";
import {
  changeDiversion,
  type DiversionDone,
  finishDiversion,
  getDiversion,
  setDiversion,
  undoDiversion,
} from "../db/diversions.ts";
import { featureSchemeOf } from "../db/organisations.ts";
import { sharesPrivateReasons } from "../db/sharing.ts";
import { getWorkHours, setWorkHours, WorkHoursInput } from "../db/work-hours.ts";
import { mostNoteCharacters } from "../domain/diversion.ts";
import { featuresOf } from "../domain/feature-groups.ts";
import { AbsenceView, absenceView, DiversionView, diversionView } from "./absence-views.ts";
import { type Answer, created, ok, type Route } from "./api/route.ts";
import { type About, type OwnAsked, ownThing, personOf } from "./own-things.ts";

const Time = z.string().max(40).meta({
  description: "An instant (`2026-11-22T13:03:00Z`), or a wall clock of the organisation (`2026-11-22T14:03`).",
});
const Reason = z.string().max(40);
/** Longer ones are refused by the rule, which says how many characters it may have. */
const Note = z
  .string()
  .max(20 * mostNoteCharacters)
  .nullable();

const NewDiversion = z.strictObject({
  reason: Reason,
  /** Null: at once. */
  startsAt: Time.nullable().default(null),
  /** Null: open, for reasons that may be. */
  endsAt: Time.nullable(),
  /** For colleagues, never for callers. */
  note: Note.default(null),
});
const DiversionChange = z.strictObject({
  reason: Reason.optional(),
  startsAt: Time.nullable().optional(),
  endsAt: Time.nullable().optional(),
  note: Note.optional(),
});

const Shift = z.enum(["missing", "twice"]);
/** What was done, and everything as it is now. */
export const AbsenceDoneView = AbsenceView.extend({
  done: DiversionView,
  /** The one that it has ended by beginning at once; undoing brings it back. */
  replaced: DiversionView.nullable(),
  /** Times that a clock change moved, or that come twice that night. */
  shifts: z.strictObject({ startsAt: Shift.optional(), endsAt: Shift.optional() }),
});
export type AbsenceDoneView = z.infer<typeof AbsenceDoneView>;

/** @throws DomainError `user_not_found` */
export async function loadAbsence(asked: About): Promise<AbsenceView> {
  const { parts, subject, now } = asked;
  const person = await personOf(asked);
  const features = featuresOf(await featureSchemeOf(parts.db, subject.organisationId), person.features);
  const all = await loadDiversions(parts.db, subject.userId);
  const hours = await getWorkHours(parts.db, subject);
  return absenceView(person, all, hours, features, await sharesPrivateReasons(parts.db, subject), now);
}

async function answerDone(asked: About, done: DiversionDone, status: "ok" | "created" = "ok"): Promise<Answer> {
  const { parts, subject, now } = asked;
  const absence = await loadAbsence(asked);
  const all = await loadDiversions(parts.db, subject.userId);
  const view = (one: DiversionDone["diversion"]) => diversionView(one, all, subject.userId, now, absence.timeZone);
  const body: AbsenceDoneView = {
    ...absence,
    done: view(done.diversion),
    replaced: done.replaced && view(done.replaced),
    shifts: done.shifts,
  };
  return status === "created" ? created(body, done.diversion.version) : ok(body, done.diversion.version);
}

const oneOf = ({ subject, ids, version }: OwnAsked<unknown>) => ({ ...subject, id: ids.diversion ?? "", version });

async function currentOne(asked: OwnAsked<unknown>): Promise<Answer> {
  const { parts, subject, ids } = asked;
  await personOf(asked);
  const diversion = await getDiversion(parts.db, { ...subject, id: ids.diversion ?? "" });
  return answerDone(asked, { diversion, replaced: null, shifts: {} });
}

const WorkHoursView = z.strictObject({
  version: z.int(),
  /** 1 = Monday … 7 = Sunday. */
  days: z.array(z.int()),
  from: z.string(),
  to: z.string(),
  /** Nobody has said others. */
  usual: z.boolean(),
  timeZone: z.string(),
});
export type WorkHoursView = z.infer<typeof WorkHoursView>;

async function answerHours({ parts, subject }: About): Promise<Answer> {
  const { version, usual, hours } = await getWorkHours(parts.db, subject);
  const { days, from, to, zone: timeZone } = hours;
  return ok({ version, usual, days: [...days], from, to, timeZone } satisfies WorkHoursView, version);
}

export const absenceRoutes: readonly Route[] = [
  ...ownThing({
    method: "get",
    path: "/diversions",
    summary: "Hänvisning: the one in force, planned ones, the latest that are over, and what callers meet.",
    answer: AbsenceView,
    handle: async (asked) => ok(await loadAbsence(asked)),
  }),
  ...ownThing({
    method: "post",
    path: "/diversions",
    summary: "Away from now, or from a time ahead. One that begins at once ends the one in force.",
    body: NewDiversion,
    answer: AbsenceDoneView,
    example: { reason: "mote", startsAt: "2026-11-27T13:00", endsAt: "2026-11-27T14:00", note: "Ring Bo i stället" },
    handle: async (asked) => {
      const { parts, who, body, subject, now } = asked;
      return answerDone(asked, await setDiversion(parts.db, { ...subject, ...body }, who.actor, now), "created");
    },
  }),
  ...ownThing({
    method: "patch",
    path: "/diversions/:diversion",
    summary: "Changes a planned one, or reason, end and note of the one in force.",
    body: DiversionChange,
    answer: AbsenceDoneView,
    example: { note: "Nås på kvällen" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      await personOf(asked);
      return answerDone(asked, await changeDiversion(parts.db, { ...body, ...oneOf(asked) }, who.actor, now));
    },
    current: currentOne,
  }),
  ...ownThing({
    method: "delete",
    path: "/diversions/:diversion",
    summary: "Back already: ends the one in force now. Takes a planned one away.",
    answer: AbsenceDoneView,
    versioned: true,
    handle: async (asked) => {
      await personOf(asked);
      return answerDone(asked, await finishDiversion(asked.parts.db, oneOf(asked), asked.who.actor, asked.now));
    },
    current: currentOne,
  }),
  ...ownThing({
    method: "post",
    path: "/diversions/:diversion/undo",
    summary: "Takes the last step back: set, ended early or taken away. The version is the one that the step answered.",
    answer: AbsenceDoneView,
    versioned: true,
    handle: async (asked) => {
      await personOf(asked);
      return answerDone(asked, await undoDiversion(asked.parts.db, oneOf(asked), asked.who.actor, asked.now));
    },
    current: currentOne,
  }),
  ...ownThing({
    method: "get",
    path: "/working-hours",
    summary: "When the person works: decides what 'gone for the day' means, and when the mobile number is shown instead.",
    answer: WorkHoursView,
    handle: answerHours,
  }),
  ...ownThing({
    method: "put",
    path: "/working-hours",
    summary: "Says when the person works. Null: Monday to Friday, 08 to 17.",
    body: z.strictObject({ hours: WorkHoursInput.nullable() }),
    answer: WorkHoursView,
    example: { hours: { days: [1, 2, 3, 4], from: "07:00", to: "16:00" } },
    versioned: true,
    handle: async (asked) => {
      const { parts, subject, body, version, who, now } = asked;
      await setWorkHours(parts.db, { ...subject, hours: body.hours, version }, who.actor, now);
      return answerHours(asked);
    },
    current: answerHours,
  }),
];
