import { create } from "xmlbuilder2";
import type { KeyPage, RenderedFile } from "../contract.ts";
import { oneLine } from "./text.ts";

/** Seconds that a text stays on the screen; it goes with any key. */
const shownSeconds = 10;
/** Characters that XML 1.0 cannot hold, beyond the controls that `oneLine` has taken. */
const notXml = /[\ufffe\uffff]/g;
// xmlbuilder2 leaves an ampersand alone that looks like the start of a reference.
const text = (raw: string): string => oneLine(raw).replace(notXml, "").replaceAll("&", "&amp;");

/** What a key asked for, as an object of the phone's XML browser (vendor's XML browser guide, V71): a text, or a menu to choose from. */
export function renderKeyPage({ title, lines, choices }: KeyPage): RenderedFile {
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele(
    choices.length > 0 ? "YealinkIPPhoneTextMenu" : "YealinkIPPhoneTextScreen",
    choices.length > 0 ? {} : { Timeout: String(shownSeconds), LockIn: "no" },
  );
  root.ele("Title").txt(text([title, ...(choices.length > 0 ? lines : [])].join(" – ")));
  if (choices.length === 0) root.ele("Text").txt(text(lines.join(" ")));
  for (const { label, url } of choices) {
    const item = root.ele("MenuItem");
    item.ele("Prompt").txt(text(label));
    item.ele("URI").txt(text(url));
  }
  const body = Buffer.from(`${root.doc().end({ prettyPrint: true })}\n`);
  return { contentType: "text/xml; charset=utf-8", body, warnings: [] };
}
