import { describe, expect, it } from "vitest";
import { isListed, maskCalled, maskDescription, maskText, readCalled } from "./call-record.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;

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
