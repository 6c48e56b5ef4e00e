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
  fleet_archive_foreign: {
    en: "The archive was sealed by another installation, or somebody has changed it since. Export it again, with a passphrase.",
    sv: "Arkivet är förseglat av en annan installation, eller så har någon ändrat det. Exportera det igen, med en lösenfras.",
  },
  fleet_archive_newer: {
    en: "The archive was made by a newer version. Upgrade this installation first.",
    sv: "Arkivet är gjort av en nyare version. Uppgradera den här installationen först.",
  },
  fleet_archive_other: {
    en: "The archive is of the organisation {name}, and opens for that one alone. Export it again, with a passphrase.",
    sv: "Arkivet hör till företaget {name} och öppnas bara där. Exportera det igen, med en lösenfras.",
  },
  fleet_archive_clash: {
    en: "An address or a key in the archive is another organisation's here.",
    sv: "En adress eller nyckel i arkivet tillhör ett annat företag här.",
  },
  fleet_passphrase_needed: {
    en: "The archive is sealed with a passphrase: say it with --passphrase-file.",
    sv: "Arkivet är förseglat med en lösenfras: ange den med --passphrase-file.",
  },
  fleet_passphrase_wrong: {
    en: "That is not the archive's passphrase, or somebody has changed the archive since.",
    sv: "Det är inte arkivets lösenfras, eller så har någon ändrat arkivet.",
  },
  fleet_passphrase_short: {
    en: "The passphrase needs at least {least} characters.",
    sv: "Lösenfrasen behöver minst {least} tecken.",
  },
} satisfies Partial<Record<ErrorCode, Sentence>>;
