import { type FileFault, FileFaults } from "../file-fault.ts";
import type { Invoice, InvoiceLine, InvoiceParty, Period } from "../invoice.ts";
import { type Ore, sumOf, type VatSum, vatRates } from "../money.ts";
import { parseOrganisationNumber } from "../organisation-number.ts";
import { checkReference, parseBankgiro, readReference } from "../payment-reference.ts";
import { readXml, type XmlElement } from "../xml.ts";
import type { XmlFields } from "../xml-fields.ts";
import { readDocument, type UblDocument, type UblLine, ublFields } from "./document.ts";
import { branchOf, checkSwedishRules, hasFTax, vatNumberIn } from "./swedish-rules.ts";
import { checkTotals } from "./totals-rules.ts";

/** An invoice when no fault is an error. Warnings come with it. */
export type UblReading = { readonly invoice: Invoice | null; readonly faults: readonly FileFault[] };

const customization = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";

/**
 * An invoice or a credit note in UBL as Peppol BIS Billing 3.0 has it. What is read is checked: the sums, the Swedish rules, and that
 * each thing is there once and is what it should be. It is no schema validation: elements that an invoice here does not have
 * (deliveries, contacts, attachments) are passed over, and code lists that nothing depends on are not looked up.
 */
export function readUblInvoice(bytes: Uint8Array): UblReading {
  const reading = readXml(bytes);
  if ("fault" in reading) {
    const { code, line } = reading.fault;
    return { invoice: null, faults: [{ code, severity: "error", path: line === null ? "" : `:${line}` }] };
  }
  const fields = ublFields(new FileFaults());
  const document = readDocument(reading.root, fields);
  const invoice = document && invoiceOf(document, fields);
  if (document) {
    checkHeader(document, fields);
    checkParties(document, fields);
    checkTotals(document, fields.faults);
    checkSwedishRules(document, fields);
  }
  return { invoice: fields.faults.refused ? null : invoice, faults: fields.faults.found };
}

function checkHeader({ root, kind }: UblDocument, fields: XmlFields): void {
  const { faults } = fields;
  const specification = fields.text(root, "cbc:CustomizationID");
  if (specification !== null && !specification.startsWith(customization))
    faults.error("PEPPOL-EN16931-R004", `${root.path}/CustomizationID`, { found: specification, expected: customization });
  const process = fields.text(root, "cbc:ProfileID");
  if (process !== null && !/^urn:fdc:peppol\.eu:2017:poacc:billing:\d{2}:1\.0$/.test(process))
    faults.error("PEPPOL-EN16931-R007", `${root.path}/ProfileID`, { found: process });
  const [typePath, expected] =
    kind === "invoice" ? (["cbc:InvoiceTypeCode", "380"] as const) : (["cbc:CreditNoteTypeCode", "381"] as const);
  const type = fields.text(root, typePath);
  if (type !== null && type !== expected)
    faults.error("type_unsupported", `${root.path}/${typePath.slice(4)}`, { found: type, expected });
  if (!fields.optional(root, "cbc:BuyerReference") && !fields.optional(root, "cac:OrderReference/cbc:ID"))
    faults.error("PEPPOL-EN16931-R003", root.path);
  for (const means of fields.all(root, "cac:PaymentMeans"))
    if (!fields.optional(means, "cbc:PaymentMeansCode")) faults.error("BR-49", `${means.path}/PaymentMeansCode`);
}

/** Electronic addresses of both, and what tells that the seller may charge VAT. */
function checkParties({ root, seller, lines }: UblDocument, fields: XmlFields): void {
  const { faults } = fields;
  const [buyer = null] = fields.all(root, "cac:AccountingCustomerParty/cac:Party");
  if (buyer && !fields.optional(buyer, "cbc:EndpointID")) faults.error("PEPPOL-EN16931-R010", `${buyer.path}/EndpointID`);
  if (!seller) return;
  if (!fields.optional(seller, "cbc:EndpointID")) faults.error("PEPPOL-EN16931-R020", `${seller.path}/EndpointID`);
  const registered = fields.all(seller, "cac:PartyTaxScheme/cbc:CompanyID").length > 0;
  if (!registered && lines.some(({ vat }) => vat.category === "S"))
    faults.error("BR-S-02", `${seller.path}/PartyTaxScheme/CompanyID`);
}

function invoiceOf(document: UblDocument, fields: XmlFields): Invoice {
  const { root, kind } = document;
  const sign = kind === "creditNote" ? -1 : 1;
  const signed = (amount: Ore) => amount * sign || 0;
  const [dueOn, buyer] = [
    kind === "invoice"
      ? fields.optionalDate(root, "cbc:DueDate")
      : fields.optionalDate(root, "cac:PaymentMeans/cbc:PaymentDueDate"),
    fields.required(root, "cac:AccountingCustomerParty/cac:Party"),
  ];
  return {
    kind,
    number: fields.text(root, "cbc:ID") ?? "",
    issuedOn: fields.date(root, "cbc:IssueDate") ?? "",
    dueOn,
    period: periodOf(root, fields),
    note: fields.optionalText(root, "cbc:Note"),
    creditOf: fields
      .all(root, "cac:BillingReference")
      .flatMap((one) => fields.text(one, "cac:InvoiceDocumentReference/cbc:ID") ?? []),
    seller: partyOf(document.seller, fields),
    sellerHasFTax: hasFTax(document.seller, fields),
    buyer: partyOf(buyer, fields),
    customerNumber: customerNumberOf(buyer, fields),
    buyerReference: fields.optionalText(root, "cbc:BuyerReference"),
    orderReference: fields.optionalText(root, "cac:OrderReference/cbc:ID"),
    lines: document.lines.map((line) => lineOf(line, sign, fields)),
    adjustments: document.adjustments.map(({ element, charge, amount, vat }) => ({
      reason: fields.optionalText(element, "cbc:AllowanceChargeReason"),
      net: signed(charge ? amount : -amount),
      vatRate: vat.rate,
    })),
    totals: {
      net: signed(document.exclusive),
      vatSums: vatSumsOf(document, sign),
      vat: signed(document.tax),
      gross: signed(document.inclusive),
      prepaid: signed(document.prepaid),
      rounding: signed(document.rounding),
      payable: signed(document.payable),
    },
    payment: paymentOf(root, fields),
  };
}

/** One sum per rate: categories without VAT, such as exempt and reverse charge, are one rate of 0. */
function vatSumsOf({ subtotals }: UblDocument, sign: number): VatSum[] {
  return vatRates.flatMap((rate) => {
    const ofRate = subtotals.filter(({ vat }) => vat.rate === rate);
    const [net, vat] = [sumOf(ofRate.map(({ taxable }) => taxable)), sumOf(ofRate.map(({ tax }) => tax))];
    return ofRate.length === 0 ? [] : [{ rate, net: net * sign || 0, vat: vat * sign || 0 }];
  });
}

function lineOf({ element, net, vat, quantity, price, priceFor }: UblLine, sign: number, fields: XmlFields): InvoiceLine {
  const quantityName = fields.all(element, "cbc:InvoicedQuantity")[0] ?? fields.all(element, "cbc:CreditedQuantity")[0];
  const unit = quantityName?.attributes.get("unitCode") ?? "";
  if (quantityName && unit === "") fields.faults.error("code_unknown", `${quantityName.path}/@unitCode`);
  return {
    id: fields.text(element, "cbc:ID") ?? "",
    text: fields.text(element, "cac:Item/cbc:Name") ?? "",
    description: fields.optionalText(element, "cac:Item/cbc:Description"),
    quantity: sign === 1 || quantity === "0" ? quantity : negated(quantity),
    unit,
    unitPrice: price,
    priceFor,
    net: net * sign || 0,
    vatRate: vat.rate,
    costPlace: fields.optionalText(element, "cbc:AccountingCost"),
    period: periodOf(element, fields),
  };
}

function negated(decimal: string): string {
  return decimal.startsWith("-") ? decimal.slice(1) : `-${decimal}`;
}

function periodOf(element: XmlElement, fields: XmlFields): Period | null {
  const period = fields.optional(element, "cac:InvoicePeriod");
  const from = fields.optionalDate(period, "cbc:StartDate");
  const to = fields.optionalDate(period, "cbc:EndDate");
  if (from !== null && to !== null && to < from && period) fields.faults.error("date_invalid", period.path, { found: to });
  return from === null || to === null ? null : { from, to };
}

/** What the seller calls the buyer: an identifier of a scheme (a GLN) is somebody else's name for it. */
function customerNumberOf(buyer: XmlElement | null, fields: XmlFields): string | null {
  const identifier = fields.optional(buyer, "cac:PartyIdentification/cbc:ID");
  return identifier?.attributes.has("schemeID") ? null : fields.textIn(identifier);
}

function partyOf(party: XmlElement | null, fields: XmlFields): InvoiceParty {
  const legal = fields.required(party, "cac:PartyLegalEntity");
  const address = fields.required(party, "cac:PostalAddress");
  const lines = ["cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line"];
  const organisation = fields.optionalText(legal, "cbc:CompanyID");
  return {
    name: fields.text(legal, "cbc:RegistrationName") ?? "",
    organisationNumber: organisation === null ? null : parseOrganisationNumber(organisation),
    vatNumber: fields.textIn(vatNumberIn(party, fields)),
    address: {
      lines: lines.flatMap((line) => fields.optionalText(address, line) ?? []),
      postcode: fields.optionalText(address, "cbc:PostalZone"),
      city: fields.optionalText(address, "cbc:CityName"),
      country: fields.text(address, "cac:Country/cbc:IdentificationCode") ?? "",
    },
  };
}

/** The first bankgiro to pay to, and the reference to pay with. */
function paymentOf(root: XmlElement, fields: XmlFields): Invoice["payment"] {
  const means = fields.all(root, "cac:PaymentMeans");
  const giro = means.find((one) => branchOf(one, fields) === "SE:BANKGIRO") ?? null;
  const account = fields.optionalText(giro, "cac:PayeeFinancialAccount/cbc:ID");
  const payment = giro ?? means[0] ?? null;
  const written = fields.optionalText(payment, "cbc:PaymentID");
  if (payment && written !== null && readReference(written) && checkReference(written, { kind: "hard" }) !== "right")
    fields.faults.warning("reference_invalid", `${payment.path}/PaymentID`, { found: written });
  return {
    bankgiro: account === null ? null : parseBankgiro(account),
    reference: written === null ? null : (readReference(written) ?? written),
  };
}
