import fc from "fast-check";
import { expect, test } from "vitest";
import { checkDigit } from "./check-digit.ts";
import { dataLevel, formatQuota, formatUsed, gigabyte, percentUsed } from "./data-amount.ts";
import { mayUnblock, parseIccid, parseImsi, spacedIccid } from "./sim-card.ts";
import { daysUntil, lastDayOf, nextPeriodStart, periodOf, periodsUntil, typeChangeTimesFor } from "./subscription.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("Data is written in GB with one decimal and a comma, and what is sold without one where it is whole", () => {
  const used = [0, 1, 49_999_999, 50_000_000, 12_449_999_999, 12_450_000_000, 20 * gigabyte, 1_234 * gigabyte];
  expect(used.map((bytes) => plain(formatUsed(bytes, "sv")))).toEqual([
    ...["0,0 GB", "< 0,1 GB", "< 0,1 GB", "0,1 GB", "12,4 GB", "12,5 GB", "20,0 GB", "1 234,0 GB"],
  ]);
  expect([20 * gigabyte, gigabyte / 2, 1_000 * gigabyte].map((bytes) => plain(formatQuota(bytes, "sv")))).toEqual([
    ...["20 GB", "0,5 GB", "1 000 GB"],
  ]);
  expect([formatUsed(12_400_000_000, "en"), formatQuota(1_000 * gigabyte, "en")].map(plain)).toEqual(["12.4 GB", "1,000 GB"]);
});

test("All is used only when nothing is left, and from 80 per cent on it is little", () => {
  const quota = 10 * gigabyte;
  expect(
    [0, 8 * gigabyte - 1, 8 * gigabyte, quota - 1, quota, 2 * quota].map((used) => [
      percentUsed(used, quota),
      dataLevel(used, quota),
    ]),
  ).toEqual([
    ...[
      [0, "plenty"],
      [79, "plenty"],
      [80, "little"],
      [99, "little"],
      [100, "none"],
      [200, "none"],
    ],
  ]);
  expect([dataLevel(quota, null), dataLevel(1, 0), dataLevel(0, 0)]).toEqual(["plenty", "none", "plenty"]);
});

test("Months follow each other, also over the year and in a leap year", () => {
  expect(["2026-11-30", "2026-12-31", "2027-01-01"].map(nextPeriodStart)).toEqual(["2026-12-01", "2027-01-01", "2027-02-01"]);
  expect(["2026-02", "2028-02", "2026-12"].map(lastDayOf)).toEqual(["2026-02-28", "2028-02-29", "2026-12-31"]);
  expect(periodsUntil("2026-02", 4)).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect(daysUntil("2026-03-01", 3)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  const day = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(day, (date) => {
      const local = date.toISOString().slice(0, 10);
      const next = nextPeriodStart(local);
      expect(daysUntil(next, 2)[0]).toBe(lastDayOf(periodOf(local)));
      expect(periodsUntil(periodOf(next), 2)).toEqual([periodOf(local), periodOf(next)]);
    }),
  );
});

test("Only what is dearer, or has more data at the same price, may begin at once", () => {
  const of = (priceOre: number, gigabytes: number | null) => ({
    priceOre,
    dataQuotaBytes: gigabytes === null ? null : gigabytes * gigabyte,
  });
  const both = ["now", "next_period"];
  expect(typeChangeTimesFor(of(19_900, 10), of(24_900, 5))).toEqual(both);
  expect(typeChangeTimesFor(of(19_900, 10), of(19_900, 20))).toEqual(both);
  expect(typeChangeTimesFor(of(19_900, 10), of(19_900, null))).toEqual(both);
  for (const [from, to] of [
    [of(24_900, 5), of(19_900, 10)],
    [of(19_900, null), of(19_900, 20)],
    [of(19_900, 10), of(19_900, 10)],
  ] as const) {
    expect(typeChangeTimesFor(from, to)).toEqual(["next_period"]);
  }
});

test("A card number has 19 or 20 digits with a check digit, however it is written, and one digit wrong is seen", () => {
  const digits = fc.tuple(fc.constantFrom(16, 17), fc.bigInt(0n, 10n ** 17n - 1n)).map(([count, number]) => {
    const body = `89${String(number).padStart(17, "0").slice(-count)}`;
    return `${body}${checkDigit(body)}`;
  });
  fc.assert(
    fc.property(digits, fc.nat(18), fc.integer({ min: 1, max: 9 }), (iccid, place, more) => {
      expect([parseIccid(iccid), parseIccid(spacedIccid(iccid)), parseIccid(iccid.replace(/(....)/g, "$1-"))]).toEqual([
        iccid,
        iccid,
        iccid,
      ]);
      const wrong = [...iccid].map((digit, at) => (at === place ? String((Number(digit) + more) % 10) : digit)).join("");
      expect(parseIccid(wrong)).toBeNull();
    }),
  );
  expect(["", "89", "8946070000000000001x", "12345678901234567897"].map(parseIccid)).toEqual([null, null, null, null]);
  expect(["240 01 1234567890", "24001123456789", "310011234567890"].map(parseImsi)).toEqual(["240011234567890", null, null]);
});

test("A card that was lost or stolen only operator staff opens again, a paused one the administrator too", () => {
  const who = ["user", "administrator", "operator"] as const;
  expect(who.map((asker) => mayUnblock("paused", asker))).toEqual([false, true, true]);
  expect(who.map((asker) => mayUnblock("lost", asker) || mayUnblock("stolen", asker))).toEqual([false, false, true]);
});
