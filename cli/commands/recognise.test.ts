import { describe, expect, it } from "vitest";
import { runCli } from "../testing/run-cli.ts";

const yealink = { method: "GET", path: "/805ec0123456.cfg", userAgent: "Yealink SIP-T46U 108.86.0.70 80:5e:c0:12:34:56" };
const silent = { vendor: null, model: null, mac: null, firmware: null, wants: "unknown" };
const recognised = { vendor: "yealink", model: "T46U", mac: "805ec0123456", firmware: "108.86.0.70", wants: "phone" };

async function lines(input: string | Buffer): Promise<unknown[]> {
  const result = await runCli(["recognise", "--stdin"], {}, input);
  expect([result.code, result.err]).toEqual([0, ""]);
  return result.out
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
}

describe("klyka recognise", () => {
  it("prints exactly vendor, model, mac, firmware and wants, in that order", async () => {
    const argv = ["recognise", "--method", "GET", "--path", yealink.path, "--user-agent", yealink.userAgent, "--json"];
    expect((await runCli(argv, {})).out).toBe(`${JSON.stringify(recognised)}\n`);
  });

  it("answers with null for what a request does not say", async () => {
    expect(JSON.parse((await runCli(["recognise", "--json"], {})).out)).toEqual(silent);
  });

  it("takes one object a line, with missing and null fields, with and without a last line end", async () => {
    const input = [JSON.stringify(yealink), JSON.stringify({ ...yealink, method: null, certificateSubject: null }), "{}"].join(
      "\n",
    );
    const answers = await lines(input);
    expect(answers).toEqual([recognised, recognised, silent]);
    expect(await lines(`${input}\r\n`)).toEqual(answers);
  });

  it("answers a line that is not JSON, or no request, with an error code and goes on", async () => {
    const answers = await lines(`hello\n\n[1]\n{"path":7}\n${JSON.stringify(yealink)}\n`);
    expect(answers).toEqual([
      { ...silent, error: "input_invalid", line: 1, reason: "not_json" },
      { ...silent, error: "input_invalid", line: 2, reason: "not_json" },
      { ...silent, error: "input_invalid", line: 3, reason: "not_a_request" },
      { ...silent, error: "input_invalid", line: 4, reason: "not_a_request" },
      recognised,
    ]);
  });

  it("keeps its place behind a line that is far too long, and behind bytes that are no UTF-8", async () => {
    const long = Buffer.alloc(3 << 20, "x");
    const broken = Buffer.from([0x7b, 0xff, 0xfe, 0x0a]);
    const answers = await lines(Buffer.concat([long, Buffer.from("\n"), broken, Buffer.from(JSON.stringify(yealink))]));
    expect(answers).toEqual([
      { ...silent, error: "input_invalid", line: 1, reason: "too_long" },
      { ...silent, error: "input_invalid", line: 2, reason: "not_json" },
      recognised,
    ]);
  });

  it("reads a first line that begins with a byte order mark", async () => {
    expect(await lines(`\uFEFF${JSON.stringify(yealink)}\n`)).toEqual([recognised]);
  });

  it("answers as many lines as it got", async () => {
    const count = 20_000;
    expect(await lines(`${JSON.stringify(yealink)}\n`.repeat(count))).toHaveLength(count);
  });
});
