import { describe, expect, it } from "vitest";
import { readTime, readTimes } from "./schedule-times.ts";

describe("a time of day as people type it", () => {
  it.each([
    ["8", "08:00"],
    ["08", "08:00"],
    ["800", "08:00"],
    ["0800", "08:00"],
    ["8.00", "08:00"],
    ["8:00", "08:00"],
    ["08:00", "08:00"],
    [" 8,30 ", "08:30"],
    ["8 30", "08:30"],
    ["kl. 8", "08:00"],
    ["kl 17.45", "17:45"],
    ["1745", "17:45"],
    ["0", "00:00"],
    ["24", "24:00"],
    ["2400", "24:00"],
    ["24:00", "24:00"],
  ])("%j is %s", (text, time) => {
    expect(readTime(text)).toBe(time);
  });

  it.each(["", "25", "24:01", "8:60", "8.5", "08:00:00", "-8", "åtta", "12345", "8 pm"])("%j is none", (text) => {
    expect(readTime(text)).toBeNull();
  });

  it.each([
    ["8-17", { from: "08:00", to: "17:00" }],
    ["08:00–16.30", { from: "08:00", to: "16:30" }],
    ["22 till 6", { from: "22:00", to: "06:00" }],
    ["0 - 24", { from: "00:00", to: "24:00" }],
    ["24-8", null],
    ["8", null],
    ["8-12-17", null],
  ])("%j are from and to %j", (text, times) => {
    expect(readTimes(text)).toEqual(times);
  });
});
