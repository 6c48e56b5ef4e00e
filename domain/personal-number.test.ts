import { expect, it } from "vitest";
import { formatPersonalNumber, maskPersonalNumber, parsePersonalNumber } from "./personal-number.ts";

const today = "2026-11-23";

it.each([
  ["640823-3234", "196408233234"],
  ["6408233234", "196408233234"],
  ["19640823-3234", "196408233234"],
  ["196408233234", "196408233234"],
  [" 640823-3234 ", "196408233234"],
  // From the year in which one turns 100.
  ["640823+3234", "186408233234"],
  // A coordination number: 60 added to the day.
  ["640883-3231", "196408833231"],
])("%s is the personal number %s", (written, digits) => {
  expect(parsePersonalNumber(written, today)).toBe(digits);
});

it.each(["640823-3235", "640832-3232", "202100-5489", "64082-33234", "20640823-3234", "", "hej"])("%s is none", (written) => {
  expect(parsePersonalNumber(written, today)).toBeNull();
});

it("is shown without its last four digits", () => {
  expect(maskPersonalNumber("196408233234")).toBe("640823-••••");
  expect(formatPersonalNumber("196408233234")).toBe("19640823-3234");
});
