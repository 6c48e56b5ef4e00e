import type { Directory } from "../../db/directories.ts";
import { foldText } from "../../domain/search.ts";
import { foldedNames } from "../../templates/book-parts.ts";
import type { DirectoryEntry } from "../../templates/contract.ts";
import type { Filter } from "./filter.ts";
import type { Attributes } from "./message.ts";

/** Everything below this lies in the directory. */
export const suffix = "o=klyka";

/** An entry that was found. */
export type Found = { readonly name: string; readonly attributes: Attributes };

/** A book as it is searched; worked out once, and kept as long as what is in it. */
type Prepared = {
  readonly book: Directory;
  /** Without accents and capitals, in the order of the entries. */
  readonly names: readonly string[];
  /** By number in one form, rising: a call that comes in is looked up at once. */
  readonly byNumber: readonly (readonly [number: string, at: number])[];
};

/** A number, whole or its beginning. */
type Asked = { readonly number: string; readonly whole: boolean };

/** One entry of a book, by its place. */
type Test = (book: Prepared, at: number) => boolean;

const classes = ["top", "person", "organizationalPerson", "inetOrgPerson"];
/** All of them are looked for in the whole name, by any of its words: of a company's name the last word says little. */
const named: ReadonlySet<string> = new Set(["cn", "sn", "givenname", "displayname"]);
const numbered: ReadonlyMap<string, string> = new Map([
  ["telephonenumber", "work"],
  ["mobile", "mobile"],
  ["othertelephone", "other"],
]);

/**
 * Entries of these books that the filter fits, in the order of the books.
 *
 * @param most stops after so many
 */
export function find(books: readonly Directory[], filter: Filter, most: number): Found[] {
  const fits = compile(filter);
  const numbers = numbersAsked(filter);
  const found: Found[] = [];
  for (const book of books) {
    const prepared = prepare(book);
    const among = numbers === null ? null : placesOf(prepared, numbers);
    const count = among?.length ?? book.entries.length;
    for (let n = 0; n < count; n++) {
      const at = among?.[n] ?? n;
      if (!fits(prepared, at)) continue;
      const entry = book.entries[at];
      if (entry) found.push(toFound(book, entry, at));
      if (found.length >= most) return found;
    }
  }
  return found;
}

/** A number in one form: national digits, whatever country code and blanks are written. */
function oneForm(number: string): string {
  const digits = number.replace(/[^\d+*#]/g, "");
  return digits.replace(/^(?:\+|00)46(?:0)?/, "0").replace(/^\+/, "00");
}

const kept = new WeakMap<readonly DirectoryEntry[], Prepared>();

function prepare(book: Directory): Prepared {
  const known = kept.get(book.entries);
  if (known) return known;
  const byNumber = book.entries
    .flatMap(({ numbers }, at) => numbers.map(({ number }) => [oneForm(number), at] as const))
    .sort(([a, n], [b, m]) => (a < b ? -1 : a > b ? 1 : n - m));
  const made = { book, names: foldedNames(book.entries), byNumber };
  kept.set(book.entries, made);
  return made;
}

/** The parts of a name are guessed: the last word, and what stands before it. */
function toFound(book: Directory, { name, numbers }: DirectoryEntry, at: number): Found {
  const words = name.split(" ");
  const of = (kind: string) => numbers.filter((number) => number.kind === kind).map(({ number }) => number);
  const said: [string, string[]][] = [
    ["objectClass", classes],
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
  return { name: `uid=${at + 1},ou=${book.key},${suffix}`, attributes };
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

/** Where those with one of the numbers are, rising. */
function placesOf({ byNumber }: Prepared, numbers: readonly Asked[]): number[] {
  const places = new Set<number>();
  for (const { number, whole } of numbers) {
    for (let n = firstFrom(byNumber, number); n < byNumber.length; n++) {
      const [known, at] = byNumber[n] ?? ["", -1];
      if (whole ? known !== number : !known.startsWith(number)) break;
      places.add(at);
    }
  }
  return [...places].sort((a, b) => a - b);
}

/** The first that is not before the number, by halving: the list is long and sorted. */
function firstFrom(byNumber: Prepared["byNumber"], number: string): number {
  let [from, to] = [0, byNumber.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((byNumber[middle]?.[0] ?? "") < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

function compile(filter: Filter): Test {
  switch (filter.kind) {
    case "and": {
      const of = filter.of.map(compile);
      return (book, at) => of.every((fits) => fits(book, at));
    }
    case "or": {
      const of = filter.of.map(compile);
      return (book, at) => of.some((fits) => fits(book, at));
    }
    case "not": {
      const fits = compile(filter.of);
      return (book, at) => !fits(book, at);
    }
    case "present":
      return textTest(filter.attribute, () => true);
    case "equal":
      return sameText(filter.attribute, filter.value);
    case "like": {
      const asked = numbered.has(filter.attribute) ? oneForm(filter.value) : foldText(filter.value);
      return textTest(filter.attribute, (text) => text.includes(asked));
    }
    case "parts":
      return textTest(filter.attribute, partsTest(filter));
    case "unknown":
      return () => false;
  }
}

/** A name also equals its last words or its first ones. */
function sameText(attribute: string, value: string): Test {
  if (numbered.has(attribute)) {
    const number = oneForm(value);
    return textTest(attribute, (text) => text === number);
  }
  const asked = foldText(value);
  if (!named.has(attribute)) return textTest(attribute, (text) => text === asked);
  return textTest(attribute, (text) => text === asked || text.endsWith(` ${asked}`) || text.startsWith(`${asked} `), false);
}

/**
 * @param words whether each word of a name may begin what is looked for: whoever types a last name means it
 */
function textTest(attribute: string, fits: (text: string) => boolean, words = true): Test {
  if (named.has(attribute)) {
    return ({ names }, at) => {
      const name = names[at] ?? "";
      if (fits(name)) return true;
      for (let blank = words ? name.indexOf(" ") : -1; blank >= 0; blank = name.indexOf(" ", blank + 1))
        if (fits(name.slice(blank + 1))) return true;
      return false;
    };
  }
  const kind = numbered.get(attribute);
  if (kind !== undefined)
    return ({ book }, at) => book.entries[at]?.numbers.some((one) => one.kind === kind && fits(oneForm(one.number))) ?? false;
  if (attribute === "objectclass") {
    const some = classes.some((name) => fits(name.toLowerCase()));
    return () => some;
  }
  if (attribute === "ou") return ({ book }) => fits(foldText(book.title));
  return () => false;
}

function partsTest({ attribute, first, any, last }: Extract<Filter, { kind: "parts" }>): (text: string) => boolean {
  const write = numbered.has(attribute) ? oneForm : foldText;
  const [begins, inside, ends] = [write(first), any.map(write), write(last)];
  return (text) => {
    if (!text.startsWith(begins)) return false;
    let at = begins.length;
    for (const part of inside) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - ends.length >= at && text.endsWith(ends);
  };
}
