import fc from "fast-check";
import { expect, test } from "vitest";
import { create } from "xmlbuilder2";
import { readXml } from "./virtual-xml.ts";
import { cleanText, declaration, elementLine } from "./xml.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ maxLength: 30 }),
  fc
    .array(fc.constantFrom("&", "amp;", "&#10;", "&lt;", "<", ">", '"', "'", "]]>", "\n", "å", "\ud800", "&;", "lt"), {
      maxLength: 8,
    })
    .map((parts) => parts.join("")),
);

test("an element is read back with the text that went in, on one line, whatever the text", () => {
  fc.assert(
    fc.property(anyText, anyText, (label, value) => {
      const line = elementLine("fkey", { idx: "0", label }, value);
      expect(line).not.toMatch(/[\n\r\u2028]/);
      expect(readXml(Buffer.from(`${declaration}\n${line}\n`))).toEqual({
        name: "fkey",
        attributes: { idx: "0", label: cleanText(label) },
        children: [],
        text: cleanText(value),
      });
    }),
    { numRuns: 3000, seed: 20_261_122 },
  );
});

test("the same element comes out as when xmlbuilder2 builds the whole of it", () => {
  const literal = (text: string) => cleanText(text).replaceAll("&", "&amp;");
  fc.assert(
    fc.property(anyText, anyText, (label, value) => {
      const built = create()
        .ele("fkey", { idx: "0", label: literal(label) })
        .txt(literal(value));
      expect(elementLine("fkey", { idx: "0", label }, value)).toBe(built.toString({ allowEmptyTags: true }));
    }),
    { numRuns: 2000, seed: 20_261_122 },
  );
});

test("what XML 1.0 forbids and what would hide or break a line is left out", () => {
  expect(cleanText("a\u0000b\u001b[31m\nc\td\u2028e\u202ef\ufeff\uffff\u0085")).toBe("ab[31mcdef");
  expect(cleanText("Åsa 😀 \ud83d")).toBe("Åsa 😀 \ufffd");
});
