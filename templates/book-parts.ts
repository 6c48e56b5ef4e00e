import { foldText, readQuery, searchRank } from "../domain/search.ts";
import type { BookView, DirectoryContent, DirectoryEntry } from "./contract.ts";

/**
 * A book of more people than a phone's browser shows at once, in parts: letters, under a letter with many people ranges
 * of names, at the end people. The same for every make that browses; each draws it in its own way.
 */
export type BookPart =
  | { readonly kind: "letters"; readonly letters: readonly { readonly letter: string; readonly count: number }[] }
  | { readonly kind: "ranges"; readonly letter: string; readonly ranges: readonly Range[]; readonly more: number | null }
  | { readonly kind: "entries"; readonly letter: string | null; readonly entries: readonly DirectoryEntry[] };
type Range = { readonly page: number; readonly first: string; readonly last: string };

export type PartLimits = {
  /** Lines on a page: one for each number. */
  readonly lines: number;
  /** Ranges in a menu. */
  readonly ranges: number;
};

/** The part that is asked for; a letter or page that is not there is an empty list of people. */
export function partOf({ entries }: DirectoryContent, view: BookView, limits: PartLimits): BookPart {
  if (view.search !== null) return { kind: "entries", letter: null, entries: found(entries, view.search, limits.lines) };
  const letters = indexOf(entries).letters;
  if (view.letter === null)
    return { kind: "letters", letters: [...letters].map(([letter, of]) => ({ letter, count: of.length })) };
  const pages = pagesOf(letters.get(view.letter) ?? [], limits.lines);
  if (view.page !== null || pages.length < 2) {
    return { kind: "entries", letter: view.letter, entries: pages[(view.page ?? 1) - 1] ?? [] };
  }
  const from = (view.part - 1) * limits.ranges;
  const ranges = pages.slice(from, from + limits.ranges).map((page, at) => ({
    page: from + at + 1,
    first: page[0]?.name ?? "",
    last: page.at(-1)?.name ?? "",
  }));
  const more = pages.length > from + limits.ranges ? view.part + 1 : null;
  return { kind: "ranges", letter: view.letter, ranges, more };
}

/** What is worked out once for a book: it stays in memory while many phones leaf through it. */
type BookIndex = {
  readonly letters: ReadonlyMap<string, readonly DirectoryEntry[]>;
  readonly lines: number;
  /** What each entry is found by: its name without accents, and its numbers' digits. */
  readonly texts: readonly string[];
};

const indexes = new WeakMap<readonly DirectoryEntry[], BookIndex>();

function indexOf(entries: readonly DirectoryEntry[]): BookIndex {
  const known = indexes.get(entries);
  if (known) return known;
  const made = {
    letters: byLetter(entries),
    lines: entries.reduce((sum, { numbers }) => sum + numbers.length, 0),
    texts: foldedNames(entries).map((name, at) => [name, ...(entries[at]?.numbers ?? []).map(({ number }) => number)].join("\n")),
  };
  indexes.set(entries, made);
  return made;
}

const folded = new WeakMap<readonly DirectoryEntry[], readonly string[]>();

/** The entries' names without accents and capitals, worked out once for a book. */
export function foldedNames(entries: readonly DirectoryEntry[]): readonly string[] {
  const known = folded.get(entries);
  if (known) return known;
  const made = entries.map(({ name }) => foldText(name));
  folded.set(entries, made);
  return made;
}

/** Lines that the book takes: one for each number of each entry. */
export function bookLines(entries: readonly DirectoryEntry[]): number {
  return indexOf(entries).lines;
}

/** People by the first letter of their name, in the order of the book; `1` for all digits, `#` for what is neither. */
export function byLetter<T extends { readonly name: string }>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(entries, ({ name }) => letterOf(name));
}

const kept = new Map([...`ÅÄÖ`].map((letter) => [letter, letter])).set("Æ", "Ä").set("Ø", "Ö");

function letterOf(name: string): string {
  const first = firstOf(/[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase().normalize("NFC") ?? "");
  const letter = kept.get(first) ?? firstOf(first.normalize("NFKD"));
  if (/\p{N}/u.test(letter)) return "1";
  return /\p{L}/u.test(letter) ? letter : "#";
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? "";
}

/** Pages of people with so many lines at most; one person is never parted. */
function pagesOf(entries: readonly DirectoryEntry[], lines: number): DirectoryEntry[][] {
  const pages: DirectoryEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const page = pages.at(-1);
    if (page && entry.numbers.length <= room) page.push(entry);
    else {
      pages.push([entry]);
      room = lines;
    }
    room -= entry.numbers.length;
  }
  return pages;
}

/** The best matches by name or number, best first, in the order of the book among equals. */
function found(entries: readonly DirectoryEntry[], search: string, lines: number): DirectoryEntry[] {
  const query = readQuery(search);
  const digits = /^\+?\d+$/.exec(search.replace(/[\s()./-]/g, ""))?.[0] ?? null;
  const { texts } = indexOf(entries);
  const ranked = entries.flatMap((entry, at) => {
    const text = texts[at] ?? "";
    // Numbers here are as the exchange takes them: short ones too.
    if (digits !== null && [digits, digits.replace(/^(?:\+|00)46/, "0")].some((form) => text.includes(form)))
      return [{ entry, rank: 4 }];
    if (query.words.length === 0 || !query.words.every(({ folded }) => text.includes(folded))) return [];
    const rank = searchRank({ ...query, number: null }, [entry.name]);
    return rank === null ? [] : [{ entry, rank }];
  });
  const best = ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
  return pagesOf(best, lines)[0] ?? [];
}

/** The address of a part of the book. */
export function partUrl(
  view: BookView,
  part: { readonly letter?: string; readonly page?: number; readonly part?: number; readonly search?: string },
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(part)) if (value !== undefined) query.append(name, String(value));
  return query.size === 0 ? view.url : `${view.url}?${query}`;
}
