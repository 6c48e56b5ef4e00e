import type { Directory } from "../../db/directories.ts";
import { foldText } from "../../domain/search.ts";
import type { DirectoryEntry } from "../../templates/contract.ts";
import type { Filter } from "./filter.ts";
import type { Attributes } from "./message.ts";

/** Everything below this lies in the directory. */
export const suffix = "o=klyka";

/** An entry of a book as it is searched: attributes in lower case. */
export type Found = {
  readonly name: string;
  readonly attributes: Attributes;
  /** By attribute: text without accents, numbers in one form. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
};

type Prepared = {
  readonly all: readonly Found[];
  /** By number in one form, rising: a call that comes in is looked up at once. */
  readonly byNumber: readonly (readonly [number: string, one: Found])[];
};

/** A number, whole or its beginning. */
type Asked = { readonly number: string; readonly whole: boolean };

const numbered: ReadonlySet<string> = new Set(["telephonenumber", "mobile", "othertelephone"]);

const books = new WeakMap<readonly DirectoryEntry[], Prepared>();

/**
 * Entries of these books that the filter fits, in the order of the books.
 *
 * @param most stops after so many
 */
export function find(content: readonly Directory[], filter: Filter, most: number): Found[] {
  const fits = compile(filter);
  const numbers = numbersAsked(filter);
  const found: Found[] = [];
  for (const book of content) {
    const { all, byNumber } = prepared(book);
    const among = numbers === null ? all : new Set(numbers.flatMap((asked) => withNumber(byNumber, asked)));
    for (const one of among) {
      if (!fits(one)) continue;
      found.push(one);
      if (found.length >= most) return found;
    }
  }
  return found;
}

/** A number in one form: national digits, whatever country code and blanks are written. */
export function oneForm(number: string): string {
  const digits = number.replace(/[^\d+*#]/g, "");
  return digits.replace(/^(?:\+|00)46(?:0)?/, "0").replace(/^\+/, "00");
}

function prepared(book: Directory): Prepared {
  const known = books.get(book.entries);
  if (known) return known;
  const all = book.entries.map((entry, at) => toFound(book, entry, at));
  const byNumber = all
    .flatMap((one) =>
      [...numbered].flatMap((attribute) => one.texts.get(attribute) ?? []).map((number) => [number, one] as const),
    )
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const made = { all, byNumber };
  books.set(book.entries, made);
  return made;
}

/** The parts of a name are guessed: the last word, and what stands before it. */
function toFound(book: Directory, { name, numbers }: DirectoryEntry, at: number): Found {
  const words = name.split(" ");
  const of = (kind: string) => numbers.filter((number) => number.kind === kind).map(({ number }) => number);
  const said: [string, string[]][] = [
    ["objectClass", ["top", "person", "organizationalPerson", "inetOrgPerson"]],
    ["cn", [name]],
    ["sn", [words.at(-1) ?? name]],
    ["givenName", words.length > 1 ? [words.slice(0, -1).join(" ")] : []],
    ["displayName", [name]],
    ["ou", [book.title]],
    ["telephoneNumber", of("work")],
    ["mobile", of("mobile")],
    ["otherTelephone", of("other")],
  ];
  const attributes = said.filter(([, values]) => values.length > 0);
  const texts = new Map(
    attributes.map(([attribute, values]) => {
      const lower = attribute.toLowerCase();
      if (numbered.has(lower)) return [lower, values.map(oneForm)];
      // Of a company's name the last word says little: any of its words is taken for the last name.
      return [lower, (lower === "sn" ? [...values, name] : values).map(foldText)];
    }),
  );
  return { name: `uid=${at + 1},ou=${book.key},${suffix}`, attributes, texts };
}

/** The numbers of which an entry must have one to fit; null: the filter asks for something else too. */
function numbersAsked(filter: Filter): Asked[] | null {
  if (filter.kind === "and") return filter.of.map(numbersAsked).find((numbers) => numbers !== null) ?? null;
  if (filter.kind === "or" && filter.of.length > 0) {
    const branches = filter.of.map(numbersAsked);
    return branches.some((numbers) => numbers === null) ? null : branches.flatMap((numbers) => numbers ?? []);
  }
  if ((filter.kind !== "equal" && filter.kind !== "parts") || !numbered.has(filter.attribute)) return null;
  const number = oneForm("value" in filter ? filter.value : filter.first);
  return number === "" ? null : [{ number, whole: filter.kind === "equal" }];
}

/** Those with that number, by halving: the list is long and sorted. */
function withNumber(byNumber: Prepared["byNumber"], { number, whole }: Asked): Found[] {
  let [from, to] = [0, byNumber.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((byNumber[middle]?.[0] ?? "") < number) from = middle + 1;
    else to = middle;
  }
  const found: Found[] = [];
  for (let at = from; at < byNumber.length; at++) {
    const [known, one] = byNumber[at] ?? ["", null];
    if (one === null || (whole ? known !== number : !known.startsWith(number))) break;
    found.push(one);
  }
  return found;
}

function compile(filter: Filter): (one: Found) => boolean {
  switch (filter.kind) {
    case "and": {
      const of = filter.of.map(compile);
      return (one) => of.every((fits) => fits(one));
    }
    case "or": {
      const of = filter.of.map(compile);
      return (one) => of.some((fits) => fits(one));
    }
    case "not": {
      const fits = compile(filter.of);
      return (one) => !fits(one);
    }
    case "present":
      return (one) => one.texts.has(filter.attribute);
    case "equal": {
      const asked = form(filter.attribute)(filter.value);
      return (one) => one.texts.get(filter.attribute)?.includes(asked) ?? false;
    }
    case "like": {
      const asked = form(filter.attribute)(filter.value);
      return (one) => one.texts.get(filter.attribute)?.some((text) => text.includes(asked)) ?? false;
    }
    case "parts":
      return compileParts(filter);
    case "unknown":
      return () => false;
  }
}

function form(attribute: string): (text: string) => string {
  return numbered.has(attribute) ? oneForm : foldText;
}

/** Names are also found by the beginning of any of their words: whoever types a last name means it. */
function compileParts({ attribute, first, any, last }: Extract<Filter, { kind: "parts" }>): (one: Found) => boolean {
  const write = form(attribute);
  const [begins, inside, ends] = [write(first), any.map(write), write(last)];
  const fits = (text: string): boolean => {
    if (!text.startsWith(begins)) return false;
    let at = begins.length;
    for (const part of inside) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - ends.length >= at && text.endsWith(ends);
  };
  if (numbered.has(attribute)) return (one) => one.texts.get(attribute)?.some(fits) ?? false;
  return (one) => one.texts.get(attribute)?.some((text) => fits(text) || wordStarts(text).some(fits)) ?? false;
}

function wordStarts(text: string): string[] {
  return [...text.matchAll(/ (?=\S)/g)].map(({ index }) => text.slice(index + 1));
}
