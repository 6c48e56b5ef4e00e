import type { colleaguesSv } from "./colleagues.sv.ts";

/** The same in English. */
export const colleaguesEn: Readonly<Record<keyof typeof colleaguesSv, string>> = {
  "colleagues.page": "Colleagues",
  "colleagues.search": "Name, number, search word",
  "colleagues.column.name": "Name",
  "colleagues.column.now": "Right now",
  "colleagues.column.number": "Number",
  "colleagues.column.extension": "Extension",
  "colleagues.filter": "Right now",
  "colleagues.filter.all": "Everybody",
  "colleagues.filter.here": "Reachable",
  "colleagues.filter.away": "Away",
  "colleagues.here": "Reachable",
  "colleagues.away": "{reason} until {until}",
  "colleagues.copy": "Copy the number of {name}",
  "colleagues.copied": "{number} is copied.",
  "colleagues.call": "Call {name}",
  "colleagues.no_number": "{name} has no number.",
  "colleagues.empty": "There are no colleagues here yet.",

  "colleagues.sharing": "What colleagues see",
  "colleagues.sharing.text":
    "Colleagues see that you are away and until when. The reasons Sick and Caring for sick child, and the note that goes with them, are shown as Away only.",
  "colleagues.sharing.choose": "Let colleagues see Sick and Caring for sick child too",
  "colleagues.sharing.hint": "Only you can change it. Callers are never told, and administrators always see the reason.",
  "colleagues.sharing.on": "Colleagues now see Sick and Caring for sick child too.",
  "colleagues.sharing.off": "Colleagues see Sick and Caring for sick child as Away.",
};
