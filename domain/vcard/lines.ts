/**
 * The lines of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) taken apart: folding, parameters, quoted-printable. What a
 * property means is in `read-vcards.ts`.
 */

/** One property of a card. */
export type CardProperty = {
  /** 1-based, where it begins in the file. */
  readonly line: number;
  /** `item1` of `item1.TEL`; null: none. */
  readonly group: string | null;
  /** In capitals. */
  readonly name: string;
  /** Values of the parameters by name in capitals; a bare one of 2.1 is a `TYPE`. */
  readonly params: ReadonlyMap<string, readonly string[]>;
  /** As written, with its escapes; quoted-printable undone. */
  readonly value: string;
};

/** One card: the properties between BEGIN and END, without those of a card inside it. */
export type CardLines = { readonly line: number; readonly properties: readonly CardProperty[]; readonly ended: boolean };

type Line = { readonly line: number; readonly text: string };

/** Every card of the text, also one that the file breaks off in. */
export function cardsIn(text: string): CardLines[] {
  const cards: CardLines[] = [];
  let open: { line: number; properties: CardProperty[] } | null = null;
  let depth = 0;
  for (const logical of unfold(text)) {
    const property = readProperty(logical);
    if (property === null) continue;
    const isCard = property.value.trim().toUpperCase() === "VCARD";
    if (property.name === "BEGIN" && isCard) {
      // Only an agent's card stands inside another; before any other the end is missing.
      const inside = open !== null && (depth > 1 || open.properties.at(-1)?.name === "AGENT");
      if (open && !inside) cards.push({ ...open, ended: false });
      depth = inside ? depth + 1 : 1;
      if (!inside) open = { line: property.line, properties: [] };
    } else if (property.name === "END" && isCard) {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && open) cards.push({ ...open, ended: true });
      if (depth === 0) open = null;
    } else if (depth === 1) open?.properties.push(property);
  }
  if (open) cards.push({ ...open, ended: false });
  return cards;
}

/** Of what stands before the colon as much is looked at. */
const longestHead = 2000;

/** Whole lines: what is folded on to the next line, or broken off softly in quoted-printable, is one again. */
function unfold(text: string): Line[] {
  const lines: { line: number; parts: string[]; head: string }[] = [];
  text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .forEach((part, at) => {
      const last = lines.at(-1);
      const before = last?.parts.at(-1) ?? "";
      const soft = before.endsWith("=") && isQuotedPrintable(last?.head ?? "");
      if (!last || !(soft || /^[ \t]/.test(part))) {
        lines.push({ line: at + 1, parts: [part], head: headOf(part) });
        return;
      }
      if (soft) last.parts[last.parts.length - 1] = before.slice(0, -1);
      const added = soft ? part : part.slice(1);
      last.parts.push(added);
      if (!last.head.endsWith(":") && last.head.length < longestHead) last.head = headOf(last.head + added);
    });
  return lines.map(({ line, parts }) => ({ line, text: parts.join("") })).filter(({ text: one }) => one.trim() !== "");
}

/** Up to the colon with it; of a line without any its beginning. */
function headOf(text: string): string {
  const colon = text.indexOf(":");
  return text.slice(0, Math.min(colon === -1 ? longestHead : colon + 1, longestHead));
}

const isQuotedPrintable = (head: string): boolean => /^[^:]*;\s*(?:ENCODING=)?QUOTED-PRINTABLE/i.test(head);

function readProperty({ line, text }: Line): CardProperty | null {
  const colon = outsideQuotes(text, ":");
  if (colon === -1) return null;
  const [head = "", ...params] = splitOutside(text.slice(0, colon), ";");
  const dot = head.lastIndexOf(".");
  const read = paramsOf(params);
  const value = text.slice(colon + 1);
  return {
    ...{ line, group: dot === -1 ? null : head.slice(0, dot).trim().toLowerCase() },
    ...{
      name: head
        .slice(dot + 1)
        .trim()
        .toUpperCase(),
      params: read,
    },
    value: read.get("ENCODING")?.some((one) => /^quoted-printable$/i.test(one))
      ? undoPrintable(value, read.get("CHARSET")?.[0])
      : value,
  };
}

const encodings = /^(?:quoted-printable|base64|b|8bit|7bit)$/i;

/** `TYPE=work,voice`, `TYPE="work,voice"`, several `TYPE=`, and the bare `WORK` of 2.1. */
function paramsOf(parts: readonly string[]): Map<string, string[]> {
  const params = new Map<string, string[]>();
  for (const part of parts) {
    const equals = part.indexOf("=");
    const bare = equals === -1;
    const name = bare ? (encodings.test(part.trim()) ? "ENCODING" : "TYPE") : part.slice(0, equals).trim().toUpperCase();
    const values = splitOutside(bare ? part : part.slice(equals + 1), ",").flatMap((one) => unquote(one).split(","));
    const known = params.get(name) ?? [];
    for (const one of values.map((value) => value.trim())) if (one !== "") known.push(one);
    params.set(name, known);
  }
  return params;
}

const unquote = (text: string): string => text.trim().replace(/^"(.*)"$/s, "$1");

/** Where the sign stands first; -1: nowhere. A quote that is never closed is no quote. */
function outsideQuotes(text: string, sign: string, from = 0): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === sign) return at;
    if (text[at] === '"') at = Math.max(at, text.indexOf('"', at + 1));
  }
  return -1;
}

function splitOutside(text: string, sign: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = outsideQuotes(text, sign); at !== -1; at = outsideQuotes(text, sign, from)) {
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)];
}

const equalsSign = 0x3d;

/** The text that these bytes are: as the card says, else UTF-8, else Windows-1252. */
function undoPrintable(value: string, charset: string | undefined): string {
  const written = new TextEncoder().encode(value);
  const bytes = new Uint8Array(written.length);
  let length = 0;
  for (let at = 0; at < written.length; at++) {
    const code = written[at] === equalsSign ? String.fromCharCode(...written.subarray(at + 1, at + 3)) : "";
    const isCode = /^[0-9a-f]{2}$/i.test(code);
    bytes[length++] = isCode ? Number.parseInt(code, 16) : (written[at] ?? 0);
    if (isCode) at += 2;
  }
  const whole = bytes.subarray(0, length);
  for (const label of [charset ?? "utf-8", "utf-8"]) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(whole);
    } catch {
      // Not what it calls itself, or no charset at all.
    }
  }
  return new TextDecoder("windows-1252").decode(whole);
}

/** Splits where the sign stands without a backslash before it; escapes stay. */
function splitRaw(value: string, sign: string): string[] {
  const parts = [""];
  for (const [piece] of value.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (piece === sign) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** A text with its escapes undone. */
export function textOf(value: string): string {
  return value.replace(/\\(.)/gs, (both, next: string) => (/n/i.test(next) ? "\n" : /[\\,;:]/.test(next) ? next : both));
}

/** The values of a list, with commas. */
export function listOf(value: string): string[] {
  return splitRaw(value, ",").map(textOf);
}

/** The components of a structured value, with semicolons; with `lists` a component may hold several values, shown with blanks. */
export function componentsOf(value: string, hold: "texts" | "lists" = "texts"): string[] {
  return splitRaw(value, ";").map((part) => (hold === "lists" ? listOf(part).join(" ") : textOf(part)).trim());
}
