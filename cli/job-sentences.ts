import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from jobs over many phones and from taking in files. */
export const jobSentences = {
  job_not_found: { en: "There is no such job.", sv: "Den körningen finns inte." },
  job_empty: { en: "There is no phone to do it to. Choose others.", sv: "Det finns ingen telefon att göra det med. Välj andra." },
  job_running: {
    en: "The job is still running. Cancel it first, or wait until it has ended.",
    sv: "Körningen pågår. Avbryt den först, eller vänta tills den är slut.",
  },
  job_not_undoable: { en: "What this job did cannot be taken back.", sv: "Det som körningen gjorde går inte att ta tillbaka." },
  key_place_missing: { en: "[{model} ]has no key {place}.", sv: "[{model} ]har ingen knapp {place}." },
  key_kind_refused: { en: "[{model} ]has no such kind of key.", sv: "[{model} ]har inte den sortens knapp." },
  csv_secret_foreign: {
    en: "What is sealed here was sealed by another installation, or for something else. Leave the cell empty: new secrets are made.",
    sv: "Det som är förseglat här hör till en annan installation eller något annat. Lämna cellen tom, så skapas nya hemligheter.",
  },
} satisfies Partial<Record<ErrorCode, Sentence>>;
