import type { CallForwarding, ForwardingKind } from "./call-forwarding.ts";
import type { Call, LookedAt, RouteFacts, RouteStep, RouteUser, Stop, Way } from "./call-route.ts";
import { stopKey } from "./call-route.ts";
import { ends, forwards, goes } from "./call-route-ways.ts";
import { diversionAt, lastsUntil } from "./diversion.ts";
import { afterAnnouncement } from "./diversion-effect.ts";
import { announcement } from "./diversion-view.ts";

type UserStop = Extract<Stop, { kind: "user" }>;

/** A call to a person's own number, rule by rule: deactivated, away, do not disturb, forwarding of all calls, the phone (H9). */
export function userStep(user: RouteUser, stop: UserStop, call: Call, facts: RouteFacts): RouteStep {
  const rules: LookedAt[] = [];
  const step = (hears: RouteStep["hears"], ways: readonly Way[]): RouteStep => {
    return { key: stopKey(stop), stop, open: null, rules, hears, members: [], ways };
  };
  rules.push({ rule: "deactivated", outcome: user.deactivated ? "applies" : "passed" });
  if (user.deactivated) return step([], [ends({ kind: "always" }, { kind: "unavailable" })]);

  const diversion = diversionAt(user.diversions, call.at);
  const through = stop.line === "mobile" && !user.features.diversionClosesMobile;
  rules.push({
    rule: "diversion",
    outcome: diversion === null || through ? "passed" : "applies",
    reason: diversion?.reason ?? null,
    until: diversion === null ? null : lastsUntil(diversion, user.diversions),
  });
  if (diversion !== null && through) rules.push({ rule: "mobileRingsThrough", outcome: "applies" });
  if (diversion !== null && !through) {
    const parts = announcement({ ...diversion, endsAt: lastsUntil(diversion, user.diversions) }, call.at, facts.zone);
    return step([{ kind: "away", parts }], afterAway(user, facts));
  }

  rules.push({ rule: "doNotDisturb", outcome: "depends" });
  const forwarding = forwardingOn(user, stop);
  const all = forwarding("all");
  const switchedOn = user.forwardings.some((one) => one.kind === "all" && one.enabled && one.target !== null);
  const why = all !== null ? null : switchedOn ? "mobileNotTaken" : "off";
  rules.push({ rule: "forwardAll", outcome: all === null ? "passed" : "applies", why });
  if (all !== null) return step([], [forwards({ kind: "always" }, all.target, facts)]);
  return step([{ kind: "ringing" }], atThePhone(user, stop, forwarding, facts));
}

type Forwarding = CallForwarding & { readonly target: NonNullable<CallForwarding["target"]> };
type Find = (kind: ForwardingKind) => Forwarding | null;

/** F1: forwarding takes calls to the mobile only by its feature group. */
function forwardingOn(user: RouteUser, stop: UserStop): Find {
  const taken = stop.line === "fixed" || user.features.forwardingTakesMobile;
  return (kind) => {
    const found = taken ? user.forwardings.find((one) => one.kind === kind && one.enabled) : undefined;
    return found && found.target !== null ? { ...found, target: found.target } : null;
  };
}

/** H8: what a caller can do after hearing that somebody is away. */
function afterAway(user: RouteUser, facts: RouteFacts): Way[] {
  const { leaveMessage, reachOperator } = afterAnnouncement(user.features);
  if (!leaveMessage) return [ends({ kind: "always" }, { kind: "hangUp" })];
  return [toVoicemail({ kind: "always" }, user), ...operatorKey(reachOperator, facts)];
}

function operatorKey(reach: boolean, facts: RouteFacts): Way[] {
  return reach && facts.mainGroupId !== null ? [goes({ kind: "operatorKey" }, `group:${facts.mainGroupId}`, [])] : [];
}

function toVoicemail(when: Way["when"], user: RouteUser): Way {
  return ends(when, { kind: "voicemail", userId: user.id }, [{ kind: "voicemail", userId: user.id }]);
}

/** What the telephone does decides: each is a way of its own. */
function atThePhone(user: RouteUser, stop: UserStop, find: Find, facts: RouteFacts): Way[] {
  const { features } = user;
  const waits = stop.line === "mobile" ? features.callWaitingMobile : features.callWaitingFixed;
  const onward = (kind: "busy" | "noAnswer" | "unreachable", when: Way["when"], otherwise: Way): Way => {
    const forwarding = find(kind);
    if (forwarding !== null) return forwards(when, forwarding.target, facts);
    return features.voicemail ? toVoicemail(when, user) : otherwise;
  };
  const noAnswer = { kind: "noAnswer", seconds: find("noAnswer")?.seconds ?? null } as const;
  const ways = [
    ends({ kind: "answered" }, { kind: "answered", userId: user.id }),
    // With call waiting the call rings at a busy phone too, and goes on as one that is not answered.
    ...(waits ? [] : [onward("busy", { kind: "busy" }, ends({ kind: "busy" }, { kind: "busyTone" }, [{ kind: "busyTone" }]))]),
    onward("noAnswer", noAnswer, ends(noAnswer, { kind: "noAnswer" })),
    onward("unreachable", { kind: "unreachable" }, ends({ kind: "unreachable" }, { kind: "unavailable" })),
  ];
  return features.voicemail ? [...ways, ...operatorKey(features.operatorInVoicemail, facts)] : ways;
}
