import { z } from "zod";
import type { CallRoute, RouteFacts, RouteStep, Stop } from "../domain/call-route.ts";
import { menuKeys } from "../domain/destination.ts";
import { diversionReasons, type ReasonCode, reasonCodes } from "../domain/diversion-reasons.ts";
import type { AnnouncementPart } from "../domain/diversion-view.ts";
import { distributions, presentations } from "../domain/response-group.ts";
import type { PassedReason } from "../domain/schedule-passed.ts";
import type { Asking } from "./api/route.ts";
import { NumberView, numberView } from "./user-views.ts";

const moment = z.string();
const Outcome = z.enum(["applies", "passed", "depends"]);

/** Why an entry of a schedule did not match: `code`, with the values that tell it (`domain/schedule-passed.ts`). */
const WhyView = z.custom<PassedReason>((value) => z.looseObject({ code: z.string() }).safeParse(value).success);
/** A recorded phrase (`domain/diversion-view.ts`). */
const PartView = z.custom<AnnouncementPart>((value) => z.looseObject({ say: z.string() }).safeParse(value).success);

/** A rule that was looked at, in order; exactly what decided says `applies`. */
const RuleView = z.discriminatedUnion("rule", [
  z.strictObject({ rule: z.literal("closedNow"), outcome: Outcome, until: moment }),
  z.strictObject({
    rule: z.literal("entry"),
    outcome: Outcome,
    entryId: z.string(),
    label: z.string(),
    why: WhyView.nullable(),
  }),
  z.strictObject({ rule: z.enum(["otherwise", "deactivated", "doNotDisturb", "mobileRingsThrough"]), outcome: Outcome }),
  z.strictObject({
    rule: z.literal("diversion"),
    outcome: Outcome,
    /** Null: nobody is away. Of an exchange that asks also what is health or family (H12). */
    reason: z.enum(reasonCodes).nullable(),
    until: moment.nullable(),
  }),
  z.strictObject({
    rule: z.literal("forwardAll"),
    outcome: Outcome,
    why: z.enum(["off", "mobileNotTaken"]).nullable(),
  }),
  z.strictObject({ rule: z.literal("full"), outcome: Outcome, limit: z.int().nullable() }),
  z.strictObject({ rule: z.literal("nobody"), outcome: Outcome, offered: z.int() }),
]);

/** What the caller hears; `announcements` of the answer says what an announcement is. */
const HeardView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["announcement", "music"]), id: z.string() }),
  z.strictObject({ kind: z.literal("comfort"), id: z.string(), everySeconds: z.int() }),
  /** Phrases, one after the other. */
  z.strictObject({ kind: z.literal("away"), parts: z.array(PartView) }),
  z.strictObject({ kind: z.enum(["position", "busyTone", "ringing"]) }),
  z.strictObject({ kind: z.literal("voicemail"), userId: z.string() }),
]);

const WhenView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["always", "answered", "busy", "unreachable", "full", "nobody", "operatorKey"]) }),
  z.strictObject({ kind: z.enum(["noAnswer", "after"]), seconds: z.int().nullable() }),
  z.strictObject({ kind: z.literal("key"), key: z.enum(menuKeys) }),
  z.strictObject({ kind: z.literal("noKey"), seconds: z.int(), times: z.int() }),
  z.strictObject({ kind: z.literal("wrongKey"), times: z.int() }),
]);

const EndView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("answered"), userId: z.string().nullable() }),
  z.strictObject({ kind: z.literal("voicemail"), userId: z.string() }),
  z.strictObject({ kind: z.literal("outside"), number: NumberView }),
  z.strictObject({ kind: z.enum(["hangUp", "busyTone", "noAnswer", "waits", "unavailable", "unknownNumber", "extension"]) }),
]);

const StepView = z.strictObject({
  /** Names the stop: `user:<id>`, `user:<id>:mobile`, `group:<id>`, `menu:<id>`, `number:+46…`. */
  key: z.string(),
  kind: z.enum(["user", "group", "menu", "number"]),
  /** Null of an outside number. */
  id: z.string().nullable(),
  name: z.string(),
  number: NumberView.nullable(),
  /** Of a group or menu: its schedule. */
  scheduleId: z.string().nullable(),
  open: z.boolean().nullable(),
  /** Of a group: how its members are rung, and what they see of the call. */
  ringing: z
    .strictObject({
      distribution: z.enum(distributions),
      ringSeconds: z.int(),
      wrapUpSeconds: z.int(),
      displayName: z.string(),
      presentation: z.enum(presentations),
      presentationNumber: NumberView.nullable(),
      presentationPrefix: z.string().nullable(),
    })
    .nullable(),
  rules: z.array(RuleView),
  hears: z.array(HeardView),
  members: z.array(
    z.strictObject({
      userId: z.string(),
      name: z.string(),
      line: z.enum(["fixed", "mobile"]),
      /** What rings: of that line; null: they have none. */
      number: NumberView.nullable(),
      loggedIn: z.boolean(),
      offered: z.boolean(),
      skipped: z.enum(["loggedOut", "deactivated", "diverted", "forwarded", "noNumber", "self"]).nullable(),
      until: moment.nullable(),
      whenBusy: z.enum(["callWaits", "next"]),
      confirms: z.boolean(),
    }),
  ),
  ways: z.array(
    z.strictObject({
      when: WhenView,
      hears: z.array(HeardView),
      /** The stop that the call goes on to, by its key; null: it ends here. */
      to: z.string().nullable(),
      end: EndView.nullable(),
    }),
  ),
});

export const CallRouteView = z.strictObject({
  /** The instant that was looked at, and the wall clock there. */
  at: moment,
  timeZone: z.string(),
  from: NumberView.nullable(),
  start: z.string(),
  /** Every stop that the call may come to, each once; ways name them by key. */
  steps: z.array(StepView),
  /** Those that are heard somewhere in it. */
  announcements: z.array(z.strictObject({ id: z.string(), name: z.string(), transcript: z.string(), durationMs: z.int() })),
  /** Whose voicemail or answer is meant where a way ends. */
  people: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type CallRouteView = z.infer<typeof CallRouteView>;
type Step = CallRouteView["steps"][number];

/** The steps with what everything is called. @param schedules ids by `group:<id>` and `menu:<id>` */
export function stepViews(
  route: CallRoute,
  facts: RouteFacts,
  schedules: ReadonlyMap<string, string>,
  viewer: Asking["is"],
): Step[] {
  return route.steps.map((step) => ({
    key: step.key,
    ...partyOf(step.stop, facts),
    scheduleId: schedules.get(step.key) ?? null,
    open: step.open,
    ringing: ringingOf(step.stop, facts),
    rules: step.rules.map((rule) => ruleView(rule, viewer)),
    hears: heardViews(step.hears),
    members: step.members.map((member) => ({
      ...member,
      number: numberOf({ kind: "user", id: member.userId, line: member.line }, facts),
      until: instant(member.until),
    })),
    ways: step.ways.map(({ when, hears, to, end }) => ({ when, hears: heardViews(hears), to, end: end && endView(end) })),
  }));
}

function heardViews(hears: RouteStep["hears"]): Step["hears"] {
  return hears.map((one) => (one.kind === "away" ? { kind: "away", parts: one.parts.map((part) => ({ ...part })) } : one));
}

function endView(end: NonNullable<RouteStep["ways"][number]["end"]>): NonNullable<Step["ways"][number]["end"]> {
  return end.kind === "outside" ? { kind: "outside", number: numberView(end.number) } : end;
}

function partyOf(stop: Stop, facts: RouteFacts): Pick<Step, "kind" | "id" | "name" | "number"> {
  const number = numberOf(stop, facts);
  if (stop.kind === "number") return { kind: "number", id: null, name: "", number };
  const known = { user: facts.users, group: facts.groups, menu: facts.menus }[stop.kind];
  return { kind: stop.kind, id: stop.id, name: known.get(stop.id)?.name ?? "", number };
}

function numberOf(stop: Stop, facts: RouteFacts): NumberView | null {
  const view = (number: string | null | undefined) => (number ? numberView(number) : null);
  if (stop.kind === "number") return view(stop.number);
  if (stop.kind !== "user") return view((stop.kind === "group" ? facts.groups : facts.menus).get(stop.id)?.number);
  const user = facts.users.get(stop.id);
  return view(stop.line === "mobile" ? user?.mobile?.number : user?.primaryNumber);
}

function ringingOf(stop: Stop, facts: RouteFacts): Step["ringing"] {
  const group = stop.kind === "group" ? facts.groups.get(stop.id) : undefined;
  if (!group) return null;
  const { distribution, ringSeconds, wrapUpSeconds, presentation, presentationNumber, presentationPrefix } = group;
  return {
    ...{ distribution, ringSeconds, wrapUpSeconds, presentation, presentationPrefix },
    displayName: group.displayName ?? group.name,
    presentationNumber: presentationNumber === null ? null : numberView(presentationNumber),
  };
}

function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

function reasonFor(viewer: Asking["is"], reason: ReasonCode): ReasonCode | null {
  return viewer === "administrator" || !diversionReasons[reason].private ? reason : null;
}

function ruleView(rule: RouteStep["rules"][number], viewer: Asking["is"]): Step["rules"][number] {
  switch (rule.rule) {
    case "closedNow":
      return { ...rule, until: rule.until.toISOString() };
    case "diversion":
      return { ...rule, reason: rule.reason && reasonFor(viewer, rule.reason), until: instant(rule.until) };
    case "entry":
      return { ...rule, why: rule.why && { ...rule.why } };
    default:
      return rule;
  }
}

/** Announcements and people that a route names. */
export function namedIn(route: CallRoute): { readonly announcements: string[]; readonly people: string[] } {
  const heard = route.steps.flatMap((step) => [...step.hears, ...step.ways.flatMap((way) => way.hears)]);
  const ends = route.steps.flatMap((step) => step.ways.flatMap((way) => way.end ?? []));
  const sounds = heard.flatMap((one) =>
    one.kind === "announcement" || one.kind === "music" || one.kind === "comfort" ? [one.id] : [],
  );
  const people = [
    ...heard.flatMap((one) => (one.kind === "voicemail" ? [one.userId] : [])),
    ...ends.flatMap((end) => ("userId" in end && end.userId !== null ? [end.userId] : [])),
  ];
  return { announcements: [...new Set(sounds)], people: [...new Set(people)] };
}
