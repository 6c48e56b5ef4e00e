import type { ErrorDetail } from "../domain/errors.ts";

export const languages = ["en", "sv"] as const;
export type Language = (typeof languages)[number];

/** One sentence in every language. `{name}` is filled in; a part in `[…]` falls away when a name in it is missing. */
export type Sentence = Readonly<Record<Language, string>>;

/** `--lang` wins, then LC_ALL, LC_MESSAGES and LANG as POSIX orders them; everything that is not Swedish is English. */
export function chooseLanguage(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const wanted = asked ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG) ?? "";
  return wanted.toLowerCase().startsWith("sv") ? "sv" : "en";
}

export function fill(sentence: Sentence, language: Language, detail: ErrorDetail): string {
  const text = sentence[language];
  const optional = text.replace(/\[([^\]]*)\]/g, (_, part: string) =>
    namesIn(part).every((name) => has(detail, name)) ? part : "",
  );
  return optional.replace(/\{(\w+)\}/g, (_, name: string) => show(detail[name]));
}

function namesIn(part: string): string[] {
  return [...part.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

function has(detail: ErrorDetail, name: string): boolean {
  const value = detail[name];
  return value !== undefined && value !== null && value !== "";
}

function show(value: ErrorDetail[string] | undefined): string {
  if (value === undefined || value === null) return "–";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
