/** Sentences of the key editor, in Swedish: their keys begin with `keys.`. */
export const keysSv = {
  "keys.diff.gone": "Tas bort:",
  "keys.diff.new": "Kommer till:",
  "keys.diff.more": { one: "Visa {count} rad till", other: "Visa {count} rader till" },

  "keys.reach.none": "Ingen telefon ändras av det här.",
  "keys.reach.total": { one: "{count} telefon ändras.", other: "{count} telefoner ändras." },
  "keys.reach.restarts": {
    one: "{count} telefon startar om när den har hämtat ändringen.",
    other: "{count} telefoner startar om när de har hämtat ändringen.",
  },
  "keys.reach.no_restarts": "Ingen telefon startar om.",
  "keys.reach.restart": "startar om",
  "keys.reach.compared": "Skillnaden visas för de {count} första.",
  "keys.reach.group": { one: "{count} telefon får den här skillnaden", other: "{count} telefoner får samma skillnad" },
  "keys.reach.others": { one: "{count} telefon till hämtar på nytt", other: "{count} telefoner till hämtar på nytt" },
  "keys.reach.more": { one: "och {count} till", other: "och {count} till" },
  "keys.reach.unnamed": { one: "och {count} telefon till", other: "och {count} telefoner till" },
} as const;
