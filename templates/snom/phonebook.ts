import { type BookPart, bookLines, partOf, partUrl } from "../book-parts.ts";
import type { BookView, DirectoryContent, DirectoryEntry, RenderedFile } from "../contract.ts";
import { contentType, declaration, elementLine, encodeLines } from "./xml.ts";

/** As many lines as the minibrowser's quick selection takes; a longer list can hardly be looked through on a phone. */
const limits = { lines: 100, ranges: 100 };

/**
 * A book as the minibrowser shows it. The phone shows names alone, so a person's further numbers carry a mark behind
 * the name that needs no language.
 */
export function phonebook(content: DirectoryContent): RenderedFile {
  return people(content.title, content.entries);
}

/** A large book: a search and letters, under them ranges of names. Null: it is small enough to be shown whole. */
export function phonebookPart(content: DirectoryContent, view: BookView): RenderedFile | null {
  const { words, search } = view;
  if (search === "") return input(content.title, view);
  const beginning = search === null && view.letter === null;
  if (beginning && bookLines(content.entries) <= limits.lines) return null;
  const part = partOf(content, view, limits);
  if (part.kind !== "entries") return menu(content.title, menuItems(part, view));
  if (part.entries.length > 0) return people([content.title, part.letter ?? search ?? ""].join(" – "), part.entries);
  return file("SnomIPPhoneText", [elementLine("Title", {}, content.title), elementLine("Text", {}, words.none)]);
}

function menuItems(part: Exclude<BookPart, { kind: "entries" }>, view: BookView): readonly (readonly [string, string])[] {
  if (part.kind === "letters") {
    const letters = part.letters.map(({ letter, count }) => [`${letter} (${count})`, partUrl(view, { letter })] as const);
    return [[view.words.search, partUrl(view, { search: "" })], ...letters];
  }
  const { letter, ranges, more } = part;
  const further = more === null ? [] : [[view.words.more, partUrl(view, { letter, part: more })] as const];
  return [...ranges.map(({ page, first, last }) => [`${first} – ${last}`, partUrl(view, { letter, page })] as const), ...further];
}

function menu(title: string, items: readonly (readonly [name: string, url: string])[]): RenderedFile {
  return file("SnomIPPhoneMenu", [
    elementLine("Title", {}, title),
    ...items.flatMap(([name, url]) => ["<MenuItem>", elementLine("Name", {}, name), elementLine("URL", {}, url), "</MenuItem>"]),
  ]);
}

/** The phone puts what was typed behind the address, as `?search=…`. */
function input(title: string, { url, words }: BookView): RenderedFile {
  return file("SnomIPPhoneInput", [
    elementLine("Title", {}, title),
    elementLine("Prompt", {}, words.search),
    elementLine("URL", {}, url),
    "<InputItem>",
    elementLine("DisplayName", {}, words.search),
    elementLine("QueryStringParam", {}, "search"),
    "<DefaultValue/>",
    elementLine("InputFlags", {}, "a"),
    "</InputItem>",
  ]);
}

function people(title: string, entries: readonly DirectoryEntry[]): RenderedFile {
  const inside = [elementLine("Title", {}, title), elementLine("Prompt", {}, title), ...entries.flatMap(entryLines)];
  return file("SnomIPPhoneDirectory", inside, ' speedselect="off"');
}

function file(root: string, inside: readonly string[], attributes = ""): RenderedFile {
  return {
    contentType,
    body: encodeLines([declaration, `<${root}${attributes}>`, ...inside, `</${root}>`, ""]),
    warnings: [],
  };
}

function entryLines(entry: DirectoryEntry): readonly string[] {
  return entry.numbers.flatMap(({ kind, number }, at) => [
    "<DirectoryEntry>",
    elementLine("Name", {}, at === 0 ? entry.name : `${entry.name} (${kind === "mobile" ? "mobil" : String(at + 1)})`),
    elementLine("Telephone", {}, number),
    "</DirectoryEntry>",
  ]);
}
