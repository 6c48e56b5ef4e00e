import { describe, expect, it } from "vitest";
import {
  formatShownNumber,
  mayBeStoppedAbroad,
  type OwnedNumber,
  parseShownNumber,
  resolveShown,
  type ShownNumber,
  type ShownNumberFacts,
  shownAt,
  shownCandidates,
  shownRefusal,
  shownToEmergency,
} from "./shown-number.ts";
import { usualHours } from "./working-hours.ts";

const owned = (e164: string, state: OwnedNumber["state"] = "assigned"): OwnedNumber => ({ e164, state });
const facts: ShownNumberFacts = {
  primary: owned("+46846500400"),
  mobile: { number: owned("+46701740605"), profile: "mex" },
  groups: [{ id: "g1", number: owned("+46846500490") }],
  main: owned("+46846500499"),
};
const external: ShownNumberFacts = { ...facts, mobile: { number: owned("+46701740605"), profile: "external" } };
const group: ShownNumber = { kind: "group", id: "g1" };
const mobile: ShownNumber = { kind: "mobile" };
const primary: ShownNumber = { kind: "primary" };
const hidden: ShownNumber = { kind: "hidden" };

describe("the numbers to show (C1)", () => {
  it("are the own, the Mex mobile, those of the own groups, the main number and none", () => {
    expect(shownCandidates(facts).map(({ shown, number, refused }) => [formatShownNumber(shown), number, refused])).toEqual([
      ["primary", "+46846500400", null],
      ["mobile", "+46701740605", null],
      ["group:g1", "+46846500490", null],
      ["main", "+46846500499", null],
      ["hidden", null, null],
    ]);
  });

  it.each([
    ["a mobile of another operator (C3)", mobile, external, "notMex"],
    ["a mobile that is not there", mobile, { ...facts, mobile: null }, "noNumber"],
    ["a group that the person is not in", { kind: "group", id: "g2" }, facts, "notMember"],
    ["a group without number", group, { ...facts, groups: [{ id: "g1", number: null }] }, "noNumber"],
    ["a main number in quarantine (C2)", { kind: "main" }, { ...facts, main: owned("+46846500499", "quarantine") }, "notOwned"],
    ["a number that is still to come", { kind: "main" }, { ...facts, main: owned("+46846500499", "portingIn") }, "notOwned"],
    ["a premium number", { kind: "main" }, { ...facts, main: owned("+4690012345") }, "kind"],
    ["a short number", { kind: "main" }, { ...facts, main: owned("112") }, "kind"],
  ] as const)("refuse %s", (_what, shown, given, reason) => {
    expect(shownRefusal(shown, given)).toBe(reason);
  });

  it("include one that is being ported out, until it is gone", () => {
    expect(shownRefusal({ kind: "main" }, { ...facts, main: owned("+46846500499", "portingOut") })).toBeNull();
  });

  it("are stored as text and read back; anything else is no choice", () => {
    for (const shown of [primary, mobile, group, hidden]) expect(parseShownNumber(formatShownNumber(shown))).toEqual(shown);
    expect(["group:", "+46701740605", "", "Primary"].map(parseShownNumber)).toEqual([null, null, null, null]);
  });
});

describe("a choice that was lost (C2)", () => {
  it.each([
    ["the group is gone or was left", group, { ...facts, groups: [] }, "notMember"],
    ["the mobile was removed", mobile, { ...facts, mobile: null }, "noNumber"],
    ["the mobile is no Mex any more", mobile, external, "notMex"],
  ] as const)("falls back to the primary number and says so when %s", (_what, shown, given, fellBack) => {
    expect(resolveShown(shown, given)).toEqual({ shown: primary, number: "+46846500400", fellBack });
  });

  it("shows no number when the primary number is gone too", () => {
    expect(resolveShown(group, { ...facts, groups: [], primary: null })).toEqual({
      shown: primary,
      number: null,
      fellBack: "notMember",
    });
  });

  it("does not concern a choice that holds", () => {
    expect(resolveShown(group, facts)).toEqual({ shown: group, number: "+46846500490", fellBack: null });
  });
});

describe("the mobile number outside working hours (C4)", () => {
  const settings = { shown: primary, fromMobile: null, mobileOutsideHours: true };
  const feature = { mobileShownOutsideHours: true };
  const number = (time: string, given = facts, wanted = settings, features = feature) =>
    shownAt(wanted, given, features, usualHours, { at: new Date(`${time}+01:00`), fromMobile: false }).number;

  it.each([
    ["the last moment before work", "2026-11-24T07:59:59", "+46701740605"],
    ["the first moment of work", "2026-11-24T08:00:00", "+46846500400"],
    ["the last moment of work", "2026-11-24T16:59:59", "+46846500400"],
    ["the first moment after work", "2026-11-24T17:00:00", "+46701740605"],
    ["a red day", "2027-01-06T10:00:00", "+46701740605"],
    ["a Saturday", "2026-11-28T10:00:00", "+46701740605"],
  ])("is decided at %s", (_what, time, expected) => {
    expect(number(time)).toBe(expected);
  });

  it("needs the feature group, the wish and a Mex mobile", () => {
    const evening = "2026-11-24T20:00:00";
    expect(number(evening, facts, settings, { mobileShownOutsideHours: false })).toBe("+46846500400");
    expect(number(evening, facts, { ...settings, mobileOutsideHours: false })).toBe("+46846500400");
    expect(number(evening, external)).toBe("+46846500400");
  });
});

describe("calls from the mobile", () => {
  it("may show another number than calls from the desk", () => {
    const settings = { shown: primary, fromMobile: group, mobileOutsideHours: false };
    const call = (fromMobile: boolean) =>
      shownAt(settings, facts, { mobileShownOutsideHours: false }, usualHours, {
        at: new Date("2026-11-24T10:00:00Z"),
        fromMobile,
      }).number;
    expect([call(false), call(true)]).toEqual(["+46846500400", "+46846500490"]);
  });

  it("abroad with a fixed number shown may be stopped, and only for a mobile of another operator (C6)", () => {
    const check = (shown: ShownNumber, given: ShownNumberFacts) => mayBeStoppedAbroad(resolveShown(shown, given), given);
    expect([check(primary, external), check(hidden, external), check(primary, facts), check(mobile, facts)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("an emergency call (C5)", () => {
  const settings = { shown: hidden, fromMobile: null, mobileOutsideHours: false };

  it("shows the number that it comes from, also when the number is hidden", () => {
    expect([shownToEmergency(settings, facts, false), shownToEmergency(settings, facts, true)]).toEqual([
      "+46846500400",
      "+46701740605",
    ]);
  });

  it("shows the other own number when that one is gone, and never an own number of another operator's exchange", () => {
    expect(shownToEmergency(settings, { ...facts, primary: null }, false)).toBe("+46701740605");
    expect(shownToEmergency(settings, external, true)).toBe("+46846500400");
  });

  it("from a hidden group shows the person's own number, never none", () => {
    expect(shownToEmergency({ ...settings, shown: group }, facts, false)).toBe("+46846500400");
  });
});
