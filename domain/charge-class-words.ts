import type { Words } from "./calendar-words.ts";
import type { ChargeClass } from "./invoice-specification.ts";

/** What each class is called, on a page and in a file. */
export const chargeClassWords: Readonly<Record<ChargeClass, Words>> = {
  subscription: { sv: "Abonnemang", en: "Subscriptions" },
  oneOff: { sv: "Engångsavgifter", en: "One-off charges" },
  callsFixed: { sv: "Samtal till fast telefon", en: "Calls to landlines" },
  callsMobile: { sv: "Samtal till mobil", en: "Calls to mobiles" },
  callsService: { sv: "Samtal till servicenummer", en: "Calls to service numbers" },
  callsAbroad: { sv: "Samtal till utlandet", en: "Calls abroad" },
  callsRoaming: { sv: "Samtal utomlands", en: "Calls while abroad" },
  messages: { sv: "Sms och mms", en: "Text and picture messages" },
  data: { sv: "Mobildata", en: "Mobile data" },
  dataRoaming: { sv: "Mobildata utomlands", en: "Mobile data abroad" },
  discount: { sv: "Rabatter", en: "Discounts" },
  other: { sv: "Övrigt", en: "Other" },
};
