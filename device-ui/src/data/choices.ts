import { currentLanguage, type Language, setLanguage } from "../i18n/index.ts";

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

export async function chooseLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  remember("klyka.language", language);
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
