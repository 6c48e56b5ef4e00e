import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from subscriptions and their SIM cards. */
export const subscriptionSentences = {
  subscription_not_found: {
    en: "The subscription is not there any more.",
    sv: "Abonnemanget finns inte längre.",
  },
  subscription_state_refused: {
    en: "That cannot be done with the subscription as it is now.",
    sv: "Det går inte med abonnemanget som det är nu.",
  },
  subscription_type_not_found: {
    en: "There is no such subscription type.",
    sv: "Abonnemangstypen finns inte.",
  },
  subscription_type_not_sold: {
    en: "The type {name} is no longer sold. Choose another one.",
    sv: "Typen {name} säljs inte längre. Välj en annan.",
  },
  subscription_type_name_taken: {
    en: "A subscription type is already called {name}. Choose another name.",
    sv: "En abonnemangstyp heter redan {name}. Välj ett annat namn.",
  },
  type_change_same: {
    en: "The subscription has that type already.",
    sv: "Abonnemanget har redan den typen.",
  },
  type_change_pending: {
    en: "A change to {name} is waiting already. Cancel it first.",
    sv: "Ett byte till {name} väntar redan. Avbryt det först.",
  },
  type_change_next_period_only: {
    en: "A change to a smaller type holds from next month.",
    sv: "Ett byte till en mindre typ gäller från nästa månad.",
  },
  type_change_not_pending: {
    en: "No change is waiting.",
    sv: "Inget byte väntar på att gälla.",
  },
  type_change_too_late: {
    en: "The change holds already. Change back instead.",
    sv: "Bytet gäller redan. Byt tillbaka i stället.",
  },
  twin_not_offered: {
    en: "The type {name} has no twin cards. Change the type first.",
    sv: "Typen {name} har inga tvillingkort. Byt typ först.",
  },
  data_package_not_found: {
    en: "The data package is no longer sold. Choose another one.",
    sv: "Datapaketet säljs inte längre. Välj ett annat.",
  },
  data_unlimited: {
    en: "The subscription has data without limit.",
    sv: "Abonnemanget har obegränsad data.",
  },
  purchase_not_allowed: {
    en: "Only the administrator buys data in your organisation. Ask your administrator.",
    sv: "Företaget låter bara administratören köpa data. Be din administratör.",
  },
  purchase_key_reused: {
    en: "That purchase has been made already, with another package. Load the page again.",
    sv: "Det köpet är redan gjort, men med ett annat paket. Hämta sidan på nytt.",
  },
  sim_card_not_found: {
    en: "The SIM card is not there any more.",
    sv: "SIM-kortet finns inte längre.",
  },
  sim_state_refused: {
    en: "That cannot be done with the SIM card as it is now.",
    sv: "Det går inte med SIM-kortet som det är nu.",
  },
  sim_order_pending: {
    en: "An order for the SIM card is already waiting for the operator's answer.",
    sv: "En beställning för SIM-kortet väntar redan på svar från operatören.",
  },
  sim_codes_missing: {
    en: "The card has no codes here. An eSIM often has no PIN.",
    sv: "Kortet har inga koder här. Ett eSIM har ofta ingen PIN.",
  },
  sim_unblock_refused: {
    en: "Only the operator's staff unblocks a card that was blocked as lost or stolen.",
    sv: "Ett kort som spärrats som borttappat eller stulet häver bara operatörens kundtjänst.",
  },
  iccid_invalid: {
    en: "A card number has 19 or 20 digits and begins with 89. Check the digits.",
    sv: "Ett kortnummer har 19 eller 20 siffror och börjar med 89. Kontrollera siffrorna.",
  },
  iccid_taken: {
    en: "The card number {iccid} is already in use.",
    sv: "Kortnumret {iccid} används redan.",
  },
  imsi_invalid: {
    en: "An IMSI has 15 digits and begins with 240.",
    sv: "Ett IMSI har 15 siffror och börjar med 240.",
  },
  sim_code_invalid: {
    en: "A PIN has four digits and a PUK eight.",
    sv: "En PIN har fyra siffror och en PUK åtta.",
  },
  proof_needed: {
    en: "Enter your password again to go on.",
    sv: "Skriv ditt lösenord igen för att gå vidare.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
