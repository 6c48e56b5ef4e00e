/** The marks that a phone is drawn with in a terminal, and how lines become text. */

export type Style = "plain" | "strong" | "faint" | "good" | "bad" | "busy";
export type Span = { readonly text: string; readonly style: Style };
export type Line = readonly Span[];

export type Glyphs = {
  readonly corners: readonly [string, string, string, string];
  readonly flat: string;
  readonly upright: string;
  readonly tee: readonly [string, string];
  readonly cut: string;
  readonly button: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly otherKind: string;
  readonly dot: string;
};

export const boxGlyphs: Glyphs = {
  corners: ["╭", "╮", "╰", "╯"],
  flat: "─",
  upright: "│",
  tee: ["├", "┤"],
  cut: "…",
  button: "▐█▌",
  kinds: { line: "●", blf: "○", groupLogin: "◆", diversion: "◇", blank: " " },
  otherKind: "▪",
  dot: "·",
};

export const plainGlyphs: Glyphs = {
  corners: ["+", "+", "+", "+"],
  flat: "-",
  upright: "|",
  tee: ["+", "+"],
  cut: "~",
  button: "[=]",
  kinds: { line: "*", blf: "o", groupLogin: "#", diversion: "%", blank: " " },
  otherKind: "-",
  dot: "-",
};

const colours: Readonly<Record<Style, readonly [string, string]>> = {
  plain: ["", ""],
  strong: ["\u001b[1m", "\u001b[22m"],
  faint: ["\u001b[2m", "\u001b[22m"],
  good: ["\u001b[32m", "\u001b[39m"],
  bad: ["\u001b[31m", "\u001b[39m"],
  busy: ["\u001b[33m", "\u001b[39m"],
};

export type Paint = { readonly colour: boolean; readonly ascii: boolean };

/** Lines as one text, each ended by a newline. `ascii`: letters lose their marks, what has no ASCII form becomes `?`. */
export function paint(lines: readonly Line[], { colour, ascii }: Paint): string {
  const one = ({ text, style }: Span) =>
    colour && text.trim() !== "" ? `${colours[style][0]}${text}${colours[style][1]}` : text;
  const text = lines.map((line) => `${line.map(one).join("").trimEnd()}\n`).join("");
  return ascii ? asciiOf(text) : text;
}

function asciiOf(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{ASCII}]/gu, "?");
}
