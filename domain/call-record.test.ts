import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CallRecord, isListed, maskCalled, maskDescription, maskText, readCalled, showCalls } from "./call-record.ts";
import { sumsOf } from "./invoice-specification.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;

const record = (called: string | null, own: Partial<CallRecord> = {}): CallRecord => ({
  id: "r1",
  startedAt: new Date("2026-11-02T08:00:00Z"),
  called,
  costPlace: null,
  userId: "u1",
  userName: "Åsa Öberg",
  number: "+46701740605",
  chargeClass: "callsMobile",
  count: 1,
  seconds: 60,
  bytes: 0,
  net: 49,
  ...own,
});

describe("a called number", () => {
  it.each([
    ["+46701740605", "070-174 0• ••"],
    ["+46846500400", "08-465 00• ••"],
    ["+4721000000", "+4721000•••"],
    ["118118", "118 •••"],
    ["12", "••"],
  ])("%s is shown as %s", (called, masked) => {
    expect(plain(maskCalled(called))).toBe(masked);
  });

  it.each(["112", "1177", "11313", "11414", "116111", "116123", "116016", "90101", "+4620123456", "020-12 34 56"])(
    "%s is in no list",
    (called) => {
      expect(isListed(called)).toBe(false);
    },
  );

  it.each(["118118", "+46701740605", "+46846500400", "+46771990400", "+4790012345", "something"])(
    "%s may be listed",
    (called) => {
      expect(isListed(called)).toBe(true);
    },
  );
});

it.each([
  ["070-174 06 12", "+46701740612"],
  ["+46 116 111", "116111"],
  ["0046116123", "116123"],
  ["46112", "112"],
  ["#31#116111", "116111"],
  ["*31#020-12 34 56", "+4620123456"],
  ["+4670174", "+4670174"],
  ["mms.example.se", "mms.example.se"],
])("A called number that comes as %s is kept as %s", (written, kept) => {
  expect(readCalled(written)).toBe(kept);
});

describe("a row's own text", () => {
  it("hides numbers in calls, also where the number called stands nowhere else, and is left alone in fees", () => {
    const description = "Till 070-174 06 12 2026-10";
    const told = (chargeClass: "callsMobile" | "other" | "subscription", called: string | null) =>
      maskDescription({ chargeClass, called, description });
    expect(told("subscription", null)).toBe(description);
    for (const text of [told("callsMobile", null), told("other", null), told("subscription", "x")])
      expect(text).not.toContain("06 12");
  });

  it.each([
    ["Till 070-174 06 12, kväll", "Till 070-174 0• ••, kväll"],
    ["+46 70 174 06 12 och 118118", "+46 70 174 0• •• och 118•••"],
    ["0701740612 0701740613", "0701•••••• ••••••••••"],
    ["070-174 06 12 14:05", "070-1•• •• •• ••:05"],
    ["Mobil 20 GB, 2026", "Mobil 20 GB, 2026"],
  ])("%s is shown as %s", (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });
});

describe("the calls of a class", () => {
  const records = [
    record("+46701740612"),
    record("116111", { net: 0 }),
    record(null, { bytes: 5 }),
    record("+4620123456", { net: 7 }),
  ];

  it("are masked, and shown in full to whom they belong; helplines and free numbers to nobody", () => {
    const masked = showCalls(records, "masked");
    expect(masked.calls.map(({ called }) => plain(called))).toEqual(["070-174 0• ••", null]);
    const full = showCalls(records, "full");
    expect(full.calls.map(({ called }) => plain(called))).toEqual(["070-174 06 12", null]);
    expect([masked.unlisted, full.unlisted]).toEqual(Array(2).fill({ count: 2, seconds: 120, bytes: 0, net: 7 }));
    expect(JSON.stringify(masked)).not.toMatch(/0612|06.12|116|20.?12/);
  });

  it("add up with the unlisted ones to all of them, and no last three digits come through", () => {
    const called = fc.constantFrom("116111", "+46701740612", "+4620123456", "118118", null);
    fc.assert(
      fc.property(fc.array(fc.tuple(called, fc.integer({ min: -500, max: 500 }))), (rows) => {
        const all = rows.map(([number, net]) => record(number, { net }));
        const { calls, unlisted } = showCalls(all, "masked");
        expect(sumsOf([...calls, unlisted])).toEqual(sumsOf(all));
        for (const call of calls) expect(call.called ?? "•••").toMatch(/•\D*•\D*•$/);
      }),
      { seed: 20261123 },
    );
  });
});
