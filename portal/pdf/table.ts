import { ink, page, textBottom } from "./page.ts";
import type { Paper, Structure } from "./paper.ts";
import { drawText, heightOf, printable, type TextStyle } from "./text.ts";

export type Column = {
  /** Left out in every column: a table without a heading row. */
  readonly title?: string;
  /** Of the table's width, 0 to 1. */
  readonly share: number;
  readonly align?: "left" | "right";
};

export type Row = {
  /** One text a column, in their order. */
  readonly cells: readonly string[];
  /** `sum`: set in bold under a line. `group`: the name of the rows below it. */
  readonly as?: "sum" | "group";
};

export type Table = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** True when the first cell names its row. */
  readonly rowHeads?: boolean;
  /** Points; 9.5 when left out. */
  readonly size?: number;
};

const pad = { x: 0, y: 3 };

/** Draws a table over as many pages as it takes; a row is never parted, and each page repeats the heading row. */
export function drawTable(paper: Paper, table: Table): void {
  const group = paper.group("Table");
  const titles = table.columns.map(({ title }) => title ?? "");
  const headed = titles.some((title) => title !== "");
  const head: Row = { cells: titles };
  if (headed) {
    paper.need(heightOfRow(paper, table, head, true) + 40);
    drawRow(paper, table, head, group);
  }
  for (const row of table.rows) {
    const height = heightOfRow(paper, table, row, false);
    // The name of a group stays with the first of its rows.
    if (paper.need(height + (row.as === "group" ? 20 : 0)) && headed) drawRow(paper, table, head, null);
    drawRow(paper, table, row, group, height);
  }
  group.end();
}

/**
 * @param group null: the repeated heading of a further page, which is not read again
 * @param height of a row below the heading
 */
function drawRow(paper: Paper, table: Table, row: Row, group: Structure | null, height?: number): void {
  const { document } = paper;
  const isHead = height === undefined;
  const tall = height ?? heightOfRow(paper, table, row, true);
  if (row.as === "sum") line(paper, paper.y);
  const cell = (index: number) => () => {
    const { x, width } = place(paper, table, index);
    const style = styleOf(table, row, index, isHead);
    drawText(document, printable(row.cells[index] ?? ""), style, { x: x + pad.x, y: paper.y + pad.y, width });
  };
  if (group === null) {
    document.markContent("Artifact", { type: "Pagination" });
    for (const index of table.columns.keys()) cell(index)();
    document.endMarkedContent();
  } else {
    const tagged = document.struct("TR");
    group.add(tagged);
    for (const index of table.columns.keys()) {
      const scope = isHead ? "Column" : table.rowHeads && index === 0 ? "Row" : null;
      // pdfkit knows the scope, its types do not yet.
      const options: object = scope === null ? {} : { scope };
      tagged.add(document.struct(scope === null ? "TD" : "TH", options, cell(index)));
    }
    tagged.end();
  }
  paper.y += tall;
  line(paper, paper.y);
}

/** Between rows; nobody hears it. */
function line(paper: Paper, y: number): void {
  const { document } = paper;
  document.markContent("Artifact", { type: "Layout" });
  document.lineWidth(0.5).strokeColor(ink.line);
  document
    .moveTo(paper.left, y)
    .lineTo(paper.left + paper.width, y)
    .stroke();
  document.endMarkedContent();
}

const gap = 8;

function place(paper: Paper, table: Table, index: number): { readonly x: number; readonly width: number } {
  const before = table.columns.slice(0, index).reduce((sum, { share }) => sum + share, 0);
  const last = index === table.columns.length - 1;
  const width = paper.width * (table.columns[index]?.share ?? 0) - (last ? 0 : gap);
  return { x: paper.left + paper.width * before, width };
}

function styleOf(table: Table, row: Row, index: number, isHead: boolean): TextStyle {
  const size = table.size ?? 9.5;
  const align = table.columns[index]?.align ?? "left";
  if (isHead) return { font: "strong", size: size - 1, color: ink.soft, align };
  if (row.as !== undefined) return { font: "strong", size, color: ink.text, align };
  return { font: "text", size, color: table.rowHeads && index === 0 ? ink.soft : ink.text, align };
}

function heightOfRow(paper: Paper, table: Table, row: Row, isHead: boolean): number {
  const heights = table.columns.map((_, index) => {
    const { width } = place(paper, table, index);
    return heightOf(paper.document, printable(row.cells[index] ?? ""), styleOf(table, row, index, isHead), width);
  });
  return Math.min(Math.max(...heights, 0) + pad.y * 2, textBottom - page.top);
}
