import { describe, expect, it } from "vitest";
import type { Destination } from "./destination.ts";
import {
  effectiveSeconds,
  type GroupSettings,
  type GroupWays,
  groupProblems,
  type Redirect,
  redirectTimes,
  usualSettings,
  whenNobodyOf,
} from "./response-group.ts";

const none: GroupWays = { full: null, nobody: null, redirects: [] };
const hangUp = { destination: { kind: "hangUp" }, announcementId: null } as const;
const to = (afterSeconds: number, destination: Destination): Redirect => ({ afterSeconds, destination, announcementId: null });
const facts = { id: "g", hasNumber: true, endless: new Set(["endless"]) };
const found = (said: Partial<GroupSettings & GroupWays>, more = facts) =>
  groupProblems({ ...usualSettings, ...none, ...said }, more).map(({ field, code }) => `${field} ${code}`);

describe("settings of a response group", () => {
  it("are in order as they usually are", () => {
    expect(found({})).toEqual([]);
  });

  it("tell everything that is wrong at once", () => {
    const said = { ringSeconds: 4, wrapUpSeconds: 301, maxQueue: -1, presentationPrefix: "Kundtjänsten", comfortSeconds: 10 };
    expect(found({ ...said, presentation: "number" })).toEqual([
      "ringSeconds out_of_range",
      "wrapUpSeconds out_of_range",
      "maxQueue out_of_range",
      "presentationNumber presentation_number_missing",
      "presentationPrefix text_too_long",
      "comfortId comfort_announcement_missing",
      "full group_destination_missing",
      "nobody group_destination_missing",
    ]);
  });

  it("take the limits themselves, a queue in which nobody waits, and ten characters of any alphabet", () => {
    expect(found({ ringSeconds: 5, wrapUpSeconds: 300, maxQueue: 0, full: hangUp, nobody: hangUp })).toEqual([]);
    expect(found({ ringSeconds: 60, comfortId: "a", comfortSeconds: 15, presentationPrefix: "Växeln ÅÄÖ" })).toEqual([]);
    expect(found({ ringSeconds: 5.5, comfortId: "a", comfortSeconds: 14 })).toEqual([
      "ringSeconds out_of_range",
      "comfortSeconds out_of_range",
    ]);
    expect(found({ comfortId: "a" })).toEqual(["comfortSeconds comfort_seconds_missing"]);
  });

  it("show a number only where there is one that can be shown", () => {
    expect(found({ presentation: "groupNumber" }, { ...facts, hasNumber: false })).toEqual(["presentation group_number_missing"]);
    expect(found({ presentation: "number", presentationNumber: "08-465 004 10" })).toEqual([]);
    expect(found({ presentation: "number", presentationNumber: "växeln" })).toEqual(["presentationNumber number_invalid"]);
    expect(found({ presentation: "number", presentationNumber: "112" })).toEqual(["presentationNumber number_kind_refused"]);
  });
});

describe("timed redirects", () => {
  const anna = { kind: "user", id: "anna" } as const;
  const voicemail = { kind: "voicemail", id: "anna" } as const;

  it("come one after the other, and nothing comes after an end", () => {
    expect(found({ redirects: [to(30, { kind: "group", id: "endless" }), to(60, voicemail)] })).toEqual([]);
    expect(found({ redirects: [to(30, anna), to(30, voicemail)] })).toEqual(["redirects.1.afterSeconds redirect_not_later"]);
    expect(found({ redirects: [to(60, anna), to(30, voicemail)] })).toEqual(["redirects.1.afterSeconds redirect_not_later"]);
    expect(found({ redirects: [to(30, voicemail), to(60, anna)] })).toEqual(["redirects.1.afterSeconds redirect_after_end"]);
    expect(found({ redirects: [to(4, anna), to(3601, voicemail)] })).toEqual([
      "redirects.0.afterSeconds out_of_range",
      "redirects.1.afterSeconds out_of_range",
    ]);
  });

  it("do not end in a group in which a caller may wait for ever", () => {
    expect(found({ redirects: [to(30, anna), to(60, { kind: "group", id: "endless" })] })).toEqual([
      "redirects.1.destination redirect_last_open",
    ]);
    expect(found({ redirects: [to(30, { kind: "group", id: "ends" })] })).toEqual([]);
  });

  it("are ten at most", () => {
    const many = Array.from({ length: 11 }, (_, n) => to(10 * (n + 1), anna));
    expect(found({ redirects: many })).toEqual(["redirects redirects_too_many"]);
  });

  it.each([
    [20, 15, 30],
    [30, 15, 30],
    [1, 60, 60],
    [61, 60, 120],
    [60, 20, 60],
  ])("%i seconds with a ring time of %i act after %i", (after, ring, acts) => {
    expect(effectiveSeconds(after, ring)).toBe(acts);
  });

  it("say which step comes at once after the one before", () => {
    expect(redirectTimes([to(35, anna), to(50, anna), to(70, voicemail)], 30)).toEqual([
      { afterSeconds: 35, effectiveSeconds: 60, atOnce: false },
      { afterSeconds: 50, effectiveSeconds: 60, atOnce: true },
      { afterSeconds: 70, effectiveSeconds: 90, atOnce: false },
    ]);
  });
});

it("Callers of a group without anybody logged in are sent on, hear that it is closed, wait, or are not answered", () => {
  const ways = (said: Partial<GroupWays>) => whenNobodyOf({ ...none, ...said });
  const goesOn = { destination: { kind: "group", id: "other" }, announcementId: null } as const;
  expect(ways({ nobody: goesOn })).toBe("overflow");
  expect(ways({ nobody: hangUp })).toBe("closed");
  expect(ways({ redirects: [to(30, { kind: "hangUp" })] })).toBe("queue");
  expect(ways({})).toBe("unanswered");
});
