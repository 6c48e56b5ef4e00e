import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRequest } from "./request.ts";
import { ack, ascii, errorOf, rrq } from "./testing/wire.ts";

const optionsOf = (datagram: Buffer): Record<string, number> => {
  const request = parseRequest(datagram);
  return request.kind === "read" ? Object.fromEntries(request.options) : {};
};

describe("a datagram to the listening port", () => {
  test("a read request gives file, mode and options, names in any case", () => {
    expect(parseRequest(rrq("y000000000028.cfg", { BLKSIZE: 1428, Timeout: 3, tsize: 0, windowSize: 8 }, "OcTeT"))).toEqual({
      kind: "read",
      file: "y000000000028.cfg",
      mode: "octet",
      options: new Map([
        ["blksize", 1428],
        ["timeout", 3],
        ["tsize", 0],
        ["windowsize", 8],
      ]),
    });
  });

  test("option values that are not plain digits are passed over, unknown names too", () => {
    for (const value of ["", " 8", "8 ", "+8", "-8", "0x10", "1e3", "8.0", "٨", "99999999999"]) {
      expect(optionsOf(Buffer.from(`\0\x01a\0octet\0blksize\0${value}\0`))).toEqual({});
    }
    expect(optionsOf(rrq("a", { multicast: 1, utimeout: 5, blksize: 600 }))).toEqual({ blksize: 600 });
  });

  test("an option that comes twice counts as it came first", () => {
    expect(optionsOf(ascii("\0\x01a\0octet\0blksize\x00600\0BLKSIZE\x00700\0"))).toEqual({ blksize: 600 });
  });

  test("padding and an option without its end are cut off", () => {
    expect(optionsOf(ascii("\0\x01a\0octet\0blksize\x00600\0\0\0\0\0"))).toEqual({ blksize: 600 });
    expect(optionsOf(ascii("\0\x01a\0octet\0blksize\x00600\0timeout\x005"))).toEqual({ blksize: 600 });
  });

  test("no name, no mode, an obsolete mode or more than 512 octets are malformed", () => {
    for (const text of [
      "\0\x01\0octet\0",
      "\0\x01ab",
      "\0\x01a\0",
      "\0\x01a\0octet",
      "\0\x01a\0mail\0",
      `\0\x02${"a".repeat(600)}\0octet\0`,
    ]) {
      expect(parseRequest(ascii(text))).toEqual({ kind: "malformed" });
    }
  });

  test("runts, errors, acknowledgements and unknown opcodes are ignored", () => {
    for (const datagram of [
      ascii(""),
      ascii("\0"),
      ascii("\0\x01a"),
      errorOf(5),
      ack(1),
      ascii("\0\x03\0\x01x"),
      ascii("\xff\xffxx"),
    ]) {
      expect(parseRequest(datagram)).toEqual({ kind: "ignored" });
    }
  });

  test("any octets are read without a throw, and a read request always has a name", () => {
    const datagrams = fc.oneof(
      fc.uint8Array({ maxLength: 700 }),
      fc.uint8Array({ maxLength: 60 }).map((tail) => Buffer.concat([ascii("\0\x01"), tail])),
    );
    fc.assert(
      fc.property(datagrams, (octets) => {
        const request = parseRequest(Buffer.from(octets));
        expect(request.kind !== "read" || (request.file !== "" && !request.file.includes("\0"))).toBe(true);
      }),
      { seed: 1350, numRuns: 2_000 },
    );
  });
});
