import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lotOf, pickNext, planRings, type RingOf, shareOf } from "./rollout.ts";
import { type Evidence, type Gate, ringOutlook, tooManyFail, verdict } from "./rollout-gate.ts";
import { canRollOut } from "./rollout-settings.ts";
import { inWindow, nextOpening } from "./rollout-window.ts";
import { type SettingName, settingNames } from "./settings.ts";

const phones = (many: number, sites = 1) =>
  Array.from({ length: many }, (_, n) => ({ id: `phone-${n}`, siteId: sites === 1 ? null : `site-${n % sites}` }));
const ringsOf: RingOf[] = [{ kind: "share", share: 100 }, { kind: "share", share: 1000 }, { kind: "rest" }];

describe("rings of a roll-out", () => {
  it("are the same ones each time, of the sizes that were said, and everybody is in one", () => {
    const all = phones(10_000);
    const places = planRings(ringsOf, all, "seed");
    const sizes = [0, 1, 2].map((ring) => [...places.values()].filter((one) => one.ring === ring).length);
    expect(sizes).toEqual([100, 1000, 8900]);
    const again = planRings(ringsOf, all.toReversed(), "seed");
    expect(all.every(({ id }) => JSON.stringify(again.get(id)) === JSON.stringify(places.get(id)))).toBe(true);
    const drawn = (seed: string) => [...planRings(ringsOf, all, seed)].filter(([, one]) => one.ring === 0).map(([id]) => id);
    const others = new Set(drawn("another"));
    expect(drawn("seed").filter((id) => others.has(id)).length).toBeLessThan(20);
  });

  it("take those that are named and those of a named site out of what shares are drawn from", () => {
    const all = phones(40, 4);
    const named: RingOf[] = [
      { kind: "phones", phoneIds: ["phone-1", "phone-7", "of somebody else"] },
      { kind: "share", share: 1000 },
      { kind: "site", siteId: "site-2" },
      { kind: "rest" },
    ];
    const places = planRings(named, all, "x");
    const of = (ring: number) => [...places].filter(([, one]) => one.ring === ring).map(([id]) => id);
    expect(of(0).toSorted()).toEqual(["phone-1", "phone-7"]);
    expect(of(1)).toHaveLength(4);
    expect(of(2)).toHaveLength(10);
    expect([...of(0), ...of(1), ...of(2)].every((id) => !of(3).includes(id))).toBe(true);
  });

  it("never leave anybody out or twice in, and number each ring's places from 0", () => {
    const some = fc.record({
      many: fc.integer({ min: 0, max: 300 }),
      shares: fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 5 }),
      seed: fc.string(),
    });
    fc.assert(
      fc.property(some, ({ many, shares, seed }) => {
        const said: RingOf[] = [...shares.map((share) => ({ kind: "share", share }) as const), { kind: "rest" }];
        const places = planRings(said, phones(many, 3), seed);
        expect(places.size).toBe(many);
        for (const [ring, one] of Map.groupBy(places.values(), (place) => place.ring)) {
          expect(one.map(({ place }) => place).toSorted((a, b) => a - b)).toEqual(one.map((_, n) => n));
          const share = shares[ring];
          if (share !== undefined) expect(one.length).toBeLessThanOrEqual(shareOf(share, many));
        }
      }),
    );
  });

  it("round a share down, but not to nobody", () => {
    expect([shareOf(100, 40), shareOf(100, 10_000), shareOf(1, 99), shareOf(10_000, 7), shareOf(500, 0)]).toEqual([
      1, 100, 1, 7, 0,
    ]);
    expect(lotOf("a", "b")).toBe(lotOf("a", "b"));
  });
});

it("phones under way are never more than an organisation and a site may have", () => {
  const phone = fc.record({ o: fc.integer({ min: 0, max: 2 }), s: fc.option(fc.integer({ min: 0, max: 3 })) });
  const list = fc.array(phone, { maxLength: 60 });
  const caps = fc.record({ atOnce: fc.integer({ min: 1, max: 12 }), atOnceSite: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(list, list, caps, (waiting, going, most) => {
      const made = (one: { o: number; s: number | null }, n: number, kind: string) => ({
        id: `${kind}${n}`,
        organisationId: `o${one.o}`,
        siteId: one.s === null ? null : `o${one.o}s${one.s}`,
      });
      const next = waiting.map((one, n) => made(one, n, "n"));
      const under = going.map((one, n) => made(one, n, "u"));
      const picked = new Set(pickNext(next, under, most));
      const mine = next.filter((one) => picked.has(one.id));
      for (const key of ["organisationId", "siteId"] as const) {
        const most_ = key === "organisationId" ? most.atOnce : most.atOnceSite;
        for (const [place, some] of Map.groupBy(mine, (one) => `${one.organisationId} ${one[key]}`)) {
          const already = under.filter((one) => `${one.organisationId} ${one[key]}` === place).length;
          expect(some.length + Math.min(already, most_)).toBeLessThanOrEqual(most_);
        }
      }
      // Whoever is left has no room.
      for (const one of next.filter(({ id }) => !picked.has(id))) expect(pickNext([one], [...under, ...mine], most)).toEqual([]);
    }),
  );
});

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 9, minutes));
const gate: Gate = { backWithin: 30, watchedFor: 20, mayFail: 100, leastHeard: 5000, registered: true, byHand: false };
const seen = (say: Partial<Evidence> = {}): Evidence => ({
  ...{ releasedAt: at(0), heardAt: at(2), fetched: true, fetchedAt: at(2) },
  ...{ wantedFirmware: null, firmware: "108.86.0.20", registration: null, ...say },
});
const stands = (say: Partial<Evidence>, minutes: number) => {
  const { state, reason } = verdict(gate, seen(say), at(minutes));
  return reason === null ? state : `${state} ${reason}`;
};

describe("how a phone stands", () => {
  it("one that has not been heard of waits, and is neither a success nor a failure", () => {
    expect([stands({ heardAt: null }, 5), stands({ heardAt: null }, 600)]).toEqual(["released silent", "waiting silent"]);
  });

  it("one that comes on later has as much time as the others, from then", () => {
    const late = { heardAt: at(500), fetched: false };
    expect([stands(late, 501), stands(late, 529), stands(late, 530)]).toEqual([
      "released not_fetched",
      "released not_fetched",
      "failed not_fetched",
    ]);
  });

  it("firmware is there when the phone says so itself, however it writes the version", () => {
    const wanted = { wantedFirmware: "108.86.0.90" };
    expect(stands(wanted, 5)).toBe("released not_back");
    expect(stands(wanted, 32)).toBe("failed not_back");
    expect(stands({ ...wanted, firmware: null }, 32)).toBe("failed not_back");
    expect(stands({ ...wanted, firmware: "108.86.0.90" }, 5)).toBe("healthy");
    expect(stands({ ...wanted, firmware: "108.86.0.90", fetched: false }, 5)).toBe("released not_fetched");
  });

  it("its registration counts where it is known, and only news after it fetched", () => {
    const registration = (is: boolean, minutes: number) => ({ registration: { is, at: at(minutes) } });
    expect(stands(registration(true, 3), 5)).toBe("healthy");
    expect(stands(registration(false, 3), 5)).toBe("released not_registered");
    expect(stands(registration(false, 3), 32)).toBe("failed not_registered");
    expect(stands(registration(true, -60), 5)).toBe("released not_registered");
    // Nobody has told anything since: that is not held against the phone.
    expect(stands(registration(true, -60), 32)).toBe("healthy");
    // It was off the exchange before.
    expect(stands(registration(false, -60), 5)).toBe("healthy");
    expect(verdict({ ...gate, registered: false }, seen(registration(false, 3)), at(5)).state).toBe("healthy");
  });
});

describe("the gate of a ring", () => {
  const counts = { planned: 0, released: 0, waiting: 0, healthy: 0, failed: 0, skipped: 0 };
  const outlook = (say: Partial<typeof counts>, minutes: number, over: Partial<Gate> = {}) =>
    ringOutlook({ ...gate, ...over }, { ...counts, ...say }, at(0), at(minutes)).is;

  it("lets nothing past while phones are to come, under way or looked at", () => {
    expect(outlook({ planned: 1, healthy: 99 }, 60)).toBe("releasing");
    expect(outlook({ released: 1, healthy: 99 }, 60)).toBe("watching");
    expect(outlook({ healthy: 100 }, 19)).toBe("watching");
    expect(outlook({ healthy: 100 }, 20)).toBe("passed");
    expect(outlook({ healthy: 100 }, 20, { byHand: true })).toBe("by_hand");
  });

  it("is not passed by phones that are off", () => {
    expect(outlook({ waiting: 60, healthy: 40 }, 60)).toBe("unheard");
    expect(outlook({ waiting: 50, healthy: 50 }, 60)).toBe("passed");
    expect(outlook({ waiting: 100 }, 600, { leastHeard: 1 })).toBe("unheard");
    expect(outlook({ skipped: 3 }, 60)).toBe("passed");
  });

  it("stops as soon as more fail than may, and before a large ring is spent", () => {
    expect(outlook({ planned: 50, failed: 2, healthy: 48 }, 5)).toBe("failing");
    expect(outlook({ planned: 50, failed: 1, healthy: 49 }, 5)).toBe("releasing");
    expect(outlook({ planned: 9, failed: 1 }, 5, { mayFail: 0 })).toBe("failing");
    // 2 % of 9,000 are 180: one does not wait for them when 8 of the first 100 fail.
    expect(tooManyFail(200, 8, 100, 9000)).toBe(true);
    expect(tooManyFail(200, 3, 100, 9000)).toBe(false);
  });

  it("halts firmware that breaks every twentieth phone in the first ring, with at most 1 % of 10,000 touched", () => {
    const first: Gate = { ...gate, mayFail: 0 };
    const all = phones(10_000);
    const halted = Array.from({ length: 40 }, (_, seed) => {
      const ring = [...planRings(ringsOf, all, `rollout ${seed}`)].filter(([, one]) => one.ring === 0);
      expect(ring.length).toBeLessThanOrEqual(100);
      const failed = ring.filter(([id]) => lotOf(`bad ${seed}`, id) % 20 === 0).length;
      return ringOutlook(first, { ...counts, failed, healthy: ring.length - failed }, at(0), at(60)).is === "failing";
    });
    // In 6 of 1,000 draws none of the hundred is a broken one: nothing can be seen then.
    expect(halted.filter(Boolean).length).toBeGreaterThanOrEqual(38);
  });
});

describe("the window of a roll-out", () => {
  const zone = "Europe/Stockholm";
  const nights = { days: [1, 2, 3, 4], from: "22:00", to: "04:00" };
  const opens = (text: string) => nextOpening(nights, new Date(text), zone)?.toISOString() ?? null;

  it("belongs to the day on which it opens, also after midnight", () => {
    // 2026-03-05 is a Thursday: its night ends on Friday morning, and Friday has none of its own.
    expect(inWindow(nights, new Date("2026-03-06T02:59:00Z"), zone)).toBe(true);
    expect(inWindow(nights, new Date("2026-03-06T03:00:00Z"), zone)).toBe(false);
    expect(inWindow(nights, new Date("2026-03-06T21:30:00Z"), zone)).toBe(false);
    expect(opens("2026-03-06T12:00:00Z")).toBe("2026-03-09T21:00:00.000Z");
    expect(inWindow(null, new Date(), zone)).toBe(true);
  });

  it("keeps the wall clock when the clocks are set", () => {
    expect(opens("2026-03-30T12:00:00Z")).toBe("2026-03-30T20:00:00.000Z");
    const skipped = { days: [7], from: "02:00", to: "03:00" };
    // On 29 March that hour is not there.
    expect(nextOpening(skipped, new Date("2026-03-28T12:00:00Z"), zone)?.toISOString()).toBe("2026-04-05T00:00:00.000Z");
  });

  it("is open at the instant that is told", () => {
    const clock = fc
      .integer({ min: 0, max: 1439 })
      .map((n) => `${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}`);
    const windows = fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), from: clock, to: clock });
    fc.assert(
      fc.property(
        windows,
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }),
        (window, now) => {
          const opening = nextOpening(window, now, zone);
          expect(opening !== null && opening >= now && inWindow(window, opening, zone)).toBe(true);
        },
      ),
    );
  });
});

it("everything that phones can have one after the other may be rolled out, the house's own settings not", () => {
  const not = settingNames.filter((name: SettingName) => !canRollOut(name));
  expect(not.filter((name) => !/^(?:resync|firmware\.atOnce|phone\.snmpCommunity|provisioning\.holds)/.test(name))).toEqual([
    "exchange.dialForm",
    "phonebook.commonPhones",
    "provisioning.url",
  ]);
  expect(canRollOut("firmware.image")).toBe(true);
});
