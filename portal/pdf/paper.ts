import { ink, page, textBottom, textWidth } from "./page.ts";
import { drawTable, type Table } from "./table.ts";
import { drawText, heightOf, printable, type TextStyle } from "./text.ts";

/** An element of the tree that a screen reader walks. */
export type Structure = ReturnType<PDFKit.PDFDocument["struct"]>;

/** The two lines at the foot of a page, by its number and how many there are. */
export type Footer = (page: number, of: number) => readonly [left: string, right: string];

const styles = {
  1: { font: "heading", size: 20, color: ink.text },
  2: { font: "heading", size: 12.5, color: ink.text },
  text: { font: "text", size: 10, color: ink.text },
  soft: { font: "text", size: 8.5, color: ink.soft },
  strong: { font: "strong", size: 10, color: ink.text },
} as const satisfies Record<string, TextStyle>;

/** Draws pieces from the top of a page down; each piece is tagged as what it is. Lengths are points. */
export class Paper {
  readonly document: PDFKit.PDFDocument;
  /** Where the next piece begins. */
  y: number = page.top;
  #left: number = page.left;
  #width: number = textWidth;
  readonly #root: Structure;

  constructor(document: PDFKit.PDFDocument) {
    this.document = document;
    this.#root = document.struct("Document");
    document.addStructure(this.#root);
  }

  get left(): number {
    return this.#left;
  }

  /** Of the column that is being drawn. */
  get width(): number {
    return this.#width;
  }

  /** @param level 1 once a document */
  heading(level: 1 | 2, text: string): void {
    if (level === 2) this.space(10);
    // A heading is never the last on its page.
    this.need(level === 1 ? 60 : 64);
    this.#piece(`H${level}`, text, styles[level]);
    this.space(level === 1 ? 8 : 5);
  }

  paragraph(text: string, style: "text" | "soft" | "strong" = "text"): void {
    this.#piece("P", text, styles[style]);
    this.space(style === "soft" ? 3 : 5);
  }

  /** One row a fact, its name before it. */
  facts(rows: readonly (readonly [name: string, value: string])[]): void {
    const columns = [{ share: 0.34 }, { share: 0.66 }];
    this.table({ columns, rows: rows.map((cells) => ({ cells })), rowHeads: true });
  }

  table(table: Table): void {
    drawTable(this, table);
    this.space(8);
  }

  /** Columns beside one another, read from the left; the next piece stands below the longest. They must fit on the page. */
  beside(columns: readonly { readonly share: number; readonly draw: () => void }[]): void {
    const before = { y: this.y, left: this.#left, width: this.#width };
    const gap = 18;
    const room = before.width - gap * (columns.length - 1);
    let lowest = before.y;
    for (const { share, draw } of columns) {
      this.y = before.y;
      this.#width = room * share;
      draw();
      lowest = Math.max(lowest, this.y);
      this.#left += this.#width + gap;
    }
    this.y = lowest;
    this.#left = before.left;
    this.#width = before.width;
  }

  /** A drawing that is told by `alt` to those who do not see it. */
  figure(alt: string, size: { readonly width: number; readonly height: number }, draw: (x: number, y: number) => void): void {
    this.need(size.height);
    const bbox: [number, number, number, number] = [this.#left, this.y, this.#left + size.width, this.y + size.height];
    this.tag("Figure", () => draw(this.#left, this.y), { alt, bbox, placement: "Block" });
    this.y += size.height;
  }

  /** A line across the column; nobody hears it. */
  rule(width = this.#width): void {
    const { document } = this;
    document.markContent("Artifact", { type: "Layout" });
    document.lineWidth(0.5).strokeColor(ink.line);
    document
      .moveTo(this.#left, this.y)
      .lineTo(this.#left + width, this.y)
      .stroke();
    document.endMarkedContent();
    this.y += 4;
  }

  space(height: number): void {
    this.y += height;
  }

  /** Goes on to the next page unless so much room is left. True when it did. */
  need(height: number): boolean {
    if (this.y + height <= textBottom || this.y === page.top) return false;
    this.document.addPage();
    this.y = page.top;
    return true;
  }

  /** Draws as one element of the document's structure. */
  tag(kind: string, draw: () => void, options: object = {}): void {
    this.#root.add(this.document.struct(kind, options, draw));
  }

  /** An element that has others in it; it is closed by its own `end()`. */
  group(kind: string): Structure {
    const group = this.document.struct(kind);
    this.#root.add(group);
    return group;
  }

  end(): void {
    this.#root.end();
  }

  #piece(kind: string, text: string, style: TextStyle): void {
    const shown = printable(text);
    const height = heightOf(this.document, shown, style, this.#width);
    if (height < textBottom - page.top) this.need(height);
    this.tag(kind, () => {
      drawText(this.document, shown, style, { x: this.#left, y: this.y, width: this.#width });
      // After what was longer than a page, pdfkit knows where it ended.
      this.y = this.document.y;
    });
  }
}
