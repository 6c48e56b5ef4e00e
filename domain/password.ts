import type { Problem } from "./problem.ts";

/** Length is what makes a password hard to guess; kinds of characters are nobody's business (NIST SP 800-63B-4, 3.1.1.2). */
export const leastPasswordCharacters = 12;
export const mostPasswordCharacters = 256;
/** Characters that must be left when everything easy to guess is counted as one. */
const leastUnguessable = 8;
const leastDistinct = 5;

/** What is hashed: one form of the same characters, whatever keyboard wrote them (same source). */
export function normalisePassword(password: string): string {
  return password.normalize("NFKC");
}

const common = (
  "lösenord losenord password passord hemligt secret välkommen valkommen welcome admin administrator telefon hejhej " +
  "sommar vinter våren hösten summer winter spring autumn januari februari april augusti september oktober november december " +
  "sverige stockholm göteborg goteborg malmö malmo letmein iloveyou football fotboll hockey dragon monkey sunshine princess master"
).split(" ");

const rows = ["qwertyuiopå", "asdfghjklöä", "zxcvbnm", "1234567890"];

/**
 * @param about words that others know of this person: names, the firm, user name, numbers
 * @returns the problem with field `password`, or null when it is good
 */
export function passwordProblem(password: string, about: readonly string[]): Problem | null {
  const text = normalisePassword(password);
  const characters = [...text].length;
  const field = "password";
  if (characters < leastPasswordCharacters)
    return { field, code: "password_too_short", detail: { least: leastPasswordCharacters } };
  if (characters > mostPasswordCharacters) return { field, code: "password_too_long", detail: { most: mostPasswordCharacters } };
  const rest = withoutGuessable(text.toLowerCase(), about);
  const simple = rest.length < leastUnguessable || new Set(rest).size < leastDistinct;
  return simple ? { field, code: "password_too_simple" } : null;
}

/** Known words become one character, and so does a run: `aaaa`, `3456`, `asdf`. */
function withoutGuessable(text: string, about: readonly string[]): string[] {
  const own = about.flatMap((words) =>
    normalisePassword(words)
      .toLowerCase()
      .split(/[\s@.,_-]+/),
  );
  // A number is known without its country code or zero, so that every form of it counts.
  const known = [...own.map((word) => word.replace(/^(?:\+46|0)(?=\d{5})/, "")), ...common];
  const longestFirst = known.filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
  let rest = text;
  for (const word of longestFirst) rest = rest.replaceAll(word, word.charAt(0));
  return withoutRuns([...rest]);
}

function withoutRuns(characters: readonly string[]): string[] {
  const kept: string[] = [];
  for (let start = 0; start < characters.length; ) {
    const end = runEnd(characters, start);
    kept.push(...characters.slice(start, end - start >= 3 ? start + 1 : end));
    start = end;
  }
  return kept;
}

/** Where the run that begins at `start` ends: its characters follow from one another in the same way. */
function runEnd(characters: readonly string[], start: number): number {
  const first = step(characters, start + 1);
  let end = start + 1;
  while (first !== null && end < characters.length && step(characters, end) === first) end++;
  return end;
}

/** How a character follows from the one before it: the same, the next or the one before, in the alphabet or on the keyboard. */
function step(characters: readonly string[], index: number): string | null {
  const [before = "", here = ""] = [characters[index - 1], characters[index]];
  const distance = (here.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
  if (Math.abs(distance) <= 1) return String(distance);
  for (const row of rows) {
    const along = row.indexOf(here) - row.indexOf(before);
    if (row.includes(here) && row.includes(before) && Math.abs(along) === 1) return `row ${along}`;
  }
  return null;
}
