import { describe, expect, it } from "vitest";
import { certificateReader } from "./certificate.ts";

const read = certificateReader("([0-9A-Fa-f]{2}[:.-]?){5}[0-9A-Fa-f]{2}");

describe("the MAC of a factory certificate", () => {
  it.each([
    ["CN=00:15:65:AA:BB:CC", "001565aabbcc"],
    ["CN=001565aabbcc", "001565aabbcc"],
    ["C=CN,O=yealink.com,CN=001565AABBCC", "001565aabbcc"],
    ["/C=US/O=Polycom Inc./CN=0004F2AABBCC", "0004f2aabbcc"],
    ["CN = Phone 00-04-13-aa-bb-cc, O = Snom Technology", "000413aabbcc"],
    ["CN=001565aabbcc\nO=x", "001565aabbcc"],
  ])("is read from %j", (subject, mac) => {
    expect(read(subject)).toBe(mac);
  });

  it.each([
    "CN=Yealink Equipment",
    "CN=000000000000",
    "O=001565aabbcc",
    "CN=001565aabbcc,CN=001565ddeeff",
    "CN=001565aabbcc 001565ddeeff",
    "CN=001565aabbccdd",
    "CN=00:15:65:aa:bb:cc:ff:fe",
    "CN=x001565aabbcc",
    "CN=001565aabbccy",
    "CN=5C001565AABBCC",
    "CN=ff-001565aabbcc",
    "O=x\\,CN=001565aabbcc",
    "",
  ])("is not read from %j", (subject) => {
    expect(read(subject)).toBeNull();
  });
});
