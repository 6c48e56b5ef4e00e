import type { KeyPage, RenderedFile } from "../contract.ts";
import { contentType, declaration, elementLine, encodeLines } from "./xml.ts";

/** What a key asked for, as the minibrowser shows it: a text, or a menu to choose from. */
export function keyPage({ title, lines, choices }: KeyPage): RenderedFile {
  const inside =
    choices.length > 0
      ? [
          elementLine("Title", {}, [title, ...lines].join(" – ")),
          ...choices.flatMap(({ label, url }) => [
            "<MenuItem>",
            elementLine("Name", {}, label),
            elementLine("URL", {}, url),
            "</MenuItem>",
          ]),
        ]
      : [elementLine("Title", {}, title), elementLine("Text", {}, lines.join(" "))];
  const root = choices.length > 0 ? "SnomIPPhoneMenu" : "SnomIPPhoneText";
  return { contentType, body: encodeLines([declaration, `<${root}>`, ...inside, `</${root}>`, ""]), warnings: [] };
}
