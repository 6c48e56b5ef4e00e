import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** What is refused about numbers that move between operators. */
export const portingSentences = {
  porting_not_found: {
    en: "The porting does not exist.",
    sv: "Flytten finns inte.",
  },
  porting_state_refused: {
    en: "That is not possible now: the porting has moved on. Reload the page.",
    sv: "Det går inte nu: flytten har gått vidare. Läs om sidan.",
  },
  porting_field_missing: {
    en: "Fill this in.",
    sv: "Fyll i det här.",
  },
  porting_number_twice: {
    en: "The number {number} is there twice.",
    sv: "Numret {number} står med två gånger.",
  },
  porting_number_known: {
    en: "The number {number} is here already. Only numbers at another operator can be moved here.",
    sv: "Numret {number} finns redan här. Bara nummer hos en annan operatör kan flyttas hit.",
  },
  porting_number_pending: {
    en: "The number {number} is in another porting already. Finish that first.",
    sv: "Numret {number} finns redan i en annan flytt. Avsluta den först.",
  },
  porting_number_not_here: {
    en: "The number {number} is none of the organisation's.",
    sv: "Numret {number} hör inte till företaget.",
  },
  porting_hour_not_whole: {
    en: "Numbers move on a whole hour, such as 10:00.",
    sv: "Flytten sker på en hel timme, som 10:00.",
  },
  porting_day_off: {
    en: "{date} is no working day. The next possible day is {next}.",
    sv: "Den {date} är ingen arbetsdag. Nästa möjliga dag är {next}.",
  },
  porting_too_early: {
    en: "{earliest} at the earliest: {days} working days after the order.",
    sv: "Tidigast {earliest}: {days} arbetsdagar efter beställningen.",
  },
  porting_too_late: {
    en: "At most {days} days ahead.",
    sv: "Högst {days} dagar fram i tiden.",
  },
  porting_cancel_late: {
    en: "It is too late to cancel: that is possible until 12:00 on the working day before. Call the operator.",
    sv: "Det är för sent att avbeställa: det går till kl. 12 arbetsdagen före flytten. Ring operatören.",
  },
  porting_signature_missing: {
    en: "Upload the signed letter of authority first.",
    sv: "Ladda upp den undertecknade fullmakten först.",
  },
  personal_number_invalid: {
    en: "That is no personal number. Write it as YYMMDD-NNNN.",
    sv: "Det är inget personnummer. Skriv det som ÅÅMMDD-NNNN.",
  },
  signed_copy_refused: {
    en: "The letter of authority has to be a PDF, JPEG or PNG that can be opened.",
    sv: "Fullmakten behöver vara en PDF, JPEG eller PNG som går att öppna.",
  },
  signed_copy_too_large: {
    en: "The file is too large: 10 MB at most.",
    sv: "Filen är för stor: högst 10 MB.",
  },
  signed_copy_not_found: {
    en: "There is no signed letter of authority.",
    sv: "Det finns ingen undertecknad fullmakt.",
  },
  erase_active: {
    en: "The person has not been deactivated. Do that first, so that calls and phones go on to somebody else.",
    sv: "Personen är inte avaktiverad. Avaktivera först, så att samtal och telefoner går vidare till någon annan.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
