/** Text in cells of a terminal: how wide it is, cut and filled to a width, and made harmless. */

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const wide = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;

/** Control and direction characters could steer the terminal; they become spaces. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

/** Columns that the text takes. */
export function columns(text: string): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) sum += wide.test(segment) ? 2 : 1;
  return sum;
}

/** At most `most` columns; what is longer ends in `mark`. */
export function cut(text: string, most: number, mark: string): string {
  if (columns(text) <= most) return text;
  let kept = "";
  let used = columns(mark);
  for (const { segment } of graphemes.segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > most) break;
    kept += segment;
  }
  return most < columns(mark) ? "" : kept + mark;
}

/** Exactly `width` columns, filled with spaces on the right or the left. */
export function fill(text: string, width: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - columns(text)));
  return side === "left" ? text + space : space + text;
}
