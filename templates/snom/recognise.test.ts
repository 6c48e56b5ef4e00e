import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PhoneRequest } from "../contract.ts";
import { recognise } from "./recognise.ts";

const request = (fields: Partial<PhoneRequest>): PhoneRequest => ({
  method: "GET",
  path: "/",
  userAgent: null,
  certificateSubject: null,
  ...fields,
});

const agent = (inside: string) => `Mozilla/4.0 (compatible; ${inside})`;

describe("a user agent", () => {
  test.each([
    ["snom lid 3605", null, null, null, null],
    ["snom320-SIP 6.5.20; snom320 jffs2 v3.36; snom320 linux 3.38", "320", "6.5.20", null, null],
    ["snom320-SIP 7.3.30 1.1.3-u", "320", "7.3.30", "1.1.3-u", null],
    ["snom320-SIP 8.4.18 1.1.3-s", "320", "8.4.18", "1.1.3-s", null],
    ["snom370-SIP 8.7.5.48 1.1.3-u 0004132E08B4", "370", "8.7.5.48", "1.1.3-u", "0004132e08b4"],
    ["snom710-SIP 8.7.3.19 1.1.5-IFX-05.01.12", "710", "8.7.3.19", "1.1.5-IFX-05.01.12", null],
    ["snom710-SIP 8.7.5.35 1.1.5-IFX-05.01.12 000413741767", "710", "8.7.5.35", "1.1.5-IFX-05.01.12", "000413741767"],
    ["snom760-SIP 8.7.3.19 2010.06", "760", "8.7.3.19", "2010.06", null],
    ["snom820-SIP 8.4.35 1.1.4-IFX-26.11.09", "820", "8.4.35", "1.1.4-IFX-26.11.09", null],
    ["snom870-SIP 8.4.35 SPEAr300 SNOM 1.4", "870", "8.4.35", "SPEAr300 SNOM 1.4", null],
    ["snomPA1-SIP 8.4.35 1.1.3-s", "PA1", "8.4.35", "1.1.3-s", null],
    [
      "snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0",
      "D785",
      "10.1.33.33",
      "2010.12-00004-g9ba52f5",
      "000413922d24",
    ],
    [
      "snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 00041396D9B4 SXM:0 UXM:0 UXMC:0",
      "D785",
      "10.1.169.16",
      "2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43)",
      "00041396d9b4",
    ],
    ["snom720 8.7.5.35", "720", "8.7.5.35", null, null],
    ["Snom M900 05.20.0001 000413b60680", "M900", "05.20.0001", null, "000413b60680"],
    ["snomM900 05.20.0001 000413b60680", "M900", "05.20.0001", null, "000413b60680"],
    ["snom m9 9.1.43", "M9", "9.1.43", null, null],
    ["snom715-SIP 10.1.54.13 1.1.5 000413A5AA01", "D715", "10.1.54.13", "1.1.5", "000413a5aa01"],
    ["snomD715-SIP 10.1.54.13 1.1.5", "D715", "10.1.54.13", "1.1.5", null],
    ["snom725-SIP 10.1.54.13 1.1.5", "D725", "10.1.54.13", "1.1.5", null],
    ["snomD710-SIP 8.9.3.80 1.1.5", "710", "8.9.3.80", "1.1.5", null],
    ["snomD865-SIP 10.1.184.10 2020.04 000413AABBCC", "D865", "10.1.184.10", "2020.04", "000413aabbcc"],
    ["snomD999-SIP 10.1.184.10 2020.04 000413AABBCC", null, "10.1.184.10", "2020.04", "000413aabbcc"],
  ])("%s is read", (inside, model, firmware, hardware, mac) => {
    expect(recognise(request({ userAgent: agent(inside) }))).toMatchObject({ vendor: "snom", model, firmware, hardware, mac });
  });

  test("of the SIP form is read as well", () => {
    expect(recognise(request({ userAgent: "snomD785/10.1.198.12 000413922D24" }))).toMatchObject({
      model: "D785",
      firmware: "10.1.198.12",
      mac: "000413922d24",
    });
  });

  test("that says nothing about Snom gives null", () => {
    expect(recognise(request({ path: "/y000000000108.cfg", userAgent: "Yealink SIP-T46U 108.86.0.90" }))).toBeNull();
    expect(recognise(request({ path: "/", userAgent: "Mozilla/5.0" }))).toBeNull();
    expect(recognise(request({ path: "/", userAgent: "venomsnom 1.2" }))).toBeNull();
  });
});

describe("a path", () => {
  const d785 = agent("snomD785-SIP 10.1.169.16 2010.12 00041396D9B4 SXM:0");
  test.each([
    ["/snomD785.htm", "common", "snomD785.htm", null],
    ["/snomD785-000413A11FA7.htm", "phone", "snomD785-000413a11fa7.htm", "000413a11fa7"],
    ["/snomd785-000413a11fa7.htm", "phone", "snomd785-000413a11fa7.htm", "000413a11fa7"],
    ["/p/0123456789abcdefghjkmnpqrs/snomD785-000413A11FA7.htm", "phone", "snomD785-000413a11fa7.htm", "000413a11fa7"],
    ["/snomD785.htm-000413A11FA7", "phone", "snomD785.htm-000413a11fa7", "000413a11fa7"],
    ["/snom%44785-00%3A04%3a13:A1:1F:A7.htm?x=1", "phone", "snomD785-000413a11fa7.htm", "000413a11fa7"],
    ["/snomD785-00-04-13-A1-1F-A7.htm", "phone", "snomD785-000413a11fa7.htm", "000413a11fa7"],
    ["/provision.xml?mac=000413a11fa7", "phone", "provision.xml", "000413a11fa7"],
    ["/snomD785-10.1.215.13-SIP-r.bin", "firmware", "snomD785-10.1.215.13-SIP-r.bin", null],
    ["/snomD785-10.1.215.13-SIP-r.bin?mac=000413A11FA7", "firmware", "snomD785-10.1.215.13-SIP-r.bin", "000413a11fa7"],
    ["/fw/snomD865-10.1.215.13-SIP-r.swu", "firmware", "snomD865-10.1.215.13-SIP-r.swu", null],
    [
      "/snomD785-ramdisk-chained-update-r.bin?chained_url=http%3A%2F%2Fh%2Fsnom.bin",
      "firmware",
      "snomD785-ramdisk-chained-update-r.bin",
      null,
    ],
    ["/snomUXM-2.1.1.bin", "firmware", "snomUXM-2.1.1.bin", null],
    ["/snomD7C-1.6.1-r.bin", "firmware", "snomD7C-1.6.1-r.bin", null],
    ["/M900/M900_v0740_b0104.fwu", "firmware", "M900_v0740_b0104.fwu", null],
    ["/p/t/snomD785-firmware.xml", "firmware", "snomD785-firmware.xml", null],
    ["/gui_lang_SV.xml", "language", "gui_lang_SV.xml", null],
    ["/10.1.54.13/web_lang_SV.xml", "language", "web_lang_SV.xml", null],
    ["/p/t/phonebook/colleagues.xml", "phonebook", "colleagues.xml", null],
    ["/snomD785-000000000000.htm", "unknown", "snomD785-000000000000.htm", null],
    ["/snomD785-{mac}.htm", "unknown", "snomD785-{mac}.htm", null],
  ])("%s wants %s from a phone that names itself by path alone or by a silent user agent", (path, wants, file, mac) => {
    const seen = recognise(request({ path, userAgent: "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12)" }));
    expect(seen).toMatchObject({ vendor: "snom", wants, file, mac, macConflict: false });
  });

  test("with a 32-digit id in it names no phone", () => {
    expect(recognise(request({ path: "/0123456789abcdef0123456789abcdef.xml", userAgent: d785 }))?.mac).toBe("00041396d9b4");
  });

  test.each(["/../snomD785.htm", "/%252e%252e/snomD785.htm", "/a/%2e%2e/snomD785.htm", "/snomD785.htm%00", "/a\\snomD785.htm"])(
    "%s is not read",
    (path) => {
      expect(recognise(request({ path, userAgent: d785 }))).toMatchObject({ wants: "unknown", file: "", model: "D785" });
    },
  );

  test("with HEAD is read as with GET, and a write is an upload", () => {
    expect(recognise(request({ method: "HEAD", path: "/snomD785.htm" }))?.wants).toBe("common");
    expect(recognise(request({ method: "PUT", path: "/snomD785-log.txt" }))?.wants).toBe("upload");
    expect(recognise(request({ method: "POST", path: "/x", userAgent: d785 }))?.wants).toBe("upload");
    expect(recognise(request({ method: "DELETE", path: "/snomD785.htm" }))?.wants).toBe("unknown");
  });

  test.each([
    ["/snom715.htm", "D715"],
    ["/snomD715.htm", "D715"],
    ["/snom725-000413786666.htm", "D725"],
    ["/snom710.htm", "710"],
    ["/snomD862.htm", "D862"],
    ["/snomMP.htm", "MP"],
    ["/snomD7C-1.6.1-r.bin", null],
    ["/snomM900.htm", "M900"],
    ["/snomX1.htm", null],
  ])("%s alone says the model", (path, model) => {
    expect(recognise(request({ path }))).toMatchObject({ vendor: "snom", model });
  });
});

describe("a MAC address", () => {
  test.each([".xml", ".htm", ".cfg", ""])("of Snom in a bare file name%s is enough, when the user agent is silent", (ending) => {
    expect(recognise(request({ path: `/000413A3FA70${ending}` }))).toMatchObject({
      vendor: "snom",
      model: "D735",
      mac: "000413a3fa70",
      wants: "phone",
    });
  });

  test.each(["000413940001", "000413790001", "000413840001"])("%s in a range shared by two models names none", (mac) => {
    expect(recognise(request({ path: `/${mac}.xml` }))).toMatchObject({ vendor: "snom", model: null, mac });
  });

  test("of another maker, or one beside another make's user agent, is not Snom's", () => {
    expect(recognise(request({ path: "/001565aabbcc.cfg" }))).toBeNull();
    expect(recognise(request({ path: "/000413a11fa7.cfg", userAgent: "Yealink SIP-T46U 108.86.0.90" }))).toBeNull();
  });

  test("that differs between path, query, user agent and certificate is a conflict", () => {
    const userAgent = agent("snomD785-SIP 10.1.169.16 2010.12 00041396D9B4");
    const conflict = { macConflict: true };
    expect(recognise(request({ path: "/snomD785-000413A11FA7.htm", userAgent }))).toMatchObject({
      macConflict: true,
      mac: "000413a11fa7",
    });
    expect(recognise(request({ path: "/a.bin?mac=000413a11fa7", userAgent }))).toMatchObject(conflict);
    expect(recognise(request({ path: "/snomD785.htm", userAgent, certificateSubject: "CN=000413A11FA7" }))).toMatchObject(
      conflict,
    );
    expect(recognise(request({ path: "/snomD785-00041396d9b4.htm", userAgent }))).toMatchObject({
      macConflict: false,
      mac: "00041396d9b4",
    });
  });

  test.each([
    "CN=000413A11FA7",
    "/C=DE/O=snom technology/CN=000413A11FA7",
    "C = DE, O = snom technology AG, CN = 00:04:13:A1:1F:A7",
    "CN=00-04-13-a1-1f-a7,O=Snom",
    "O=Snom\nCN=0004.13a1.1fa7",
    'CN="snom D735 000413A11FA7"',
  ])("is read from the certificate subject %s", (certificateSubject) => {
    expect(recognise(request({ path: "/", certificateSubject }))).toMatchObject({ vendor: "snom", mac: "000413a11fa7" });
  });

  test("in a certificate counts only as the common name", () => {
    expect(recognise(request({ certificateSubject: "O=CN 000413A11FA7, OU=000413A11FA7, CN=x snom" }))?.mac).toBeNull();
  });
});

test("no bytes make it throw, and what it says keeps its form", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("snom", "snomD785-SIP ", "000413A11FA7", "%", "%25", "..", "/", "?mac=", ".htm", "(", "SXM:0", "CN=", "\0"),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
  const optional = fc.option(text, { nil: null });
  fc.assert(
    fc.property(fc.constantFrom("GET", "PUT", "X"), text, optional, optional, (method, path, userAgent, certificateSubject) => {
      const seen = recognise({ method, path, userAgent, certificateSubject });
      if (seen === null) return;
      expect(seen.mac ?? "000000000001").toMatch(/^(?!0{12})[0-9a-f]{12}$/);
      expect(seen.file).not.toMatch(/[/\\\0]/);
      if (seen.macConflict) expect(seen.mac).not.toBeNull();
    }),
    { numRuns: 20_000, seed: 20_261_122 },
  );
});
