import type { Invoice, InvoiceAdjustment, InvoiceLine, InvoiceParty, Period } from "../invoice.ts";
import { decimalText, type Ore, sumOf, type VatRate } from "../money.ts";

/**
 * An invoice or a credit note as a Peppol BIS Billing 3.0 document (UBL), as `readUblInvoice` reads it. It has what an invoice here
 * has, and no more; the electronic addresses are the parties' organisation numbers.
 */
export function writeUblInvoice(invoice: Invoice): string {
  const { kind, totals, payment } = invoice;
  const credit = kind === "creditNote";
  const [root, lineName, quantity] = credit
    ? (["CreditNote", "CreditNoteLine", "CreditedQuantity"] as const)
    : (["Invoice", "InvoiceLine", "InvoicedQuantity"] as const);
  const signed = (ore: Ore): Ore => (credit ? -ore || 0 : ore);
  const money = (name: string, ore: Ore) => `<cbc:${name} currencyID="SEK">${decimalText(signed(ore))}</cbc:${name}>`;
  const line = (one: InvoiceLine) =>
    `<cac:${lineName}>${text("ID", one.id)}<cbc:${quantity} unitCode="${escaped(one.unit)}">${signedText(one.quantity, credit)}</cbc:${quantity}>${money("LineExtensionAmount", one.net)}${text("AccountingCost", one.costPlace)}${period(one.period)}<cac:Item>${text("Description", one.description)}${text("Name", one.text)}${category("ClassifiedTaxCategory", one.vatRate)}</cac:Item><cac:Price><cbc:PriceAmount currencyID="SEK">${one.unitPrice}</cbc:PriceAmount>${one.priceFor === "1" ? "" : `<cbc:BaseQuantity unitCode="${escaped(one.unit)}">${one.priceFor}</cbc:BaseQuantity>`}</cac:Price></cac:${lineName}>`;
  const adjustment = ({ reason, net, vatRate }: InvoiceAdjustment) =>
    `<cac:AllowanceCharge><cbc:ChargeIndicator>${signed(net) >= 0}</cbc:ChargeIndicator>${text("AllowanceChargeReason", reason)}<cbc:Amount currencyID="SEK">${decimalText(Math.abs(net))}</cbc:Amount>${category("TaxCategory", vatRate)}</cac:AllowanceCharge>`;
  const vat = totals.vatSums.map(
    (one) =>
      `<cac:TaxSubtotal>${money("TaxableAmount", one.net)}${money("TaxAmount", one.vat)}${category("TaxCategory", one.rate)}</cac:TaxSubtotal>`,
  );
  const allowed = (charge: boolean) =>
    sumOf(invoice.adjustments.map(({ net }) => net).filter((net) => signed(net) >= 0 === charge));
  const optional = (name: string, ore: Ore) => (ore === 0 ? "" : money(name, ore));
  const parts = [
    "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>",
    "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>",
    text("ID", invoice.number) + text("IssueDate", invoice.issuedOn) + (credit ? "" : text("DueDate", invoice.dueOn)),
    text(credit ? "CreditNoteTypeCode" : "InvoiceTypeCode", credit ? "381" : "380"),
    text("Note", invoice.note) + text("DocumentCurrencyCode", "SEK") + text("BuyerReference", invoice.buyerReference),
    period(invoice.period),
    invoice.orderReference === null ? "" : `<cac:OrderReference>${text("ID", invoice.orderReference)}</cac:OrderReference>`,
    ...invoice.creditOf.map(
      (number) =>
        `<cac:BillingReference><cac:InvoiceDocumentReference>${text("ID", number)}</cac:InvoiceDocumentReference></cac:BillingReference>`,
    ),
    `<cac:AccountingSupplierParty>${party(invoice.seller, null, invoice.sellerHasFTax)}</cac:AccountingSupplierParty>`,
    `<cac:AccountingCustomerParty>${party(invoice.buyer, invoice.customerNumber, false)}</cac:AccountingCustomerParty>`,
    means(payment, credit ? invoice.dueOn : null),
    ...invoice.adjustments.map(adjustment),
    `<cac:TaxTotal>${money("TaxAmount", totals.vat)}${vat.join("")}</cac:TaxTotal>`,
    "<cac:LegalMonetaryTotal>",
    money("LineExtensionAmount", sumOf(invoice.lines.map(({ net }) => net))),
    money("TaxExclusiveAmount", totals.net) + money("TaxInclusiveAmount", totals.gross),
    // Both are positive in the file, whichever way they go.
    optionalPositive("AllowanceTotalAmount", allowed(false)) + optionalPositive("ChargeTotalAmount", allowed(true)),
    optional("PrepaidAmount", totals.prepaid) + optional("PayableRoundingAmount", totals.rounding),
    money("PayableAmount", totals.payable),
    "</cac:LegalMonetaryTotal>",
    ...invoice.lines.map(line),
  ].filter((part) => part !== "");
  const namespace = (name: string) => `urn:oasis:names:specification:ubl:schema:xsd:${name}-2`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${root} xmlns="${namespace(root)}" xmlns:cac="${namespace("CommonAggregateComponents")}" xmlns:cbc="${namespace("CommonBasicComponents")}">`,
    ...parts,
    `</${root}>`,
    "",
  ].join("\n");
}

function text(name: string, value: string | null): string {
  return value === null ? "" : `<cbc:${name}>${escaped(value)}</cbc:${name}>`;
}

function optionalPositive(name: string, ore: Ore): string {
  return ore === 0 ? "" : `<cbc:${name} currencyID="SEK">${decimalText(Math.abs(ore))}</cbc:${name}>`;
}

function signedText(decimal: string, credit: boolean): string {
  if (!credit) return decimal;
  return decimal.startsWith("-") ? decimal.slice(1) : decimal === "0" ? decimal : `-${decimal}`;
}

function period(of: Period | null): string {
  return of === null ? "" : `<cac:InvoicePeriod>${text("StartDate", of.from)}${text("EndDate", of.to)}</cac:InvoicePeriod>`;
}

function category(name: string, rate: VatRate): string {
  return `<cac:${name}><cbc:ID>${rate === 0 ? "Z" : "S"}</cbc:ID><cbc:Percent>${rate}</cbc:Percent>${scheme("VAT")}</cac:${name}>`;
}

function scheme(id: "VAT" | "TAX"): string {
  return `<cac:TaxScheme><cbc:ID>${id}</cbc:ID></cac:TaxScheme>`;
}

function party(of: InvoiceParty, identifier: string | null, hasFTax: boolean): string {
  const { address, organisationNumber: number, vatNumber } = of;
  const [street = null, more = null, line = null] = address.lines;
  const tax = (id: string, of: "VAT" | "TAX") =>
    `<cac:PartyTaxScheme><cbc:CompanyID>${escaped(id)}</cbc:CompanyID>${scheme(of)}</cac:PartyTaxScheme>`;
  const legal = number === null ? "" : `<cbc:CompanyID schemeID="0007">${number}</cbc:CompanyID>`;
  return [
    `<cac:Party><cbc:EndpointID schemeID="0007">${number ?? "0000000000"}</cbc:EndpointID>`,
    identifier === null ? "" : `<cac:PartyIdentification>${text("ID", identifier)}</cac:PartyIdentification>`,
    `<cac:PostalAddress>${text("StreetName", street)}${text("AdditionalStreetName", more)}${text("CityName", address.city)}${text("PostalZone", address.postcode)}`,
    line === null ? "" : `<cac:AddressLine>${text("Line", line)}</cac:AddressLine>`,
    `<cac:Country>${text("IdentificationCode", address.country)}</cac:Country></cac:PostalAddress>`,
    vatNumber === null ? "" : tax(vatNumber, "VAT"),
    hasFTax ? tax("Godkänd för F-skatt", "TAX") : "",
    `<cac:PartyLegalEntity>${text("RegistrationName", of.name)}${legal}</cac:PartyLegalEntity></cac:Party>`,
  ].join("");
}

function means({ bankgiro, reference }: Invoice["payment"], dueOn: string | null): string {
  if (bankgiro === null && reference === null && dueOn === null) return "";
  const account =
    bankgiro === null
      ? ""
      : `<cac:PayeeFinancialAccount><cbc:ID>${bankgiro}</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:BANKGIRO</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>`;
  return `<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>${text("PaymentDueDate", dueOn)}${text("PaymentID", reference)}${account}</cac:PaymentMeans>`;
}

function escaped(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
