import { afterEach, expect, test } from "vitest";
import { errorText } from "./errors.ts";
import { dayAfter, formatInstant, formatMoney, formatNumber, longDay, shortDay, spokenInstant, spokenNumber } from "./format.ts";
import { setLanguage, t } from "./index.ts";

const now = new Date("2026-11-22T13:03:00Z");
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

afterEach(() => setLanguage("sv"));

test("An instant is shown on the clock of Stockholm, in winter and in summer", () => {
  expect(formatInstant(now)).toBe("2026-11-22 14:03");
  expect(formatInstant(new Date("2026-07-01T22:30:00Z"))).toBe("2026-07-02 00:30");
});

test("Money and numbers are written as here", () => {
  expect(plain(formatMoney(124_900))).toBe("1 249,00 kr");
  expect(plain(formatNumber("+46846500400"))).toBe("08-465 004 00");
  expect(plain(formatNumber("+46701740605"))).toBe("070-174 06 05");
  expect(spokenNumber("+46701740605")).toBe("0 7 0 1 7 4 0 6 0 5");
});

test.each([
  ["2026-11-22T14:00:00Z", "15:00", "15:00"],
  ["2026-11-23T07:00:00Z", "i morgon 08:00", "tomorrow 08:00"],
  ["2026-11-21T07:00:00Z", "i går 08:00", "yesterday 08:00"],
  ["2026-12-07T07:00:00Z", "mån 7 dec 08:00", "Mon 7 Dec 08:00"],
  ["2027-01-11T07:00:00Z", "2027-01-11 08:00", "2027-01-11 08:00"],
])("%s is said as %s", async (instant, swedish, english) => {
  expect(spokenInstant(new Date(instant), now)).toBe(swedish);
  await setLanguage("en");
  expect(spokenInstant(new Date(instant), now)).toBe(english);
});

test("A day is said in words", () => {
  expect(longDay("2026-11-27")).toBe("fredag 27 november 2026");
  expect(shortDay("2026-12-07")).toBe("mån 7 dec");
  expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(dayAfter("2026-03-29", -1)).toBe("2026-03-28");
});

test("A sentence is filled in, with one or several and with digits grouped", async () => {
  expect(t("list.selected", { count: 1 })).toBe("1 markerad");
  expect(plain(t("list.selected", { count: 1200 }))).toBe("1 200 markerade");
  await setLanguage("en");
  expect(t("search.found", { count: 1 })).toBe("1 match");
  expect(t("search.found", { count: 1200 })).toBe("1,200 matches");
});

test("An error's sentence leaves out what is not known, and an unknown code still says something", () => {
  expect(errorText("phone_not_found", { mac: "001565aabbcc" })).toBe("Telefonen 00:15:65:AA:BB:CC finns inte.");
  expect(errorText("phone_not_found")).toBe("Telefonen finns inte.");
  expect(errorText("a_code_of_next_year")).toBe(errorText("internal"));
  expect(errorText("number_taken", { number: "+46846500405" })).toBe("Numret 08-465\u00a0004\u00a005 används redan.");
});

test.each([
  [{ problem: "too_small", of: "string", least: 1 }, "Fyll i det här."],
  [{ problem: "invalid_type" }, "Fyll i det här."],
  [{ problem: "too_big", of: "string", most: 100 }, "Högst 100 tecken."],
  [{ problem: "too_big", of: "number", most: 60 }, "Högst 60."],
  [{ problem: "too_small", of: "number", least: 5 }, "Minst 5."],
  [{ problem: "invalid_format", format: "email" }, "Skriv en e-postadress, till exempel namn@foretag.se."],
  [{ problem: "invalid_value" }, "Uppgiften går inte att använda så. Kontrollera den och försök igen."],
])("A field that its schema refuses for %j says what to do", (detail, sentence) => {
  expect(errorText("input_invalid", detail)).toBe(sentence);
});
