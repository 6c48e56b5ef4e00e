import { create } from "xmlbuilder2";
import type { DirectoryContent, DirectoryEntry, RenderedFile } from "../contract.ts";
import { oneLine } from "./text.ts";

/** As many numbers of one entry as every generation shows. */
const mostNumbers = 3;
const kindOrder = { work: 0, mobile: 1, other: 2 } as const;
/** Characters that XML 1.0 cannot hold, beyond the controls that `oneLine` has taken. */
const notXml = /[\ufffe\uffff]/g;

/** A remote phonebook in the flat form that every generation reads: entries with a name and up to three numbers. */
export function renderPhonebook(content: DirectoryContent): RenderedFile {
  const book = create({ version: "1.0", encoding: "UTF-8" }).ele("YealinkIPPhoneDirectory");
  for (const { name, numbers } of content.entries.map(shownEntry)) {
    if (numbers.length === 0) continue;
    const entry = book.ele("DirectoryEntry");
    entry.ele("Name").txt(unambiguous(name));
    for (const number of numbers) entry.ele("Telephone").txt(unambiguous(number));
  }
  const body = book.end({ prettyPrint: true, newline: "\n" });
  return { contentType: "text/xml; charset=utf-8", body: new TextEncoder().encode(`${body}\n`), warnings: [] };
}

function shownEntry({ name, numbers }: DirectoryEntry): { name: string; numbers: readonly string[] } {
  const shown = [...numbers]
    .sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind])
    .map(({ number }) => xmlText(number))
    .filter((number) => number !== "")
    .slice(0, mostNumbers);
  return { name: xmlText(name) || (shown[0] ?? ""), numbers: shown };
}

function xmlText(text: string): string {
  return oneLine(text).replace(notXml, "");
}

/** xmlbuilder2 leaves an ampersand alone that looks like the start of a reference; `&amp;` alone is sure to mean itself. */
function unambiguous(text: string): string {
  return text.replaceAll("&", "&amp;");
}
