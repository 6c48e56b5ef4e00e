import { z } from "zod";
import { type Forwardings, ForwardingsInput, getForwardings, setForwardings } from "../db/call-forwardings.ts";
import { loadAway } from "../db/diversion-rows.ts";
import { loadTargetNames, type TargetName } from "../db/forwarding-targets.ts";
import { featureSchemeOf } from "../db/organisations.ts";
import { numbersOf } from "../db/people-changes.ts";
import { shortestRing } from "../db/response-group-rows.ts";
import { loadSchedules, type StoredSchedule } from "../db/schedules.ts";
import {
  type CallForwarding,
  type ForwardingTarget,
  forwardingKinds,
  forwardingSeconds,
  forwardingWarnings,
} from "../domain/call-forwarding.ts";
import { featuresOf } from "../domain/feature-groups.ts";
import { type Answer, ok, type Route } from "./api/route.ts";
import { openView } from "./open-state.ts";
import { type About, ownThing, personOf } from "./own-things.ts";
import { NumberView, numberView } from "./user-views.ts";

const warnings = ["charged", "targetDeactivated", "targetClosed", "longerThanGroupRings", "awayFirst"] as const;
const ForwardingView = z.strictObject({
  kind: z.enum(forwardingKinds),
  enabled: z.boolean(),
  /** For `noAnswer`: how long it rings first. */
  seconds: z.int().nullable(),
  target: z
    .strictObject({
      kind: z.enum(["user", "group", "menu", "number"]),
      /** Null for a number. */
      id: z.string().nullable(),
      /** Of a person, group or menu; null: a number, or one that is gone. */
      name: z.string().nullable(),
      number: NumberView.nullable(),
    })
    .nullable(),
  warnings: z.array(z.enum(warnings)),
});
export type ForwardingView = z.infer<typeof ForwardingView>;

export const ForwardingsView = z.strictObject({
  version: z.int(),
  kinds: z.strictObject({
    all: ForwardingView,
    busy: ForwardingView,
    noAnswer: ForwardingView,
    unreachable: ForwardingView,
  }),
  /** Seconds of ringing to choose from. */
  seconds: z.array(z.int()),
  /** Forwarding takes the mobile too; null: the person has none. */
  mobile: z.strictObject({ number: NumberView, profile: z.enum(["mex", "external"]), taken: z.boolean() }).nullable(),
});
export type ForwardingsView = z.infer<typeof ForwardingsView>;

/** @throws DomainError `user_not_found` */
export async function loadForwardings(asked: About): Promise<ForwardingsView> {
  const { parts, subject, now } = asked;
  const forwardings = await getForwardings(parts.db, subject);
  const person = await personOf(asked);
  const features = featuresOf(await featureSchemeOf(parts.db, subject.organisationId), person.features);
  const names = await loadTargetNames(parts.db, subject.organisationId, targetsOf(forwardings));
  const facts = {
    names,
    schedules: await schedulesOf(asked, targetsOf(forwardings)),
    now,
    diverted: (await loadAway(parts.db, [subject.userId], now)).has(subject.userId),
    groupRingSeconds: await shortestRing(parts.db, subject.userId),
  };
  const view = (one: CallForwarding) => forwardingView(one, facts);
  const { all, busy, noAnswer, unreachable } = forwardings.kinds;
  const { mobile } = numbersOf(person);
  const taken = features.forwardingTakesMobile && mobile?.profile === "mex";
  return {
    version: forwardings.version,
    kinds: { all: view(all), busy: view(busy), noAnswer: view(noAnswer), unreachable: view(unreachable) },
    seconds: [...forwardingSeconds],
    mobile: mobile && { number: numberView(mobile.e164), profile: mobile.profile, taken },
  };
}

function targetsOf({ kinds }: Forwardings) {
  return forwardingKinds.flatMap((kind) => kinds[kind].target ?? []);
}

/** Of the groups and menus that calls go on to. */
async function schedulesOf({ parts, subject }: About, targets: readonly ForwardingTarget[]) {
  const owners = targets.flatMap((one) => (one.kind === "group" || one.kind === "menu" ? [{ kind: one.kind, id: one.id }] : []));
  return loadSchedules(parts.db, subject.organisationId, owners);
}

type Facts = {
  readonly names: ReadonlyMap<string, TargetName>;
  readonly schedules: ReadonlyMap<string, StoredSchedule>;
  readonly now: Date;
  readonly diverted: boolean;
  readonly groupRingSeconds: number | null;
};

function forwardingView(one: CallForwarding, facts: Facts): ForwardingView {
  const { kind, enabled, seconds, target } = one;
  const { diverted, groupRingSeconds, now } = facts;
  const known = target && target.kind !== "number" ? facts.names.get(`${target.kind}:${target.id}`) : undefined;
  const targetActive = target?.kind === "number" || (known?.active ?? false);
  const opens = (target?.kind === "group" || target?.kind === "menu") && targetActive;
  const targetOpen = !opens || openView(facts.schedules.get(`${target.kind}:${target.id}`), now).open;
  return {
    ...{ kind, enabled, seconds },
    target:
      target &&
      (target.kind === "number"
        ? { kind: "number", id: null, name: null, number: numberView(target.number) }
        : {
            kind: target.kind,
            id: target.id,
            name: known?.name ?? null,
            number: known?.e164 ? numberView(known.e164) : null,
          }),
    warnings: forwardingWarnings(one, { targetActive, targetOpen, groupRingSeconds, diverted }),
  };
}

async function answer(asked: About): Promise<Answer> {
  const view = await loadForwardings(asked);
  return ok(view, view.version);
}

export const forwardingRoutes: readonly Route[] = [
  ...ownThing({
    method: "get",
    path: "/forwarding",
    summary: "Vidarekoppling: where calls go on to, of each kind, and what to know about it.",
    answer: ForwardingsView,
    handle: answer,
  }),
  ...ownThing({
    method: "patch",
    path: "/forwarding",
    summary: "Sets some kinds of forwarding, all or nothing. A number that a colleague or group has follows them from then on.",
    body: ForwardingsInput,
    answer: ForwardingsView,
    example: { busy: { target: { kind: "user", id: "{colleague}" }, enabled: true } },
    versioned: true,
    handle: async (asked) => {
      const { parts, subject, body, version, who, now } = asked;
      await setForwardings(parts.db, { ...subject, kinds: body, version }, who.actor, now);
      return answer(asked);
    },
    current: answer,
  }),
];
