import { describe, expect, it } from "vitest";
import type { CallForwarding } from "./call-forwarding.ts";
import type { Onward, RouteFacts, RouteGroup, RouteMenu, RouteStep, RouteUser } from "./call-route.ts";
import { traceCall } from "./call-route-trace.ts";
import type { Destination } from "./destination.ts";
import type { Diversion } from "./diversion.ts";
import { featuresOf } from "./feature-groups.ts";
import type { Schedule, ScheduleEntry } from "./schedule.ts";

const zone = "Europe/Stockholm";
// A Tuesday, 09:00 on the wall.
const at = new Date("2026-09-15T07:00:00Z");
const noon = new Date("2026-09-15T10:30:00Z");

const weekly = {
  kind: "weekly",
  weekdays: [1, 2, 3, 4, 5],
  everyWeeks: 1,
  firstWeek: null,
  firstDay: null,
  lastDay: null,
} as const;
const lunch: ScheduleEntry = {
  ...{ id: "lunch", label: "Lunch", action: "closed", announcementId: "lunch-message", enabled: true },
  rule: { ...weekly, from: "12:00", to: "13:00" },
};
const hours: ScheduleEntry = {
  ...{ id: "hours", label: "Öppet", action: "open", announcementId: null, enabled: true },
  rule: { ...weekly, from: "08:00", to: "17:00" },
};
const office: Schedule = {
  ...{ zone, entries: [lunch, hours], closedNow: null },
  otherwise: { action: "closed", announcementId: "night" },
};
const always: Schedule = { zone, entries: [], otherwise: { action: "open", announcementId: null }, closedNow: null };

const user = (id: string, more: Partial<RouteUser> = {}): RouteUser => ({
  ...{ id, name: `Person ${id}`, primaryNumber: `+4684650040${id}`, mobile: null, deactivated: false },
  ...{ features: featuresOf("ex", []), diversions: [], forwardings: [] },
  ...more,
});
const group = (id: string, more: Partial<RouteGroup> = {}): RouteGroup => ({
  ...{ id, name: `Group ${id}`, number: null, schedule: always, maxQueue: null, welcomeId: null },
  ...{ distribution: "all", ringSeconds: 20, wrapUpSeconds: 0, displayName: null, presentation: "caller" },
  ...{ presentationNumber: null, presentationPrefix: null },
  ...{ saysPosition: false, comfort: null, musicId: null, ringsDiverted: false, confirmsOnMobile: true, members: [] },
  ...{ full: null, nobody: null, redirects: [] },
  ...more,
});
const menu = (id: string, more: Partial<RouteMenu> = {}): RouteMenu => ({
  ...{ id, name: `Menu ${id}`, number: null, schedule: always, welcomeId: "welcome", timeoutSeconds: 5, maxTimeouts: 1 },
  ...{ maxInvalid: 3, keys: [], timeout: null, invalid: null },
  ...more,
});
const onward = (destination: Destination, announcementId: string | null = null): Onward => ({ destination, announcementId });
const member = (userId: string, more = {}) => ({ userId, loggedIn: true, viaMobile: false, ...more });
const house = (
  of: { users?: RouteUser[]; groups?: RouteGroup[]; menus?: RouteMenu[] },
  mainGroupId: string | null = null,
): RouteFacts => {
  const byId = <T extends { readonly id: string }>(list: readonly T[] = []) => new Map(list.map((one) => [one.id, one]));
  return { zone, users: byId(of.users), groups: byId(of.groups), menus: byId(of.menus), numbers: new Map(), mainGroupId };
};
const away = (userId: string, more: Partial<Diversion> = {}): Diversion => ({
  ...{ id: `away-${userId}`, userId, reason: "lunch", note: null, cancelledAt: null },
  ...{ startsAt: new Date("2026-09-15T06:00:00Z"), endsAt: new Date("2026-09-15T11:00:00Z") },
  ...more,
});
const forwarding = (kind: CallForwarding["kind"], target: CallForwarding["target"]): CallForwarding => ({
  ...{ kind, target, enabled: true },
  seconds: kind === "noAnswer" ? 20 : null,
});
const call = (facts: RouteFacts, to: Parameters<typeof traceCall>[0]["to"], when = at, from: string | null = "+46701740605") =>
  traceCall({ to, at: when, from }, facts);
const first = (facts: RouteFacts, ...args: [Parameters<typeof traceCall>[0]["to"], Date?, (string | null)?]): RouteStep => {
  const [step] = call(facts, ...args).steps;
  if (!step) throw new Error("a call has a first stop");
  return step;
};
const person = (id: string, line: "fixed" | "mobile" = "fixed") => ({ kind: "user", id, line }) as const;
const ways = (step: RouteStep) => step.ways.map(({ when, to, end }) => [when.kind, to ?? end?.kind]);

describe("a call to a group", () => {
  it("is told which entry decides, and why each above it did not", () => {
    const facts = house({ users: [user("1")], groups: [group("g", { schedule: office, members: [member("1")] })] });
    const step = first(facts, { kind: "group", id: "g" });
    expect(step.open).toBe(true);
    expect(step.rules[0]).toMatchObject({ rule: "entry", outcome: "passed", label: "Lunch", why: { code: "outside_times" } });
    expect(step.rules[1]).toMatchObject({ rule: "entry", outcome: "applies", label: "Öppet" });
  });

  it("ends after the announcement while it is closed, whoever is logged in", () => {
    const facts = house({ users: [user("1")], groups: [group("g", { schedule: office, members: [member("1")] })] });
    const step = first(facts, { kind: "group", id: "g" }, noon);
    expect(step).toMatchObject({ open: false, members: [], hears: [{ kind: "announcement", id: "lunch-message" }] });
    expect(ways(step)).toEqual([["always", "hangUp"]]);
  });

  it("says of Stäng nu until when it lasts, and looks at no entry", () => {
    const until = new Date("2026-09-15T08:00:00Z");
    const schedule = { ...office, closedNow: { from: at, until, announcementId: null } };
    const step = first(house({ groups: [group("g", { schedule })] }), { kind: "group", id: "g" });
    expect(step).toMatchObject({ open: false, hears: [], rules: [{ rule: "closedNow", outcome: "applies", until }] });
  });

  it("is offered to each member unless a rule says no, and names the rule", () => {
    const users = [
      user("1"),
      user("2"),
      user("3", { diversions: [away("3")] }),
      user("4", { deactivated: true }),
      user("5", { forwardings: [forwarding("all", { kind: "user", id: "1" })] }),
      user("6"),
      user("7", { primaryNumber: "+46701740605" }),
      user("8", { forwardings: [forwarding("busy", { kind: "user", id: "1" })] }),
    ];
    const members = users.map(({ id }) => member(id, { loggedIn: id !== "2", viaMobile: id === "6" }));
    const step = first(house({ users, groups: [group("g", { members })] }), { kind: "group", id: "g" });
    expect(step.members.map(({ skipped }) => skipped)).toEqual([
      ...[null, "loggedOut", "diverted", "deactivated", "forwarded", "noNumber", "self", null],
    ]);
    expect(step.members[2]?.until).toEqual(new Date("2026-09-15T11:00:00Z"));
    expect(step.rules).toContainEqual({ rule: "nobody", outcome: "passed", offered: 2 });
  });

  it("rings members who are away when the group says so", () => {
    const facts = house({
      users: [user("1", { diversions: [away("1")] })],
      groups: [group("g", { members: [member("1")], ringsDiverted: true })],
    });
    expect(first(facts, { kind: "group", id: "g" }).members[0]).toMatchObject({ offered: true, skipped: null });
  });

  it("rings a busy member whose feature group lets calls wait, and passes by the others", () => {
    const waiting = featuresOf("ex", ["ex_samtal_vantar_fast"]);
    const facts = house({
      users: [user("1", { features: waiting }), user("2")],
      groups: [group("g", { members: [member("1"), member("2")] })],
    });
    expect(first(facts, { kind: "group", id: "g" }).members.map((one) => one.whenBusy)).toEqual(["callWaits", "next"]);
  });

  it("goes on when nobody can take it, when the queue is full, and after each time", () => {
    const full = onward({ kind: "announcement", id: "busy" });
    const nobody = onward({ kind: "group", id: "h" }, "connecting");
    const redirects = [{ ...onward({ kind: "voicemail", id: "1" }), afterSeconds: 40 }];
    const one = group("g", { members: [member("1")], maxQueue: 5, full, nobody, redirects });
    const withSomebody = first(house({ users: [user("1")], groups: [one, group("h")] }), { kind: "group", id: "g" });
    expect(ways(withSomebody)).toEqual([
      ["full", "hangUp"],
      ["answered", "answered"],
      ["after", "voicemail"],
    ]);
    const alone = call(house({ users: [user("1", { deactivated: true })], groups: [one, group("h")] }), {
      kind: "group",
      id: "g",
    });
    expect(ways(alone.steps[0] as RouteStep)).toEqual([["nobody", "group:h"]]);
    expect(alone.steps[0]?.ways[0]?.hears).toEqual([{ kind: "announcement", id: "connecting" }]);
    expect(alone.steps.map((step) => step.key)).toEqual(["group:g", "group:h"]);
  });

  it("waits when nothing is said about nobody and nothing about time", () => {
    const step = first(house({ groups: [group("g", { welcomeId: "hello", saysPosition: true })] }), { kind: "group", id: "g" });
    expect(step.hears.map((one) => one.kind)).toEqual(["announcement", "position", "ringing"]);
    expect(ways(step)).toEqual([["noAnswer", "waits"]]);
  });
});

describe("a call to a person", () => {
  it("looks at every rule in its order, and goes on by what the telephone does", () => {
    const forwardings = [
      forwarding("noAnswer", { kind: "group", id: "g" }),
      forwarding("busy", { kind: "number", number: "+46313900600" }),
    ];
    const step = first(house({ users: [user("1", { forwardings })], groups: [group("g")] }), person("1"));
    expect(step.rules.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ["deactivated", "passed"],
      ["diversion", "passed"],
      ["doNotDisturb", "depends"],
      ["forwardAll", "passed"],
    ]);
    expect(ways(step)).toEqual([
      ["answered", "answered"],
      ["busy", "number:+46313900600"],
      ["noAnswer", "group:g"],
      ["unreachable", "voicemail"],
    ]);
  });

  it("who is away hears why and until when, neutral for private reasons, then the voicemail", () => {
    const facts = (reason: Diversion["reason"]) => house({ users: [user("1", { diversions: [away("1", { reason })] })] });
    const lunchStep = first(facts("lunch"), person("1"));
    expect(lunchStep.hears).toEqual([
      { kind: "away", parts: [{ say: "reason", reason: "lunch" }, { say: "back" }, { say: "time", time: "13:00" }] },
    ]);
    expect(ways(lunchStep)).toEqual([["always", "voicemail"]]);
    expect(JSON.stringify(first(facts("sjuk"), person("1")).hears)).not.toContain("sjuk");
  });

  it("who is away beats forwarding, and without voicemail the call ends", () => {
    const features = featuresOf("ex", ["ex_ej_meddelande"]);
    const one = user("1", { features, diversions: [away("1")], forwardings: [forwarding("all", { kind: "user", id: "2" })] });
    const route = call(house({ users: [one, user("2")] }), person("1"));
    expect(ways(route.steps[0] as RouteStep)).toEqual([["always", "hangUp"]]);
    expect(route.steps).toHaveLength(1);
  });

  it("whose mobile is called while away rings through, unless the feature group closes it", () => {
    const mobile = { number: "+46701740606", profile: "mex" } as const;
    const at1 = (codes: string[]) =>
      first(
        house({ users: [user("1", { mobile, diversions: [away("1")], features: featuresOf("ex", codes) })] }),
        person("1", "mobile"),
      );
    expect(at1([]).rules.map((one) => one.rule)).toContain("mobileRingsThrough");
    expect(at1([]).hears).toEqual([{ kind: "ringing" }]);
    expect(at1(["ex_hanvisning_mobil"]).hears[0]?.kind).toBe("away");
  });

  it("whose mobile is called is forwarded only by the feature group", () => {
    const forwardings = [forwarding("all", { kind: "user", id: "2" })];
    const at1 = (codes: string[]) =>
      first(house({ users: [user("1", { forwardings, features: featuresOf("ex", codes) }), user("2")] }), person("1", "mobile"));
    expect(at1([]).rules).toContainEqual({ rule: "forwardAll", outcome: "passed", why: "mobileNotTaken" });
    expect(ways(at1(["ex_vidarekoppling_mobil"]))).toEqual([["always", "user:2"]]);
  });

  it("lets a second call wait instead of being busy, and reach the operator from the voicemail", () => {
    const features = featuresOf("ex", ["ex_samtal_vantar_fast", "ex_telefonist"]);
    const step = first(house({ users: [user("1", { features })], groups: [group("main")] }, "main"), person("1"));
    expect(step.ways.map((way) => way.when.kind)).toEqual(["answered", "noAnswer", "unreachable", "operatorKey"]);
    expect(step.ways.at(-1)?.to).toBe("group:main");
  });

  it("who is deactivated, or gone, cannot be reached", () => {
    expect(ways(first(house({ users: [user("1", { deactivated: true })] }), person("1")))).toEqual([["always", "unavailable"]]);
    expect(ways(first(house({}), person("1")))).toEqual([["always", "unavailable"]]);
  });
});

describe("a call to a menu", () => {
  it("goes where each key leads, and comes to each stop once though ways lead back", () => {
    const keys = [
      { key: "1", ...onward({ kind: "group", id: "g" }, "connecting") },
      { key: "2", ...onward({ kind: "menu", id: "m" }) },
      { key: "9", ...onward({ kind: "repeat" }) },
      { key: "0", ...onward({ kind: "number", number: "+46313900600" }) },
    ] as const;
    const back = group("g", { nobody: onward({ kind: "menu", id: "m" }) });
    const route = call(house({ groups: [back], menus: [menu("m", { keys, timeout: onward({ kind: "extension" }) })] }), {
      kind: "menu",
      id: "m",
    });
    expect(ways(route.steps[0] as RouteStep)).toEqual([
      ["key", "group:g"],
      ["key", "menu:m"],
      ["key", "menu:m"],
      ["key", "number:+46313900600"],
      ["noKey", "extension"],
      ["wrongKey", "hangUp"],
    ]);
    expect(route.steps.map((step) => step.key)).toEqual(["menu:m", "group:g", "number:+46313900600"]);
    expect(route.steps[0]?.ways[4]?.when).toEqual({ kind: "noKey", seconds: 5, times: 2 });
  });

  it("is closed by its own schedule first", () => {
    const step = first(house({ menus: [menu("m", { schedule: office })] }), { kind: "menu", id: "m" }, noon);
    expect(step).toMatchObject({ open: false, hears: [{ kind: "announcement", id: "lunch-message" }] });
  });
});
