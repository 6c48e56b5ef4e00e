import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phonebookIn, redactPath, splitAskPath } from "./ask-path.ts";

const token = "0123456789abcdefghjkmnpqrs";

describe("splitAskPath", () => {
  it.each([
    ["/001565aabbcc.cfg", "plain", null, "/001565aabbcc.cfg"],
    [`/p/${token}/001565aabbcc.cfg`, "token", token, "/001565aabbcc.cfg"],
    [`/p/${token}/phonebook/colleagues.xml?x=1`, "token", token, "/phonebook/colleagues.xml?x=1"],
    [`/o/${token}/snomD785.htm`, "organisation", token, "/snomD785.htm"],
    ["/d/001565aabbcc.cfg", "digest", null, "/001565aabbcc.cfg"],
    [`/p/${token}`, "token", token, "/"],
    ["/p/", "token", "", "/"],
    ["/p", "plain", null, "/p"],
    ["/pp/x", "plain", null, "/pp/x"],
    [`//p/${token}/x`, "plain", null, `//p/${token}/x`],
    [`http://prov.example.se/p/${token}/x.cfg`, "token", token, "/x.cfg"],
    ["http://prov.example.se", "plain", null, "/"],
    ["*", "plain", null, "/*"],
    ["", "plain", null, "/"],
  ])("reads %s", (target, access, found, rest) => {
    expect(splitAskPath(target)).toEqual({ access, token: found, rest });
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (target) => {
        expect(splitAskPath(target).rest.startsWith("/")).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("redactPath", () => {
  it.each([
    [`/p/${token}/001565aabbcc.cfg`, "/p/***/001565aabbcc.cfg"],
    [`/o/${token}/x`, "/o/***/x"],
    ["/p/a-guess/x", "/p/***/x"],
    [`/x/p/${token}/y`, "/x/p/***/y"],
    [`/%70/${token}/y`, "/p/***/y"],
    [`/p/%30${token.slice(1)}/y`, "/p/***/y"],
    [`/x/${token.toUpperCase()}`, "/x/***"],
    ["/001565aabbcc.cfg?pass=geheim", "/001565aabbcc.cfg?…"],
    ["/d/001565aabbcc.cfg#x", "/d/001565aabbcc.cfg?…"],
    ["/a\nb\u2028c", "/a\ufffdb\ufffdc"],
  ])("shows %s as %s", (path, shown) => {
    expect(redactPath(path)).toBe(shown);
  });

  it("never shows a token, wherever it stands and however it is encoded", () => {
    const encode = (text: string, at: number) =>
      [...text].map((character, n) => ((at >> (n % 26)) & 1 ? `%${character.charCodeAt(0).toString(16)}` : character)).join("");
    const around = fc.stringMatching(/^[a-z/?%.-]{0,10}$/);
    fc.assert(
      fc.property(around, around, fc.nat(2 ** 26), (before, after, at) => {
        const shown = redactPath(`/${before}/${encode(token, at)}/${after}`);
        expect(shown).not.toContain(token);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });
});

describe("phonebookIn", () => {
  const whole = { letter: null, page: null, part: 1, search: null };
  const list = { key: "019b0000-0000-7000-8000-0000000000cc" };
  const people = { key: "colleagues", form: "xml", ...whole };
  it.each([
    ["/phonebook/colleagues.xml", { key: "colleagues", form: "xml", ...whole }],
    ["/phonebook/019b0000-0000-7000-8000-0000000000cc.html?p=2", { ...list, form: "html", ...whole }],
    ["/phonebook/colleagues.xml?letter=%C3%85&page=2&part=3", { ...people, letter: "Å", page: 2, part: 3 }],
    ["/phonebook/colleagues.xml?page=0&part=-1&letter=", { ...people, letter: "" }],
    ["/phonebook/colleagues.xml?search=+%C3%85sa+", { ...people, search: "Åsa" }],
    ["/phonebook/colleagues.xml?search=%C5sa", { ...people, search: "Åsa" }],
    ["/phonebook/colleagues.xml?search=%", { ...people, search: "%" }],
    ["/phonebook/../x.xml", null],
    ["/x/phonebook/colleagues.xml", null],
    ["/phonebook/colleagues.cfg", null],
  ])("reads %s", (rest, found) => {
    expect(phonebookIn(rest)).toEqual(found);
  });
});
