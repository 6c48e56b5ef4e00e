import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PhoneRequest } from "../contract.ts";
import { vendor } from "./index.ts";
import { modelIdOfToken } from "./models.ts";
import { models } from "./testing.ts";
import { virtualPolycom } from "./virtual.ts";

function ask(path: string, userAgent: string | null = null, more: Partial<PhoneRequest> = {}) {
  return vendor.recognise({ method: "GET", path, userAgent, certificateSubject: null, ...more });
}

const vvx = "FileTransport PolycomVVX-VVX_500-UA/5.9.7.4477 Type/Application";
const mac = "0004f2abcdef";

describe("user agents", () => {
  test.each([
    ["PolycomSoundPointIP-SPIP_335-UA/3.2.1.0078", "SPIP335", null, "3.2.1.0078"],
    ["PolycomSoundPointIP-SPIP_335-UA/4.2.1.0275", "SPIP335", null, null],
    ["PolycomSoundPointIP-SPIP_450-UA/3.2.3.1734", "SPIP450", null, "3.2.3.1734"],
    ["PolycomSoundPointIP-SPIP_335-UA/4.0.13.1445 (SN:0004f249d83f) Type/Application", "SPIP335", "0004f249d83f", "4.0.13.1445"],
    ["PolycomSoundStationIP-SSIP_6000-UA/4.0.4.2906 Type/Application", "SSIP6000", null, "4.0.4.2906"],
    ["PolycomSoundStationIP-SSIP_6000-UA/5.0.3.1667 Type/Updater", "SSIP6000", null, null],
    [
      "PolycomSoundStationIP-SSIP_5000-UA/4.0.3.7562 (SN:0004f2e765da) Type/Application",
      "SSIP5000",
      "0004f2e765da",
      "4.0.3.7562",
    ],
    ["PolycomVVX-VVX_101-UA/5.4.3.1014 Type/Application", "VVX101", null, "5.4.3.1014"],
    ["PolycomVVX-VVX_450-UA/5.9.1.0615 Type/Application", "VVX450", null, "5.9.1.0615"],
    ["PolycomVVX-VVX_500-UA/5.9.7.47435 Type/Updater", "VVX500", null, null],
    ["PolyEdge-Edge_E450-UA/8.0.0.15602 Type/Application", "EDGE_E450", null, "8.0.0.15602"],
    ["PolyEdge-Edge_E300-UA/8.0.0.15602 Type/Application", "EDGE_E300", null, "8.0.0.15602"],
    ["PolyCCX-CCX_600-UA/8.0.2.3267 (SN:482567b5313f) Type/Application", "CCX600", "482567b5313f", "8.0.2.3267"],
    [
      "PolycomRealPresenceTrio-Trio_8800-UA/7.2.2.1094 (SN:64167f000001) Type/Application",
      "TRIO8800",
      "64167f000001",
      "7.2.2.1094",
    ],
    ["PolycomSoundPointIP-VVX_500-UA/4.0.1.13681 Type/Application", "VVX500", null, "4.0.1.13681"],
  ])("%s names model, MAC and the application's version", (agent, model, serial, firmware) => {
    const found = ask("/000000000000.cfg", `FileTransport ${agent}`);
    expect(found).toMatchObject({ vendor: "polycom", model, mac: serial, firmware, wants: "boot" });
  });

  test("of the SIP stack carry version and MAC in one word", () => {
    const found = ask("/phonebook/colleagues.html", "PolycomVVX-VVX_310-UA/4.1.4.7430_0004f2abcdef");
    expect(found).toMatchObject({ model: "VVX310", mac, firmware: "4.1.4.7430", wants: "phonebook" });
    expect(ask("/x", "Polycom/5.5.2.8571 PolycomVVX-VVX_411-UA/5.5.2.8571")).toMatchObject({
      model: "VVX411",
      firmware: "5.5.2.8571",
    });
  });

  test("without a type count as the application's with a file that the application alone asks for", () => {
    const agent = "FileTransport PolycomSoundPointIP-SPIP_335-UA/4.0.1.1234";
    expect(ask(`/${mac}.cfg`, agent)?.firmware).toBeNull();
    expect(ask(`/${mac}-phone.cfg`, agent)?.firmware).toBe("4.0.1.1234");
  });

  test("of every model's virtual phone lead back to the model, as application and as updater", () => {
    for (const model of models) {
      const application = ask("/000000000000.cfg", virtualPolycom.userAgent(model, "5.9.7.4477", mac));
      expect(application).toMatchObject({ model: model.model, mac, firmware: "5.9.7.4477" });
      const updater = ask("/000000000000.cfg", virtualPolycom.userAgent(model, "5.9.7.4477", mac, "boot"));
      expect(updater).toMatchObject({ model: model.model, firmware: null });
    }
  });

  test("tokens are read without regard to case, also those the catalogue does not hold", () => {
    expect(modelIdOfToken("edge_e350")).toBe("EDGE_E350");
    expect(modelIdOfToken("SPIP_501")).toBe("SPIP501");
  });
});

describe("what is wanted", () => {
  test.each([
    ["GET", `/${mac}.cfg`, "boot", mac],
    ["GET", "/0004F2ABCDEF.cfg", "boot", mac],
    ["GET", "/00:04:F2:AB:CD:EF.cfg", "boot", mac],
    ["GET", "/00-04-f2-ab-cd-ef.cfg", "boot", mac],
    ["GET", "/%30004f2abcdef.cfg?x=0004f2000000", "boot", mac],
    ["GET", `//p/token//${mac}.cfg`, "boot", mac],
    ["GET", `/0123456789abcdef0123456789abcdef/${mac}.cfg`, "boot", mac],
    ["GET", "/0004f2000000/000000000000.cfg", "boot", null],
    ["HEAD", "/000000000000.cfg", "boot", null],
    ["GET", "/000000000000-directory.xml", "directory", null],
    ["GET", "/000000000000-license.cfg", "licence", null],
    ["GET", "/000000000000-phone.cfg", "unknown", null],
    ["GET", `/phone-${mac}.cfg`, "phone", mac],
    ["GET", `/${mac}-user.cfg`, "phone", mac],
    ["GET", `/exten${mac}.cfg`, "phone", mac],
    ["GET", `/${mac}_reg.cfg`, "phone", mac],
    ["GET", "/klyka-shared.cfg", "common", null],
    ["GET", "/sip.cfg", "common", null],
    ["GET", `/${mac}-directory.xml`, "directory", mac],
    ["GET", `/${mac}-license.cfg`, "licence", mac],
    ["GET", "/3111-44500-001.sip.ld", "firmware", null],
    ["GET", "/sip.ld", "firmware", null],
    ["GET", "/sip.ver", "firmware", null],
    ["GET", "/2345-12500-001.bootrom.ld", "firmware", null],
    ["GET", "/SoundPointIPLocalization/Swedish_Sweden/SoundPointIP-dictionary.xml", "language", null],
    ["GET", "/VVXLocalization/Swedish_Sweden/VVX-dictionary.xml", "language", null],
    ["GET", `/${mac}-phone.cfg`, "upload", mac],
    ["GET", `/${mac}-web.cfg`, "upload", mac],
    ["GET", `/${mac}-calls.xml`, "upload", mac],
    ["HEAD", `/${mac}-app.log`, "upload", mac],
    ["PUT", `/${mac}-boot.log`, "upload", mac],
    ["PUT", `/${mac}-now-app.log`, "upload", mac],
    ["PUT", `/${mac}.cfg`, "upload", mac],
    ["GET", "/p/token/phonebook/colleagues.html", "phonebook", null],
    ["GET", "/p/token/phonebook/019b0000-0000-7000-8000-0000000000cc.html", "phonebook", null],
    ["GET", "/p/token/", "unknown", null],
    ["GET", "/background.jpg", "unknown", null],
    ["DELETE", `/${mac}.cfg`, "unknown", mac],
    ["GET", `/%2530004f2abcdef.cfg`, "unknown", null],
    ["GET", `/../${mac}.cfg`, "unknown", null],
    ["GET", `/%2e%2e/${mac}.cfg`, "unknown", null],
    ["GET", `/${mac}.cfg%00`, "unknown", null],
    ["GET", `\\${mac}.cfg`, "unknown", null],
  ])("%s %s: %s", (method, path, wants, expected) => {
    expect(ask(path, vvx, { method })).toMatchObject({
      wants,
      mac: expected,
      macConflict: false,
      model: "VVX500",
    });
  });

  test("a doubled part number stands for the single file, and names the model where nothing else does", () => {
    const found = ask("/3111-44500-001.3111-44500-001.sip.ld");
    expect(found).toMatchObject({
      model: "VVX500",
      hardware: "3111-44500-001",
      file: "3111-44500-001.sip.ld",
      wants: "firmware",
    });
  });

  test("a request of TFTP, without slash and user agent, is understood by name or by the maker's address block", () => {
    expect(ask("000000000000.cfg")?.vendor).toBe("polycom");
    expect(ask(`${mac}.cfg`)).toMatchObject({ vendor: "polycom", mac, wants: "boot" });
    expect(ask("f04ea4000001.cfg")?.vendor).toBe("polycom");
    expect(ask("001122aabbcc.cfg")).toBeNull();
    expect(ask("phone-001122aabbcc.cfg")).toMatchObject({ wants: "phone", mac: "001122aabbcc" });
    expect(ask(`p/0123456789abcdefghjkmnpqrs/${mac}.cfg`)).toMatchObject({ wants: "boot", mac });
  });

  test("a request of another make is none of ours, whatever its MAC", () => {
    expect(ask(`/${mac}.cfg`, "Yealink SIP-T46U 108.86.0.20 00:15:65:ab:cd:ef")).toBeNull();
    expect(ask("/y000000000108.cfg", "curl/8.9")).toBeNull();
  });
});

describe("who asks", () => {
  test.each([
    ["CN=0004F2ABCDEF,O=Polycom Inc.,C=US"],
    ["C = US, O = Polycom Inc., CN = 0004F2ABCDEF"],
    ["/C=US/O=Polycom/CN=00:04:f2:ab:cd:ef"],
    ["C=US\nO=Poly\nCN=VVX 500 0004f2abcdef"],
  ])("the certificate subject %j names the phone", (certificateSubject) => {
    expect(ask("/000000000000.cfg", null, { certificateSubject })).toMatchObject({ vendor: "polycom", mac });
  });

  test("different MACs in path, user agent and certificate are a conflict", () => {
    const tagged = "FileTransport PolycomVVX-VVX_500-UA/5.9.7.4477 (SN:0004f2000001) Type/Application";
    expect(ask(`/${mac}.cfg`, tagged)?.macConflict).toBe(true);
    expect(ask("/klyka-shared.cfg", tagged)).toMatchObject({ macConflict: false, mac: "0004f2000001" });
    expect(ask(`/${mac}.cfg`, vvx, { certificateSubject: "CN=0004f2000002,O=Polycom" })?.macConflict).toBe(true);
    expect(ask(`/${mac}.cfg`, vvx, { certificateSubject: `CN=${mac.toUpperCase()},O=Polycom` })?.macConflict).toBe(false);
  });
});

test("recognise never throws, on any bytes", () => {
  const fragment = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "/",
      "%",
      "%2e",
      "0004f2abcdef",
      "000000000000",
      ".cfg",
      "PolycomVVX-VVX_500-UA/",
      "(SN:",
      "CN=",
      "-directory.xml",
      "\0",
      "\\",
    ),
  );
  const text = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, fc.option(text), fc.option(text), (method, path, userAgent, certificateSubject) => {
      const found = vendor.recognise({ method, path, userAgent, certificateSubject });
      if (found === null) return;
      expect(found.mac === null || /^(?!0{12})[0-9a-f]{12}$/.test(found.mac)).toBe(true);
      expect(found.file).not.toMatch(/[\\/\p{Cc}]/u);
      vendor.roleOf(found, found.model ?? "");
    }),
    { seed: 3, numRuns: 20_000 },
  );
});
