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

/** A phone's own directory: entries that it takes, and bytes of the file. */
type DirectoryLimits = { readonly entries: number; readonly bytes: number };

/**
 * What the smallest phone of a family is said to take (reference: 20, 50 and 100 kB of flash with SIP 3, 200 kB in
 * memory; 99 and 999 entries with UC Software). Not verified.
 */
export function directoryLimits(model: string): DirectoryLimits {
  if (/^SPIP3|^SSIP/.test(model)) return { entries: 99, bytes: 20_000 };
  if (model.startsWith("SPIP")) return { entries: 999, bytes: 50_000 };
  return { entries: 999, bytes: 200_000 };
}

type PersonLine = { readonly contact: string; readonly line: string };

const personLines = new WeakMap<DirectoryContent["entries"], readonly PersonLine[]>();

/** A line for each number; a person's further ones carry a mark behind the name. */
function linesOf({ entries }: DirectoryContent): readonly PersonLine[] {
  const known = personLines.get(entries);
  if (known) return known;
  const made = entries.flatMap(({ name, numbers }) =>
    numbers.flatMap(({ kind, number }, at) => {
      const contact = dialled(number);
      if (contact === "") return [];
      const suffix = at === 0 ? "" : kind === "mobile" ? " (mobil)" : ` (${at + 1})`;
      const shown = cutBytes(clean(name).trim() || contact, longestName - suffix.length) + suffix;
      const fields = textElements("item", [
        ["fn", shown],
        ["ct", contact],
      ]);
      return [{ contact, line: `    ${fields}` }];
    }),
  );
  personLines.set(entries, made);
  return made;
}

/**
 * The phone's directory: its favourites, and the people of its books as far as they fit, the first book first. Here the
 * phone finds the names of callers.
 *
 * @param favourites the file as `favouriteLines` makes it; null: a phone without favourites
 */
export function directoryWithPeople(favourites: string | null, books: readonly DirectoryContent[], model: string): RenderedFile {
  const limits = directoryLimits(model);
  const frame = withFrame([]).map(({ text }) => text);
  const lines = favourites?.split("\n") ?? frame;
  const end = lines.length - 2;
  const seen = new Set(lines.flatMap((line) => /<ct>([^<]*)<\/ct>/.exec(line)?.[1] ?? []));
  const people: string[] = [];
  let [room, bytes] = [limits.entries - seen.size, lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)];
  for (const { contact, line } of books.flatMap(linesOf)) {
    const size = Buffer.byteLength(line) + 1;
    if (room <= 0 || bytes + size > limits.bytes) break;
    const written = /<ct>([^<]*)<\/ct>/.exec(line)?.[1] ?? contact;
    if (seen.has(written)) continue;
    seen.add(written);
    people.push(line);
    room -= 1;
    bytes += size;
  }
  const body = Buffer.from([...lines.slice(0, end), ...people, ...lines.slice(end)].join("\n"));
  return { contentType: "text/xml; charset=utf-8", body, warnings: [] };
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
