import type { LiveParameter } from "./contract.ts";

/**
 * Reads markup as phones' files have it, by line: tolerant of what is not well formed, since such files are in use. No
 * reference but the five of XML and those by number is resolved, and nothing is ever fetched.
 */

/** Parameters of one file at most. */
const mostParameters = 20_000;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export function resolved(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{1,5});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole;
  });
}

/** Comments become as many line breaks as they had. */
export function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf("<!--", at);
    if (open < 0) break;
    const close = text.indexOf("-->", open + 4);
    const end = close < 0 ? text.length : close + 3;
    parts.push(text.slice(at, open), text.slice(open, end).replace(/[^\n]/g, ""));
    at = end;
  }
  return parts.join("") + text.slice(at);
}

/** Every attribute of every element, as a Polycom's file has its parameters. */
export function scanAttributes(text: string): LiveParameter[] {
  const found: LiveParameter[] = [];
  const lines = new LineCounter(text);
  for (const tag of text.matchAll(/<[A-Za-z_][^<>]{0,200000}>/g)) {
    for (const one of tag[0].matchAll(/([A-Za-z_][\w.:-]{0,200})\s{0,20}=\s{0,20}"([^"]{0,4000})"/g)) {
      if (found.length >= mostParameters) return found;
      found.push({ name: one[1] ?? "", value: resolved(one[2] ?? ""), line: lines.at(tag.index + one.index) });
    }
  }
  return found;
}

/** Every element that holds text alone, as a Snom's file has its settings. */
export function scanElements(text: string): LiveParameter[] {
  const found: LiveParameter[] = [];
  const lines = new LineCounter(text);
  for (const one of text.matchAll(/<([A-Za-z_][\w.:-]{0,100})((?:\s[^<>]{0,2000})?)(?:\/>|>([^<]{0,8000})<\/\1>)/g)) {
    if (found.length >= mostParameters) return found;
    const attributes = Object.fromEntries(scanPairs(one[2] ?? ""));
    const index = attributes.idx === undefined ? "" : `[${attributes.idx}]`;
    const value = resolved(one[3] ?? "").trim();
    found.push({ name: `${one[1]}${index}`, value, line: lines.at(one.index), attributes });
  }
  return found;
}

function scanPairs(text: string): [string, string][] {
  return [...text.matchAll(/([A-Za-z_][\w.:-]{0,60})\s{0,5}=\s{0,5}"([^"]{0,2000})"/g)].map((one) => [
    one[1] ?? "",
    resolved(one[2] ?? ""),
  ]);
}

/** Counts lines up to places that only rise. */
class LineCounter {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  at(place: number): number {
    for (let next = this.#text.indexOf("\n", this.#at); next >= 0 && next < place; next = this.#text.indexOf("\n", this.#at)) {
      this.#line++;
      this.#at = next + 1;
    }
    return this.#line;
  }
}
