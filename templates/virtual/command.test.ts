import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { parseVirtualPhoneOptions, runVirtualPhone, terminalOf, type VirtualPhoneIo } from "./command.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that has nothing for anybody. */
async function emptyServer(): Promise<{ url: string; agents: string[] }> {
  const agents: string[] = [];
  const server = createServer((request, response) => {
    agents.push(request.headers["user-agent"] ?? "");
    response.writeHead(404).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, agents };
}

function terminal(): { io: VirtualPhoneIo; out: () => string; err: () => string; files: Map<string, string> } {
  let out = "";
  let err = "";
  const files = new Map<string, string>();
  const io: VirtualPhoneIo = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    writeFile: async (path, text) => {
      files.set(path, text);
    },
    colour: false,
    utf8: true,
  };
  return { io, out: () => out, err: () => err, files };
}

async function run(raw: object): Promise<{ code: number; out: string; err: string; files: Map<string, string> }> {
  const parsed = parseVirtualPhoneOptions(raw);
  if (!("options" in parsed)) throw new Error(parsed.problems.join("\n"));
  const { io, out, err, files } = terminal();
  const code = await runVirtualPhone(parsed.options, io);
  return { code, out: out(), err: err(), files };
}

describe("the virtual phone's command", () => {
  test("says what is shown when somebody calls, and that there is nothing to search in", async () => {
    const { url } = await emptyServer();
    const { out } = await run({ model: "Yealink T46U", server: url, call: "070-174 06 05", search: "öberg" });
    expect(out).toContain("0701740605 calls: the phone shows the number alone.");
    expect(out).toContain("no directory to search in");
    expect(parseVirtualPhoneOptions({ model: "x", server: url, call: "Åsa" })).toHaveProperty("problems");
  });

  test.each(["Yealink T46U", "snom D785", "Polycom VVX 450"])(
    "%s asks as itself and is drawn without an account",
    async (model) => {
      const { url, agents } = await emptyServer();
      const { code, out, files } = await run({ model, server: url, svg: "picture.svg" });
      expect(code).toBe(1);
      expect(out).toContain("no account");
      expect(files.get("picture.svg")).toContain("<svg");
      const token = { "Yealink T46U": "SIP-T46U", "snom D785": "snomD785", "Polycom VVX 450": "VVX_450" }[model] ?? "?";
      expect(agents.length).toBeGreaterThan(0);
      expect(agents.every((agent) => agent.includes(token))).toBe(true);
    },
  );

  test("an unknown model is a usage error with suggestions", async () => {
    const { code, err } = await run({ model: "T46V", server: "127.0.0.1:1" });
    expect(code).toBe(2);
    expect(err).toContain("Did you mean");
    expect(err).toContain("Yealink T46U");
  });

  test("more modules than the model takes, and an address that is none, are usage errors", async () => {
    expect((await run({ model: "Yealink T46U", server: "127.0.0.1:1", modules: "6" })).err).toContain("--modules");
    expect((await run({ model: "Yealink T46U", server: "ftp://x/" })).code).toBe(2);
    expect(parseVirtualPhoneOptions({ model: "T46U", server: "x", mac: "12" })).toMatchObject({
      problems: [expect.stringContaining("--mac")],
    });
  });

  test("a fleet of several models is counted, as text and as JSON", async () => {
    const { url } = await emptyServer();
    const asked = await run({ model: "T46U,D785,VVX450", server: url, fleet: "6", json: true });
    expect(JSON.parse(asked.out)).toMatchObject({ phones: 6, programmed: 0 });
    expect((await run({ model: "T46U", server: url, fleet: "2" })).out).toContain("2 phones in");
  });

  test("the terminal decides on colour and letters", () => {
    expect(terminalOf(true, { LANG: "sv_SE.UTF-8" })).toEqual({ colour: true, utf8: true });
    expect(terminalOf(true, { LANG: "C", NO_COLOR: "1" })).toEqual({ colour: false, utf8: false });
    expect(terminalOf(false, { LC_ALL: "POSIX", LANG: "sv_SE.UTF-8" })).toEqual({ colour: false, utf8: false });
  });
});
