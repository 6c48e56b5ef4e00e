import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from what people do: away, forwarding, sign-in, numbers, groups. */
export const peopleSentences = {
  right_missing: { en: "That right is missing.", sv: "Behörigheten saknas." },
  last_administrator: {
    en: "The last administrator stays. Make somebody else administrator first.",
    sv: "Den sista administratören finns kvar. Gör någon annan till administratör först.",
  },
  time_invalid: {
    en: "[{time} ]is not a date and time. Write 2026-11-22 14:03.",
    sv: "[{time} ]är inget datum och klockslag. Skriv 2026-11-22 14:03.",
  },
  diversion_not_found: { en: "There is no such absence.", sv: "Den hänvisningen finns inte." },
  diversion_reason_unknown: { en: "There is no reason {reason}.", sv: "Orsaken {reason} finns inte." },
  diversion_end_missing: { en: "Say when it ends.", sv: "Ange när den slutar." },
  diversion_open_end_refused: {
    en: "This reason needs an end. Say when.",
    sv: "Den orsaken behöver en sluttid. Ange när.",
  },
  diversion_end_past: { en: "The end has already passed. Choose a later one.", sv: "Sluttiden har passerat. Välj en senare." },
  diversion_end_before_start: {
    en: "The end must be after the start.",
    sv: "Slutet måste ligga efter starten.",
  },
  diversion_too_long: {
    en: "The end is more than 12 months ahead. Choose an earlier one.",
    sv: "Slutet ligger mer än 12 månader fram. Välj ett tidigare.",
  },
  diversion_overlap: {
    en: "Another planned absence lies at the same time. Change one of them.",
    sv: "En annan planerad hänvisning ligger samtidigt. Ändra en av dem.",
  },
  diversion_over: { en: "That absence is already over.", sv: "Den hänvisningen är redan slut." },
  diversion_note_too_long: {
    en: "The note is longer than {most} characters.",
    sv: "Anteckningen är längre än {most} tecken.",
  },
  hours_invalid: {
    en: "The end of work must be after its beginning.",
    sv: "Arbetsdagens slut måste ligga efter dess början.",
  },
  forwarding_target_missing: { en: "Say where the calls should go.", sv: "Ange vart samtalen ska gå." },
  forwarding_target_refused: {
    en: "Calls cannot be forwarded[ to {number}]. Choose another number.",
    sv: "Samtal kan inte kopplas vidare[ till {number}]. Välj ett annat nummer.",
  },
  forwarding_loop: {
    en: "The calls would go round in a circle. Choose another target.",
    sv: "Samtalen skulle gå runt i en cirkel. Välj ett annat mål.",
  },
  forwarding_seconds_invalid: {
    en: "Choose 5 to 60 seconds, in steps of five.",
    sv: "Välj 5 till 60 sekunder, i steg om fem.",
  },
  shown_number_refused: { en: "That number cannot be shown.", sv: "Det numret kan inte visas." },
  feature_group_refused: {
    en: "The group {group} is not one of this organisation's.",
    sv: "Gruppen {group} hör inte till företagets grupper.",
  },
  feature_group_half: {
    en: "{group} is one half of a pair. Choose with voicemail, without it or with call waiting.",
    sv: "{group} är ena halvan av ett par. Välj med röstbrevlåda, utan eller med samtal väntar.",
  },
  group_login_fixed: {
    en: "The login to this group is fixed. An administrator can change it.",
    sv: "Inloggningen i gruppen är låst. En administratör kan ändra den.",
  },
  password_too_short: {
    en: "The password needs at least {least} characters. Several words are fine.",
    sv: "Lösenordet behöver minst {least} tecken. Flera ord går bra.",
  },
  password_too_long: { en: "The password may have {most} characters.", sv: "Lösenordet får ha {most} tecken." },
  password_too_simple: {
    en: "The password is easy to guess. Add words that have nothing to do with you.",
    sv: "Lösenordet är lätt att gissa. Lägg till ord som inte har med dig att göra.",
  },
  username_invalid: {
    en: "A user name has 3 to 64 letters a–z, digits and . _ - + @, with at least one letter.",
    sv: "Ett användarnamn har 3 till 64 bokstäver a–z, siffror och . _ - + @, minst en bokstav.",
  },
  username_taken: { en: "The user name is already in use.", sv: "Användarnamnet används redan." },
  secondary_follows_mobile: {
    en: "The secondary number follows the Mex mobile number. Change that one.",
    sv: "Sekundärnumret följer Mex-mobilnumret. Ändra det i stället.",
  },
  search_words_invalid: {
    en: "At most {words} search words of {length} characters each.",
    sv: "Högst {words} sökord med {length} tecken vardera.",
  },
  deactivation_date_past: {
    en: "The date has passed. Choose today or later.",
    sv: "Datumet har passerat. Välj i dag eller senare.",
  },
  sign_in_refused: { en: "The name or the password is wrong.", sv: "Namnet eller lösenordet är fel." },
  password_wrong: { en: "The present password is wrong.", sv: "Det nuvarande lösenordet är fel." },
  password_change_needed: { en: "Choose a password of your own first.", sv: "Välj ett eget lösenord först." },
  reset_link_invalid: {
    en: "The link has been used or is too old. Ask for a new one.",
    sv: "Länken är använd eller för gammal. Be om en ny.",
  },
  version_missing: {
    en: "A change must name the version it was made from.",
    sv: "En ändring måste ange vilken version den utgår från.",
  },
  picture_kind_refused: {
    en: "The picture needs to be JPEG, PNG or WebP.",
    sv: "Bilden behöver vara JPEG, PNG eller WebP.",
  },
  picture_unreadable: {
    en: "The picture cannot be read. The file may be damaged; try another one.",
    sv: "Bilden går inte att läsa. Filen kan vara skadad; prova en annan.",
  },
  picture_too_large: {
    en: "The file is too large. A picture may have at most {megabytes} MB.",
    sv: "Filen är för stor. En bild får vara högst {megabytes} MB.",
  },
  picture_too_many_pixels: {
    en: "The picture has too many pixels, at most {megapixels} million will do. Make it smaller and try again.",
    sv: "Bilden har för många bildpunkter, högst {megapixels} miljoner går bra. Förminska den och försök igen.",
  },
  picture_not_found: {
    en: "That picture is no longer there.",
    sv: "Den bilden finns inte längre.",
  },
  audit_entry_not_found: { en: "There is no such entry in the change log.", sv: "Den posten finns inte i ändringsloggen." },
  undo_not_possible: { en: "This cannot be undone.", sv: "Det här går inte att ångra." },
  undo_changed: {
    en: "It has changed since then[: {fields}]. Open it and change it by hand.",
    sv: "Det har ändrats sedan dess[: {fields}]. Öppna det och ändra för hand.",
  },
  undo_gone: {
    en: "What it was about is gone, so it cannot be put back.",
    sv: "Det som ändringen gällde finns inte längre, så den går inte att ångra.",
  },
  email_missing: {
    en: "The person has no e-mail address. Add one first.",
    sv: "Personen saknar e-postadress. Lägg in en först.",
  },
  sign_in_name_missing: {
    en: "The person has neither a fixed number nor a user name to sign in with. Add one first.",
    sv: "Personen har varken fast nummer eller användarnamn att logga in med. Lägg in något av dem först.",
  },
  user_deactivated: { en: "The person is deactivated.", sv: "Personen är avaktiverad." },
} as const satisfies Partial<Record<ErrorCode, Sentence>>;
