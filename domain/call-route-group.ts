import type {
  Call,
  Heard,
  LookedAt,
  RouteFacts,
  RouteGroup,
  RouteMember,
  RouteStep,
  RouteUser,
  Skipped,
  Way,
} from "./call-route.ts";
import { openOrClosed } from "./call-route-schedule.ts";
import { ends, leads } from "./call-route-ways.ts";
import { diversionAt, lastsUntil } from "./diversion.ts";
import { memberState, whySkipped } from "./member-skips.ts";

/** A call to a response group: its schedule, then its members in order, then what happens when none of them takes it. */
export function groupStep(group: RouteGroup, call: Call, facts: RouteFacts): RouteStep {
  const key = `group:${group.id}`;
  const stop = { kind: "group", id: group.id } as const;
  const { rules, hears, open } = openOrClosed(group.schedule, call.at);
  const closed = { key, stop, open, rules, hears, members: [], ways: [ends({ kind: "always" }, { kind: "hangUp" })] };
  if (!open) return closed;
  const members = group.members.map((member) => memberOf(member, group, call, facts));
  const offered = members.filter((one) => one.offered).length;
  const all: LookedAt[] = [
    ...rules,
    { rule: "nobody", outcome: offered === 0 ? "applies" : "passed", offered },
    ...(offered > 0
      ? [{ rule: "full", outcome: group.maxQueue === null ? "passed" : "depends", limit: group.maxQueue } as const]
      : []),
  ];
  return {
    ...{ key, stop, open, rules: all, members },
    hears: offered === 0 && group.nobody !== null ? hears : [...hears, ...queueSounds(group)],
    ways: offered === 0 ? withNobody(group, key, facts) : withMembers(group, key, facts),
  };
}

function queueSounds(group: RouteGroup): Heard[] {
  const sounds: (Heard | null)[] = [
    group.welcomeId === null ? null : { kind: "announcement", id: group.welcomeId },
    group.saysPosition ? { kind: "position" } : null,
    group.musicId === null ? { kind: "ringing" } : { kind: "music", id: group.musicId },
    group.comfort && { kind: "comfort", id: group.comfort.announcementId, everySeconds: group.comfort.everySeconds },
  ];
  return sounds.filter((one) => one !== null);
}

function withNobody(group: RouteGroup, key: string, facts: RouteFacts): Way[] {
  if (group.nobody !== null) return [leads({ kind: "nobody" }, group.nobody, key, facts)];
  return inQueue(group, key, facts);
}

function withMembers(group: RouteGroup, key: string, facts: RouteFacts): Way[] {
  const full = group.full === null ? [] : [leads({ kind: "full" }, group.full, key, facts)];
  return [...full, ends({ kind: "answered" }, { kind: "answered", userId: null }), ...inQueue(group, key, facts)];
}

/** The steps of the timed redirects; without any a caller waits until somebody answers. */
function inQueue(group: RouteGroup, key: string, facts: RouteFacts): Way[] {
  const redirects = group.redirects.map((one) => leads({ kind: "after", seconds: one.afterSeconds }, one, key, facts));
  return redirects.length > 0 ? redirects : [ends({ kind: "noAnswer", seconds: null }, { kind: "waits" })];
}

function memberOf(member: RouteGroup["members"][number], group: RouteGroup, call: Call, facts: RouteFacts): RouteMember {
  const user = facts.users.get(member.userId);
  const line = member.viaMobile ? "mobile" : "fixed";
  const skipped = passedBy(user, member, group, call);
  const away = user && diversionAt(user.diversions, call.at);
  return {
    userId: member.userId,
    name: user?.name ?? "",
    line,
    loggedIn: member.loggedIn,
    offered: skipped === null,
    skipped,
    until: user && away ? lastsUntil(away, user.diversions) : null,
    whenBusy: user !== undefined && waitsAt(user, line) ? "callWaits" : "next",
    confirms: member.viaMobile && group.confirmsOnMobile,
  };
}

function waitsAt({ features }: RouteUser, line: "fixed" | "mobile"): boolean {
  return line === "mobile" ? features.callWaitingMobile : features.callWaitingFixed;
}

/** Why a member is passed by; nobody is called by themselves. */
function passedBy(
  user: RouteUser | undefined,
  member: RouteGroup["members"][number],
  group: RouteGroup,
  call: Call,
): Skipped | null {
  const why = whySkipped(memberState(user, member, call.at), group);
  const own = call.from !== null && (call.from === user?.primaryNumber || call.from === user?.mobile?.number);
  return own && (why === null || why === "diverted" || why === "forwarded") ? "self" : why;
}
