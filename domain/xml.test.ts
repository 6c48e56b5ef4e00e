import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostXmlBytes, readXml, type XmlElement } from "./xml.ts";

const read = (text: string) => readXml(new TextEncoder().encode(text));
const rootOf = (text: string): XmlElement => {
  const reading = read(text);
  if ("fault" in reading) throw new Error(reading.fault.code);
  return reading.root;
};
const faultOf = (reading: ReturnType<typeof readXml>) => ("fault" in reading ? reading.fault.code : null);

const numbered = (write: (n: number) => string) => Array.from({ length: 33 }, (_, n) => write(n)).join(" ");

describe("a file of XML", () => {
  it("has elements with their namespaces, whatever prefix stands for them, and paths that a person can follow", () => {
    const root = rootOf(
      '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="urn:a" xmlns:b="urn:b"><b:c id="1" b:x="2"/><b:c/><d xmlns="urn:d"><e/></d></a>',
    );
    const seen = (element: XmlElement): string[] => [`${element.namespace} ${element.path}`, ...element.children.flatMap(seen)];
    expect(seen(root)).toEqual(["urn:a /a", "urn:b /a/c[1]", "urn:b /a/c[2]", "urn:d /a/d", "urn:d /a/d/e"]);
    expect(root.children[0]?.attributes).toEqual(new Map([["id", "1"]]));
  });

  it("has its text put together of parts, with references resolved once", () => {
    expect(rootOf("<a>x&amp;amp;<!-- no --><![CDATA[<&amp;>]]>&#229;&#xE4;&quot;</a>").text).toBe('x&amp;<&amp;>åä"');
    expect(rootOf('<a b="&lt;&#10;"/>').attributes.get("b")).toBe("<\n");
  });

  it("comes back from any text that was written into it", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 50 });
    const escaped = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0)};`);
    fc.assert(
      fc.property(texts, (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is left out
        const possible = text.replace(/[\u0000-\u001f\ufffe\uffff]/g, "").toWellFormed();
        const root = rootOf(`<a b="${escaped(possible)}">${escaped(possible)}</a>`);
        expect([root.text, root.attributes.get("b")]).toEqual([possible, possible]);
      }),
      { seed: 20261123 },
    );
  });

  it("never makes the reader throw, whatever bytes it holds", () => {
    const pieces = fc.constantFrom(
      "<a>",
      "</a>",
      "<",
      ">",
      "&",
      ";",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      'x="',
      '"',
      "a:",
      "ö",
      "<?",
      "/>",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.array(pieces).map((all) => Buffer.from(all.join(""))),
        ),
        (bytes) => {
          expect(Object.keys(readXml(bytes))).toHaveLength(1);
        },
      ),
      { seed: 20261123, numRuns: 2000 },
    );
  });

  const bomb = `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "${"&x;".repeat(50)}">]>`;
  it.each([
    ["entities that grow", `${bomb}<a>&y;</a>`, "xml_doctype_refused"],
    ["a file of the machine", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml_doctype_refused"],
    ["a DOCTYPE in small letters", "<!doctype a><a/>", "xml_doctype_refused"],
    ["an entity that nobody declared", "<a>&x;</a>", "xml_reference_refused"],
    ["a reference to NUL", "<a>&#0;</a>", "xml_reference_refused"],
    ["half a surrogate", "<a>&#xD800;</a>", "xml_reference_refused"],
    ["a style sheet", '<?xml-stylesheet href="x"?><a/>', "xml_instruction_refused"],
    ["a declaration in the middle", '<a><?xml version="1.0"?></a>', "xml_instruction_refused"],
    ["Latin letters of another encoding", '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "xml_encoding_refused"],
    ["a NUL", "<a>\u0000</a>", "xml_character_refused"],
    ["two roots", "<a/><b/>", "xml_malformed"],
    ["no root", "<!-- nothing -->", "xml_malformed"],
    ["nothing", "", "xml_malformed"],
    ["a tag that nothing closes", "<a><b></a>", "xml_malformed"],
    ["an attribute twice", '<a b="1" b="2"/>', "xml_malformed"],
    ["half a file", "<a><b>1</", "xml_malformed"],
    ["a prefix that nothing declares", "<a><b:c/></a>", "xml_prefix_unbound"],
    ["a name with two colons", "<a:b:c/>", "xml_malformed"],
    ["a name that JavaScript keeps", "<a><__proto__>x</__proto__></a>", "xml_structure_refused"],
    ["an attribute that JavaScript keeps", '<a constructor="x"/>', "xml_structure_refused"],
    ["deep nesting", "<a>".repeat(40) + "</a>".repeat(40), "xml_structure_refused"],
    ["very deep nesting", "<a>".repeat(100_000) + "</a>".repeat(100_000), "xml_structure_refused"],
    ["too many elements", `<a>${"<b/>".repeat(300_001)}</a>`, "xml_too_many_elements"],
    ["too many attributes", `<a ${"x=1 ".repeat(150_001)}/>`, "xml_too_many_elements"],
    ["too many attributes of one element", `<a ${numbered((n) => `x${n}="1"`)}/>`, "xml_structure_refused"],
    ["too many prefixes", `<a ${numbered((n) => `xmlns:x${n}="1"`)}><b xmlns="q"/></a>`, "xml_structure_refused"],
  ])("with %s is refused", (_, text, code) => {
    expect(faultOf(read(text))).toBe(code);
  });

  it("of 100 MB is refused before it is looked at, and so are bytes that are no UTF-8", () => {
    expect(faultOf(readXml(new Uint8Array(100_000_000)))).toBe("xml_too_large");
    expect(faultOf(readXml(new Uint8Array(mostXmlBytes + 1)))).toBe("xml_too_large");
    expect(faultOf(readXml(Buffer.from("<a>å</a>", "latin1")))).toBe("xml_encoding_refused");
    expect(faultOf(readXml(Buffer.from("\ufeff<a/>", "utf16le")))).toBe("xml_encoding_refused");
  });

  it("tells the line on which it breaks, the declaration's own counted", () => {
    expect(read('<?xml version="1.0"\n?>\n<a>\n<b>\n</a>')).toMatchObject({ fault: { code: "xml_malformed", line: 5 } });
    // A file that was cut off is wrong where it ends.
    expect(read("<a>\n<b>\n<c>1</c>\n<c>2")).toMatchObject({ fault: { code: "xml_malformed", line: 4 } });
    expect(read("<a>\n<b/>\n\n")).toMatchObject({ fault: { code: "xml_malformed", line: 2 } });
  });
});
