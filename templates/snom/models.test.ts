import { describe, expect, test } from "vitest";
import { loadModels } from "../catalogue.ts";
import { modelByMac, modelByToken } from "./models.ts";

const models = loadModels("snom");

test("the catalogue holds every desk and conference phone whose number of keys is known", () => {
  const ids = models.map(({ model }) => model);
  expect(ids.filter((id) => /^\d/.test(id)).join(" ")).toBe("300 320 360 370 710 720 760 820 821 870");
  expect(ids.filter((id) => !/^\d/.test(id)).join(" ")).toBe(
    "D120 D140 D150 D305 D315 D335 D345 D375 D385 D712 D713 D715 D717 D725 D735 D745 D765 D785 " +
      "D810 D812 D815 D862 D865 D892 D895 MP SP800",
  );
});

describe.each(models)("$name", (model) => {
  test("is found by each of its names, with and without its D, in any case", () => {
    const tokens = [...model.identify.userAgent.map((token) => token.replace("snom", "")), model.model];
    const bare = tokens.map((token) => token.replace(/^D(?=\d)/, ""));
    for (const token of [...tokens, ...bare, ...tokens.map((token) => token.toLowerCase())])
      expect(modelByToken(token), token).toBe(model.model);
  });

  test("is the only model behind its MAC prefixes", () => {
    for (const prefix of model.identify.macPrefixes) expect(modelByMac(prefix.padEnd(12, "0"))).toBe(model.model);
  });

  test("marks as unverified only fields that it has", () => {
    for (const path of model.unverified) {
      const found = path
        .split(".")
        .reduce<unknown>(
          (at, key) => (at !== null && typeof at === "object" ? Object.entries(at).find(([k]) => k === key)?.[1] : undefined),
          model,
        );
      expect(found, path).not.toBeUndefined();
    }
  });

  test("names its files and its firmware by what it calls itself", () => {
    const [type = ""] = model.identify.userAgent;
    expect(model.files.phoneType).toBe(type);
    if (model.firmware.example !== null) expect(model.firmware.example).toMatch(new RegExp(model.firmware.pattern ?? "^$"));
    if (model.firmware.pattern !== null) expect(model.firmware.pattern.startsWith(`^${type}-`)).toBe(true);
  });
});

test("a range shared by several models names none of them", () => {
  for (const prefix of ["00041394", "00041379", "00041384"]) expect(modelByMac(`${prefix}0001`)).toBeNull();
});
