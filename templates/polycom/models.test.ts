import { describe, expect, test } from "vitest";
import { vendor } from "./index.ts";
import { models } from "./testing.ts";

describe("the Polycom catalogue", () => {
  test("holds at least the 44 models whose key count a source gives, and none without", () => {
    expect(models.length).toBeGreaterThanOrEqual(44);
    const ids = models.map(({ model }) => model);
    // No source gives the keys of these.
    for (const id of ["EDGE_E300", "EDGE_E400", "EDGE_E500", "CCX350"]) expect(ids).not.toContain(id);
  });

  test("tells its models apart by user agent and part number", () => {
    const tokens = models.flatMap(({ identify }) => identify.userAgent);
    const parts = models.flatMap(({ identify }) => identify.other);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(new Set(parts).size).toBe(parts.length);
  });

  test("marks the key numbers that come from a service's list, and gives each Edge and CCX a careful number of accounts", () => {
    for (const { model, unverified, accounts, keys } of models.filter(({ model }) => /^(EDGE|CCX)/.test(model))) {
      expect(unverified, model).toContain("keys.total");
      expect(unverified, model).toContain("accounts");
      expect(accounts).toBeLessThanOrEqual(Math.max(1, keys.perPage));
    }
  });

  test("names images that its own pattern knows", () => {
    for (const { model, firmware } of models)
      if (firmware.pattern !== null) expect(firmware.example, model).toMatch(new RegExp(firmware.pattern));
  });

  test("gives keys to phones that have some, and only kinds that the layout can hold", () => {
    for (const { model, keys, dialect } of models) {
      expect(vendor.keyKinds(model).length > 0, model).toBe(keys.total > 0);
      if (dialect.keyLayout === "default") expect(vendor.keyKinds(model)).not.toContain("blank");
    }
    expect(vendor.keyKinds("NO_SUCH_PHONE")).toEqual([]);
  });

  test("cuts a label where the model does, by character", () => {
    expect(vendor.labelShown("VVX450", "😀😀😀😀😀😀😀😀😀😀😀😀😀", { module: 0, index: 1 })).toBe("😀".repeat(12));
    expect(vendor.labelShown("CCX500", "Reception och växel", { module: 0, index: 1 })).toBe("Reception och växel");
  });
});

describe("the vendor's parameter list", () => {
  test.each([
    ["reg.1.address", "known"],
    ["reg.34.server.2.transport", "known"],
    ["lineKey.268.category", "known"],
    ["lcl.datetime.date.dateTop.VVX450", "known"],
    ["up.backlight.timeout", "unverified"],
    ["up.backlight.timeout.VVX450", "unverified"],
    ["se.rt.custom3.name", "known"],
    ["reg.X.address", "known"],
    ["REG.1.address", "unknown"],
    ["", "unknown"],
    ["linekey.1.type", "unknown"],
  ])("%s is %s", (name, expected) => {
    expect(vendor.parameter(name)).toBe(expected);
  });
});
