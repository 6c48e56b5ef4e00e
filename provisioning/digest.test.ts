import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DigestGate, nonceLife } from "./digest.ts";
import { parseDigest } from "./digest-header.ts";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const phone = { digestHash: md5("phone-1:klyka:hemligt"), name: "phone-1" };
const find = (user: string) => (user === "phone-1" ? phone : null);
const request = { method: "GET", target: "/d/001565aabbcc.cfg" };

function gate(): DigestGate {
  return new DigestGate("klyka", new Uint8Array(32).fill(1));
}

function nonceOf(challenge: string): string {
  return /nonce="([^"]+)"/.exec(challenge)?.[1] ?? "";
}

type Say = { user?: string; password?: string; uri?: string; count?: number; qop?: string; realm?: string; method?: string };

function answer(nonce: string, say: Say = {}): string {
  const { user = "phone-1", password = "hemligt", uri = request.target, count = 1, qop = "auth", realm = "klyka" } = say;
  const nc = count.toString(16).padStart(8, "0");
  const secret = md5(`${user}:klyka:${password}`);
  const response = md5(`${secret}:${nonce}:${nc}:cn:${qop}:${md5(`${say.method ?? "GET"}:${uri}`)}`);
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", qop=${qop}, nc=${nc}, cnonce="cn"`;
}

describe("digest for phones", () => {
  it("lets in the phone with the right password, once for each count", () => {
    const digest = gate();
    const nonce = nonceOf(digest.challenge(1000, false));
    const check = (count: number) => digest.check(answer(nonce, { count }), request, 2000, find).result;
    expect(check(1)).toBe("valid");
    expect(check(1)).toBe("stale");
    expect(check(3)).toBe("valid");
    expect(check(2)).toBe("valid");
    expect(check(2)).toBe("stale");
    expect(check(100)).toBe("valid");
    expect(check(4)).toBe("stale");
    expect(check(0)).toBe("stale");
  });

  it.each<[string, Say]>([
    ["a wrong password", { password: "fel" }],
    ["an unknown user", { user: "phone-2" }],
    ["another path than asked for", { uri: "/d/001565ddeeff.cfg" }],
    ["another realm", { realm: "other" }],
    ["no protection against replay", { qop: "auth-int" }],
    ["another method", { method: "PUT" }],
  ])("refuses %s", (_, say) => {
    const digest = gate();
    const nonce = nonceOf(digest.challenge(1000, false));
    expect(digest.check(answer(nonce, say), request, 2000, find)).toEqual({ result: "wrong", phone: null });
  });

  it("calls a nonce stale that is too old, from the future, of another process or made up", () => {
    const digest = gate();
    const nonce = nonceOf(digest.challenge(1_000_000, false));
    const check = (given: string, now: number) => digest.check(answer(given), request, now, find).result;
    expect(check(nonce, 1_000_000 + nonceLife + 1)).toBe("stale");
    // Another process's clock may be a little ahead.
    expect(check(nonce, 999_999 - 5_000)).toBe("stale");
    const foreign = new DigestGate("klyka", new Uint8Array(32).fill(2));
    expect(check(nonceOf(foreign.challenge(1_000_000, false)), 1_000_000)).toBe("stale");
    expect(check("x", 1_000_000)).toBe("stale");
    expect(check(nonce, 1_000_000)).toBe("valid");
  });

  it("never forgets a count while its nonce is young, however many others come", () => {
    const digest = new DigestGate("klyka", new Uint8Array(32).fill(1), 100);
    const first = nonceOf(digest.challenge(1000, false));
    expect(digest.check(answer(first), request, 1000, find).result).toBe("valid");
    for (let n = 0; n < 300; n++) {
      const nonce = nonceOf(digest.challenge(1001 + n, false));
      digest.check(answer(nonce), request, 1001 + n, find);
    }
    expect(digest.check(answer(first), request, 1301, find).result).toBe("stale");
  });

  it("asks the same of everybody: only the nonce differs", () => {
    const digest = gate();
    const form = (challenge: string) => challenge.replace(/nonce="[^"]+"/, "");
    expect(form(digest.challenge(1, false))).toBe(form(digest.challenge(2, false)));
    expect(digest.challenge(3, true)).toContain("stale=true");
  });
});

describe("the Authorization header", () => {
  it("is read in any order, with quotes and escapes", () => {
    const read = parseDigest(
      `digest cnonce="c",nc=00000001, qop="auth",response="${"A".repeat(32)}",uri="/x",nonce="n",realm="a\\"b",username="u"`,
    );
    expect(read).toMatchObject({ username: "u", realm: `a"b`, qop: "auth", count: "00000001", response: "a".repeat(32) });
  });

  it.each([
    "Basic dTpw",
    "Digest",
    `Digest username="u"`,
    `Digest username="u", username="v", nonce="n", uri="/", response="${"a".repeat(32)}", nc=00000001, cnonce="c"`,
    `Digest username="u", nonce="n", uri="/", response="short", nc=00000001, cnonce="c"`,
    `Digest username="u", nonce="n", uri="/", response="${"a".repeat(32)}", nc=1, cnonce="c"`,
  ])("is refused as %j", (header) => {
    expect(parseDigest(header)).toBeNull();
  });

  it("may be any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(() => parseDigest(`Digest ${text}`)).not.toThrow();
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
