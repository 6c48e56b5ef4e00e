import { describe, expect, it } from "vitest";
import {
  billingId,
  deactivationInstant,
  deactivationProblem,
  type FixedOperator,
  isDeactivated,
  lastDayOfService,
  mexNumber,
  nameProblem,
  searchWordsProblem,
  secondaryProblem,
  tidySearchWords,
  tidyUsername,
  type UserNumbers,
  usernameProblem,
  withMobile,
} from "./user-rules.ts";

const fixed = "+46846500400";
const mobile = "+46701740605";
const zone = "Europe/Stockholm";

describe("the billing id", () => {
  it.each([
    ["own", mobile, mobile],
    ["own", null, fixed],
    ["telia", mobile, fixed],
    ["telenor", null, fixed],
    ["tele2", mobile, fixed],
    ["tre", mobile, mobile],
    ["tre", null, null],
  ] as [FixedOperator, string | null, string | null][])(
    "with a fixed number of %s and Mex mobile %s is %s",
    (operator, mex, expected) => {
      expect(billingId(operator, fixed, mex)).toBe(expected);
    },
  );

  it("of the provider's own is the fixed number for a mobile of another operator, and changes when it becomes Mex", () => {
    const numbers = withMobile({ primary: fixed, mobile: null, secondary: null }, { e164: mobile, profile: "external" });
    expect(billingId("own", fixed, mexNumber(numbers))).toBe(fixed);
    expect(billingId("own", fixed, mexNumber(withMobile(numbers, { e164: mobile, profile: "mex" })))).toBe(mobile);
  });
});

describe("a Mex mobile", () => {
  const none: UserNumbers = { primary: fixed, mobile: null, secondary: null };
  const mex = withMobile(none, { e164: mobile, profile: "mex" });

  it("is the secondary number too, without being typed twice", () => {
    expect(mex).toEqual({ primary: fixed, mobile: { e164: mobile, profile: "mex" }, secondary: mobile });
  });

  it("takes the secondary number along when it goes, changes or stops being Mex", () => {
    expect(withMobile(mex, null).secondary).toBeNull();
    expect(withMobile(mex, { e164: "+46701740606", profile: "mex" }).secondary).toBe("+46701740606");
    expect(withMobile(mex, { e164: mobile, profile: "external" }).secondary).toBeNull();
  });

  it("keeps its secondary number from being edited by itself", () => {
    expect([
      secondaryProblem(mex, null)?.code,
      secondaryProblem(mex, "+46701740606")?.code,
      secondaryProblem(mex, mobile),
    ]).toEqual(["secondary_follows_mobile", "secondary_follows_mobile", null]);
  });

  it("of another operator leaves the secondary number alone", () => {
    const own = { ...none, secondary: "+46701740607" };
    const external = withMobile(own, { e164: mobile, profile: "external" });
    expect(external.secondary).toBe("+46701740607");
    expect(secondaryProblem(external, null)).toBeNull();
  });
});

describe("search words", () => {
  it("are trimmed, evened out and kept once, whatever their case", () => {
    expect(tidySearchWords(["  Ekonomi ", "ekonomi", "Lön  och\u00a0moms", "", " ", "EKONOMI"])).toEqual([
      "Ekonomi",
      "Lön och moms",
    ]);
  });

  it("are at most twenty of forty characters each", () => {
    const words = (count: number) => Array.from({ length: count }, (_, n) => `ord ${n}`);
    expect([searchWordsProblem(words(20)), searchWordsProblem(words(21))?.code]).toEqual([null, "search_words_invalid"]);
    expect([searchWordsProblem(["å".repeat(40)]), searchWordsProblem(["å".repeat(41)])?.code]).toEqual([
      null,
      "search_words_invalid",
    ]);
    expect(searchWordsProblem([...words(20), "ORD 3", "  "])).toBeNull();
  });
});

describe("deactivation", () => {
  const now = new Date("2026-11-24T22:30:00Z");

  it("acts at the first moment of its date, local time; the day before is the last with service", () => {
    expect(deactivationInstant("2026-11-25", zone).toISOString()).toBe("2026-11-24T23:00:00.000Z");
    expect(lastDayOfService("2026-12-01")).toBe("2026-11-30");
    const user = { deactivated: false, deactivateOn: "2026-11-25" };
    expect(
      [new Date("2026-11-24T22:59:59.999Z"), new Date("2026-11-24T23:00:00Z")].map((time) => isDeactivated(user, time, zone)),
    ).toEqual([false, true]);
  });

  it("holds for a user who is deactivated already, and for nobody without a date", () => {
    expect(isDeactivated({ deactivated: true, deactivateOn: null }, now, zone)).toBe(true);
    expect(isDeactivated({ deactivated: false, deactivateOn: null }, now, zone)).toBe(false);
  });

  it("may be today or later, not yesterday", () => {
    expect(["2026-11-24", "2026-11-23", "2026-02-30"].map((date) => deactivationProblem(date, now, zone)?.code ?? null)).toEqual([
      null,
      "deactivation_date_past",
      "date_invalid",
    ]);
  });
});

describe("names", () => {
  it("have 1 to 100 characters", () => {
    expect(
      ["Åsa", "", "   ", "x".repeat(100), "x".repeat(101), "🙂".repeat(100)].map(
        (name) => nameProblem("firstName", name)?.code ?? null,
      ),
    ).toEqual([null, "name_invalid", "name_invalid", null, "name_invalid", null]);
  });
});

describe("a custom user name", () => {
  const code = (username: string) => usernameProblem(tidyUsername(username), fixed)?.code ?? null;

  it.each(["anna.bjork", "Anna@bjorkobygg.example", "a+b", " reception-1 ", fixed, "08-465 004 00"])("may be %j", (username) => {
    expect(code(username)).toBeNull();
  });

  it.each([
    ["another's primary number", "+46846500401"],
    ["another's number in another form", "08-465 004 01"],
    ["digits alone", "123456"],
    ["too short", "ab"],
    ["too long", "a".repeat(65)],
    ["Swedish letters", "åsa"],
    ["a blank", "anna bjork"],
    ["markup", "<anna>"],
    ["symbols alone", "..."],
    ["tel: before a number", "tel:+46846500401"],
  ])("is not %s", (_what, username) => {
    expect(code(username)).toBe("username_invalid");
  });
});
