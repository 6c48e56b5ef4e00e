import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** About makers' services that tell phones where to ask. */
export const redirectionSentences = {
  redirection_account_not_found: {
    en: "There is no such account at a redirection service for this phone.",
    sv: "Det finns inget sådant konto hos en omdirigeringstjänst för den här telefonen.",
  },
  redirection_not_found: {
    en: "The phone is not at that redirection service.",
    sv: "Telefonen finns inte hos den omdirigeringstjänsten.",
  },
  redirection_url_refused: {
    en: "The service's address must begin with https: and hold neither user name nor password.",
    sv: "Tjänstens adress måste börja med https: och får varken ha användarnamn eller lösenord i sig.",
  },
  redirection_secret_needed: {
    en: "Enter the secret too: the one there is for the old address, and is not sent to a new one.",
    sv: "Skriv hemligheten också: den som finns är till för den gamla adressen och skickas inte till en ny.",
  },
  redirection_detail_missing: {
    en: "The service also needs {detail}.",
    sv: "Tjänsten behöver också {detail}.",
  },
  redirection_check_refused: {
    en: "That service cannot be asked what it has. Register the phone again instead.",
    sv: "Den tjänsten går inte att fråga vad den har. Registrera telefonen igen i stället.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
