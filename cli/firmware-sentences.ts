import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** What is said to errors of firmware images. */
export const firmwareSentences = {
  firmware_not_found: { en: "There is no such firmware image[: {name}].", sv: "Det finns ingen sådan firmware[: {name}]." },
  firmware_in_use: {
    en: "{name} is wanted by {places}. Choose another firmware there first.",
    sv: "{name} är vald för {places}. Välj en annan firmware där först.",
  },
  firmware_name_taken: {
    en: "There is another firmware named {name}, with other contents. Delete it first, or check which file is the right one.",
    sv: "Det finns redan en firmware som heter {name}, med annat innehåll. Ta bort den först, eller kontrollera vilken fil som är rätt.",
  },
  firmware_name_unknown: {
    en: "The name {name} does not tell which phones the file is for. Give it the name that its maker gave it.",
    sv: "Namnet {name} säger inte vilka telefoner filen är till. Låt filen ha det namn som tillverkaren gav den.",
  },
  firmware_not_image: {
    en: "{name} is no firmware: {found}.",
    sv: "{name} är ingen firmware: {found}.",
  },
  firmware_contradicts: {
    en: "{name} does not hold what its name says: it holds {found}.",
    sv: "{name} innehåller inte det som namnet säger, utan {found}.",
  },
  firmware_make_differs: {
    en: "{name} is of another make: {found}.",
    sv: "{name} är av ett annat märke: {found}.",
  },
  firmware_wrong_model: {
    en: "{name} is not for the {model}.",
    sv: "{name} är inte till {model}.",
  },
  firmware_too_large: {
    en: "The file is too large: {most} at most.",
    sv: "Filen är för stor: högst {most}.",
  },
  firmware_empty: {
    en: "{name} is empty. Fetch it anew from its maker.",
    sv: "{name} är tom. Hämta den på nytt från tillverkaren.",
  },
  firmware_space_full: {
    en: "There is no room for the file on the server's disk.",
    sv: "Det finns inte plats för filen på serverns disk.",
  },
  firmware_archive_empty: {
    en: "There is no firmware in {name} that is recognised.",
    sv: "Det finns ingen firmware i {name} som känns igen.",
  },
  firmware_archive_unreadable: {
    en: "The archive {name} cannot be unpacked. Fetch it anew from its maker.",
    sv: "Arkivet {name} går inte att packa upp. Hämta det på nytt från tillverkaren.",
  },
  firmware_version_missing: {
    en: "Neither name nor contents of {name} tell its version. Say it.",
    sv: "Varken namnet eller innehållet i {name} säger vilken version det är. Ange den.",
  },
  firmware_models_told: {
    en: "The name of {name} tells which models it is for; they cannot be chosen.",
    sv: "Namnet {name} säger vilka modeller den är till; de går inte att välja.",
  },
  firmware_upload_not_found: {
    en: "The upload is not there any more. Begin again.",
    sv: "Uppladdningen finns inte längre. Börja om.",
  },
  firmware_upload_incomplete: {
    en: "The file has not come whole yet: {received} of {bytes} bytes are here.",
    sv: "Filen har inte kommit hel än: {received} av {bytes} byte är här.",
  },
  firmware_offset_wrong: {
    en: "The part does not follow on what is here: {received} bytes.",
    sv: "Delen följer inte på det som är här: {received} byte.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
