import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { create } from "xmlbuilder2";
import { hostileStrings } from "../testing/sample-plans.ts";
import { readXml } from "./virtual-files.ts";
import { clean, emptyElement, textElement } from "./xml.ts";

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom(...hostileStrings));
const plainText = fc.string({ unit: "grapheme" }).map((text) => clean(text).replace(/[&<>"']/g, ""));

describe("XML on one line", () => {
  test("comes out of a parser as it went in, cleaned, whatever the text", () => {
    fc.assert(
      fc.property(anyText, anyText, (value, content) => {
        const line = textElement("a", content, [["b.1.c", value]]);
        expect(line).not.toContain("\n");
        const root = readXml(Buffer.from(line));
        if (typeof root === "string") throw new Error(root);
        expect(root.attributes).toEqual(new Map([["b.1.c", clean(value)]]));
        expect(root.children).toEqual([]);
        expect(root.text).toBe(clean(content));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("is what xmlbuilder2 writes, also where the text needs no escape and is put together directly", () => {
    fc.assert(
      fc.property(plainText, (value) => {
        const built = create().ele("a", { "b.1.c": value }).toString();
        expect(emptyElement("a", [["b.1.c", value]])).toBe(built);
        expect(textElement("a", value)).toBe(create().ele("a").txt(value).toString());
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("keeps a text that looks like a reference", () => {
    expect(emptyElement("a", [["b", "&amp; &#10; &lt;"]])).toBe('<a b="&amp;amp; &amp;#10; &amp;lt;"/>');
  });
});
