import { describe, expect, test } from "vitest";
import type { PhoneRequest } from "./contract.ts";
import { recogniseRequest } from "./index.ts";

const agents = {
  yealink: "Yealink SIP-T46U 108.87.14.1 24:9a:d8:6e:9d:88",
  snom: "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)",
  polycom: "FileTransport PolycomVVX-VVX_450-UA/5.9.1.0615 (SN:64167faabbcc) Type/Application",
};
const files = { yealink: "249ad86e9d88.cfg", snom: "snomD785-000413922D24.htm", polycom: "64167faabbcc.cfg" };
const makes = ["yealink", "snom", "polycom"] as const;

function recognise(request: Partial<PhoneRequest>) {
  return recogniseRequest({ method: "GET", path: "/", userAgent: null, certificateSubject: null, ...request });
}

describe("every make alike", () => {
  test.each(makes)("%s: a TFTP read is a read, a TFTP write an upload, any other method asks for nothing", (make) => {
    const asked = (method: string) => recognise({ method, path: files[make], userAgent: agents[make] }).wants;
    expect(asked("RRQ")).toBe(asked("GET"));
    expect(asked("head")).toBe(asked("GET"));
    expect([asked("WRQ"), asked("PUT"), asked("POST")]).toEqual(["upload", "upload", "upload"]);
    expect([asked("DELETE"), asked("OPTIONS"), asked("")]).toEqual(["unknown", "unknown", "unknown"]);
  });

  test.each(makes)("%s: the digits of a Yealink's product code are no phone's MAC", (make) => {
    expect(recognise({ path: "/y000000000108.cfg", userAgent: agents[make] }).mac).toMatch(/^(249ad8|000413|64167f)/);
  });

  test.each([
    ["yealink", "001565aabbcc"],
    ["snom", "000413aabbcc"],
    ["polycom", "64167faabbcc"],
    [null, "02aabbccddee"],
  ])("%s: a certificate's MAC is read in every form that a subject is written in", (vendor, mac) => {
    const colons = mac.replace(/..(?=.)/g, "$&:");
    for (const certificateSubject of [
      `CN=${mac.toUpperCase()}`,
      `/C=CN/O=Maker/CN=${colons}`,
      `CN=${colons.replaceAll(":", "-")},OU=x,C=SE`,
      `C = SE, O = "Maker, Inc.", CN = ${mac}`,
      `C=SE\nCN=MAC${mac}`,
      `CN=Phone ${mac}`,
      `2.5.4.3=${mac}`,
      `MAC=${mac.toUpperCase()}`,
      `serialNumber=${mac},CN=Desk phone`,
      mac,
    ])
      expect(recognise({ certificateSubject }), certificateSubject).toMatchObject({ vendor, mac });
  });
});

test("an image's name alone says Yealink, as over TFTP, where there is no user agent", () => {
  for (const name of ["T46U(T43U,T48U)-108.86.0.90.rom", "T54W(T57W)-96.86.0.45(20211130).rom", "T58W-OS12-150.87.0.15.rom"])
    expect(recognise({ path: `/firmware/${name}` })).toMatchObject({ vendor: "yealink", mac: null, wants: "firmware" });
});

test("a phone file with a Yealink's MAC is a Yealink's under another brand's user agent, but not under another maker's", () => {
  expect(recognise({ path: "/001565aabbcc.cfg", userAgent: "OfficePhone/1.0" }).vendor).toBe("yealink");
  expect(recognise({ path: "/001565aabbcc.cfg", userAgent: "Fanvil X5U 2.4.5" }).vendor).toBeNull();
});

test("a Poly's token is read though its family is left out", () => {
  expect(recognise({ path: "/000000000000.cfg", userAgent: "CCX_500-UA/9.4.1.0508 (SN:482567b53140)" })).toMatchObject({
    vendor: "polycom",
    model: "CCX500",
    mac: "482567b53140",
    firmware: "9.4.1.0508",
  });
});
