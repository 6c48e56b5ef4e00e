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

/** Whole lines: what is folded on to the next line, or broken off softly in quoted-printable, is one again. */
function unfold(text: string): Line[] {
  const raw = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const lines: { line: number; text: string }[] = [];
  raw.forEach((part, at) => {
    const last = lines.at(-1);
    if (last && isQuotedPrintable(last.text) && last.text.endsWith("=")) last.text = last.text.slice(0, -1) + part;
    else if (last && /^[ \t]/.test(part)) last.text += part.slice(1);
    else lines.push({ line: at + 1, text: part });
  });
  return lines.filter(({ text: one }) => one.trim() !== "");
}

const isQuotedPrintable = (text: string): boolean => /^[^:]*;\s*(?:ENCODING=)?QUOTED-PRINTABLE/i.test(text);

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
    params.set(name, [...(params.get(name) ?? []), ...values.map((one) => one.trim()).filter((one) => one !== "")]);
  }
  return params;
}

const unquote = (text: string): string => text.trim().replace(/^"(.*)"$/s, "$1");

function outsideQuotes(text: string, sign: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === sign && !quoted) return at;
  }
  // A quote that is never closed is no quote.
  return quoted ? text.indexOf(sign) : -1;
}

function splitOutside(text: string, sign: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (let at = outsideQuotes(rest, sign); at !== -1; at = outsideQuotes(rest, sign)) {
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...parts, rest];
}

/** The text that these bytes are: as the card says, else UTF-8, else Windows-1252. */
function undoPrintable(value: string, charset: string | undefined): string {
  const bytes: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const code = /^=[0-9a-f]{2}/i.exec(value.slice(at, at + 3));
    if (code) {
      bytes.push(Number.parseInt(value.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(...new TextEncoder().encode(value.charAt(at)));
  }
  const whole = new Uint8Array(bytes);
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
