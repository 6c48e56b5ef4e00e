import type { FileFaults } from "../file-fault.ts";
import { type Ore, type VatRate, vatRates } from "../money.ts";
import type { XmlElement } from "../xml.ts";
import { XmlFields } from "../xml-fields.ts";

const invoiceNamespace = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const creditNoteNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";

export const ublNamespaces = {
  cac: "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
  cbc: "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
};

/** Category and rate of VAT, as on a line and in a subtotal. A rate that does not exist here is `unknown`, as it was written. */
export type UblVat = {
  readonly category: string;
  readonly rate: VatRate;
  readonly unknown: { readonly path: string; readonly found: string } | null;
};

export type UblLine = {
  readonly element: XmlElement;
  readonly net: Ore;
  readonly vat: UblVat;
  readonly quantity: string;
  readonly price: string;
  readonly priceFor: string;
  /** Charges less allowances of the line alone. */
  readonly adjusted: Ore;
};

/** An allowance has a positive amount too; `charge` tells them apart. */
export type UblAdjustment = {
  readonly element: XmlElement;
  readonly charge: boolean;
  readonly amount: Ore;
  readonly vat: UblVat;
};
export type UblSubtotal = { readonly element: XmlElement; readonly taxable: Ore; readonly tax: Ore; readonly vat: UblVat };

/** Amounts as the file has them, positive on a credit note too. */
export type UblDocument = {
  readonly kind: "invoice" | "creditNote";
  readonly root: XmlElement;
  readonly seller: XmlElement | null;
  readonly lines: readonly UblLine[];
  readonly adjustments: readonly UblAdjustment[];
  readonly taxTotal: XmlElement | null;
  readonly tax: Ore;
  readonly subtotals: readonly UblSubtotal[];
  readonly totals: XmlElement | null;
  readonly lineSum: Ore;
  readonly allowances: Ore;
  readonly charges: Ore;
  readonly exclusive: Ore;
  readonly inclusive: Ore;
  readonly prepaid: Ore;
  readonly rounding: Ore;
  readonly payable: Ore;
};

/**
 * The amounts of an invoice or a credit note. What is missing or no amount counts as 0 and is taken down as a fault: such a document
 * is told about and never used.
 */
export function readDocument(root: XmlElement, fields: XmlFields): UblDocument | null {
  const kind = kindOf(root);
  if (!kind) {
    fields.faults.error("root_unknown", root.path, { found: `{${root.namespace}}${root.name}` });
    return null;
  }
  const currency = fields.text(root, "cbc:DocumentCurrencyCode");
  if (currency !== null && currency !== "SEK")
    fields.faults.error("currency_unsupported", `${root.path}/DocumentCurrencyCode`, { found: currency, expected: "SEK" });
  const read = new Amounts(fields, currency);
  const totals = fields.required(root, "cac:LegalMonetaryTotal");
  const withSubtotals = fields.all(root, "cac:TaxTotal").filter((total) => fields.all(total, "cac:TaxSubtotal").length > 0);
  const [taxTotal = null] = withSubtotals;
  if (withSubtotals.length !== 1)
    fields.faults.error("PEPPOL-EN16931-R053", `${root.path}/TaxTotal`, { found: String(withSubtotals.length), expected: "1" });
  const lineName = kind === "invoice" ? "cac:InvoiceLine" : "cac:CreditNoteLine";
  const lines = fields.all(root, lineName);
  if (lines.length === 0) fields.required(root, lineName);
  return {
    kind,
    root,
    seller: fields.required(root, "cac:AccountingSupplierParty/cac:Party"),
    lines: lines.map((line) => read.line(line, kind)),
    adjustments: fields.all(root, "cac:AllowanceCharge").map((one) => read.adjustment(one, "cac:TaxCategory")),
    taxTotal,
    tax: read.amount(taxTotal, "cbc:TaxAmount"),
    subtotals: fields.all(taxTotal, "cac:TaxSubtotal").map((one) => read.subtotal(one)),
    totals,
    lineSum: read.amount(totals, "cbc:LineExtensionAmount"),
    allowances: read.optionalAmount(totals, "cbc:AllowanceTotalAmount"),
    charges: read.optionalAmount(totals, "cbc:ChargeTotalAmount"),
    exclusive: read.amount(totals, "cbc:TaxExclusiveAmount"),
    inclusive: read.amount(totals, "cbc:TaxInclusiveAmount"),
    prepaid: read.optionalAmount(totals, "cbc:PrepaidAmount"),
    rounding: read.optionalAmount(totals, "cbc:PayableRoundingAmount"),
    payable: read.amount(totals, "cbc:PayableAmount"),
  };
}

/** Reader of what is in the namespaces of UBL. */
export function ublFields(faults: FileFaults): XmlFields {
  return new XmlFields(ublNamespaces, faults);
}

function kindOf({ namespace, name }: XmlElement): UblDocument["kind"] | null {
  if (namespace === invoiceNamespace && name === "Invoice") return "invoice";
  return namespace === creditNoteNamespace && name === "CreditNote" ? "creditNote" : null;
}

/** Amounts in the currency of the document. */
class Amounts {
  private readonly fields: XmlFields;
  private readonly currency: string | null;

  constructor(fields: XmlFields, currency: string | null) {
    this.fields = fields;
    this.currency = currency;
  }

  amount(at: XmlElement | null, path: string): Ore {
    return this.inCurrency(this.fields.required(at, path));
  }

  optionalAmount(at: XmlElement | null, path: string): Ore {
    return this.inCurrency(this.fields.optional(at, path));
  }

  line(element: XmlElement, kind: UblDocument["kind"]): UblLine {
    const { fields } = this;
    const item = fields.required(element, "cac:Item");
    const price = fields.required(element, "cac:Price");
    this.inCurrency(fields.required(price, "cbc:PriceAmount"), "fractions");
    const base = fields.optional(price, "cbc:BaseQuantity");
    const adjustments = fields.all(element, "cac:AllowanceCharge").map((one) => this.adjustment(one, null));
    return {
      element,
      net: this.amount(element, "cbc:LineExtensionAmount"),
      vat: this.vat(fields.required(item, "cac:ClassifiedTaxCategory")),
      quantity: fields.decimal(element, kind === "invoice" ? "cbc:InvoicedQuantity" : "cbc:CreditedQuantity") ?? "0",
      price: fields.decimal(price, "cbc:PriceAmount") ?? "0",
      priceFor: base ? (fields.decimal(price, "cbc:BaseQuantity") ?? "1") : "1",
      adjusted: adjustments.reduce((sum, { charge, amount }) => sum + (charge ? amount : -amount), 0),
    };
  }

  /** @param category null on a line, which has its VAT from its item */
  adjustment(element: XmlElement, category: string | null): UblAdjustment {
    const indicator = this.fields.text(element, "cbc:ChargeIndicator");
    if (indicator !== null && indicator !== "true" && indicator !== "false")
      this.fields.faults.error("PEPPOL-EN16931-R043", `${element.path}/ChargeIndicator`, { found: indicator });
    const vat = this.vat(category ? this.fields.required(element, category) : null);
    return { element, charge: indicator === "true", amount: this.amount(element, "cbc:Amount"), vat };
  }

  subtotal(element: XmlElement): UblSubtotal {
    return {
      element,
      taxable: this.amount(element, "cbc:TaxableAmount"),
      tax: this.amount(element, "cbc:TaxAmount"),
      vat: this.vat(this.fields.required(element, "cac:TaxCategory")),
    };
  }

  private vat(element: XmlElement | null): UblVat {
    const category = this.fields.text(element, "cbc:ID") ?? "S";
    const percent =
      category === "O" ? this.fields.optional(element, "cbc:Percent") : this.fields.required(element, "cbc:Percent");
    const hundredths = this.fields.amountIn(percent);
    const rate = vatRates.find((known) => known * 100 === (hundredths ?? 0) && (known !== 0) === (category === "S"));
    const unknown = percent && hundredths !== null && rate === undefined;
    return { category, rate: rate ?? 0, unknown: unknown ? { path: percent.path, found: percent.text.trim() } : null };
  }

  private inCurrency(element: XmlElement | null, decimals: "two" | "fractions" = "two"): Ore {
    if (!element) return 0;
    const found = element.attributes.get("currencyID") ?? "";
    if (this.currency !== null && found !== this.currency)
      this.fields.faults.error("PEPPOL-EN16931-R051", element.path, { found, expected: this.currency });
    return decimals === "two" ? (this.fields.amountIn(element) ?? 0) : 0;
  }
}
