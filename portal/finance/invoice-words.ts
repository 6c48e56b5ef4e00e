import type { Language } from "../../domain/calendar-words.ts";

/** Everything that stands on an invoice. */
const sv = {
  invoice: "Faktura",
  creditNote: "Kreditfaktura",
  number: "Fakturanummer",
  issuedOn: "Fakturadatum",
  dueOn: "Förfallodag",
  period: "Period",
  customerNumber: "Kundnummer",
  buyerReference: "Er referens",
  orderReference: "Ert ordernummer",
  creditOf: "Krediterar faktura",
  reference: "OCR",
  otherReference: "Betalningsreferens",
  bankgiro: "Bankgiro",
  buyer: "Till",
  seller: "Från",
  lines: "Specifikation",
  text: "Benämning",
  quantity: "Antal",
  price: "À-pris",
  vatRate: "Moms",
  net: "Belopp, kr",
  costPlace: "Kostnadsställe {name}",
  discount: "Rabatt",
  charge: "Avgift",
  sums: "Summor",
  base: "Underlag",
  rate: "Momssats",
  vat: "Moms",
  netSum: "Summa utan moms",
  vatSum: "Moms",
  gross: "Summa med moms",
  rounding: "Öresavrundning",
  prepaid: "Redan betalt",
  payable: "Att betala",
  credit: "Att få tillgodo",
  pay: "Betala {amount} till bankgiro {bankgiro} senast {date}. Ange OCR {reference}.",
  payWithout: "Betala {amount} senast {date}.",
  nothing: "Det finns inget att betala på den här fakturan.",
  creditIs: "Du ska inte betala den här kreditfakturan. Beloppet dras av från fakturor som inte är betalda.",
  qr: "QR-kod för betalning: bankgiro {bankgiro}, OCR {reference}, {amount}, senast {date}",
  qrHint: "Läs koden i bankens app.",
  organisationNumber: "Org.nr",
  vatNumber: "Momsreg.nr",
  fTax: "Godkänd för F-skatt",
  page: "Sida {page} av {of}",
} as const;
type Words = Readonly<Record<keyof typeof sv, string>>;

const en: Words = {
  invoice: "Invoice",
  creditNote: "Credit note",
  number: "Invoice number",
  issuedOn: "Invoice date",
  dueOn: "Due date",
  period: "Period",
  customerNumber: "Customer number",
  buyerReference: "Your reference",
  orderReference: "Your order",
  creditOf: "Credits invoice",
  reference: "OCR",
  otherReference: "Payment reference",
  bankgiro: "Bankgiro",
  buyer: "To",
  seller: "From",
  lines: "Specification",
  text: "Description",
  quantity: "Quantity",
  price: "Unit price",
  vatRate: "VAT",
  net: "Amount, SEK",
  costPlace: "Cost centre {name}",
  discount: "Discount",
  charge: "Charge",
  sums: "Totals",
  base: "Tax base",
  rate: "VAT rate",
  vat: "VAT",
  netSum: "Total without VAT",
  vatSum: "VAT",
  gross: "Total with VAT",
  rounding: "Rounding",
  prepaid: "Paid before",
  payable: "To pay",
  credit: "To your credit",
  pay: "Pay {amount} to bankgiro {bankgiro} by {date}. State OCR {reference}.",
  payWithout: "Pay {amount} by {date}.",
  nothing: "There is nothing to pay on this invoice.",
  creditIs: "Do not pay this credit note. The amount is taken off invoices that are not paid.",
  qr: "QR code for payment: bankgiro {bankgiro}, OCR {reference}, {amount}, by {date}",
  qrHint: "Read the code in your bank's app.",
  organisationNumber: "Org. no.",
  vatNumber: "VAT no.",
  fTax: "Approved for F tax",
  page: "Page {page} of {of}",
};

export type Word = keyof typeof sv;

/** The words of a language, `{name}` filled in. */
export function wordsIn(language: Language): (word: Word, values?: Readonly<Record<string, string | number>>) => string {
  const words: Words = language === "sv" ? sv : en;
  return (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** UN/ECE Recommendation 20, those of a telephone bill; another stands as its code. */
const units: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  sv: {
    C62: "st",
    EA: "st",
    H87: "st",
    MON: "mån",
    MIN: "min",
    SEC: "s",
    HUR: "tim",
    DAY: "dag",
    ANN: "år",
    "4L": "MB",
    E34: "GB",
  },
  en: {
    C62: "pcs",
    EA: "pcs",
    H87: "pcs",
    MON: "mo",
    MIN: "min",
    SEC: "s",
    HUR: "h",
    DAY: "d",
    ANN: "yr",
    "4L": "MB",
    E34: "GB",
  },
};

/** A unit of UN/ECE Recommendation 20 in words; one that is not known as its code. */
export function unitIn(language: Language, code: string): string {
  return units[language][code] ?? code;
}
