/** Kollegor, in Swedish: keys begin with `colleagues.`. */
export const colleaguesSv = {
  "colleagues.page": "Kollegor",
  "colleagues.search": "Namn, nummer, sökord",
  "colleagues.column.name": "Namn",
  "colleagues.column.now": "Just nu",
  "colleagues.column.number": "Nummer",
  "colleagues.column.extension": "Anknytning",
  "colleagues.filter": "Just nu",
  "colleagues.filter.all": "Alla",
  "colleagues.filter.here": "Nåbara",
  "colleagues.filter.away": "Frånvarande",
  "colleagues.here": "Nåbar",
  "colleagues.away": "{reason} till {until}",
  "colleagues.copy": "Kopiera numret till {name}",
  "colleagues.copied": "{number} är kopierat.",
  "colleagues.call": "Ring {name}",
  "colleagues.no_number": "{name} har inget nummer.",
  "colleagues.empty": "Här finns inga kollegor ännu.",

  "colleagues.sharing": "Vad kollegor ser",
  "colleagues.sharing.text":
    "Kollegor ser att du är borta och till när. Orsakerna Sjuk och VAB, och anteckningen till dem, visas bara som Frånvarande.",
  "colleagues.sharing.choose": "Låt kollegor se även Sjuk och VAB",
  "colleagues.sharing.hint": "Bara du kan ändra det. Den som ringer får aldrig veta det, och administratörer ser alltid orsaken.",
  "colleagues.sharing.on": "Kollegor ser nu också Sjuk och VAB.",
  "colleagues.sharing.off": "Sjuk och VAB visas som Frånvarande för kollegor.",
} as const;
