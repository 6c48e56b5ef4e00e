import type { FontName } from "./fonts.ts";

export type TextStyle = {
  readonly font: FontName;
  /** Points. */
  readonly size: number;
  readonly color: string;
  readonly align?: "left" | "right";
};

/** Whatever a reader cannot show is left out: control characters, and marks that turn the direction of what follows. */
export function printable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => (char === "\n" ? char : ""));
}

type Place = { readonly x: number; readonly y: number; readonly width: number };

/** Text in lines of that width. Places are points from the top left. */
export function drawText(document: PDFKit.PDFDocument, text: string, style: TextStyle, { x, y, width }: Place): void {
  document.font(style.font).fontSize(style.size).fillColor(style.color);
  document.text(text, x, y, { width, align: style.align ?? "left", lineGap: lineGap(style), features: ["tnum"] });
}

/** Points. */
export function heightOf(document: PDFKit.PDFDocument, text: string, style: TextStyle, width: number): number {
  document.font(style.font).fontSize(style.size);
  return document.heightOfString(text, { width, lineGap: lineGap(style), features: ["tnum"] });
}

function lineGap({ size }: TextStyle): number {
  return size * 0.12;
}
