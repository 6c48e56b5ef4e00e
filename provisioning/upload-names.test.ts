import { describe, expect, it } from "vitest";
import { uploadName } from "./upload-names.ts";

const mac = "001565aabbcc";

describe("uploadName", () => {
  it.each([
    ["yealink", `${mac}-local.cfg`, `${mac}-local.cfg`],
    ["yealink", "001565AABBCC-contact.xml", `${mac}-contact.xml`],
    ["yealink", `${mac}-calllog.xml`, `${mac}-calllog.xml`],
    ["yealink", `${mac}-sys.log`, `${mac}-sys.log`],
    ["yealink", `${mac}.cfg`, null],
    ["yealink", `${mac}.boot`, null],
    ["yealink", "001565ddeeff-local.cfg", null],
    ["yealink", `001565ddeeff-${mac}-local.cfg`, null],
    ["polycom", `${mac}-phone.cfg`, `${mac}-phone.cfg`],
    ["polycom", `${mac}-web.cfg`, `${mac}-web.cfg`],
    ["polycom", `${mac}-directory.xml`, `${mac}-directory.xml`],
    ["polycom", `${mac}-calls.xml`, `${mac}-calls.xml`],
    ["polycom", `${mac}-app.log`, `${mac}-app.log`],
    ["polycom", `${mac}-now-app.log`, `${mac}-now-app.log`],
    ["polycom", `phone-${mac}.cfg`, null],
    ["polycom", `${mac}.cfg`, null],
    ["polycom", `${mac}-license.cfg`, null],
    ["snom", `snomd785-${mac}-settings.xml`, `snomd785-${mac}-settings.xml`],
    ["snom", `snomD785-${mac}.htm`, null],
    ["snom", `../${mac}.xml`, null],
    ["snom", `${mac}${"x".repeat(200)}.log`, null],
  ] as const)("of a %s for %s is %s", (vendor, file, name) => {
    expect(uploadName(vendor, file, mac)).toBe(name);
  });
});
