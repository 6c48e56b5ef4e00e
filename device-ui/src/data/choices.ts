import { currentLanguage, type Language, languages, setLanguage } from "../i18n/index.ts";

/** What a person has chosen in this browser: colours and language. `public/early.js` reads the same names before the first paint. */
export const schemes = ["system", "light", "dark"] as const;
export type Scheme = (typeof schemes)[number];

export function currentScheme(): Scheme {
  const chosen = document.documentElement.dataset.scheme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function chooseScheme(scheme: Scheme): void {
  if (scheme === "system") delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
  remember("klyka.scheme", scheme === "system" ? null : scheme);
}

/** @param keep false: for this visit only */
export async function chooseLanguage(language: Language, keep = true): Promise<void> {
  await setLanguage(language);
  if (keep) remember("klyka.language", language);
}

/** The language that somebody has chosen in this browser; null when nobody has. */
export function browserLanguage(): Language | null {
  try {
    return languages.find((one) => one === localStorage.getItem("klyka.language")) ?? null;
  } catch {
    return null;
  }
}

/** The language that `early.js` put on the document. */
export async function startLanguage(): Promise<void> {
  const wanted = document.documentElement.lang === "en" ? "en" : "sv";
  if (wanted !== currentLanguage()) await setLanguage(wanted);
}

function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage may be refused or full: the choice then lasts until the page is left.
  }
}
