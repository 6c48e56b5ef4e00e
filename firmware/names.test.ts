import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFirmwareName } from "../domain/firmware.ts";
import { firmwareCandidates } from "./names.ts";

describe("names of firmware files", () => {
  it.each([
    "T46U(T43U,T46U,T41U,T48U,T42U,T44U,T44W)-108.86.0.90.rom",
    "Base for W52P&W56P-25.80.0.15.rom",
    "snomD785-10.1.215.13-SIP-r.bin",
    "3111-44500-001.sip.ld",
  ])("takes %s", (name) => {
    expect(isFirmwareName(name)).toBe(true);
  });

  it.each(["", ".", "..", ".hidden", "a/b", "a\\b", "a..b", "a\0b", "a\nb", "x ", "ä.rom", "x".repeat(201)])(
    "refuses %j",
    (name) => {
      expect(isFirmwareName(name)).toBe(false);
    },
  );

  it("reads a doubled part number as one, and never a part's image as another's", () => {
    expect(firmwareCandidates("3111-44500-001.3111-44500-001.sip.ld")).toEqual([
      "3111-44500-001.3111-44500-001.sip.ld",
      "3111-44500-001.sip.ld",
    ]);
    expect(firmwareCandidates("3111-44500-001.sip.ld")).toEqual(["3111-44500-001.sip.ld"]);
    expect(firmwareCandidates("3111-44500-001.3111-44600-001.sip.ld")).toEqual(["3111-44500-001.3111-44600-001.sip.ld"]);
    expect(firmwareCandidates(" T46S-66.86.0.15.rom ")).toEqual(["T46S-66.86.0.15.rom"]);
  });

  it("gives safe names alone, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 60 }), (asked) => {
        for (const name of firmwareCandidates(asked)) expect(/[/\\\0]|\.\./.test(name)).toBe(false);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});
