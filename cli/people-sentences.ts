import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from what people do: away, forwarding, sign-in, numbers, groups. */
export const peopleSentences = {
  right_missing: { en: "That right is missing.", sv: "Behörigheten saknas." },
  last_administrator: {
    en: "The last administrator stays. Make somebody else administrator first.",
    sv: "Den sista administratören finns kvar. Gör någon annan till administratör först.",
  },
  call_target_not_found: {
    en: "Nobody here has that number. Write a number of the organisation, or choose a person, a response group or a menu.",
    sv: "Ingen här har det numret. Skriv ett av företagets nummer, eller välj en person, en svarsgrupp eller ett menyval.",
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
  diversion_start_too_far: {
    en: "The start is more than 12 months ahead. Choose an earlier one.",
    sv: "Starten ligger mer än 12 månader fram. Välj en tidigare.",
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
  foreign_target_refused: {
    en: "Calls cannot go on abroad[ to {number}].[ The organisation is permitted {allowed}.] The operator permits more.",
    sv: "Samtal får inte kopplas vidare utomlands[ till {number}].[ Företaget får koppla till {allowed}.] Operatören tillåter fler.",
  },
  foreign_prefix_invalid: {
    en: "[{prefix} ]is no beginning of a foreign number. Write the country code, such as +47.",
    sv: "[{prefix} ]är ingen början på ett utländskt nummer. Skriv landsnumret, till exempel +47.",
  },
  forwarding_loop: {
    en: "The calls would go round in a circle[: {way}]. Choose another target.",
    sv: "Samtalen skulle gå runt i en cirkel[: {way}]. Välj ett annat mål.",
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
  extension_invalid: {
    en: "An extension is 2 to 6 digits, does not begin with 0 and is not 112.",
    sv: "En anknytning är 2 till 6 siffror, börjar inte med 0 och är inte 112.",
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
  date_invalid: {
    en: "[{date} ]is not a date. Write 2026-11-27 or 27 Nov, for instance.",
    sv: "[{date} ]är inget datum. Skriv till exempel 2026-11-27 eller 27 nov.",
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
  announcement_not_found: { en: "There is no such announcement.", sv: "Röstmeddelandet finns inte." },
  announcement_in_use: {
    en: "The announcement is heard in {places}. Choose another one there first.",
    sv: "Röstmeddelandet hörs i {places}. Välj ett annat där först.",
  },
  announcement_name_taken: {
    en: "There is already an announcement called {name}. Choose another name.",
    sv: "Ett röstmeddelande heter redan {name}. Välj ett annat namn.",
  },
  announcement_space_full: {
    en: "The room for announcements is full, {megabytes} MB. Delete some that are not used.",
    sv: "Utrymmet för röstmeddelanden är fullt, {megabytes} MB. Ta bort några som inte används.",
  },
  recording_not_found: { en: "That recording is no longer there.", sv: "Den inspelningen finns inte längre." },
  audio_not_found: {
    en: "The sound is no longer there. Record it or upload it again.",
    sv: "Ljudet finns inte längre. Spela in eller ladda upp det igen.",
  },
  audio_empty: { en: "There is no sound in the file.", sv: "Det finns inget ljud i filen." },
  audio_kind_refused: {
    en: "The file needs to be WAV, MP3, OGG (Vorbis or Opus) or M4A (AAC).",
    sv: "Filen behöver vara WAV, MP3, OGG (Vorbis eller Opus) eller M4A (AAC).",
  },
  audio_unreadable: {
    en: "The sound cannot be read. The file may be damaged or cut off; try another one.",
    sv: "Ljudet går inte att läsa. Filen kan vara skadad eller avklippt; prova en annan.",
  },
  audio_too_large: {
    en: "The file is too large. Sound may have at most {megabytes} MB.",
    sv: "Filen är för stor. Ett ljud får vara högst {megabytes} MB.",
  },
  audio_too_long: {
    en: "The sound is longer than {minutes} minutes. Cut it and try again.",
    sv: "Ljudet är längre än {minutes} minuter. Korta det och försök igen.",
  },
  audio_shape_refused: {
    en: "The file has {rate} Hz and {channels} channels. 8,000 to 192,000 Hz and at most {most} channels will do.",
    sv: "Filen har {rate} Hz och {channels} kanaler. 8 000 till 192 000 Hz och högst {most} kanaler går bra.",
  },
  audio_too_heavy: {
    en: "The file takes too long to read. Save it as WAV or MP3 and try again.",
    sv: "Filen tar för lång tid att läsa. Spara den som WAV eller MP3 och försök igen.",
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
  destination_kind_refused: {
    en: "Calls cannot go there from here. Choose another kind of destination.",
    sv: "Hit kan samtalen inte gå härifrån. Välj ett annat slags mål.",
  },
  destination_loop: {
    en: "The calls would go round without reaching anybody[: {way}]. Choose another destination, or a way that ends.",
    sv: "Samtalen skulle gå runt utan att nå någon[: {way}]. Välj ett annat mål, eller en väg som tar slut.",
  },
  target_deactivated: {
    en: "That person is deactivated. Choose somebody else.",
    sv: "Personen är avaktiverad. Välj någon annan.",
  },
  menu_not_found: { en: "There is no such menu.", sv: "Menyvalet finns inte." },
  menu_in_use: {
    en: "Calls come to the menu from {places}. Send them somewhere else first.",
    sv: "Samtal kommer till menyvalet från {places}. Led dem någon annanstans först.",
  },
  menu_name_taken: {
    en: "A menu is already called {name}. Choose another name.",
    sv: "Ett menyval heter redan {name}. Välj ett annat namn.",
  },
  menu_key_twice: {
    en: "The key {key} is there twice. Keep one of them.",
    sv: "Knappen {key} finns två gånger. Behåll en av dem.",
  },
  menu_leads_nowhere: {
    en: "The menu needs at least one key, or somewhere to go when none is pressed.",
    sv: "Menyvalet behöver minst en knapp, eller någonstans att gå när ingen trycks.",
  },
  schedule_not_found: { en: "There is no such schedule.", sv: "Kalendern finns inte." },
  schedule_times_equal: {
    en: "From and to are the same time. For the whole day write 00:00 to 24:00.",
    sv: "Från och till är samma klockslag. Skriv 00:00 till 24:00 för hela dygnet.",
  },
  schedule_end_before_start: { en: "The end must be after the start.", sv: "Slutet måste ligga efter starten." },
  schedule_validity_backwards: {
    en: "The last day must not be before the first day.",
    sv: "Sista dagen får inte ligga före första dagen.",
  },
  schedule_days_missing: { en: "Choose at least one day.", sv: "Välj minst en dag." },
  schedule_day_impossible: { en: "No year has that day.", sv: "Den dagen finns inte i något år." },
  schedule_first_week_missing: { en: "Say in which week it begins.", sv: "Ange vilken vecka det börjar." },
  schedule_full: {
    en: "A schedule has room for {most} entries[: {name} is full].",
    sv: "En kalender rymmer {most} poster[: {name} är full].",
  },
  closed_now_end_invalid: {
    en: "Choose an end that lies ahead, at most {days} days.",
    sv: "Välj en sluttid som ligger framåt, högst {days} dagar.",
  },
  closed_now_no_opening: {
    en: "The schedule does not open again. Choose a time instead.",
    sv: "Kalendern öppnar inte igen. Välj ett klockslag i stället.",
  },
  snapshot_not_found: { en: "That version has not been kept.", sv: "Den versionen finns inte sparad." },
  restore_gone: {
    en: "What the version points to is gone: {names}.",
    sv: "Det som versionen pekar på finns inte längre: {names}.",
  },
  contact_list_new: {
    en: "There is no contact list {name}. Say who sees it when it is made: --for-everyone, --for-some, or a column list_for.",
    sv: "Det finns ingen kontaktlista {name}. Säg vem som ser den när den läggs upp: --for-everyone, --for-some, eller en kolumn list_for.",
  },
} as const satisfies Partial<Record<ErrorCode, Sentence>>;
