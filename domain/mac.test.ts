import { expect, test } from "vitest";
import { readMac, writeMac } from "./mac.ts";

test.each([
  "805ec0a10001",
  "80:5E:C0:A1:00:01",
  "80-5e-c0-a1-00-01",
  "805e.c0a1.0001",
  " MAC: 80 5E C0 A1 00 01 ",
  "MAC-adress 805EC0A10001",
  "S/N:805EC0A10001",
  "Serienummer 805ec0a10001",
])("%s is read as the address that it is", (written) => {
  expect(readMac(written)).toBe("805ec0a10001");
});

test.each(["", "805ec0a1000", "805ec0a100011", "815ec0a10001", "000000000000", "ffffffffffff", "805ec0a1000g", "3145221140912"])(
  "%s is no phone's address",
  (written) => {
    expect(readMac(written)).toBeNull();
  },
);

test("An address is written in pairs", () => {
  expect(writeMac("805ec0a10001")).toBe("80:5E:C0:A1:00:01");
});
