import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from invoices, payments, and the files that both come in. */
export const invoiceSentences = {
  invoice_not_found: { en: "There is no such invoice.", sv: "Fakturan finns inte." },
  invoice_number_taken: { en: "There is an invoice {number} already.", sv: "Det finns redan en faktura {number}." },
  invoice_settled: {
    en: "The invoice {number} has nothing left to pay.",
    sv: "Fakturan {number} har inget kvar att betala.",
  },
  invoice_void: { en: "The invoice {number} is void.", sv: "Fakturan {number} är makulerad." },
  invoice_paid_on: {
    en: "Money has been paid on the invoice {number}. Take the payment off it first.",
    sv: "Det är betalt på fakturan {number}. Ta bort betalningen från den först.",
  },
  sight_reason_missing: {
    en: "Write why you need to see the whole numbers, in at least {least} letters.",
    sv: "Skriv varför du behöver se hela numren, med minst {least} bokstäver.",
  },
  payment_not_found: { en: "There is no such payment.", sv: "Betalningen finns inte." },
  payment_spent: { en: "Nothing is left of that payment.", sv: "Det finns inget kvar av betalningen." },
  payment_closed: { en: "The payment has been set aside.", sv: "Betalningen är lagd åt sidan." },
  finance_file_not_found: { en: "There is no such file.", sv: "Filen finns inte." },
  finance_file_too_large: {
    en: "The file is larger than {most} MB. Nothing of it was taken.",
    sv: "Filen är större än {most} MB. Inget av den togs in.",
  },
  all_organisations_needed: {
    en: "Only staff that looks after all organisations may do this.",
    sv: "Det får bara personal som sköter alla företag göra.",
  },
  finance_key_not_found: {
    en: "There is no finance key[ {key}]. `klyka finance-key list` shows them.",
    sv: "Det finns ingen ekonominyckel[ {key}]. `klyka finance-key list` visar dem.",
  },
  finance_key_name_taken: {
    en: "A finance key is already called {name}. Choose another name.",
    sv: "En ekonominyckel heter redan {name}. Välj ett annat namn.",
  },
  customer_number_taken: {
    en: "The organisation {title} has the customer number {number} already.",
    sv: "Företaget {title} har redan kundnumret {number}.",
  },
  organisation_number_invalid: {
    en: "[{number} ]is no organisation number. Write its ten digits, such as 559999-0024.",
    sv: "[{number} ]är inget organisationsnummer. Skriv de tio siffrorna, som 559999-0024.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
