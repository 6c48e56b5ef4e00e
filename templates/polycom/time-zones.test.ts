import { expect, test } from "vitest";
import { changesOf, zoneRule } from "./time-zones.ts";

test.each([
  ["Europe/Stockholm", 3600, "eu", 2, 3],
  ["Europe/Helsinki", 7200, "eu", 3, 4],
  ["Europe/London", 0, "eu", 1, 2],
  ["America/New_York", -18000, "us", 2, 2],
])("%s is %i seconds from UTC with summer time of the kind %s", (zone, offset, summer, begins, ends) => {
  const rule = zoneRule(zone);
  expect(rule).toEqual({ offset, summer });
  const changes = rule && changesOf(rule);
  expect(changes?.start).toMatchObject({ month: 3, hour: begins });
  expect(changes?.stop).toMatchObject({ month: summer === "eu" ? 10 : 11, hour: ends });
});

test.each([
  ["UTC", 0],
  ["Atlantic/Reykjavik", 0],
  ["Asia/Kolkata", 19800],
])("%s has no summer time", (zone, offset) => {
  const rule = zoneRule(zone);
  expect(rule).toEqual({ offset, summer: "none" });
  expect(rule && changesOf(rule)).toBeNull();
});

test("what is no zone has no rule", () => {
  expect(zoneRule("Europe/Nowhere")).toBeNull();
});
