import type { KeyKind } from "./phone-key.ts";

/** What stands on a key that follows nobody and has no label of its own. Line keys take their account's label. */
const labels: Readonly<Record<"sv" | "en", Partial<Record<KeyKind, string>>>> = {
  sv: {
    groupLogin: "Svarsgrupp",
    diversion: "Hänvisning",
    voicemail: "Röstbrevlåda",
    park: "Parkera",
    pickup: "Hämta",
    transfer: "Koppla",
    conference: "Konferens",
    dnd: "Stör ej",
    forward: "Vidarekoppling",
    directory: "Telefonbok",
    url: "Länk",
    dtmf: "Toner",
  },
  en: {
    groupLogin: "Group",
    diversion: "Absence",
    voicemail: "Voicemail",
    park: "Park",
    pickup: "Pick up",
    transfer: "Transfer",
    conference: "Conference",
    dnd: "Do not disturb",
    forward: "Forward",
    directory: "Directory",
    url: "Link",
    dtmf: "Tones",
  },
};

/** @param language of the phone: `sv`, `en-GB` … Languages without words of their own get English. */
export function keyLabel(kind: KeyKind, language: string): string {
  return labels[language.startsWith("sv") ? "sv" : "en"][kind] ?? "";
}

/** What the phonebook of the organisation's people is called. */
export function colleaguesTitle(language: string): string {
  return language.startsWith("sv") ? "Kollegor" : "Colleagues";
}
