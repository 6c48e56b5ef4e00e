import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeImage, recogniseImage } from "./firmware-image.ts";
import { versionInArchiveName } from "./polycom/firmware-image.ts";

/** Packed bytes that name nothing. */
const packed = Uint8Array.from({ length: 4096 }, (_, at) => (at * 197 + (at >> 3)) % 256);
const recognise = (
  name: string,
  more: { head?: Uint8Array; version?: string | null; vendor?: "yealink" | "snom" | "polycom" } = {},
) => recogniseImage({ name, head: packed, bytes: 40_000_000, ...more });
const naming = (...texts: string[]) => Buffer.concat([packed, Buffer.from(texts.join("\0"), "latin1"), packed]);
const code = (name: string, more: Parameters<typeof recognise>[1] = {}) => {
  try {
    return recognise(name, more).name;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

describe("an image", () => {
  it.each([
    ["T46U(T43U,T46U,T41U,T48U,T42U,T44U,T44W)-108.86.0.90.rom", "108.86.0.90", ["T42U", "T43U", "T44U", "T46U", "T48U"]],
    ["T31(T30,T30P,T31G,T31P,T33P,T33G)-124.86.0.75.rom ", "124.86.0.75", ["T30P", "T31G", "T31P", "T33G"]],
    ["T54W(T57W,T53W,T53,T53C,T54,T57)-96.86.0.45(20211130).rom", "96.86.0.45", ["T53", "T53W", "T54W", "T57W"]],
    ["T53W(T53)-95.84.0.125.rom", "95.84.0.125", ["T53", "T53W"]],
    ["T58V(T56A)-58.86.0.20.rom", "58.86.0.20", ["T58A"]],
    ["T46-28.83.0.120.rom", "28.83.0.120", ["T46G"]],
    ["T46U-108.86.0.90.rom", "108.86.0.90", ["T42U", "T43U", "T44U", "T46U", "T48U"]],
    ["Base for W52P&W56P-25.80.0.15.rom", "25.80.0.15", []],
    ["$PN-130.87.0.18.rom".replace("$", ""), "130.87.0.18", []],
  ])("of Yealink, %s, is known by the id in front of its version", (name, version, models) => {
    expect(recognise(name)).toMatchObject({ vendor: "yealink", kind: "phone", firmwareVersion: version, models });
  });

  it.each([
    ["snomD785-10.1.215.13-SIP-r.bin", "phone", "10.1.215.13", ["D785"]],
    ["snom715-10.1.215.13-SIP-r.bin", "phone", "10.1.215.13", ["D715"]],
    ["snom300-8.7.5.35-SIP-f.bin", "phone", "8.7.5.35", ["300"]],
    ["snomD865-10.1.215.13-SIP-r.swu", "phone", "10.1.215.13", ["D865"]],
    ["snomD785-ramdisk-chained-update-r.bin", "ramdisk", null, ["D785"]],
    ["snomD7C-1.6.1-r.bin", "module", "1.6.1", []],
    ["snomUXM-2.1.1.bin", "module", "2.1.1", []],
  ])("of Snom, %s, is known by its name alone", (name, kind, version, models) => {
    expect(recognise(name)).toMatchObject({ vendor: "snom", kind, firmwareVersion: version, models });
  });

  it("of Polycom is known by its part, gets its version into its name, and is kept from models that have ended before", () => {
    const split = { vendor: "polycom", kind: "phone", name: "3111-48450-001.5.9.7.4477.sip.ld", models: ["VVX411"] };
    expect(recognise("3111-48450-001.sip.ld", { version: "5.9.7.4477" })).toMatchObject(split);
    expect(recognise("3111-48450-001.3111-48450-001.sip.ld", { head: naming("5.9.7.4477") })).toMatchObject(split);
    expect(recognise("3111-48450-001.sip.ld")).toMatchObject({ name: "3111-48450-001.sip.ld", firmwareVersion: null });
    const combined = (version: string) => recognise("sip.ld", { version }).models;
    expect(combined("4.0.15.1009")).toEqual(expect.arrayContaining(["SPIP335", "VVX310", "VVX450"]));
    expect(combined("5.9.8.5760")).toEqual(expect.arrayContaining(["VVX310", "VVX450"]));
    expect(combined("5.9.8.5760")).not.toContain("SPIP335");
    expect(combined("6.4.6.2494")).not.toContain("VVX310");
    expect(recognise("2345-12500-001.bootrom.ld", { version: "4.4.0.0148" })).toMatchObject({
      kind: "updater",
      models: ["SPIP550"],
    });
    expect(versionInArchiveName("Polycom_UC_Software_5_9_7_4477_release_sig_split.zip")).toBe("5.9.7.4477");
  });

  it("is refused when it is no image, when its name tells nothing, and when its bytes or its folder say something else", () => {
    const name = "T46U(T43U,T46U)-108.86.0.90.rom";
    expect(code(name, { head: Buffer.from("<!DOCTYPE html><html><body>404 Not Found</body></html>".padEnd(5000)) })).toBe(
      "firmware_not_image",
    );
    expect(code(name, { head: Buffer.from("Filen finns på servern: åäö.".repeat(90)) })).toBe("firmware_not_image");
    expect(code(name, { head: Buffer.from("PK\u0003\u0004…") })).toBe("firmware_not_image");
    expect(code("firmware.bin")).toBe("firmware_name_unknown");
    expect(code("../T46U-108.86.0.90.rom")).toBe("firmware_name_unknown");
    expect(code("T46G-108.86.0.90.rom")).toBe("firmware_contradicts");
    expect(() => recognise("T54W-108.86.0.90.rom")).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ found: expect.stringMatching(/^T42U, .*T46U/) }) }),
    );
    expect(code("snomD865-10.1.215.13-SIP-r.bin")).toBe("firmware_contradicts");
    expect(code(name, { vendor: "snom" })).toBe("firmware_make_differs");
    expect(code(name, { head: naming("Mozilla/4.0 (compatible; snomD785-SIP 10.1.215.13)") })).toBe("firmware_contradicts");
    expect(code(name, { head: naming("SIP-T54W", "96.86.0.45") })).toBe("firmware_contradicts");
    expect(code(name, { head: naming("108.84.0.15") })).toBe("firmware_contradicts");
    expect(code(name, { head: naming("108.84.0.15", "108.86.0.90", "2.6.32.11") })).toBe(name);
    expect(code("snomD785-10.1.215.13-SIP-r.bin", { head: naming("snomD735-SIP 10.1.215.13") })).toBe("firmware_contradicts");
    expect(code("3111-48450-001.sip.ld", { version: "5.9.7.4477", head: naming("6.4.6.2494") })).toBe("firmware_contradicts");
  });

  it("never throws anything but our errors, whatever it is called and holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), fc.uint8Array({ maxLength: 300 }), (name, head) => {
        looksLikeImage(name);
        expect(String(code(name, { head }))).toMatch(/^firmware_/);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});
