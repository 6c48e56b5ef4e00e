import fc from "fast-check";
import { expect, test } from "vitest";
import { toNetascii } from "./netascii.ts";

/** The way back, as a receiver on a system with bare line feeds reads it. */
const fromNetascii = (text: Buffer): Buffer =>
  Buffer.from(
    text.toString("latin1").replace(/\r([\n\0])/g, (_pair, second) => (second === "\n" ? "\n" : "\r")),
    "latin1",
  );

test("a line feed becomes CR LF and a lone carriage return CR NUL", () => {
  expect(toNetascii(Buffer.from("a\nb\rc\r\n")).toString("latin1")).toBe("a\r\nb\r\0c\r\0\r\n");
});

test("text comes back as it was, and no line feed stands alone", () => {
  const octets = fc.array(fc.constantFrom(10, 13, 0, 65, 200), { maxLength: 200 }).map((list) => Buffer.from(list));
  fc.assert(
    fc.property(octets, (body) => {
      const text = toNetascii(body);
      expect(fromNetascii(text).equals(body)).toBe(true);
      expect(/[^\r]\n|\r[^\n\0]/.test(`x${text.toString("latin1")}`)).toBe(false);
    }),
    { seed: 764, numRuns: 500 },
  );
});
