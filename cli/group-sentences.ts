import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from how a response group answers. */
export const groupSentences = {
  user_is_destination: {
    en: "Calls lead to the person from {places}. Choose somebody else there first.",
    sv: "Samtal leder till personen från {places}. Välj någon annan där först.",
  },
  response_group_in_use: {
    en: "Calls lead to the group from {places}. Choose something else there first.",
    sv: "Samtal leder till gruppen från {places}. Välj något annat där först.",
  },
  response_group_keys_follow: {
    en: "{count} keys point to the group and would lead nowhere. Agree to it first.",
    sv: "{count} knappar leder till gruppen och skulle bli utan mål. Godkänn det först.",
  },
  response_group_is_last: {
    en: "{places} ends in this group, where callers would wait without end. Keep a timed redirect, or change it there first.",
    sv: "{places} slutar i den här gruppen, och där skulle den som ringer få vänta utan slut. Behåll en tidsstyrd omstyrning, eller ändra där först.",
  },
  response_group_name_taken: {
    en: "A group is already called {name}. Choose another name.",
    sv: "En grupp heter redan {name}. Välj ett annat namn.",
  },
  group_destination_missing: {
    en: "A limited queue needs somewhere for its callers to go. Choose where.",
    sv: "En begränsad kö behöver någonstans för den som ringer att ta vägen. Välj vart.",
  },
  group_number_missing: {
    en: "The group has no number to show. Give it one, or choose something else.",
    sv: "Gruppen har inget nummer att visa. Ge den ett, eller välj något annat.",
  },
  presentation_number_missing: {
    en: "Say which number is shown.",
    sv: "Ange vilket nummer som visas.",
  },
  redirect_not_later: {
    en: "Each step comes later than the one above it, after {seconds} seconds.",
    sv: "Varje steg kommer senare än det ovanför, efter {seconds} sekunder.",
  },
  redirect_after_end: {
    en: "The step above ends the call in the queue: this one is never reached.",
    sv: "Steget ovanför avslutar väntan i kön: hit kommer samtalet aldrig.",
  },
  redirect_last_open: {
    en: "That group has no timed redirect of its own, so a caller could wait there without end. End with somebody else, or give it one.",
    sv: "Den gruppen har ingen egen tidsstyrd omstyrning, så den som ringer kan få vänta där utan slut. Sluta hos någon annan, eller ge den en.",
  },
  redirects_too_many: {
    en: "At most {most} steps.",
    sv: "Högst {most} steg.",
  },
  comfort_announcement_missing: {
    en: "Choose what is said to whoever waits.",
    sv: "Välj vad den som väntar ska höra.",
  },
  comfort_seconds_missing: {
    en: "Say how often it is said.",
    sv: "Ange hur ofta det sägs.",
  },
  out_of_range: {
    en: "Write a whole number from {least} to {most}.",
    sv: "Skriv ett heltal från {least} till {most}.",
  },
  text_too_long: {
    en: "At most {most} characters.",
    sv: "Högst {most} tecken.",
  },
} as const satisfies Partial<Record<ErrorCode, Sentence>>;
