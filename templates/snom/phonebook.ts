import type { DirectoryContent, DirectoryEntry, RenderedFile } from "../contract.ts";
import { contentType, declaration, elementLine, encodeLines } from "./xml.ts";

/**
 * A book as the minibrowser shows it. The phone shows names alone, so a person's further numbers carry a mark behind
 * the name that needs no language.
 */
export function phonebook(content: DirectoryContent): RenderedFile {
  const lines = [
    declaration,
    '<SnomIPPhoneDirectory speedselect="off">',
    elementLine("Title", {}, content.title),
    elementLine("Prompt", {}, content.title),
    ...content.entries.flatMap(entryLines),
    "</SnomIPPhoneDirectory>",
    "",
  ];
  return { contentType, body: encodeLines(lines), warnings: [] };
}

function entryLines(entry: DirectoryEntry): readonly string[] {
  return entry.numbers.flatMap(({ kind, number }, at) => [
    "<DirectoryEntry>",
    elementLine("Name", {}, at === 0 ? entry.name : `${entry.name} (${kind === "mobile" ? "mobil" : String(at + 1)})`),
    elementLine("Telephone", {}, number),
    "</DirectoryEntry>",
  ]);
}
