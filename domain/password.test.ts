import { describe, expect, it } from "vitest";
import { normalisePassword, passwordProblem } from "./password.ts";

const about = ["Anna Björk", "anna.bjork@bjorkobygg.example", "Björkö Bygg AB", "+46846500400"];
const code = (password: string) => passwordProblem(password, about)?.code ?? null;

describe("a password", () => {
  it.each([
    "rättstavad häst",
    "kaffe utan mjölk",
    "correct horse battery",
    "xK9!vbT2#qLm",
    "日本語のとても長い合言葉",
    "ett två tre på det fjärde",
  ])("%j is good", (password) => {
    expect(code(password)).toBeNull();
  });

  it("needs twelve characters and no kind of them", () => {
    expect([code("blå häst tolv"), code("Abc123!?xyz")]).toEqual([null, "password_too_short"]);
    expect(code("")).toBe("password_too_short");
    // Eleven characters, more bytes.
    expect(code("åäöåäöåäöåä")).toBe("password_too_short");
  });

  it.each([
    "aaaaaaaaaaaaaaaa",
    "123456789012",
    "987654321098",
    "abcabcabcabc",
    "qwertyuiopasdf",
    "lösenordlösenord",
    "Lösenord123456",
    "Sommar2026!!!",
    "AnnaBjörk1234",
    "björköbygg2026",
    "46846500400123",
    "            ",
  ])("%j is easy to guess", (password) => {
    expect(code(password)).toBe("password_too_simple");
  });

  it("may be pasted and long, up to 256 characters", () => {
    const long = "fyra ord om en gammal bro. ".repeat(10);
    expect([code(long.slice(0, 256)), code(long.slice(0, 257))]).toEqual([null, "password_too_long"]);
  });

  it("is the same from every keyboard: composed or not, full width or not", () => {
    expect(normalisePassword("ra\u0308tt ord ｏｍ bro")).toBe(normalisePassword("rätt ord om bro"));
  });

  it("is judged in a moment, however long", () => {
    expect(code("a1".repeat(50_000))).toBe("password_too_long");
  });
});
