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
  const entries = content.entries.map(bookEntry).filter(({ Telephone }) => Telephone.length > 0);
  const book = { YealinkIPPhoneDirectory: entries.length > 0 ? { DirectoryEntry: entries } : {} };
  const body = create({ version: "1.0", encoding: "UTF-8" }, book).end({ prettyPrint: true, newline: "\n" });
  return { contentType: "text/xml; charset=utf-8", body: new TextEncoder().encode(`${body}\n`), warnings: [] };
}

function bookEntry({ name, numbers }: DirectoryEntry): { Name: string; Telephone: string[] } {
  const shown = [...numbers]
    .sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind])
    .map(({ number }) => xmlText(number))
    .filter((number) => number !== "")
    .slice(0, mostNumbers);
  return { Name: xmlText(name) || (shown[0] ?? ""), Telephone: shown };
}

function xmlText(text: string): string {
  return oneLine(text).replace(notXml, "");
}
