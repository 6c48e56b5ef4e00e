import { describe, expect, it } from "vitest";
import { readUsageRow, type UsageColumn } from "./usage-row.ts";

const good: Partial<Record<UsageColumn, string>> = {
  invoice: "42",
  class: "callsMobile",
  started_at: "2026-10-03 14:05:11",
  amount: "1,20",
};
const read = (own: Partial<Record<UsageColumn, string>> = {}) => readUsageRow((column) => ({ ...good, ...own })[column] ?? "");
const faults = (own: Partial<Record<UsageColumn, string>>) => {
  const row = read(own);
  return "faults" in row ? row.faults.map(({ code, column }) => `${code} ${column}`) : [];
};

describe("a row of usage", () => {
  it("needs little, and counts one where it says no count", () => {
    expect(read()).toEqual({
      ...{ invoice: "42", costPlace: null, number: null, chargeClass: "callsMobile", called: null, description: null },
      ...{ startedAt: new Date("2026-10-03T12:05:11Z"), count: 1, seconds: 0, bytes: 0, net: 120 },
    });
  });

  it("has numbers in one form, and what was called as it is where it is no number", () => {
    expect(read({ number: "070-174 06 05", called: "+46 8 465 004 00" })).toMatchObject({
      number: "+46701740605",
      called: "+46846500400",
    });
    expect(read({ called: "internet" })).toMatchObject({ called: "internet" });
  });

  it("has words on one line, without what PostgreSQL cannot keep", () => {
    expect(
      read({ invoice: "42\u0000", description: "Mobil\r\n20\u0000GB", cost_place: "\u0000", called: "inter\u0007net" }),
    ).toMatchObject({
      ...{ invoice: "42", description: "Mobil 20 GB", costPlace: null, called: "inter net" },
    });
    expect(faults({ invoice: "\u0000" })).toEqual(["cell_missing invoice"]);
    expect(faults({ invoice: "4".repeat(61) })).toEqual(["cell_too_long invoice"]);
  });

  it.each([
    ["2026-10-03", "2026-10-02T22:00:00.000Z"],
    ["2026-10-03 14:05", "2026-10-03T12:05:00.000Z"],
    ["2026-10-03T14:05:59", "2026-10-03T12:05:59.000Z"],
    ["2026-10-03T14:05:11Z", "2026-10-03T14:05:11.000Z"],
    ["2026-10-03T14:05:11+02:00", "2026-10-03T12:05:11.000Z"],
    ["2026-12-03 14:05:11", "2026-12-03T13:05:11.000Z"],
  ])("reads %s as the clock shows in Sweden, or as it says itself", (written, instant) => {
    const row = read({ started_at: written });
    expect("startedAt" in row && row.startedAt.toISOString()).toBe(instant);
  });

  it.each([
    ["1", 100],
    ["1,5", 150],
    ["-0.05", -5],
    ["−12,00", -1200],
    ["+3", 300],
  ])("reads %s kronor to the öre", (amount, net) => expect(read({ amount })).toMatchObject({ net }));

  it("says everything that is wrong with it at once", () => {
    expect(
      faults({
        invoice: "",
        class: "moln",
        started_at: "2026-02-30",
        amount: "1,234",
        number: "0046",
        seconds: "-1",
        bytes: "1e9",
      }),
    ).toEqual([
      ...["cell_missing invoice", "telephone_number_invalid number", "charge_class_unknown class", "time_invalid started_at"],
      ...["amount_invalid amount", "number_invalid seconds", "number_invalid bytes"],
    ]);
    for (const amount of ["", "1 200,00", "99999999999999", "NaN", "1e3"])
      expect(faults({ amount })).toEqual(["amount_invalid amount"]);
    for (const at of ["", "i går", "2026-10-03 25:00", "2026-10-03 14:05:61"])
      expect(faults({ started_at: at })).toEqual(["time_invalid started_at"]);
    expect(faults({ description: "x".repeat(201), cost_place: "y".repeat(101) })).toEqual([
      "cell_too_long cost_place",
      "cell_too_long description",
    ]);
  });
});
