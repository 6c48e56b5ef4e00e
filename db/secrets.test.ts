import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bodyHash,
  createKeyring,
  generatePassword,
  generateToken,
  open,
  openBytes,
  seal,
  sealBytes,
  tokenHash,
} from "./secrets.ts";

const material = (fill: number) => new Uint8Array(32).fill(fill);
const keyring = createKeyring([material(1)]);

describe("secrets at rest", () => {
  it("open with the same key and context, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (secret, context) => {
        expect(open(keyring, seal(keyring, secret, context), context)).toBe(secret);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("do not open in another row, with another key, or when a character has been changed", () => {
    const sealed = seal(keyring, "hemlig", "phone/token_sealed/1");
    const refused = { code: "secret_unreadable" };
    expect(() => open(keyring, sealed, "phone/token_sealed/2")).toThrow(expect.objectContaining(refused));
    expect(() => open(createKeyring([material(2)]), sealed, "phone/token_sealed/1")).toThrow(expect.objectContaining(refused));
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed.charAt(at) === "A" ? "B" : "A";
      const broken = sealed.slice(0, at) + other + sealed.slice(at + 1);
      if (at === 8) continue; // the dot is no part of the value
      expect(() => open(keyring, broken, "phone/token_sealed/1"), `character ${at}`).toThrow(expect.objectContaining(refused));
    }
  });

  it("are not opened from anything that is too short", () => {
    for (let length = 0; length < 40; length++)
      expect(() => openBytes(keyring, sealBytes(keyring, Buffer.alloc(20), "x").subarray(0, length), "x")).toThrow(
        expect.objectContaining({ code: "secret_unreadable" }),
      );
  });

  it("are sealed by the first key and opened by any", () => {
    const old = seal(keyring, "hemlig", "x");
    const both = createKeyring([material(2), material(1)]);
    expect(open(both, old, "x")).toBe("hemlig");
    expect(seal(both, "hemlig", "x").startsWith(`${createKeyring([material(2)]).currentId}.`)).toBe(true);
  });

  it("never seal the same text to the same value", () => {
    expect(seal(keyring, "hemlig", "x")).not.toBe(seal(keyring, "hemlig", "x"));
  });

  it("refuse key material that is missing or not 32 bytes", () => {
    expect(() => createKeyring([])).toThrow(expect.objectContaining({ code: "key_missing" }));
    expect(() => createKeyring([new Uint8Array(31)])).toThrow(expect.objectContaining({ code: "key_missing" }));
  });
});

describe("generated secrets", () => {
  it("are tokens of 26 characters without i, l, o and u, all different", () => {
    const tokens = Array.from({ length: 1000 }, generateToken);
    for (const token of tokens) expect(token).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(new Set(tokens).size).toBe(1000);
  });

  it("are passwords with a small letter, a capital and a digit", () => {
    for (let n = 0; n < 200; n++) expect(generatePassword()).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[2-9])[a-zA-Z2-9]{16}$/);
  });

  it("are looked up by a hash that says nothing of them", () => {
    const token = generateToken();
    expect(tokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenHash(token)).not.toContain(token);
  });

  it("hash bodies with the key: another installation has other hashes", () => {
    const body = Buffer.from("account.1.enable = 1\n");
    expect(bodyHash(keyring, body)).toBe(bodyHash(createKeyring([material(1)]), body));
    expect(bodyHash(keyring, body)).not.toBe(bodyHash(createKeyring([material(2)]), body));
  });
});
