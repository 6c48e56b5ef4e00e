import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** What is refused about mail and SMS. */
export const messageSentences = {
  mobile_missing: {
    en: "The person has no mobile number. Add one under Numbers.",
    sv: "Personen saknar mobilnummer. Lägg in ett under Nummerfält.",
  },
  softphone_missing: {
    en: "The person has no licence for the softphone. Switch it on under Advanced.",
    sv: "Personen saknar licens för softphone. Slå på den under Avancerat.",
  },
  message_too_soon: {
    en: "One was sent just now. Try again in {seconds} seconds.",
    sv: "Ett skickades nyss. Försök igen om {seconds} sekunder.",
  },
  message_day_full: {
    en: "Ten have been sent to this person within a day. More can be sent tomorrow.",
    sv: "Tio har skickats till personen det senaste dygnet. Fler kan skickas i morgon.",
  },
  install_link_invalid: {
    en: "The link has been used, replaced by a newer one, or is too old. Ask for a new one.",
    sv: "Länken är använd, ersatt av en nyare eller för gammal. Be om en ny.",
  },
  portal_url_missing: {
    en: "The server does not know its own address on the web. Set KLYKA_PORTAL_URL.",
    sv: "Servern vet inte sin egen adress på webben. Sätt KLYKA_PORTAL_URL.",
  },
  message_not_found: { en: "There is no such message.", sv: "Meddelandet finns inte." },
  message_not_sendable: {
    en: "The message cannot be sent again. Send a new one from the user list.",
    sv: "Meddelandet kan inte skickas igen. Skicka ett nytt från användarlistan.",
  },
  message_count_wrong: {
    en: "The number of people has changed. Look at the selection and send again.",
    sv: "Antalet personer har ändrats. Titta på urvalet och skicka igen.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
