import { expect, test } from "vitest";
import { zoneFacts, zoneNames } from "./time-zones.ts";

const year = 2027;

/** Minutes east of Greenwich at an instant, as the IANA database has it. */
function offsetAt(zone: string, instant: Date): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(instant);
  const [, sign, hours = "0", minutes = "0"] =
    /([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function minutesOf(offset: string): number {
  const [hours = "0", minutes = "0"] = offset.replace(/^[+-]/, "").split(":");
  return (offset.startsWith("-") ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The instant that a rule `month/week/day/hour` means where clocks are `offset` minutes ahead just before it. */
function instantOf(rule: string, offset: number): Date {
  const [month = 1, week = 1, day = 7, hour = 0] = rule.split("/").map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const days = Array.from({ length }, (_, at) => at + 1).filter(
    (date) => new Date(Date.UTC(year, month - 1, date)).getUTCDay() === day % 7,
  );
  return new Date(Date.UTC(year, month - 1, days.at(week === 5 ? -1 : week - 1) ?? 1, hour) - offset * 60_000);
}

test.each(zoneNames())("%s changes its clocks when the IANA database says", (zone) => {
  const facts = zoneFacts(zone);
  expect(facts).not.toBeNull();
  const standard = minutesOf(facts?.offset ?? "");
  if (!facts?.summer) {
    for (const month of [0, 6]) expect(offsetAt(zone, new Date(Date.UTC(year, month, 15)))).toBe(standard);
    return;
  }
  const start = instantOf(facts.summer.start, standard);
  const end = instantOf(facts.summer.end, standard + 60);
  expect(offsetAt(zone, new Date(start.getTime() - 1000))).toBe(standard);
  expect(offsetAt(zone, start)).toBe(standard + 60);
  expect(offsetAt(zone, new Date(end.getTime() - 1000))).toBe(standard + 60);
  expect(offsetAt(zone, end)).toBe(standard);
});

test("Stockholm follows the rule that the vendor's guide writes for the last Sundays", () => {
  expect(zoneFacts("Europe/Stockholm")).toEqual({ offset: "+1", summer: { start: "3/5/7/2", end: "10/5/7/3" } });
  expect(zoneFacts("Antarctica/Troll")).toBeNull();
});
