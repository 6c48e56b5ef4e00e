import type { DirectoryContent, RenderedFile } from "../contract.ts";
import { dialled } from "./dialled.ts";
import { declaration, textElement } from "./xml.ts";

/**
 * A phonebook as a page for the phone's own browser, opened by a soft key or a directory key: names, and numbers that
 * dial. `tel://` is what that browser takes (general knowledge, not verified on a phone).
 */
export function phonebookPage(content: DirectoryContent): RenderedFile {
  const lines = [
    declaration,
    '<html xmlns="http://www.w3.org/1999/xhtml">',
    `<head>${textElement("title", content.title)}</head>`,
    "<body>",
    ...content.entries.map(({ name, numbers }) => {
      const links = numbers.map(({ number }) => number.trim()).filter((number) => number !== "");
      const dialled = links.map((number) => `<br/>${textElement("a", number, [["href", telephone(number)]])}`);
      return `<p>${textElement("b", name)}${dialled.join("")}</p>`;
    }),
    "</body>",
    "</html>",
  ];
  return { contentType: "text/html; charset=utf-8", body: Buffer.from(lines.join("\n")), warnings: [] };
}

/** Only what can be dialled: the browser takes no escapes. */
function telephone(number: string): string {
  return `tel://${dialled(number).replace(/[^0-9A-Za-z*#+@._-]/g, "")}`;
}
