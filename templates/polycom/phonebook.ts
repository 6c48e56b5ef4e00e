import { bookLines, partOf, partUrl } from "../book-parts.ts";
import type { BookView, DirectoryContent, DirectoryEntry, RenderedFile } from "../contract.ts";
import { dialled } from "./dialled.ts";
import { declaration, emptyElement, textElement } from "./xml.ts";

/** Lines on a page: a browser of 256 elements (the oldest phones' default, `mb.limits.nodes`) shows it whole. */
const limits = { lines: 40, ranges: 60 };

/**
 * A phonebook as a page for the phone's own browser, opened by a soft key or a directory key: names, and numbers that
 * dial. `tel://` is what that browser takes (general knowledge, not verified on a phone).
 */
export function phonebookPage({ title, entries }: DirectoryContent): RenderedFile {
  return page(title, entries.map(person));
}

/** A large book: a form to search, letters, under them ranges of names. Null: it is small enough for one page. */
export function phonebookPart(content: DirectoryContent, view: BookView): RenderedFile | null {
  const { words } = view;
  const search = view.search === "" ? null : view.search;
  if (search === null && view.letter === null && bookLines(content.entries) <= limits.lines) return null;
  const part = partOf(content, { ...view, search }, limits);
  switch (part.kind) {
    case "letters":
      return page(content.title, [
        form(view),
        ...part.letters.map(({ letter, count }) => link(`${letter} (${count})`, partUrl(view, { letter }))),
      ]);
    case "ranges": {
      const { letter, ranges, more } = part;
      const further = more === null ? [] : [link(words.more, partUrl(view, { letter, part: more }))];
      const to = ranges.map((range) => link(`${range.first} – ${range.last}`, partUrl(view, { letter, page: range.page })));
      return page(content.title, [...to, ...further]);
    }
    case "entries":
      return page(
        [content.title, part.letter ?? search ?? ""].join(" – "),
        part.entries.length > 0 ? part.entries.map(person) : [textElement("p", words.none)],
      );
  }
}

function page(title: string, body: readonly string[]): RenderedFile {
  const lines = [
    declaration,
    '<html xmlns="http://www.w3.org/1999/xhtml">',
    `<head>${textElement("title", title)}</head>`,
    "<body>",
    ...body,
    "</body>",
    "</html>",
  ];
  return { contentType: "text/html; charset=utf-8", body: Buffer.from(lines.join("\n")), warnings: [] };
}

function link(text: string, url: string): string {
  return `<p>${textElement("a", text, [["href", url]])}</p>`;
}

function form({ url, words }: BookView): string {
  const fields = [
    emptyElement("input", [
      ["type", "text"],
      ["name", "search"],
    ]),
    emptyElement("input", [
      ["type", "submit"],
      ["value", words.search],
    ]),
  ];
  const start = emptyElement("form", [
    ["method", "get"],
    ["action", url],
  ]).replace(/\/>$/, ">");
  return `${start}<p>${fields.join("")}</p></form>`;
}

function person({ name, numbers }: DirectoryEntry): string {
  const links = numbers.map(({ number }) => number.trim()).filter((number) => number !== "");
  const dialled = links.map((number) => `<br/>${textElement("a", number, [["href", telephone(number)]])}`);
  return `<p>${textElement("b", name)}${dialled.join("")}</p>`;
}

/** Only what can be dialled: the browser takes no escapes. */
function telephone(number: string): string {
  return `tel://${dialled(number).replace(/[^0-9A-Za-z*#+@._-]/g, "")}`;
}
