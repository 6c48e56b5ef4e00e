import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CallForwarding,
  type CallNode,
  callNode,
  type ForwardingFacts,
  forwardingChain,
  forwardingProblems,
  forwardingSeconds,
  forwardingWarnings,
  mostHops,
} from "./call-forwarding.ts";

const facts: ForwardingFacts = {
  userId: "anna",
  primaryNumber: "+46846500400",
  mexNumber: "+46701740605",
  takesMobile: false,
  foreignPrefixes: [],
};
const to = (number: string, more: Partial<CallForwarding> = {}): CallForwarding => ({
  kind: "all",
  target: { kind: "number", number },
  seconds: null,
  enabled: true,
  ...more,
});
const problems = (wanted: CallForwarding, more: Partial<ForwardingFacts> = {}) =>
  forwardingProblems(wanted, { ...facts, ...more }).map(({ code, detail }) =>
    detail?.reason ? `${code} ${detail.reason}` : code,
  );

describe("a forwarding's target (F2)", () => {
  it.each([
    ["a fixed number", "031-390 06 00"],
    ["a mobile", "070-174 06 06"],
    ["a nationwide number", "010-123 45 67"],
    ["a freephone number", "020-12 34 56"],
    ["a shared-cost number", "0771-99 04 00"],
    ["the own Mex mobile while forwarding does not take the mobile", "+46 70 174 06 05"],
  ])("may be %s", (_what, number) => {
    expect(problems(to(number))).toEqual([]);
  });

  it.each([
    ["the own number, however written", "0046 8 465 004 00", "forwarding_target_refused own"],
    ["112", "112", "forwarding_target_refused kind"],
    ["another short number", "116 117", "forwarding_target_refused kind"],
    ["a premium number 0900", "0900-123 45", "forwarding_target_refused kind"],
    ["a premium number 0939", "0939-123 45", "forwarding_target_refused kind"],
    ["a premium number 099", "099-123 45", "forwarding_target_refused kind"],
    ["a pager", "074-012 34 56", "forwarding_target_refused kind"],
    ["a foreign number without permission", "+47 22 12 34 56", "foreign_target_refused"],
    ["no number", "hej", "number_invalid"],
    ["blanks", "   ", "forwarding_target_missing"],
  ])("is refused as %s", (_what, number, code) => {
    expect(problems(to(number))).toEqual([code]);
  });

  it("is refused as the own Mex mobile when forwarding takes the mobile too (F1): the call would come back", () => {
    expect(problems(to("070-174 06 05"), { takesMobile: true })).toEqual(["forwarding_target_refused own"]);
  });

  it("may be abroad where the organisation permits it", () => {
    const nordic = { foreignPrefixes: ["+47", "+45"] };
    expect([problems(to("+47 22 12 34 56"), nordic), problems(to("+358 9 123 4567"), nordic)]).toEqual([
      [],
      ["foreign_target_refused"],
    ]);
  });

  it("is missing only while the forwarding is on", () => {
    expect(problems(to("", { target: null }))).toEqual(["forwarding_target_missing"]);
    expect(problems(to("", { target: null, enabled: false }))).toEqual([]);
    expect(problems(to(" ", { enabled: false }))).toEqual([]);
  });

  it("cannot be oneself", () => {
    expect(problems(to("", { target: { kind: "user", id: "anna" } }))).toEqual(["forwarding_target_refused self"]);
    expect(problems(to("", { target: { kind: "user", id: "bo" } }))).toEqual([]);
  });
});

describe("the seconds of ringing", () => {
  it("are 5 to 60 in steps of five, for 'no answer' alone", () => {
    const fits = (seconds: number | null) => problems(to("031-390 06 00", { kind: "noAnswer", seconds })).length === 0;
    expect(Array.from({ length: 70 }, (_, n) => n).filter(fits)).toEqual(forwardingSeconds);
    expect([fits(null), fits(7.5), fits(Number.NaN)]).toEqual([false, false, false]);
    expect(problems(to("031-390 06 00", { seconds: 20 }))).toEqual(["forwarding_seconds_invalid"]);
  });
});

describe("where calls go on to (F3)", () => {
  const graph = (...edges: [CallNode, CallNode[]][]) => new Map(edges);

  it("is a loop from A to B and back, through groups and menus too", () => {
    const direct = graph(["user:a", ["user:b"]], ["user:b", ["user:a"]]);
    expect(forwardingChain("user:a", direct)).toEqual({ kind: "loop", path: ["user:a", "user:b", "user:a"] });
    const through = graph(["user:a", ["group:g"]], ["group:g", ["user:c", "menu:m"]], ["menu:m", ["user:a"]]);
    expect(forwardingChain("user:a", through)?.path).toEqual(["user:a", "group:g", "menu:m", "user:a"]);
  });

  it("is a loop further on that the start is not part of, and one to oneself", () => {
    const further = graph(["user:a", ["user:b"]], ["user:b", ["user:c"]], ["user:c", ["user:b"]]);
    expect(forwardingChain("user:a", further)?.kind).toBe("loop");
    expect(forwardingChain("user:a", graph(["user:a", ["user:a"]]))?.kind).toBe("loop");
  });

  it("may meet the same place on two ways", () => {
    expect(
      forwardingChain("user:a", graph(["user:a", ["user:b", "user:c"]], ["user:b", ["user:d"]], ["user:c", ["user:d"]])),
    ).toBeNull();
  });

  it("may have five hops, and not six, also by a place that was met before", () => {
    const line = (hops: number) =>
      graph(...Array.from({ length: hops }, (_, n): [CallNode, CallNode[]] => [`user:${n}`, [`user:${n + 1}`]]));
    expect(forwardingChain("user:0", line(5))).toBeNull();
    expect(forwardingChain("user:0", line(6))?.kind).toBe("tooLong");
    const shared = line(5);
    expect(forwardingChain("user:start", new Map([...shared, ["user:start", ["user:1", "user:0"]]]))?.kind).toBe("tooLong");
  });

  it("finds a number that one of the organisation's own people has", () => {
    const owners = new Map<string, CallNode>([["+46846500401", "user:b"]]);
    expect(callNode({ kind: "number", number: "+46846500401" }, owners)).toBe("user:b");
    expect(callNode({ kind: "number", number: "+46313900600" }, owners)).toBeNull();
    expect(callNode({ kind: "group", id: "g" }, owners)).toBe("group:g");
  });

  it("answers at once for wide groups that lead on to wide groups", () => {
    const wide = (level: number): CallNode[] => Array.from({ length: 60 }, (_, n): CallNode => `group:${level}-${n}`);
    const levels = [0, 1, 2, 3].flatMap((level) => wide(level).map((node): [CallNode, CallNode[]] => [node, wide(level + 1)]));
    expect(forwardingChain("user:a", new Map([...levels, ["user:a", wide(0)]]))).toBeNull();
  });

  it("agrees with walking every way, on any small graph", () => {
    const node = fc.integer({ min: 0, max: 7 }).map((n): CallNode => `user:${n}`);
    const anyGraph = fc.array(fc.tuple(node, fc.array(node, { maxLength: 2 })), { maxLength: 8 }).map((edges) => new Map(edges));
    const bad = (at: CallNode, way: readonly CallNode[], all: ReadonlyMap<CallNode, readonly CallNode[]>): boolean =>
      way.includes(at) || way.length > mostHops || (all.get(at) ?? []).some((next) => bad(next, [...way, at], all));
    fc.assert(
      fc.property(anyGraph, (all) => {
        expect(forwardingChain("user:0", all) !== null).toBe(bad("user:0", [], all));
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe("what to know about a forwarding", () => {
  const calm = { targetActive: true, targetOpen: true, groupRingSeconds: null, diverted: false };

  it("is that it is charged, when it leads to a number (F4)", () => {
    expect(forwardingWarnings(to("031-390 06 00"), calm)).toEqual(["charged"]);
    expect(forwardingWarnings(to("", { target: { kind: "user", id: "bo" } }), calm)).toEqual([]);
  });

  it("is that its target is deactivated or closed, that a group gives up earlier, and that an absence comes first (F5)", () => {
    const late = to("", { kind: "noAnswer", seconds: 30, target: { kind: "user", id: "bo" } });
    expect(forwardingWarnings(late, { targetActive: false, targetOpen: false, groupRingSeconds: 20, diverted: true })).toEqual([
      "targetDeactivated",
      "targetClosed",
      "longerThanGroupRings",
      "awayFirst",
    ]);
    expect(forwardingWarnings(late, { ...calm, groupRingSeconds: 30 })).toEqual([]);
    expect(forwardingWarnings({ ...late, enabled: false }, { ...calm, diverted: true })).toEqual([]);
  });
});
