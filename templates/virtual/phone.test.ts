import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { VirtualState, VirtualVendor } from "./contract.ts";
import { bootFleet, quantile } from "./fleet.ts";
import { unserved } from "./patience.ts";
import { virtualPhone } from "./phone.ts";
import { sampleModel } from "./testing.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server of a few files, with what was asked of it. */
async function serve(files: (host: string) => Record<string, string>): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  let known: Record<string, string> = {};
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["user-agent"]}`);
    const body = known[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  known = files(host);
  return { host, asked };
}

/** A make whose file is `user` or `go <url>`. */
const simple: VirtualVendor = {
  vendor: "yealink",
  userAgent: (model, firmware, mac, stage) => `${model.model} ${firmware} ${mac} ${stage}`,
  boot: async ({ mac, fetch }) => {
    const { status, body } = await fetch({ method: "GET", file: `${mac}.cfg` });
    const text = status === 200 ? Buffer.from(body).toString("utf8") : "";
    const state: VirtualState = {
      accounts: [],
      keys: [],
      language: null,
      timeZone: null,
      phonebooks: [],
      callerBooks: [],
      directory: null,
      provisioningUrl: text.startsWith("go ") ? text.slice(3) : null,
      firmware: null,
      problems: status === 200 ? [] : [`no file (${status})`],
    };
    const account = {
      position: 1,
      label: text,
      displayName: text,
      user: text,
      authUser: text,
      password: "",
      server: "",
      transport: "udp",
      backup: null,
    };
    return text.startsWith("go ") || text === "" ? state : { ...state, accounts: [account] };
  },
};

const setup = (server: string, mac = "805ec0000001") => ({
  model: sampleModel(),
  vendor: simple,
  mac,
  firmware: "108.86.0.20",
  modules: 0,
  server,
});

describe("a virtual phone", () => {
  test("is sent to another address by its first files, asks there at once and stays there", async () => {
    const token = "0123456789abcdefghjkmnpqrs";
    const { host, asked } = await serve((at) => ({
      "/805ec0000001.cfg": `go http://${at}/p/${token}/`,
      [`/p/${token}/805ec0000001.cfg`]: "Anna",
    }));
    const phone = virtualPhone(setup(`http://${host}`));
    const report = await phone.boot();
    expect(report.rounds).toBe(2);
    expect(report.state.accounts[0]?.label).toBe("Anna");
    expect(JSON.stringify(report.requests)).not.toContain(token);
    await phone.boot();
    expect(asked.map((line) => line.split(" ")[1])).toEqual([
      "/805ec0000001.cfg",
      `/p/${token}/805ec0000001.cfg`,
      `/p/${token}/805ec0000001.cfg`,
    ]);
    expect(asked[0]).toContain("T46U 108.86.0.20 805ec0000001 application");
  });

  test("is moved once a boot at most, however often it is told to move", async () => {
    const { host, asked } = await serve((at) => ({
      "/a/805ec0000001.cfg": `go http://${at}/b/`,
      "/b/805ec0000001.cfg": `go http://${at}/a/`,
    }));
    const report = await virtualPhone(setup(`http://${host}/a/`)).boot();
    expect(asked).toHaveLength(2);
    expect(report.state.accounts).toEqual([]);
  });

  test("comes up with a problem instead of an error when nobody answers", async () => {
    const report = await virtualPhone(setup("http://127.0.0.1:1/")).boot();
    expect(report.state.problems[0]).toContain("unreachable");
    expect(report.requests).toMatchObject([{ status: 0 }]);
  });
});

describe("a phone with new firmware", () => {
  /** It flashes whatever its file names. */
  const flashing: VirtualVendor = {
    ...simple,
    boot: async (context) => {
      const state = await simple.boot(context);
      context.memory.set("firmware", state.accounts[0]?.user ?? context.firmware);
      return { ...state, firmware: state.accounts[0]?.user ?? null };
    },
  };

  test("comes back with it, or never again", async () => {
    const { host, asked } = await serve(() => ({ "/805ec0000001.cfg": "108.87.0.1" }));
    const phone = virtualPhone({ ...setup(`http://${host}/`), vendor: flashing });
    expect(await phone.boot()).toMatchObject({ firmware: "108.87.0.1", rounds: 2, dead: false });
    expect(asked.map((line) => line.match(/108\.\d+\.\d+\.\d+/)?.[0])).toEqual(["108.86.0.20", "108.87.0.1"]);
    expect((await phone.boot()).rounds).toBe(1);
    const brick = virtualPhone({ ...setup(`http://${host}/`), vendor: flashing, firmwareFails: true });
    expect(await brick.boot()).toMatchObject({ dead: true, rounds: 1, state: { accounts: [] } });
    expect(await brick.boot()).toMatchObject({ dead: true, rounds: 0, requests: [] });
  });
});

describe("a fleet", () => {
  test("counts programmed phones and failures, and every answer by its status", async () => {
    const { host } = await serve(() => ({ "/805ec0000001.cfg": "Anna", "/805ec0000002.cfg": "Bo" }));
    const phones = ["805ec0000001", "805ec0000002", "805ec0000003"].map((mac) => virtualPhone(setup(`http://${host}/`, mac)));
    const seen: number[] = [];
    const summary = await bootFleet(phones, 2, ({ done }) => seen.push(done));
    expect(summary).toMatchObject({ phones: 3, programmed: 2, failed: 1, requests: 3, statuses: { 200: 2, 404: 1 } });
    expect(summary.problems).toEqual(["805ec0000003 no file (404)"]);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a quantile is one of the values", () => {
    expect([quantile([], 0.5), quantile([7], 0.99), quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.99)]).toEqual([
      0, 7, 2, 4,
    ]);
  });
});

describe("a phone that is told to come again", () => {
  /** Answers 503 that many times, then the file. */
  async function busy(times: number, after: string): Promise<string> {
    let left = times;
    const server = createServer((_request, response) => {
      left -= 1;
      if (left >= 0) response.writeHead(503, { "retry-after": after }).end();
      else response.end("user");
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  const mac = "001565aabbcc";
  const setup = { model: sampleModel(), vendor: simple, mac, firmware: "1", modules: 0 };

  test("waits so long and up to half as long again, never shorter, and comes up", async () => {
    const pauses: number[] = [];
    const draws = [0, 0.5, 1];
    const pause = async (millis: number) => void pauses.push(millis);
    const patience = { tries: 5, longest: 29, pause, random: () => draws.shift() ?? 0 };
    const report = await virtualPhone({ ...setup, server: await busy(3, "8"), patience }).boot();
    expect(pauses).toEqual([8_000, 10_000, 12_000]);
    expect(report.requests.map(({ status, comeAgain }) => [status, comeAgain])).toEqual([
      [503, 8],
      [503, 8],
      [503, 8],
      [200, null],
    ]);
    expect(unserved(report.requests)).toEqual([]);
  });

  test("goes on without what it would have to wait too long for, and knows what that was", async () => {
    const pause = () => Promise.reject(new Error("it waited"));
    const patience = { tries: 5, longest: 29, pause, random: Math.random };
    const report = await virtualPhone({ ...setup, server: await busy(9, "30"), patience }).boot();
    expect(unserved(report.requests)).toMatchObject([{ status: 503, comeAgain: 30 }]);
  });

  test("gives up after so many tries", async () => {
    const patience = { tries: 3, longest: 29, pause: async () => undefined, random: () => 0 };
    const report = await virtualPhone({ ...setup, server: await busy(9, "1"), patience }).boot();
    expect(report.requests).toHaveLength(3);
    expect(unserved(report.requests)).toHaveLength(1);
  });
});
