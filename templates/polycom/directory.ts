import type { DirectoryContent, RenderedFile, RenderedLine, RenderWarning } from "../contract.ts";
import { dialled } from "./dialled.ts";
import type { KeyLayout } from "./keys.ts";
import { clean, declaration, textElements } from "./xml.ts";

/**
 * The contact directory, `directory > item_list > item`: names and labels of at most 40 bytes, contacts that are not
 * empty and stand in the file once (SIP 3.1 administrator guide).
 */

const longestName = 40;

/** The favourites that speed dial keys point at, numbered as the keys number them. */
export function favouriteLines(layout: KeyLayout): RenderedLine[] {
  const items = layout.favourites.map(({ contact, label, origin }, at) => {
    const shown = cutBytes(clean(label), longestName);
    const text = textElements("item", [
      ["fn", shown],
      ["ct", contact],
      ["sd", String(at + 1)],
      ["lb", shown],
    ]);
    return { text: `    ${text}`, origin };
  });
  return withFrame(items);
}

/** Labels that the directory cannot hold in full. */
export function favouriteWarnings(layout: KeyLayout): RenderWarning[] {
  return layout.favourites
    .filter(({ label }) => Buffer.byteLength(clean(label)) > longestName)
    .map(({ contact }) => ({ code: "value_cut", name: contact }));
}

/**
 * The seed `000000000000-directory.xml` that a phone without a directory of its own reads on its first boot: the same for
 * all phones of an organisation, without speed dials. A second number of a person says its kind.
 */
export function seedDirectory(content: DirectoryContent): RenderedFile {
  const seen = new Set<string>();
  const items: RenderedLine[] = [];
  for (const entry of content.entries)
    entry.numbers.forEach(({ kind, number }, at) => {
      const contact = dialled(number);
      if (contact === "" || seen.has(contact)) return;
      seen.add(contact);
      const suffix = at === 0 ? "" : ` (${kind})`;
      const name = cutBytes(clean(entry.name).trim() || contact, longestName - suffix.length) + suffix;
      const text = textElements("item", [
        ["fn", name],
        ["ct", contact],
      ]);
      items.push({ text: `    ${text}`, origin: null });
    });
  return directoryFile(withFrame(items), []);
}

function withFrame(items: readonly RenderedLine[]): RenderedLine[] {
  const line = (text: string): RenderedLine => ({ text, origin: null });
  return [line(declaration), line("<directory>"), line("  <item_list>"), ...items, line("  </item_list>"), line("</directory>")];
}

function directoryFile(lines: readonly RenderedLine[], warnings: readonly RenderWarning[]): RenderedFile {
  const body = Buffer.from(lines.map(({ text }) => text).join("\n"));
  return { contentType: "text/xml; charset=utf-8", body, warnings };
}

/** At most so many bytes of UTF-8, never half a character. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}
