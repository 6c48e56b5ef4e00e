/**
 * Snom's own words for languages, zones and tones. `Svenska`, `SWE+1`, `SWE` and the neighbours' zones and tones are
 * documented; the names of the other languages are how the phone's own menu writes them and are not verified.
 */

const languages: ReadonlyMap<string, string> = new Map([
  ["sv", "Svenska"],
  ["en", "English"],
  ["da", "Dansk"],
  ["nb", "Norsk"],
  ["no", "Norsk"],
  ["fi", "Suomi"],
  ["de", "Deutsch"],
]);

const locales: ReadonlyMap<string, string> = new Map([
  ["sv", "sv_SE"],
  ["en", "en_GB"],
  ["da", "da_DK"],
  ["nb", "nb_NO"],
  ["no", "nb_NO"],
  ["fi", "fi_FI"],
  ["de", "de_DE"],
]);

const zones: ReadonlyMap<string, string> = new Map([
  ["Europe/Stockholm", "SWE+1"],
  ["Europe/Copenhagen", "DNK+1"],
  ["Europe/Oslo", "NOR+1"],
  ["Europe/Helsinki", "FIN+2"],
]);

// Finnish tones are Swedish ones on these phones.
const tones: ReadonlyMap<string, string> = new Map([
  ["SE", "SWE"],
  ["FI", "SWE"],
  ["DK", "DNK"],
  ["NO", "NOR"],
]);

/** @param tag a language as in BCP 47: `sv`, `sv-SE`; null = the phone has no name for it */
export function languageName(tag: string): string | null {
  return languages.get(primary(tag)) ?? null;
}

/** @param tag as for `languageName` */
export function localeName(tag: string): string | null {
  return locales.get(primary(tag)) ?? null;
}

/** @param zone an IANA name; summer time follows from the phone's own zone */
export function zoneName(zone: string): string | null {
  return zones.get(zone) ?? null;
}

/** @param country two letters, ISO 3166 */
export function toneName(country: string): string | null {
  return tones.get(country.toUpperCase()) ?? null;
}

function primary(tag: string): string {
  return tag.split(/[-_]/)[0]?.toLowerCase() ?? "";
}
