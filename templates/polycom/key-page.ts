import type { KeyPage, RenderedFile } from "../contract.ts";
import { declaration, textElement } from "./xml.ts";

/** What a key asked for, as a page for the phone's own browser: lines, and links to choose from. */
export function keyPage({ title, lines, choices }: KeyPage): RenderedFile {
  const page = [
    declaration,
    '<html xmlns="http://www.w3.org/1999/xhtml">',
    `<head>${textElement("title", title)}</head>`,
    "<body>",
    ...lines.map((line) => textElement("p", line)),
    ...choices.map(({ label, url }) => `<p>${textElement("a", label, [["href", url]])}</p>`),
    "</body>",
    "</html>",
  ];
  return { contentType: "text/html; charset=utf-8", body: Buffer.from(page.join("\n")), warnings: [] };
}
