import type { Language, Words } from "../domain/calendar-words.ts";

/** What a phone's screen says after a press of a key. Short: the smallest screens show some twenty characters in a line. */
const words = {
  loggedIn: { sv: "Inloggad.", en: "Logged in." },
  loggedOut: { sv: "Utloggad.", en: "Logged out." },
  nobody: { sv: "Ingen är inloggad nu.", en: "Nobody is logged in now." },
  of: { sv: "av", en: "of" },
  areIn: { sv: "inloggade", en: "logged in" },
  notMember: { sv: "Du är inte med i gruppen.", en: "You are not in the group." },
  fixed: { sv: "Inloggningen ändras av en administratör.", en: "The login is changed by an administrator." },
  noUser: { sv: "Telefonen har ingen användare.", en: "The phone has no user." },
  away: { sv: "Hänvisning", en: "Away" },
  why: { sv: "Varför?", en: "Why?" },
  back: { sv: "Du kan nås igen.", en: "You can be reached again." },
  overlaps: {
    sv: "En planerad hänvisning tar vid. Ändra den på Mina sidor.",
    en: "A planned absence takes over. Change it on My pages.",
  },
  failed: { sv: "Det gick inte. Försök igen.", en: "That did not work. Try again." },
} as const satisfies Record<string, Words>;

export function say(key: keyof typeof words, language: Language): string {
  return words[key][language];
}
