import PDFDocument from "pdfkit";
import { fontFiles } from "./fonts.ts";
import { ink, page, textWidth } from "./page.ts";
import { type Footer, Paper } from "./paper.ts";

/** What a reader's window and a screen reader are told of the document. */
export type PdfFacts = {
  readonly title: string;
  readonly language: "sv" | "en";
  /** Whose document it is: the firm. */
  readonly author: string;
  /** When it was made. The same facts and the same pieces give the same bytes, so this is never "now" at a second making. */
  readonly at: Date;
};

/**
 * Makes a tagged PDF (PDF/UA-1: language, title, structure, fonts embedded): the same input gives the same bytes, on whatever
 * machine with the same Node. What must stay byte for byte for years is kept as the file, never made again.
 *
 * @param write draws from the top of the first page
 * @param footer the lines at the foot of each page; left out: the title and the page's number
 */
export async function makePdf(facts: PdfFacts, write: (paper: Paper) => void, footer?: Footer): Promise<Buffer> {
  const document = new PDFDocument({
    size: "A4",
    margins: { left: page.left, right: page.right, top: page.top, bottom: page.bottom },
    pdfVersion: "1.7",
    // pdfkit makes PDF/UA-1, its types do not know it yet.
    subset: "PDF/UA" as PDFKit.Mixins.PDFSubsets,
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    lang: facts.language,
    font: fontFiles.text,
    info: {
      Title: facts.title,
      Author: facts.author,
      Creator: "Klyka",
      Producer: "Klyka",
      CreationDate: facts.at,
      ModDate: facts.at,
    },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  for (const [name, file] of Object.entries(fontFiles)) document.registerFont(name, file);
  const paper = new Paper(document);
  write(paper);
  paper.end();
  drawFooters(document, footer ?? ((number, of) => [facts.title, `${number} (${of})`]));
  document.end();
  return whole;
}

/** At the foot of every page, outside what is read aloud. The first line stands at the left, the second at the right. */
function drawFooters(document: PDFKit.PDFDocument, footer: Footer): void {
  const { start, count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(start + index);
    const [left = "", right = ""] = footer(index + 1, count);
    const y = page.height - page.bottom + 22;
    // Below the margin pdfkit would begin a new page.
    document.page.margins.bottom = 0;
    document.markContent("Artifact", { type: "Pagination" });
    document.lineWidth(0.5).strokeColor(ink.line);
    document
      .moveTo(page.left, y - 8)
      .lineTo(page.left + textWidth, y - 8)
      .stroke();
    document.font("text").fontSize(8).fillColor(ink.soft);
    document.text(left, page.left, y, { width: textWidth * 0.8, lineBreak: false });
    document.text(right, page.left, y, { width: textWidth, align: "right", lineBreak: false });
    document.endMarkedContent();
  }
}
