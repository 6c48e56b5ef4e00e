import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Errors of orders to the mobile operator and of SIM cards in stock. */
export const orderSentences = {
  order_not_found: { en: "There is no such order.", sv: "Beställningen finns inte." },
  order_key_reused: {
    en: "That idempotency key belongs to another order. Use a new one.",
    sv: "Den nyckeln hör till en annan beställning. Använd en ny.",
  },
  order_already_sent: {
    en: "The operator has the order already: it cannot be taken back here.",
    sv: "Operatören har redan beställningen: den går inte att ta tillbaka här.",
  },
  order_settled: {
    en: "The order is settled already[: {state}].",
    sv: "Beställningen är redan avslutad[: {state}].",
  },
  order_taken: { en: "{name} is working on the order.", sv: "{name} arbetar med beställningen." },
  order_refusal_text_missing: { en: "Say why, in words.", sv: "Skriv varför, med ord." },
  operator_event_reused: {
    en: "Another event has the id {id} already. Give each event an id of its own.",
    sv: "En annan händelse har redan id {id}. Ge varje händelse ett eget id.",
  },
  stock_card_not_found: { en: "There is no SIM card {iccid} in stock.", sv: "SIM-kortet {iccid} finns inte i lagret." },
  stock_card_taken: {
    en: "The SIM card {iccid} is in use already.",
    sv: "SIM-kortet {iccid} används redan.",
  },
  iccid_rounded: {
    en: "A spreadsheet has rounded the card number. Save the column as text.",
    sv: "Ett kalkylark har avrundat kortnumret. Spara kolumnen som text.",
  },
  sim_form_wrong: {
    en: "The SIM card {iccid} is of the wrong kind: {form} was ordered.",
    sv: "SIM-kortet {iccid} är av fel sort: {form} är beställt.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
