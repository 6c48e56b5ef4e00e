import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endNoticeAt, isEndNoticeDue, thresholdAt } from "./end-notice.ts";

const zone = "Europe/Stockholm";
const between = (startsAt: string, endsAt: string | null) => ({
  startsAt: new Date(startsAt),
  endsAt: endsAt === null ? null : new Date(endsAt),
});
const week = between("2026-03-23T08:00:00Z", "2026-03-30T06:00:00Z");
const meeting = between("2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z");

describe("the notice before a diversion ends", () => {
  it("comes the evening before a long one ends, by the clock of that day, also when it is set in between", () => {
    // Summer time begins on the 29th: 18:00 is 16:00 UTC then.
    expect(endNoticeAt(week, "long", zone)).toEqual(new Date("2026-03-29T16:00:00Z"));
  });

  it("comes a quarter before a short one ends when everything is wanted, and of one below half an hour never", () => {
    expect(endNoticeAt(meeting, "all", zone)).toEqual(new Date("2026-03-02T10:45:00Z"));
    expect(endNoticeAt(meeting, "long", zone)).toBeNull();
    expect(endNoticeAt(between("2026-03-02T09:00:00Z", "2026-03-02T09:29:00Z"), "all", zone)).toBeNull();
    expect(endNoticeAt(week, "none", zone)).toBeNull();
    expect(endNoticeAt(between("2026-03-02T09:00:00Z", null), "all", zone)).toBeNull();
  });

  it("comes a quarter before when the evening before is no later than its beginning", () => {
    const late = between("2026-03-02T19:00:00Z", "2026-03-03T21:00:00Z");
    expect(endNoticeAt(late, "long", zone)).toEqual(new Date("2026-03-03T20:45:00Z"));
  });

  it("lies between beginning and end, whatever they are", () => {
    const at = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-01-01") });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 40 * 86_400_000 }), (start, lasts) => {
        const diversion = { startsAt: new Date(start), endsAt: new Date(start + lasts) };
        const notice = endNoticeAt(diversion, "all", zone);
        if (notice === null) expect(lasts).toBeLessThan(30 * 60_000);
        else expect(notice > diversion.startsAt && notice < diversion.endsAt).toBe(true);
      }),
    );
  });

  it("is due from its time until the end, and not when the end was said after its time", () => {
    const [notice, end] = [new Date("2026-03-02T10:45:00Z"), new Date("2026-03-02T11:00:00Z")];
    const set = new Date("2026-03-02T09:00:00Z");
    const due = (now: string, setAt = set) => isEndNoticeDue(notice, setAt, end, new Date(now));
    expect([due("2026-03-02T10:44:59Z"), due("2026-03-02T10:45:00Z"), due("2026-03-02T10:59:59Z")]).toEqual([false, true, true]);
    expect([due("2026-03-02T11:00:00Z"), due("2026-03-02T10:50:00Z", new Date("2026-03-02T10:46:00Z"))]).toEqual([false, false]);
  });
});

it("the thresholds of data are 80 and 100 per cent", () => {
  expect([0, 79, 80, 99, 100, 250].map(thresholdAt)).toEqual([null, null, 80, 80, 100, 100]);
});
