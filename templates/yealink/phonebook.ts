import { create } from "xmlbuilder2";
import { byLetter } from "../book-parts.ts";
import type { DirectoryContent, DirectoryEntry, RenderedFile } from "../contract.ts";
import { oneLine } from "./text.ts";

/** As many numbers of one entry as every generation shows. */
const mostNumbers = 3;
/** Above this a book is parted into groups, one a letter: a flat list of thousands can hardly be looked through. */
const mostFlat = 1000;
const kindOrder = { work: 0, mobile: 1, other: 2 } as const;
/** Characters that XML 1.0 cannot hold, beyond the controls that `oneLine` has taken. */
const notXml = /[\ufffe\uffff]/g;

/**
 * A remote phonebook: entries with a name and up to three numbers, in the flat form that every generation reads; a large
 * one in the form with groups. It is always whole, as the phone finds callers' names in what it has fetched. Large
 * books are common: what XML writes as it stands is put together directly, the rest goes through xmlbuilder2 (a test
 * holds the whole equal to what xmlbuilder2 builds, at a tenth of the time).
 */
export function renderPhonebook(content: DirectoryContent): RenderedFile {
  const entries = content.entries.map(shownEntry).filter(({ numbers }) => numbers.length > 0);
  const [root, inside] =
    entries.length > mostFlat
      ? ["YealinkIPPhoneBook", [`  ${element("Title", xmlText(content.title))}`, ...groupLines(entries)]]
      : ["YealinkIPPhoneDirectory", entries.flatMap(flatLines)];
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<${root}>`, ...inside, `</${root}>`, ""];
  return { contentType: "text/xml; charset=utf-8", body: Buffer.from(lines.join("\n")), warnings: [] };
}

type Shown = { readonly name: string; readonly numbers: readonly string[] };

function flatLines({ name, numbers }: Shown): string[] {
  return [
    "  <DirectoryEntry>",
    `    ${element("Name", name)}`,
    ...numbers.map((number) => `    ${element("Telephone", number)}`),
    "  </DirectoryEntry>",
  ];
}

function groupLines(entries: readonly Shown[]): string[] {
  return [...byLetter(entries)].flatMap(([letter, group]) => [
    `  <Menu Name="${attributeText(letter)}">`,
    ...group.map(({ name, numbers }) => {
      const phones = numbers.map((number, at) => ` Phone${at + 1}="${attributeText(number)}"`);
      return `    <Unit Name="${attributeText(name)}"${phones.join("")}/>`;
    }),
    "  </Menu>",
  ]);
}

const attributeProbe = create().ele("a");

function attributeText(text: string): string {
  if (!/[&<>"']/.test(text)) return text;
  return attributeProbe.att("b", unambiguous(text)).toString().slice('<a b="'.length, -'"/>'.length);
}

const probe = create().ele("a");
const probeText = probe.txt(" ").first();

function element(tag: string, text: string): string {
  if (!/[&<>]/.test(text)) return `<${tag}>${text}</${tag}>`;
  probeText.node.nodeValue = unambiguous(text);
  return `<${tag}>${probe.toString().slice("<a>".length, -"</a>".length)}</${tag}>`;
}

function shownEntry({ name, numbers }: DirectoryEntry): Shown {
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
