import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileFault } from "../file-fault.ts";
import { decimalText, oreRounding, sumOf, vatOn, vatRates } from "../money.ts";
import { readUblInvoice } from "./read-invoice.ts";

const file = (name: string) => readFileSync(new URL(`testing/${name}`, import.meta.url), "utf8");
const invoice = file("invoice.xml");
const creditNote = file("credit-note.xml");
const read = (text: string) => readUblInvoice(Buffer.from(text));

/** The file with one thing changed; a change that hits nothing is a broken test. */
function changed(text: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`not in the file: ${from}`);
    return after;
  }, text);
}

const told = (faults: readonly FileFault[]) => faults.map(({ code, severity, path }) => `${severity} ${code} ${path}`);

describe("an invoice in UBL", () => {
  it("is read with its parties, lines, discounts, VAT per rate, rounding and payment", () => {
    const { invoice: read1, faults } = read(invoice);
    expect(faults).toEqual([]);
    expect(read1).toMatchObject({
      kind: "invoice",
      number: "20261100042",
      issuedOn: "2026-11-02",
      dueOn: "2026-12-02",
      period: { from: "2026-10-01", to: "2026-10-31" },
      buyerReference: "Åsa Öberg",
      orderReference: "4711",
      creditOf: [],
      seller: { name: "Fjärdhundra Tele AB", organisationNumber: "5599990016", vatNumber: "SE559999001601" },
      buyer: {
        name: "Björkö Bygg AB",
        vatNumber: null,
        address: { lines: ["Box 12", "Ekonomi"], city: "Arvika", country: "SE" },
      },
      adjustments: [
        { reason: "Rabatt", net: -10000, vatRate: 25 },
        { reason: "Fakturaavgift", net: 2900, vatRate: 25 },
      ],
      totals: {
        net: 133360,
        vatSums: [
          { rate: 25, net: 123450, vat: 30863 },
          { rate: 6, net: 9910, vat: 595 },
        ],
        vat: 31458,
        gross: 164818,
        prepaid: 4800,
        rounding: -18,
        payable: 160000,
      },
      payment: { bankgiro: "5551239", reference: "2026110004234" },
    });
    expect(
      read1?.lines.map(({ text, quantity, unit, unitPrice, priceFor, net }) => [text, quantity, unit, unitPrice, priceFor, net]),
    ).toEqual([
      ["Mobilabonnemang", "4", "MON", "299", "1", 119600],
      ["Samtal till mobiler", "21900", "SEC", "0.4", "60", 10950],
      ["Handbok & katalog", "1", "C62", "99.1", "1", 9910],
    ]);
    expect(read1?.lines[0]).toMatchObject({ costPlace: "Malmö", description: "Fri surf", period: { from: "2026-10-01" } });
  });

  it("that credits is negative throughout, and names what it credits", () => {
    const { invoice: credit, faults } = read(creditNote);
    expect(faults).toEqual([]);
    expect(credit).toMatchObject({
      kind: "creditNote",
      dueOn: null,
      creditOf: ["20261100042"],
      lines: [{ quantity: "-1", unitPrice: "299", net: -29900 }],
      totals: { net: -29900, vat: -7475, gross: -37375, prepaid: 0, rounding: -25, payable: -37400 },
      payment: { bankgiro: null, reference: null },
    });
  });

  it("means the same with other prefixes and other blanks", () => {
    const other = invoice
      .replaceAll("cbc:", "b:")
      .replaceAll("cac:", "")
      .replace("xmlns:cbc", "xmlns:b")
      .replace(/xmlns="[^"]*"\s+xmlns:cac=/, "xmlns:u='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' xmlns=")
      .replace("<Invoice ", "<u:Invoice ")
      .replace("</Invoice>", "</u:Invoice>")
      .replaceAll(/>\s+</g, ">\n<!-- and a comment --><");
    expect(read(other)).toEqual(read(invoice));
  });
});

describe("what an invoice here does not have", () => {
  it("is passed over: contacts, deliveries, attachments, identifiers of things, terms", () => {
    const pdf = "JVBERi0xLjQK".repeat(1000);
    const more = changed(
      invoice,
      [
        "<cac:AccountingSupplierParty>",
        `<cac:AdditionalDocumentReference><cbc:ID>bilaga</cbc:ID><cac:Attachment>
          <cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="faktura.pdf">${pdf}</cbc:EmbeddedDocumentBinaryObject>
        </cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`,
      ],
      ["<cac:PartyName>", "<cac:PartyIdentification><cbc:ID>99</cbc:ID></cac:PartyIdentification><cac:PartyName>"],
      ["</cac:PartyLegalEntity>", "</cac:PartyLegalEntity><cac:Contact><cbc:Name>Bo Ek</cbc:Name></cac:Contact>"],
      [
        "<cac:PaymentMeans>",
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-31</cbc:ActualDeliveryDate></cac:Delivery><cac:PaymentMeans>",
      ],
      ["</cac:PaymentMeans>", "</cac:PaymentMeans><cac:PaymentTerms><cbc:Note>30 dagar netto</cbc:Note></cac:PaymentTerms>"],
      ['<cbc:PayableAmount currencyID="SEK">', '<cbc:PayableAmount currencyID= "SEK" >'],
      [
        "<cac:ClassifiedTaxCategory>",
        '<cac:StandardItemIdentification><cbc:ID schemeID="0088">1</cbc:ID></cac:StandardItemIdentification><cac:ClassifiedTaxCategory>',
      ],
    );
    expect(read(more)).toEqual(read(invoice));
  });

  it("has the number that the seller knows the buyer by, where no scheme says that it is another one", () => {
    const called = (id: string) =>
      [/(<cac:AccountingCustomerParty>[\s\S]*?)<cac:PostalAddress>/, `$1${id}<cac:PostalAddress>`] as const;
    const party = (id: string) => `<cac:PartyIdentification>${id}</cac:PartyIdentification>`;
    const number = (id: string) => read(changed(invoice, [...called(party(id))])).invoice?.customerNumber;
    expect(number("<cbc:ID>10042</cbc:ID>")).toBe("10042");
    expect(number('<cbc:ID schemeID="0088">7300010000001</cbc:ID>')).toBeNull();
    expect(read(invoice).invoice?.customerNumber).toBeNull();
  });
});

describe("the sums of an invoice in UBL", () => {
  const totals = "/Invoice/LegalMonetaryTotal";
  it.each([
    ["BR-CO-10", `${totals}/LineExtensionAmount`, [[">1404.60<", ">1404.61<"]]],
    [
      "BR-CO-11",
      `${totals}/AllowanceTotalAmount`,
      [['TotalAmount currencyID="SEK">100.00', 'TotalAmount currencyID="SEK">100.01']],
    ],
    ["BR-CO-12", `${totals}/ChargeTotalAmount`, [['TotalAmount currencyID="SEK">29.00', 'TotalAmount currencyID="SEK">29.01']]],
    ["BR-CO-13", `${totals}/TaxExclusiveAmount`, [[">1333.60<", ">1333.59<"]]],
    ["BR-CO-14", "/Invoice/TaxTotal/TaxAmount", [[">314.58<", ">314.57<"]]],
    ["BR-CO-15", `${totals}/TaxInclusiveAmount`, [[">1648.18<", ">1648.19<"]]],
    ["BR-CO-16", `${totals}/PayableAmount`, [[">1600.00<", ">1599.99<"]]],
    ["BR-CO-16", `${totals}/PayableAmount`, [['RoundingAmount currencyID="SEK">-0.18', 'RoundingAmount currencyID="SEK">0.18']]],
    ["BR-CO-17", "/Invoice/TaxTotal/TaxSubtotal[1]/TaxAmount", [[">308.63<", ">309.63<"]]],
    ["vat_base_differs", "/Invoice/TaxTotal/TaxSubtotal[1]/TaxableAmount", [[">1234.50<", ">1234.51<"]]],
    ["PEPPOL-EN16931-R120", "/Invoice/InvoiceLine[2]/LineExtensionAmount", [["21900", "21904"]]],
    ["PEPPOL-EN16931-R121", "/Invoice/InvoiceLine[2]/Price/BaseQuantity", [['"SEC">60<', '"SEC">0<']]],
  ] as const)("break %s when one is wrong", (code, path, changes) => {
    const reading = read(changed(invoice, ...changes));
    expect(reading.invoice).toBeNull();
    expect(told(reading.faults)).toContain(`error ${code} ${path}`);
  });

  it("tell what was found and what was expected", () => {
    expect(read(changed(invoice, [">1600.00<", ">1599.99<"])).faults).toEqual([
      { code: "BR-CO-16", severity: "error", path: `${totals}/PayableAmount`, found: "1599.99", expected: "1600.00" },
    ]);
  });

  it("may be VAT an öre off, which is told about, and a line two öre", () => {
    const öre = changed(
      invoice,
      [">308.63<", ">308.62<"],
      [">314.58<", ">314.57<"],
      [">1648.18<", ">1648.17<"],
      [">-0.18<", ">-0.17<"],
    );
    expect(told(read(öre).faults)).toEqual(["warning vat_not_exact /Invoice/TaxTotal/TaxSubtotal[1]/TaxAmount"]);
    expect(read(öre).invoice?.totals.vat).toBe(31457);
    const near = changed(invoice, [">21900<", ">21903<"]);
    expect(read(near).faults).toEqual([]);
  });

  it("without a subtotal for one of the rates are told apart from those with one", () => {
    const without = changed(invoice, [/<cac:TaxSubtotal>(?:(?!<cac:TaxSubtotal>)[\s\S])*?99\.10[\s\S]*?<\/cac:TaxSubtotal>/, ""]);
    expect(told(read(without).faults)).toContain("error vat_base_differs /Invoice/TaxTotal");
  });

  it("come back exactly from any invoice that adds up", () => {
    const line = fc.record({ net: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), rate: fc.constantFrom(...vatRates) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean(), (lines, credit) => {
        const { invoice: back, faults } = read(written(lines, credit));
        expect(faults).toEqual([]);
        const sign = credit ? -1 : 1;
        expect(back?.lines.map(({ net }) => net * sign || 0)).toEqual(lines.map(({ net }) => net));
        expect(back?.totals.net).toBe(sumOf(back?.lines.map(({ net }) => net) ?? []));
        expect(back?.totals.payable).toBe((back?.totals.gross ?? 0) + (back?.totals.rounding ?? 0));
        expect(Math.abs(back?.totals.payable ?? 1) % 100).toBe(0);
      }),
      { seed: 20261123, numRuns: 40 },
    );
  });
});

/** The example with other lines, and sums to go with them. */
function written(lines: readonly { net: number; rate: (typeof vatRates)[number] }[], credit: boolean): string {
  const [kind, quantity] = credit ? ["CreditNote", "CreditedQuantity"] : ["Invoice", "InvoicedQuantity"];
  const money = (name: string, ore: number) => `<cbc:${name} currencyID="SEK">${decimalText(ore)}</cbc:${name}>`;
  const category = (name: string, rate: number) =>
    `<cac:${name}><cbc:ID>${rate === 0 ? "Z" : "S"}</cbc:ID><cbc:Percent>${rate}</cbc:Percent></cac:${name}>`;
  const sums = vatRates.flatMap((rate) => {
    const net = sumOf(lines.filter((line) => line.rate === rate).map((line) => line.net));
    return lines.some((line) => line.rate === rate) ? [{ rate, net, vat: vatOn(net, rate) }] : [];
  });
  const [net, vat] = [sumOf(sums.map((sum) => sum.net)), sumOf(sums.map((sum) => sum.vat))];
  const rounding = oreRounding(net + vat);
  const subtotals = sums.map(
    (sum) =>
      `<cac:TaxSubtotal>${money("TaxableAmount", sum.net)}${money("TaxAmount", sum.vat)}${category("TaxCategory", sum.rate)}</cac:TaxSubtotal>`,
  );
  const all = lines.map(
    (line, n) =>
      `<cac:${kind}Line><cbc:ID>${n + 1}</cbc:ID><cbc:${quantity} unitCode="C62">1</cbc:${quantity}>${money("LineExtensionAmount", line.net)}` +
      `<cac:Item><cbc:Name>Rad</cbc:Name>${category("ClassifiedTaxCategory", line.rate)}</cac:Item>` +
      `<cac:Price>${money("PriceAmount", line.net)}</cac:Price></cac:${kind}Line>`,
  );
  const total =
    `<cac:LegalMonetaryTotal>${money("LineExtensionAmount", net)}${money("TaxExclusiveAmount", net)}` +
    `${money("TaxInclusiveAmount", net + vat)}${money("PayableRoundingAmount", rounding)}` +
    `${money("PayableAmount", net + vat + rounding)}</cac:LegalMonetaryTotal>`;
  const base = credit ? creditNote : invoice;
  const head = base.slice(0, base.search(/ {2}<cac:(?:AllowanceCharge|TaxTotal)>/));
  return `${head}<cac:TaxTotal>${money("TaxAmount", vat)}${subtotals.join("")}</cac:TaxTotal>${total}${all.join("")}</${kind}>`;
}

describe("the Swedish rules", () => {
  const party = "/Invoice/AccountingSupplierParty/Party";
  it.each([
    ["error SE-R-001", `${party}/PartyTaxScheme[1]/CompanyID`, ["SE559999001601", "SE5599990016"]],
    ["error SE-R-002", `${party}/PartyTaxScheme[1]/CompanyID`, ["SE559999001601", "SE55999900160X"]],
    ["warning SE-R-003", `${party}/PartyLegalEntity/CompanyID`, [/5599990016(?=<\/cbc:CompanyID)/, "559999-0016"]],
    ["warning SE-R-004", `${party}/PartyLegalEntity/CompanyID`, [/5599990016(?=<\/cbc:CompanyID)/, "165599990016"]],
    ["warning SE-R-013", `${party}/PartyLegalEntity/CompanyID`, [/5599990016(?=<\/cbc:CompanyID)/, "5599990017"]],
    ["error SE-R-005", `${party}/PartyTaxScheme[2]/CompanyID`, ["Godkänd för F-skatt", "F-skatt"]],
    [
      "error SE-R-006",
      "/Invoice/InvoiceLine[1]/Item/ClassifiedTaxCategory/Percent",
      [/25(?=<\/cbc:Percent>(?:(?!Percent)[\s\S])*?>299<)/, "20"],
    ],
    ["warning SE-R-008", "/Invoice/PaymentMeans/PayeeFinancialAccount/ID", [">5551239<", ">555-1239<"]],
    ["warning SE-R-009", "/Invoice/PaymentMeans/PayeeFinancialAccount/ID", [">5551239<", ">55512<"]],
    ["warning bankgiro_invalid", "/Invoice/PaymentMeans/PayeeFinancialAccount/ID", [">5551239<", ">5551238<"]],
    ["warning SE-R-011", "/Invoice/PaymentMeans", ["MeansCode>30<", "MeansCode>56<"]],
    ["warning SE-R-012", "/Invoice/PaymentMeans", ["MeansCode>30<", "MeansCode>31<"]],
    ["warning reference_invalid", "/Invoice/PaymentMeans/PaymentID", ["2026110004234", "2026110004235"]],
  ] as const)("have %s at %s", (fault, path, change) => {
    const reading = read(changed(invoice, change));
    expect(told(reading.faults)).toContain(`${fault} ${path}`);
    expect(reading.invoice === null).toBe(fault.startsWith("error"));
  });

  it("look at a plusgiro as one, and not at a seller abroad", () => {
    const plusgiro = changed(invoice, ["SE:BANKGIRO", "SE:PLUSGIRO"], [">5551239<", ">123456789<"]);
    expect(told(read(plusgiro).faults)).toEqual(["warning SE-R-010 /Invoice/PaymentMeans/PayeeFinancialAccount/ID"]);
    expect(told(read(changed(plusgiro, [">123456789<", ">12-3<"])).faults)).toEqual([
      "warning SE-R-007 /Invoice/PaymentMeans/PayeeFinancialAccount/ID",
    ]);
    const norwegian = changed(
      invoice,
      ["Code>SE<", "Code>NO<"],
      ["SE559999001601", "NO999888777MVA"],
      ["Godkänd för F-skatt", "Foretaksregisteret"],
    );
    expect(read(norwegian).faults).toEqual([]);
    expect(read(norwegian).invoice?.seller.address.country).toBe("NO");
  });

  it("take F-skatt in any letters", () => {
    expect(read(changed(invoice, ["Godkänd för F-skatt", "  GODKÄND FÖR\n F-SKATT "])).faults).toEqual([]);
  });
});

describe("a file that is no such invoice", () => {
  it.each([
    ["root_unknown", "/Order", ["", "<Order/>"]],
    ["root_unknown", "/Invoice", [/xsd:Invoice-2/, "xsd:CreditNote-2"]],
    ["element_missing", "/Invoice/ID", [/<cbc:ID>20261100042<\/cbc:ID>/, ""]],
    ["element_repeated", "/Invoice/ID[2]", [/(<cbc:ID>20261100042<\/cbc:ID>)/, "$1$1"]],
    ["element_empty", "/Invoice/IssueDate", ["2026-11-02", " "]],
    ["date_invalid", "/Invoice/IssueDate", ["2026-11-02", "2026-02-30"]],
    ["date_invalid", "/Invoice/InvoicePeriod", ["2026-10-31", "2026-09-30"]],
    ["text_too_long", "/Invoice/Note", ["Frågor om fakturan", "x".repeat(2001)]],
    ["amount_invalid", "/Invoice/LegalMonetaryTotal/PayableAmount", [">1600.00<", ">1600.001<"]],
    ["amount_invalid", "/Invoice/LegalMonetaryTotal/PayableAmount", [">1600.00<", ">NaN<"]],
    ["amount_invalid", "/Invoice/LegalMonetaryTotal/PayableAmount", [">1600.00<", ">1e3<"]],
    ["amount_invalid", "/Invoice/LegalMonetaryTotal/PayableAmount", [">1600.00<", `>${"9".repeat(40)}<`]],
    ["number_invalid", "/Invoice/InvoiceLine[1]/InvoicedQuantity", [">4<", ">four<"]],
    ["code_unknown", "/Invoice/InvoiceLine[1]/InvoicedQuantity/@unitCode", [' unitCode="MON"', ""]],
    ["type_unsupported", "/Invoice/InvoiceTypeCode", [">380<", ">389<"]],
    ["currency_unsupported", "/Invoice/DocumentCurrencyCode", ["Code>SEK<", "Code>EUR<"]],
    [
      "vat_rate_unsupported",
      "/Invoice/InvoiceLine[3]/Item/ClassifiedTaxCategory/Percent",
      [/>S(?=<\/cbc:ID>\s*<cbc:Percent>6<(?![\s\S]*TaxSubtotal))/, ">E"],
    ],
    [
      "PEPPOL-EN16931-R003",
      "/Invoice",
      [/<cbc:BuyerReference>[\s\S]*?<\/cbc:BuyerReference>|<cac:OrderReference>[\s\S]*?<\/cac:OrderReference>/g, ""],
    ],
    [
      "PEPPOL-EN16931-R010",
      "/Invoice/AccountingCustomerParty/Party/EndpointID",
      [/<cbc:EndpointID[^>]*>5599990024<\/cbc:EndpointID>/, ""],
    ],
    [
      "PEPPOL-EN16931-R020",
      "/Invoice/AccountingSupplierParty/Party/EndpointID",
      [/<cbc:EndpointID[^>]*>5599990016<\/cbc:EndpointID>/, ""],
    ],
    [
      "BR-S-02",
      "/Invoice/AccountingSupplierParty/Party/PartyTaxScheme/CompanyID",
      [/<cac:PartyTaxScheme>[\s\S]*?<\/cac:PartyTaxScheme>/g, ""],
    ],
    ["BR-49", "/Invoice/PaymentMeans/PaymentMeansCode", ["<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>", ""]],
    ["PEPPOL-EN16931-R004", "/Invoice/CustomizationID", ["#compliant#", "#else#"]],
    ["PEPPOL-EN16931-R007", "/Invoice/ProfileID", ["billing:01:1.0", "billing:1"]],
    ["PEPPOL-EN16931-R043", "/Invoice/AllowanceCharge[2]/ChargeIndicator", [">true<", ">yes<"]],
    [
      "PEPPOL-EN16931-R051",
      "/Invoice/InvoiceLine[1]/Price/PriceAmount",
      ['PriceAmount currencyID="SEK"', 'PriceAmount currencyID="EUR"'],
    ],
    ["PEPPOL-EN16931-R053", "/Invoice/TaxTotal", [/(<cac:TaxTotal>[\s\S]*?<\/cac:TaxTotal>)/, "$1$1"]],
    ["xml_doctype_refused", "", ["<Invoice ", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice ']],
    ["xml_malformed", ":11", ["</cbc:Note>", "</cbc:Not>"]],
  ] as const)("is refused with %s at %s", (code, path, [from, to]) => {
    const reading = read(from === "" ? to : changed(invoice, [from, to]));
    expect(reading.invoice).toBeNull();
    expect(told(reading.faults)).toContain(`error ${code} ${path}`);
  });

  it("keeps its sums whichever single value is left out of it, or is refused", () => {
    const leaves = [...invoice.matchAll(/<(cbc:\w+)[^>]*>[^<]*<\/\1>/g)].map((found) => ({ at: found.index, text: found[0] }));
    const readings = leaves.map(({ at, text }) => read(invoice.slice(0, at) + invoice.slice(at + text.length)));
    const whole = read(invoice).invoice;
    for (const { invoice: left, faults } of readings) {
      expect(left === null).toBe(faults.some(({ severity }) => severity === "error"));
      if (left) expect(left.totals).toEqual(whole?.totals);
    }
    const taken = leaves.filter((_, n) => readings[n]?.invoice).map(({ text }) => /cbc:(\w+)/.exec(text)?.[1] ?? "");
    expect([...new Set(taken)].sort()).toMatchInlineSnapshot(`
      [
        "AccountingCost",
        "AdditionalStreetName",
        "AllowanceChargeReason",
        "BuyerReference",
        "CityName",
        "CompanyID",
        "Description",
        "DueDate",
        "EndDate",
        "ID",
        "Name",
        "Note",
        "PaymentID",
        "PostalZone",
        "StartDate",
        "StreetName",
      ]
    `);
  });

  it("is refused with sums that no whole number holds", () => {
    const huge = `1${"0".repeat(12)}.00`;
    const line = /<cac:InvoiceLine>\s*<cbc:ID>3[\s\S]*?<\/cac:InvoiceLine>/.exec(invoice)?.[0] ?? "";
    const many = changed(invoice, ["</Invoice>", `${line.replaceAll("99.10", huge).repeat(2000)}</Invoice>`]);
    expect(told(read(many).faults)).toContain("error amount_invalid /Invoice/InvoiceLine[4]/LineExtensionAmount");
    const price = changed(invoice, [">299<", ">999999999999999<"], [">4<", ">999999999999999<"]);
    expect(told(read(price).faults)).toEqual(["error PEPPOL-EN16931-R120 /Invoice/InvoiceLine[1]/LineExtensionAmount"]);
  });

  it("has at most 200 faults told", () => {
    const many = changed(invoice, ["</Invoice>", `${"<cac:InvoiceLine/>".repeat(300)}</Invoice>`]);
    expect(read(many).faults).toHaveLength(200);
  });
});
