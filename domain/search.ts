/**
 * Searching and sorting people, groups and numbers, the same on the server, in both databases and in the browser.
 */

/** Letters that Unicode does not take apart. */
const letters: Readonly<Record<string, string>> = { æ: "ae", ø: "o", œ: "oe", ß: "ss", ð: "d", đ: "d", þ: "th", ł: "l", ı: "i" };

/** Apostrophes go, other marks between words become a blank: `O’Brien-Ek` → `obrien ek`. Accents stay. */
export function exactText(text: string): string {
  const lower = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’‘`´]/g, "");
  return lower.replace(/[\s.,;:()/_\p{Pd}]+/gu, " ").trim();
}

/** As `exactText`, with every letter reduced to its base: `Åsa Öberg` → `asa oberg`. What a search column holds. */
export function foldText(text: string): string {
  const apart = exactText(text)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return apart.replace(/[æøœßðđþłı]/g, (letter) => letters[letter] ?? letter);
}

/** What somebody searches for: words that all must be found, and a number when it looks like a part of one. */
export type SearchQuery = {
  readonly words: readonly { readonly exact: string; readonly folded: string }[];
  readonly number: NumberQuery | null;
};

export function readQuery(text: string): SearchQuery {
  const words = exactText(text)
    .split(" ")
    .filter((word) => word !== "")
    .map((exact) => ({ exact, folded: foldText(exact) }));
  return { words, number: readNumberQuery(text) };
}

/**
 * How well a person or thing is found, 0 best; null: not at all. Each word counts where it fits best: as written before
 * without accents, a whole name before its beginning before its inside.
 *
 * @param fields names, e-mail, search words
 * @param numbers canonical
 */
export function searchRank(query: SearchQuery, fields: readonly string[], numbers: readonly string[] = []): number | null {
  const byNumber = query.number === null ? null : numberRank(query.number, numbers);
  const byWords = wordsRank(query, fields);
  if (byNumber === null || byWords === null) return byNumber ?? byWords;
  return Math.min(byNumber, byWords);
}

function wordsRank({ words }: SearchQuery, fields: readonly string[]): number | null {
  if (words.length === 0) return null;
  const texts = fields.map((field) => ({ exact: ` ${exactText(field)} `, folded: ` ${foldText(field)} ` }));
  let sum = 0;
  for (const word of words) {
    const ranks = texts.flatMap((text) => [place(text.exact, word.exact, 0), place(text.folded, word.folded, 1)]);
    const best = Math.min(...ranks);
    if (best === Number.POSITIVE_INFINITY) return null;
    sum += best;
  }
  return sum / words.length;
}

/** 0 a whole word, 2 a word's beginning, 4 inside; `more` for a match without accents. */
function place(text: string, word: string, more: number): number {
  if (text.includes(` ${word} `)) return more;
  if (text.includes(` ${word}`)) return 2 + more;
  return text.includes(word) ? 4 + more : Number.POSITIVE_INFINITY;
}

/** A part of a number: from its beginning with country code, or digits anywhere in one of its written forms. */
export type NumberQuery = { readonly from: "country" | "anywhere"; readonly digits: string };

/** `036 30`, `+46 36 30`, `0046(0)36-30`, `30 55`. Null: other characters, or fewer than two digits. */
export function readNumberQuery(text: string): NumberQuery | null {
  const bare = text.replace(/[\p{Cf}\s./\p{Pd}\u2212]/gu, "").replace(/^tel:/i, "");
  const country = /^\(?(?:\+|00)/.test(bare);
  const digits = (country ? bare.replace("(0)", "") : bare).replace(/[()]/g, "");
  if (!/^\+?\d{2,15}$/.test(digits)) return null;
  if (!country) return { from: "anywhere", digits };
  const international = digits.replace(/^(?:\+|00)/, "").replace(/^460/, "46");
  return international === "" ? null : { from: "country", digits: international };
}

/** Patterns for `LIKE` on canonical numbers (`+4636305525`); they hold digits, `+` and `%` alone. */
export function numberPatterns({ from, digits }: NumberQuery): string[] {
  if (from === "country") return [`+${digits}%`];
  return digits.startsWith("0") ? [`+46${digits.slice(1)}%`, `%${digits}%`] : [`%${digits}%`];
}

/** Ranks like `searchRank`: 0 the whole number, 2 its beginning, 4 inside. Null: in none of them. */
export function numberRank({ from, digits }: NumberQuery, numbers: readonly string[]): number | null {
  const ranks = numbers.map((number) => {
    const forms = number.startsWith("+46") ? [number.slice(1), `0${number.slice(3)}`] : [number.replace("+", "")];
    const asked = from === "country" ? forms.slice(0, 1) : forms;
    if (asked.includes(digits)) return 0;
    if (asked.some((form) => form.startsWith(digits))) return 2;
    return from === "anywhere" && asked.some((form) => form.includes(digits)) ? 4 : Number.POSITIVE_INFINITY;
  });
  const best = Math.min(...ranks);
  return best === Number.POSITIVE_INFINITY ? null : best;
}

/** å, ä and ö come after z, and what Swedish sorts with them; ü is a kind of y (CLDR, collation `sv`). */
const sortAs: Readonly<Record<string, string>> = {
  å: "{",
  ä: "|",
  æ: "|",
  ę: "|",
  ö: "}",
  ø: "}",
  ő: "}",
  œ: "}",
  ô: "}",
  ü: "y",
  ű: "y",
  þ: "th",
};

/**
 * A text to sort by, in Swedish order when compared byte by byte: stored beside the row it sorts alike in SQLite, in PostgreSQL
 * (`collate "C"`) and in the browser with `<`. Accents and capitals only decide between names that are otherwise the same.
 *
 * @param parts last name, first name …: an earlier part always decides before a later one
 */
export function sortKey(...parts: readonly string[]): string {
  const normal = parts.map((part) => part.normalize("NFC").replace(/\s+/g, " ").trim());
  const lower = normal.map((part) => part.toLowerCase());
  return [...lower.map(primaryKey), ...lower, ...normal].join("\t");
}

function primaryKey(lower: string): string {
  return [...lower].map(primaryLetter).join("");
}

function primaryLetter(letter: string): string {
  if (letter >= "{" && letter <= "~") return "^";
  const own = sortAs[letter];
  if (own !== undefined) return own;
  const base = letter.normalize("NFKD").replace(/\p{M}+/gu, "");
  return [...base].map((part) => letters[part] ?? part).join("");
}
