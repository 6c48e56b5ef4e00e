import { expect, it } from "vitest";
import { decimalText, periodLabels, priceText } from "./words.ts";

it("Prices and quantities are grouped as sums are, with the decimals that were agreed", () => {
  const plain = ["10000.00", "1571.69", "0.0125", "199", "-1234567.5"].map((one) => priceText(one).replaceAll("\u00a0", " "));
  expect(plain).toEqual(["10 000,00", "1 571,69", "0,0125", "199,00", "−1 234 567,50"]);
  expect(decimalText("12400").replaceAll("\u00a0", " ")).toBe("12 400");
});

it("Invoices of the same period are told apart by what they come to", () => {
  const one = (month: string, net: number) => ({
    issuedOn: "2026-10-01",
    period: { from: `2026-${month}-01`, to: `2026-${month}-30` },
    sums: { net },
  });
  const labels = periodLabels([one("09", 100), one("06", 100), one("09", 4_900), { ...one("05", 1), period: null }]);
  expect(labels.map((label) => label.replaceAll("\u00a0", " "))).toEqual([
    "2026-09-01–09-30, 1,00 kr",
    "2026-06-01–06-30",
    "2026-09-01–09-30, 49,00 kr",
    "2026-10-01",
  ]);
});
