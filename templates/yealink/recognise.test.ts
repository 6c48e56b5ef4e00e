import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PhoneRequest } from "../contract.ts";
import { yCodeOf, yealinkModels } from "./models.ts";
import { recognise } from "./recognise.ts";

const request = (fields: Partial<PhoneRequest>): PhoneRequest => ({
  method: "GET",
  path: "/",
  userAgent: null,
  certificateSubject: null,
  ...fields,
});
const t46s = "Yealink SIP-T46S 66.86.0.15 00:15:65:aa:bb:cc";

describe("user agents", () => {
  test.each([
    ["Yealink SIP-T21P_E2 52.80.0.3 00:15:65:4c:4c:26", "T21P_E2", "0015654c4c26", "52.80.0.3"],
    ["Yealink SIP-T23G 44.80.0.60 00:15:65:93:70:f2", "T23G", "0015659370f2", "44.80.0.60"],
    ["Yealink SIP-T23P 44.80.0.60 00:15:65:93:70:f2", "T23G", "0015659370f2", "44.80.0.60"],
    ["Yealink SIP-T31G 124.85.257.55 80:5e:c0:d5:7d:72", "T31G", "805ec0d57d72", "124.85.257.55"],
    ["Yealink SIP-T46U 108.87.14.1 24:9a:d8:6e:9d:88", "T46U", "249ad86e9d88", "108.87.14.1"],
    ["yealink sip-t46u 108.87.14.1 249AD86E9D88", "T46U", "249ad86e9d88", "108.87.14.1"],
    ["Yealink SIP-T48G  35.80.0.70  00-15-77-88-33-55", "T48G", "001577883355", "35.80.0.70"],
    ["Yealink SIP-T58 58.85.0.5 00:15:65:9b:5b:22", "T58A", "0015659b5b22", "58.85.0.5"],
    ["Yealink SIP-T58V  58.80.0.25  001565f429a4", "T58A", "001565f429a4", "58.80.0.25"],
    ["Yealink SIP-T58W 150.86.0.10 00:15:65:9b:5b:22", "T58W", "0015659b5b22", "150.86.0.10"],
    ["Yealink VP59 91.283.0.30", "VP59", null, "91.283.0.30"],
    ["Yealink SIP VP-T59 91.283.0.30 00:15:65:9b:5b:22", "VP59", "0015659b5b22", "91.283.0.30"],
    ["Yealink CP960 73.83.0.30 00:15:65:8a:37:86", "CP960", "0015658a3786", "73.83.0.30"],
    ["SIP-T46S 66.86.0.15 00:15:65:8a:37:86", "T46S", "0015658a3786", "66.86.0.15"],
    ["Yealink SIP-T46S", "T46S", null, null],
    ["Yealink SIP VP-T49G 51.80.0.10 00:15:65:9b:5a:44", "VP-T49G", "0015659b5a44", "51.80.0.10"],
    ["yealink SIP-T28P 2.70.0.140 00:15:65:13:ae:0b", "T28P", "00156513ae0b", "2.70.0.140"],
    ["Yealink SIP-T38G  38.70.0.125 00:15:65:2f:c3:5e", "T38G", "0015652fc35e", "38.70.0.125"],
    ["W52P 25.30.0.2 00:15:65:44:b3:7c", "W52P", "00156544b37c", "25.30.0.2"],
    ["VP530P 23.70.0.40 00:15:65:31:4b:c0", "VP530P", "001565314bc0", "23.70.0.40"],
    ["Yealink AX83H 180.86.0.5 24:9a:d8:12:34:56", "AX83H", "249ad8123456", "180.86.0.5"],
  ])("%s", (userAgent, model, mac, firmware) => {
    expect(recognise(request({ path: "/none", userAgent }))).toMatchObject({ vendor: "yealink", model, mac, firmware });
  });

  test("an old T46G names its hardware where the MAC stands today", () => {
    expect(recognise(request({ path: "/none", userAgent: "Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0" }))).toMatchObject({
      model: "T46G",
      mac: null,
      firmware: "28.71.0.81",
      hardware: "28.1.0.128.0.0.0",
    });
  });

  test.each(["Mozilla/4.0 (compatible; snomD785-SIP 10.1.198.19)", "Cisco CP7960 8.1.2.3"])(
    "%s is not a Yealink, whatever phone file it asks for",
    (userAgent) => {
      expect(recognise(request({ path: "/001565aabbcc.cfg", userAgent }))).toBeNull();
    },
  );

  test("each model is recognised by each of its own tokens, and by its common file when no other model shares it", () => {
    const shared = new Set(["T31G", "T31P", "T53", "T53W"]);
    for (const model of yealinkModels().values()) {
      for (const token of model.identify.userAgent)
        expect(recognise(request({ userAgent: `Yealink ${token} 1.86.0.1 00:15:65:00:00:01` }))?.model).toBe(model.model);
      const byFile = recognise(request({ path: `/${yCodeOf(model)}.cfg` }));
      expect(byFile).toMatchObject({ vendor: "yealink", model: shared.has(model.model) ? null : model.model, wants: "common" });
    }
  });
});

describe("what is wanted", () => {
  test.each([
    ["GET", "/001565aabbcc.boot", "boot", "001565aabbcc.boot"],
    ["GET", "/y000000000000.boot", "boot", "y000000000000.boot"],
    ["GET", "/y000000000000.cfg", "common", "y000000000000.cfg"],
    ["GET", "/y000000000108.cfg?x=1", "common", "y000000000108.cfg"],
    ["HEAD", "/p/abc/001565AABBCC.cfg", "phone", "001565aabbcc.cfg"],
    ["GET", "/001565aabbcc.cfg?mac=1&pass=2", "phone", "001565aabbcc.cfg"],
    ["GET", "/00%3A15%3A65%3Aaa%3Abb%3Acc.cfg", "phone", "001565aabbcc.cfg"],
    ["GET", "001565aabbcc.cfg", "phone", "001565aabbcc.cfg"],
    ["GET", "/000000000000.cfg", "unknown", "000000000000.cfg"],
    ["GET", "/001565aabbcc-local.cfg", "upload", "001565aabbcc-local.cfg"],
    ["PUT", "/001565AABBCC-contact.xml", "upload", "001565aabbcc-contact.xml"],
    ["POST", "/sys.log", "upload", "sys.log"],
    ["GET", "/001565AABBCC-calllog.xml", "upload", "001565aabbcc-calllog.xml"],
    ["GET", "/fw/T46S(T48S,T42S,T41S)-66.86.0.15.rom", "firmware", "T46S(T48S,T42S,T41S)-66.86.0.15.rom"],
    ["GET", "/fw/Base%20for%20W52P%26W56P-25.80.0.15.rom", "firmware", "Base for W52P&W56P-25.80.0.15.rom"],
    ["GET", "/fw/Base for W52P&W56P-25.80.0.15.rom", "firmware", "Base for W52P&W56P-25.80.0.15.rom"],
    ["GET", "/lang/004.GUI.French.lang", "language", "004.GUI.French.lang"],
    ["GET", "/p/abc/phonebook/colleagues.xml", "phonebook", "colleagues.xml"],
    ["GET", "/y000000000058_Security.enc", "unknown", "y000000000058_Security.enc"],
    ["GET", "/001565aabbcc_Security.enc", "unknown", "001565aabbcc_Security.enc"],
    ["GET", "/%2e%2e/001565aabbcc.cfg", "unknown", ""],
    ["GET", "/%252e%252e/001565aabbcc.cfg", "unknown", ""],
    ["GET", "/001565aabbcc.cfg%00.boot", "unknown", ""],
    ["GET", "/a%5c001565aabbcc.cfg", "unknown", ""],
  ])("%s %s is for %s", (method, path, wants, file) => {
    expect(recognise(request({ method, path, userAgent: t46s }))).toMatchObject({ wants, file, macConflict: false });
  });

  test("without a user agent, a y file and a phone file with a Yealink MAC are Yealink's, any other MAC's is nobody's", () => {
    expect(recognise(request({ path: "/y000000000066.cfg" }))).toMatchObject({ model: "T46S", mac: null });
    expect(recognise(request({ path: "/249AD8416C5C.cfg" }))).toMatchObject({ model: null, mac: "249ad8416c5c", wants: "phone" });
    expect(recognise(request({ path: "/249ad8416c5c.boot", userAgent: "" }))).toMatchObject({ wants: "boot" });
    expect(recognise(request({ path: "/0004f2aabbcc.cfg" }))).toBeNull();
    expect(recognise(request({ path: "/249ad8416c5c.htm" }))).toBeNull();
    expect(
      recognise(request({ path: "/y000000000066.cfg", userAgent: "FileTransport PolycomVVX-VVX_450-UA/6.4.6.2494" })),
    ).toBeNull();
  });
});

describe("MAC addresses", () => {
  test("the digits of a common file are no MAC: the user agent's counts", () => {
    expect(recognise(request({ path: "/y000000000066.cfg", userAgent: t46s }))).toMatchObject({
      mac: "001565aabbcc",
      macConflict: false,
    });
  });

  test("a MAC is never cut out of a longer run of digits, nor out of a folder's name", () => {
    const run = recognise(request({ path: "/0123456789abcdef0123456789abcdef.cfg", userAgent: "Yealink SIP-T46S 66.86.0.15" }));
    expect(run).toMatchObject({ mac: null, wants: "unknown" });
    const folder = recognise(request({ path: "/001565ffffff/y000000000066.cfg", userAgent: t46s }));
    expect(folder).toMatchObject({ mac: "001565aabbcc", macConflict: false });
  });

  test("two MACs in one request are a conflict", () => {
    expect(recognise(request({ path: "/001565000001.cfg", userAgent: t46s }))).toMatchObject({
      mac: "001565000001",
      macConflict: true,
    });
    expect(
      recognise(request({ path: "/001565aabbcc.cfg", userAgent: t46s, certificateSubject: "CN=001565000001" }))?.macConflict,
    ).toBe(true);
  });

  test.each([
    "CN=001565aabbcc",
    "O=Yealink, CN=00:15:65:AA:BB:CC",
    "/C=CN/O=Yealink Network Technology/CN=00-15-65-aa-bb-cc",
    "C = CN, O = Yealink, CN = 001565AABBCC",
    "C=CN\nO=Yealink\nCN=001565aabbcc",
    'CN="00:15:65:aa:bb:cc",O=Yealink',
  ])("the certificate %s names the phone", (certificateSubject) => {
    expect(recognise(request({ path: "/y000000000066.cfg", certificateSubject }))?.mac).toBe("001565aabbcc");
  });

  test("a certificate with two names that differ, or without a name that holds a MAC, names no phone", () => {
    for (const certificateSubject of ["CN=001565aabbcc, CN=001565000001", "O=001565aabbcc, CN=Yealink", "CN=Yealink Equipment"])
      expect(recognise(request({ path: "/y000000000066.cfg", certificateSubject }))?.mac).toBeNull();
  });
});

test("no bytes make it throw", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(
      "Yealink ",
      "SIP-T46S",
      " 66.86.0.15 ",
      "00:15:65:aa:bb:cc",
      "/001565aabbcc.cfg",
      "%2e",
      "%00",
      "CN=",
      "y000000000066.cfg",
    ),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, fc.option(text), fc.option(text), (method, path, userAgent, certificateSubject) => {
      const found = recognise({ method, path, userAgent, certificateSubject });
      expect(found === null || found.mac === null || /^[0-9a-f]{12}$/.test(found.mac)).toBe(true);
    }),
    { numRuns: 20_000, seed: 20261122 },
  );
});
