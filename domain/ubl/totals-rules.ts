import type { FileFaults } from "../file-fault.ts";
import { decimalText, divideRounded, type Ore, sumOf, vatOn } from "../money.ts";
import type { UblDocument, UblLine, UblVat } from "./document.ts";

/**
 * The sums of EN 16931 (BR-CO-10 to BR-CO-17) and of a line (Peppol R120, R121). All are exact but two: a line may be 2 öre off, and
 * VAT of a rate less than a krona, which is what the published rules allow; VAT that is not to the öre is told about.
 */
export function checkTotals(document: UblDocument, faults: FileFaults): void {
  const { lines, adjustments, subtotals } = document;
  const at = (name: string) => `${document.totals?.path ?? document.root.path}/${name}`;
  const equal = (code: Parameters<FileFaults["error"]>[0], path: string, found: Ore, expected: Ore) => {
    if (found !== expected) faults.error(code, path, { found: decimalText(found), expected: decimalText(expected) });
  };
  const adjusted = (charge: boolean) => sumOf(adjustments.filter((one) => one.charge === charge).map(({ amount }) => amount));
  equal("BR-CO-10", at("LineExtensionAmount"), document.lineSum, sumOf(lines.map(({ net }) => net)));
  equal("BR-CO-11", at("AllowanceTotalAmount"), document.allowances, adjusted(false));
  equal("BR-CO-12", at("ChargeTotalAmount"), document.charges, adjusted(true));
  equal("BR-CO-13", at("TaxExclusiveAmount"), document.exclusive, document.lineSum - document.allowances + document.charges);
  const taxPath = `${document.taxTotal?.path ?? `${document.root.path}/TaxTotal`}/TaxAmount`;
  equal("BR-CO-14", taxPath, document.tax, sumOf(subtotals.map(({ tax }) => tax)));
  equal("BR-CO-15", at("TaxInclusiveAmount"), document.inclusive, document.exclusive + document.tax);
  equal("BR-CO-16", at("PayableAmount"), document.payable, document.inclusive - document.prepaid + document.rounding);
  checkVat(document, faults);
  for (const line of lines) checkLine(line, faults);
}

/** VAT per category and rate, and that each is on what the lines say. */
function checkVat(document: UblDocument, faults: FileFaults): void {
  const expected = new Map<string, Ore>();
  const key = ({ category, rate }: UblVat) => `${category} ${rate}`;
  const add = (vat: UblVat, amount: Ore) => expected.set(key(vat), (expected.get(key(vat)) ?? 0) + amount);
  for (const { vat, net } of document.lines) add(vat, net);
  for (const { vat, charge, amount } of document.adjustments) add(vat, charge ? amount : -amount);
  for (const { element, taxable, tax, vat } of document.subtotals) {
    const exact = vatOn(taxable, vat.rate);
    const detail = { found: decimalText(tax), expected: decimalText(exact) };
    if (Math.abs(tax - exact) >= (vat.rate === 0 ? 50 : 100)) faults.error("BR-CO-17", `${element.path}/TaxAmount`, detail);
    else if (tax !== exact) faults.warning("vat_not_exact", `${element.path}/TaxAmount`, detail);
    const base = expected.get(key(vat));
    if (base !== taxable)
      faults.error("vat_base_differs", `${element.path}/TaxableAmount`, {
        found: decimalText(taxable),
        expected: decimalText(base ?? 0),
      });
    expected.delete(key(vat));
  }
  const path = document.taxTotal?.path ?? `${document.root.path}/TaxTotal`;
  for (const [missing, amount] of expected)
    faults.error("vat_base_differs", path, { found: "0.00", expected: `${decimalText(amount)} (${missing})` });
}

function checkLine(line: UblLine, faults: FileFaults): void {
  const [quantity, price, base] = [exactly(line.quantity), exactly(line.price), exactly(line.priceFor)];
  if (base.units <= 0n) {
    faults.error("PEPPOL-EN16931-R121", `${line.element.path}/Price/BaseQuantity`, { found: line.priceFor });
    return;
  }
  // In thousandths of an öre, which is finer than what the rule asks for.
  const dividend = 100_000n * quantity.units * price.units * base.scale;
  const product = divideRounded(dividend, quantity.scale * price.scale * base.units);
  const difference = BigInt(line.net - line.adjusted) * 1000n - product;
  if (difference <= 2000n && difference >= -2000n) return;
  const expected = Number(divideRounded(product, 1000n)) + line.adjusted;
  faults.error("PEPPOL-EN16931-R120", `${line.element.path}/LineExtensionAmount`, {
    found: decimalText(line.net),
    ...(Number.isSafeInteger(expected) ? { expected: decimalText(expected) } : {}),
  });
}

/** A decimal as a fraction of whole numbers. */
function exactly(decimal: string): { units: bigint; scale: bigint } {
  const [whole = "0", decimals = ""] = decimal.split(".");
  return { units: BigInt(whole + decimals), scale: 10n ** BigInt(decimals.length) };
}
