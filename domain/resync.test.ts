import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextNight, registeredBy, resultOfStatus, resyncPause, settledAt, takeTurns } from "./resync.ts";

const zone = "Europe/Stockholm";
const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe("what an answer says about a phone", () => {
  it("is that it answered, is not registered, is refused, or that the exchange cannot", () => {
    const said = [200, 202, 404, 480, 410, 401, 403, 407, 408, 504, 503, 500, 489, 481, 603].map(resultOfStatus);
    expect(said).toEqual([
      ...["accepted", "accepted", "not_registered", "not_registered", "not_registered", "refused", "refused", "refused"],
      ...["timeout", "timeout", "exchange_fault", "exchange_fault", "rejected", "rejected", "rejected"],
    ]);
    expect([registeredBy("accepted"), registeredBy("not_registered"), registeredBy("timeout")]).toEqual([true, false, null]);
  });

  it("is tried again only where another try can help, later and later, and some time no more", () => {
    expect(resyncPause("timeout", 1, 0.5)).toBe(60_000);
    expect(resyncPause("timeout", 4, 0.5)).toBeNull();
    expect(resyncPause("unreachable", 1, 0)).toBe(24_000);
    for (const lasting of ["accepted", "not_registered", "refused", "rejected", "no_account", "not_allowed"] as const)
      expect(resyncPause(lasting, 1, 0.5)).toBeNull();
  });
});

describe("when a changed phone is asked", () => {
  it("is a little after the latest change, and not much after the first", () => {
    const first = new Date("2026-03-02T09:00:00Z");
    const later = (seconds: number) => new Date(first.getTime() + seconds * 1000);
    expect(settledAt(first, first)).toEqual(later(15));
    expect(settledAt(first, later(60))).toEqual(later(75));
    expect(settledAt(first, later(119))).toEqual(later(120));
  });

  it("is in the night's window, by the organisation's clock, also when it is set", () => {
    const window = { from: "22:00", to: "05:00" };
    expect(nextNight(new Date("2026-03-02T20:59:00Z"), window, zone)).toEqual(new Date("2026-03-02T21:00:00Z"));
    expect(nextNight(new Date("2026-03-02T21:00:00Z"), window, zone)).toBeNull();
    expect(nextNight(new Date("2026-03-02T03:59:00Z"), window, zone)).toBeNull();
    expect(nextNight(new Date("2026-03-02T04:00:00Z"), window, zone)).toEqual(new Date("2026-03-02T21:00:00Z"));
    expect(nextNight(new Date("2026-03-02T12:00:00Z"), { from: "01:00", to: "04:00" }, zone)).toEqual(
      new Date("2026-03-03T00:00:00Z"),
    );
    // 02:30 is skipped on 29 March: 03:00 is the next that there is.
    expect(nextNight(new Date("2026-03-28T12:00:00Z"), { from: "02:30", to: "04:00" }, zone)).toEqual(
      new Date("2026-03-29T01:00:00Z"),
    );
    expect(nextNight(new Date("2026-03-02T12:00:00Z"), { from: "03:00", to: "03:00" }, zone)).toBeNull();
  });
});

describe("phones of one site", () => {
  const now = new Date("2026-03-02T09:00:00Z");

  it("are asked one after the other, never more a minute than said, also over several rounds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.array(random, { maxLength: 30 }), { maxLength: 6 }),
        (rate, rounds) => {
          let nextAt: Date | null = null;
          const all: number[] = [];
          for (const randoms of rounds) {
            const taken = takeTurns(nextAt, now, { perMinute: rate }, randoms);
            all.push(...taken.at.map((at) => at.getTime()));
            nextAt = taken.nextAt;
          }
          expect(all).toEqual([...all].sort((a, b) => a - b));
          for (const from of all)
            expect(all.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(rate + 1);
        },
      ),
    );
  });

  it("are asked at once when nobody was asked lately; what was not used is not saved up", () => {
    const long = new Date(now.getTime() - 3_600_000);
    const { at, nextAt } = takeTurns(long, now, { perMinute: 60 }, [0.5, 0.5]);
    expect(at).toEqual([now, new Date(now.getTime() + 1500)]);
    expect(nextAt).toEqual(new Date(now.getTime() + 2000));
  });
});
