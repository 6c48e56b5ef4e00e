import fc from "fast-check";
import { expect, it } from "vitest";
import { SecretScan, tokenShapes } from "./secret-scan.ts";

it("finds a secret wherever it stands: as it is, in hex, and in base64 wherever that begins", () => {
  const secret = fc.string({ minLength: 12, maxLength: 40, unit: "grapheme-ascii" });
  const text = fc.string({ maxLength: 200 });
  const hide = fc.constantFrom(
    (one: string) => one,
    (one: string) => Buffer.from(one).toString("hex"),
    (one: string) => Buffer.from(`x${one}`).toString("base64"),
    (one: string) => Buffer.from(`xy:${one}`).toString("base64url"),
  );
  fc.assert(
    fc.property(secret, text, text, hide, (one, before, after, hidden) => {
      expect(new SecretScan(["another-secret", one]).find(`${before} ${hidden(one)} ${after}`).length).toBeGreaterThan(0);
    }),
  );
});

it("finds nothing where nothing is, and passes over what stands anywhere by chance", () => {
  const scan = new SecretScan(["Skriven-Hemlighet-17", "1234"]);
  expect([scan.count, scan.find("Skriven-Hemlighet-18 1234")]).toEqual([1, []]);
});

it("knows the form of a token", () => {
  expect(tokenShapes('{"path":"/p/5zv0k1c9q8x7w6t5s4r3p2n1m0/x.cfg"}')).toBe(1);
  expect(tokenShapes("019b0000-0000-7000-8000-000000000001 provisioningprovisioningpr 1234567890")).toBe(0);
});
