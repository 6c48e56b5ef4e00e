import { expect, test } from "vitest";
import { mondayOf } from "../../../domain/schedule-rules.ts";
import { closedNowKey, dayBands, instantIn, otherwiseKey, pieceAt, type Segment, weekNumber } from "./bands.ts";

const zone = "Europe/Stockholm";
const at = (text: string) => new Date(text);

function shown(segments: readonly Segment[], date: string) {
  const [band] = dayBands(segments, date, 1, zone);
  return band && { ...band, pieces: band.pieces.map(({ key, start, end, pass }) => [key, start, end, pass]) };
}

test("A day is cut out of what lasts longer", () => {
  const segments = [
    { from: at("2026-11-20T16:00Z"), to: at("2026-11-23T07:00Z"), key: otherwiseKey },
    { from: at("2026-11-23T07:00Z"), to: at("2026-11-23T16:00Z"), key: "open" },
    { from: at("2026-11-23T16:00Z"), to: at("2026-11-30T07:00Z"), key: closedNowKey },
  ];
  expect(shown(segments, "2026-11-23")).toEqual({
    date: "2026-11-23",
    missing: null,
    twice: null,
    pieces: [
      [otherwiseKey, 0, 480, "whole"],
      ["open", 480, 1020, "whole"],
      [closedNowKey, 1020, 1440, "whole"],
    ],
  });
  expect(shown(segments, "2026-11-22")?.pieces).toEqual([[otherwiseKey, 0, 1440, "whole"]]);
});

test("The hour that the clock leaps over in March is in no piece", () => {
  const segments = [
    { from: at("2027-03-27T00:00Z"), to: at("2027-03-28T01:00Z"), key: "night" },
    { from: at("2027-03-28T01:00Z"), to: at("2027-03-30T00:00Z"), key: "open" },
  ];
  const day = shown(segments, "2027-03-28");
  expect(day?.missing).toEqual([120, 180]);
  expect(day?.pieces).toEqual([
    ["night", 0, 120, "whole"],
    ["open", 180, 1440, "whole"],
  ]);
});

test("The hour that the clock shows twice in October has a piece for each pass, each with its instants", () => {
  const segments = [
    { from: at("2026-10-24T00:00Z"), to: at("2026-10-25T00:30Z"), key: "a" },
    { from: at("2026-10-25T00:30Z"), to: at("2026-10-25T01:00Z"), key: "b" },
    { from: at("2026-10-25T01:00Z"), to: at("2026-10-26T00:00Z"), key: "a" },
  ];
  const day = shown(segments, "2026-10-25");
  expect(day?.twice).toEqual([120, 180]);
  expect(day?.pieces).toEqual([
    ["a", 0, 120, "whole"],
    ["a", 120, 150, "first"],
    ["b", 150, 180, "first"],
    ["a", 120, 180, "second"],
    ["a", 180, 1440, "whole"],
  ]);
  const [band] = dayBands(segments, "2026-10-25", 1, zone);
  const [, , second, again] = band?.pieces ?? [];
  expect(second && instantIn(second, 165)).toEqual(at("2026-10-25T00:45Z"));
  expect(again && instantIn(again, 165)).toEqual(at("2026-10-25T01:45Z"));
  expect(pieceAt(band ? [band] : [], at("2026-10-25T01:45Z"))).toEqual({ day: 0, piece: 3 });
  expect(pieceAt(band ? [band] : [], at("2026-10-26T01:45Z"))).toBeNull();
});

test.each([
  ["2026-11-29", "2026-11-23", 48],
  ["2027-01-03", "2026-12-28", 53],
  ["2027-01-04", "2027-01-04", 1],
])("%s is in the week of %s, number %i", (date, monday, number) => {
  expect(mondayOf(date)).toBe(monday);
  expect(weekNumber(monday)).toBe(number);
});
