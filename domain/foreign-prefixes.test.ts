import { describe, expect, it } from "vitest";
import { foreignRefusal, readForeignPrefix, tidyForeignPrefixes } from "./foreign-prefixes.ts";

describe("where calls may be forwarded abroad", () => {
  it.each([
    ["+47", "+47"],
    ["0045", "+45"],
    [" 358 ", "+358"],
    ["+44 20", "+4420"],
    ["1", "+1"],
    ["+46", null],
    ["0046 8", null],
    ["+4", null],
    ["+35", null],
    ["+", null],
    ["", null],
    ["Norge", null],
    ["+882", null],
    ["+979", null],
    ["+800", null],
    ["+471234567890", null],
  ])("is read from %j as %s", (written, prefix) => {
    expect(readForeignPrefix(written)).toBe(prefix);
  });

  it("is kept in order, without what another one covers", () => {
    expect(tidyForeignPrefixes(["+47", "+4420", "+45", "+4722", "+45"])).toEqual(["+4420", "+45", "+47"]);
  });

  it("never reaches numbers that cost extra, also in a country that is permitted", () => {
    const nordic = ["+47", "+45", "+358"];
    expect(foreignRefusal("+4722123456", nordic)).toBeNull();
    expect(foreignRefusal("+442071234567", nordic)).toBe("notPermitted");
    for (const number of ["+4782912345", "+4590123456", "+358600123456", "+8825551234567"])
      expect([number, foreignRefusal(number, [...nordic, "+882"])]).toEqual([number, "premium"]);
    expect(foreignRefusal("+4722123456", [])).toBe("notPermitted");
  });
});
