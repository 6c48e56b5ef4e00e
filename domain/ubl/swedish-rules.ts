import { passesCheck } from "../check-digit.ts";
import type { FileFaults } from "../file-fault.ts";
import { parseBankgiro } from "../payment-reference.ts";
import type { XmlElement } from "../xml.ts";
import type { XmlFields } from "../xml-fields.ts";
import type { UblDocument } from "./document.ts";

/**
 * SE-R-001 to SE-R-013 of Peppol BIS Billing 3.0, for Swedish sellers; errors and warnings as the published rules have them; and that
 * every rate is one of those here. They read what is there: that something is missing is found elsewhere.
 */
export function checkSwedishRules(document: UblDocument, fields: XmlFields): void {
  const { root, seller } = document;
  const { faults } = fields;
  const swedish = trimmed(fields.all(seller, "cac:PostalAddress/cac:Country/cbc:IdentificationCode")[0]) === "SE";
  const vat = vatNumberIn(seller, fields);
  const swedishVat = swedish && vat !== null && trimmed(vat).startsWith("SE");
  checkRates(document, swedishVat, faults);
  if (!seller || !swedish) return;
  if (swedishVat) checkVatNumber(vat, faults);
  const organisation = fields.all(seller, "cac:PartyLegalEntity/cbc:CompanyID")[0];
  if (organisation) {
    checkOrganisation(organisation, faults);
    checkTaxRegistration(seller, fields);
  }
  for (const means of fields.all(root, "cac:PaymentMeans")) checkPaymentMeans(means, root, fields);
}

/** The element with a party's VAT number. */
export function vatNumberIn(party: XmlElement | null, fields: XmlFields): XmlElement | null {
  const schemes = fields.all(party, "cac:PartyTaxScheme");
  const scheme = schemes.find((one) => trimmed(fields.all(one, "cac:TaxScheme/cbc:ID")[0]) === "VAT");
  return (scheme && fields.all(scheme, "cbc:CompanyID")[0]) ?? null;
}

function checkVatNumber(element: XmlElement, faults: FileFaults): void {
  const found = trimmed(element);
  if (found.length !== 14) faults.error("SE-R-001", element.path, { found, expected: "SE + 12" });
  if (!/^\d{1,12}$/.test(found.slice(2))) faults.error("SE-R-002", element.path, { found });
}

function checkRates({ lines, adjustments, subtotals }: UblDocument, swedish: boolean, faults: FileFaults): void {
  for (const { vat } of [...lines, ...adjustments, ...subtotals]) {
    if (!vat.unknown) continue;
    const { path, found } = vat.unknown;
    if (swedish && vat.category === "S") faults.error("SE-R-006", path, { found, expected: "25, 12, 6" });
    else faults.error("vat_rate_unsupported", path, { found });
  }
}

function checkOrganisation(element: XmlElement, faults: FileFaults): void {
  const found = trimmed(element);
  if (!/^\d+$/.test(found)) faults.warning("SE-R-003", element.path, { found });
  if (found.length !== 10) faults.warning("SE-R-004", element.path, { found });
  if (!passesCheck(found.slice(0, 10))) faults.warning("SE-R-013", element.path, { found });
}

function checkTaxRegistration(seller: XmlElement, fields: XmlFields): void {
  for (const scheme of fields.all(seller, "cac:PartyTaxScheme")) {
    if (trimmed(fields.all(scheme, "cac:TaxScheme/cbc:ID")[0]).toUpperCase() === "VAT") continue;
    for (const element of fields.all(scheme, "cbc:CompanyID"))
      if (trimmed(element).toUpperCase() !== "GODKÄND FÖR F-SKATT")
        fields.faults.error("SE-R-005", element.path, { found: trimmed(element), expected: "Godkänd för F-skatt" });
  }
}

/** Whether the seller says so, in the only words that there are for it. */
export function hasFTax(seller: XmlElement | null, fields: XmlFields): boolean {
  const said = fields.all(seller, "cac:PartyTaxScheme/cbc:CompanyID");
  return said.some((element) => trimmed(element).toUpperCase() === "GODKÄND FÖR F-SKATT");
}

function checkPaymentMeans(means: XmlElement, root: XmlElement, fields: XmlFields): void {
  const { faults } = fields;
  const code = trimmed(fields.all(means, "cbc:PaymentMeansCode")[0]);
  if (code === "50" || code === "56") faults.warning("SE-R-011", means.path, { found: code, expected: "30" });
  const buyer = fields.all(root, "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode")[0];
  if (code === "31" && trimmed(buyer) === "SE") faults.warning("SE-R-012", means.path, { found: code, expected: "30" });
  if (code !== "30") return;
  const account = fields.all(means, "cac:PayeeFinancialAccount/cbc:ID")[0];
  if (!account) return;
  const found = trimmed(account);
  const branch = branchOf(means, fields);
  if (branch === "SE:PLUSGIRO") {
    if (!/^\d+$/.test(found)) faults.warning("SE-R-007", account.path, { found });
    if (found.length < 2 || found.length > 8) faults.warning("SE-R-010", account.path, { found });
  }
  if (branch !== "SE:BANKGIRO") return;
  if (!/^\d+$/.test(found)) faults.warning("SE-R-008", account.path, { found });
  if (found.length !== 7 && found.length !== 8) faults.warning("SE-R-009", account.path, { found });
  else if (!parseBankgiro(found)) faults.warning("bankgiro_invalid", account.path, { found });
}

/** Which kind of account is paid to: `SE:BANKGIRO`, `SE:PLUSGIRO` or a bank. */
export function branchOf(means: XmlElement, fields: XmlFields): string {
  return trimmed(fields.all(means, "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")[0]);
}

function trimmed(element: XmlElement | undefined): string {
  return element?.text.trim().replace(/\s+/g, " ") ?? "";
}
