import { z } from "zod";
import {
  getShownNumbers,
  mainGroupOf,
  ShownNumberInput,
  type ShownNumbers,
  setMainGroup,
  setShownNumber,
} from "../db/shown-numbers.ts";
import { getWorkHours } from "../db/work-hours.ts";
import {
  formatShownNumber,
  mayBeStoppedAbroad,
  type ShownCandidate,
  shownAt,
  shownCandidates,
  shownRefusal,
  shownToEmergency,
} from "../domain/shown-number.ts";
import type { WorkingHours } from "../domain/working-hours.ts";
import { type Answer, ok, type Route, route } from "./api/route.ts";
import { type About, ownThing } from "./own-things.ts";
import { NumberView, numberView } from "./user-views.ts";

const refusals = ["noNumber", "notMex", "notMember", "notOwned", "kind"] as const;
const kinds = ["primary", "mobile", "group", "main", "hidden"] as const;
const CandidateView = z.strictObject({
  /** As it is saved: `primary`, `mobile`, `main`, `hidden`, `group:<id>`. */
  shown: z.string(),
  kind: z.enum(kinds),
  /** Of a group; null: none. */
  name: z.string().nullable(),
  number: NumberView.nullable(),
  /** Why it cannot be chosen; null: it can. */
  refused: z.enum(refusals).nullable(),
});
/** What a call that is made now shows. */
const NowView = z.strictObject({
  kind: z.enum(kinds),
  name: z.string().nullable(),
  /** Null: hidden. */
  number: NumberView.nullable(),
  /** The choice no longer holds, and the primary number is shown instead: why. */
  fellBack: z.enum(refusals).nullable(),
  /** Calls from abroad with a mobile of another operator may be stopped. */
  stoppedAbroad: z.boolean(),
});

export const ShownNumberView = z.strictObject({
  version: z.int(),
  shown: z.string(),
  fromMobile: z.string().nullable(),
  mobileOutsideHours: z.boolean(),
  candidates: z.array(CandidateView),
  now: NowView,
  nowFromMobile: NowView,
  /** The mobile is carried by the exchange: calls from it can show another number. */
  hasMex: z.boolean(),
  /** The feature group EX-Arbetstid is there: outside working hours the mobile number can be shown. */
  mayShowOutsideHours: z.boolean(),
  /** What an emergency call shows, whatever is chosen; null: there is no number to be called back at. */
  emergency: NumberView.nullable(),
});
export type ShownNumberView = z.infer<typeof ShownNumberView>;

/** @throws DomainError `user_not_found` */
export async function loadShownNumber({ parts, subject, now, person }: About): Promise<ShownNumberView> {
  const shown = await getShownNumbers(parts.db, subject, person);
  const { hours } = await getWorkHours(parts.db, subject);
  const { settings, facts, features } = shown;
  const emergency = shownToEmergency(settings, facts, false);
  return {
    version: shown.version,
    shown: formatShownNumber(settings.shown),
    fromMobile: settings.fromMobile === null ? null : formatShownNumber(settings.fromMobile),
    mobileOutsideHours: settings.mobileOutsideHours,
    candidates: shownCandidates(facts)
      // A company without a main number, a person without a mobile: nothing to choose.
      .filter((one) => !(one.refused === "noNumber" && (one.shown.kind === "main" || one.shown.kind === "mobile")))
      .map((one) => candidateView(one, shown)),
    now: nowView(shown, hours, now, false),
    nowFromMobile: nowView(shown, hours, now, true),
    hasMex: facts.mobile?.profile === "mex",
    mayShowOutsideHours: features.mobileShownOutsideHours && shownRefusal({ kind: "mobile" }, facts) === null,
    emergency: emergency === null ? null : numberView(emergency),
  };
}

function candidateView({ shown, number, refused }: ShownCandidate, numbers: ShownNumbers): z.infer<typeof CandidateView> {
  return {
    shown: formatShownNumber(shown),
    kind: shown.kind,
    name: nameOf(shown, numbers),
    number: number === null ? null : numberView(number),
    refused,
  };
}

function nowView(numbers: ShownNumbers, hours: WorkingHours, at: Date, fromMobile: boolean): z.infer<typeof NowView> {
  const now = shownAt(numbers.settings, numbers.facts, numbers.features, hours, { at, fromMobile });
  return {
    kind: now.shown.kind,
    name: nameOf(now.shown, numbers),
    number: now.number === null ? null : numberView(now.number),
    fellBack: now.fellBack,
    stoppedAbroad: mayBeStoppedAbroad(now, numbers.facts),
  };
}

function nameOf(shown: ShownCandidate["shown"], { groupNames, mainName }: ShownNumbers): string | null {
  if (shown.kind === "group") return groupNames.get(shown.id) ?? null;
  return shown.kind === "main" ? mainName : null;
}

async function answer(asked: About): Promise<Answer> {
  const view = await loadShownNumber(asked);
  return ok(view, view.version);
}

const MainNumber = z.strictObject({ groupId: z.string().max(64).nullable() });

export const shownNumberRoutes: readonly Route[] = [
  ...ownThing({
    method: "get",
    path: "/shown-number",
    summary: "The number that called people see, what there is to choose from, and what a call shows now.",
    answer: ShownNumberView,
    handle: answer,
  }),
  ...ownThing({
    method: "patch",
    path: "/shown-number",
    summary: "Chooses the number that called people see.",
    body: ShownNumberInput,
    answer: ShownNumberView,
    example: { shown: "hidden" },
    versioned: true,
    handle: async (asked) => {
      const { parts, subject, body, version, who, now } = asked;
      await setShownNumber(parts.db, { ...subject, ...body, version }, who.actor, now);
      return answer(asked);
    },
    current: answer,
  }),
  route("administrator", {
    method: "get",
    path: "/main-number",
    tag: "Groups",
    summary: "The group whose number is the organisation's main number; null: none.",
    answer: MainNumber,
    handle: async ({ parts, who }) => ok({ groupId: await mainGroupOf(parts.db, who.organisationId) }),
  }),
  route("administrator", {
    method: "put",
    path: "/main-number",
    tag: "Groups",
    summary: "Says which group's number is the organisation's main number, which everybody may show.",
    body: MainNumber,
    answer: MainNumber,
    example: { groupId: "{group}" },
    handle: async ({ parts, who, body, now }) => {
      await setMainGroup(parts.db, { organisationId: who.organisationId, groupId: body.groupId }, who.actor, now);
      return ok({ groupId: await mainGroupOf(parts.db, who.organisationId) });
    },
  }),
];
