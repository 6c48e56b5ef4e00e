import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Outbound } from "./outbound.ts";
import { type Authority, makeAuthority } from "./testing/certificates.ts";

let authority: Authority;
const servers: Server[] = [];
beforeAll(() => {
  authority = makeAuthority("Prov CA");
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A server on loopback; how it is reached by address. */
async function serve(listener: RequestListener, say: { plain?: boolean; expired?: boolean } = {}): Promise<string> {
  const { certificate: cert, key } = authority.issue("server", say);
  const server = say.plain ? createServer(listener) : createSecureServer({ cert, key }, listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return `${say.plain ? "http" : "https"}://127.0.0.1:${port}`;
}

const open = (more: Partial<ConstructorParameters<typeof Outbound>[0]> = {}) =>
  new Outbound({ reach: { privateToo: true, denied: [] }, authorities: [authority.certificate], ...more });

describe("a call to an address that people configured", () => {
  it("sends what it is given and gives back the answer, a redirect too", async () => {
    const url = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.writeHead(302, { location: "https://169.254.169.254/" });
        response.end(`${request.method} ${request.url} ${request.headers["x-a"]} ${Buffer.concat(parts).toString()}`);
      });
    });
    const answer = await open().send({ url: `${url}/p?q=1`, method: "PUT", headers: { "x-a": "b" }, body: "påse" });
    expect(answer).toMatchObject({ outcome: "answered", status: 302, text: "PUT /p?q=1 b påse" });
  });

  it("does not go to this machine unless the operator lets it, however the address is written", async () => {
    const url = await serve((_request, response) => response.end("inside"));
    const closed = open({ reach: { privateToo: false, denied: [] } });
    const { port } = new URL(url);
    for (const host of ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
      expect(await closed.send({ url: `https://${host}:${port}/`, method: "GET" })).toEqual({
        outcome: "failed",
        fault: "address_refused",
      });
  });

  it("goes to the address that was judged, also when the name leads elsewhere a moment later", async () => {
    const url = await serve((_request, response) => response.end("the first"));
    const asked: string[] = [];
    const lookup = async (name: string) => {
      asked.push(name);
      return asked.length === 1 ? ["127.0.0.1"] : ["169.254.169.254"];
    };
    const { port } = new URL(url);
    const answer = await open({ lookup }).send({ url: `https://localhost:${port}/`, method: "GET" });
    expect(answer).toMatchObject({ text: "the first" });
    expect(asked).toEqual(["localhost"]);
    expect(await open({ lookup }).send({ url: `https://localhost:${port}/`, method: "GET" })).toMatchObject({
      fault: "address_refused",
    });
  });

  it("leaves out what a name leads to besides that may not be called", async () => {
    const lookup = async () => ["169.254.169.254", "127.0.0.1", "224.0.0.1"];
    expect(await open({ lookup }).addresses("a.example")).toEqual(["127.0.0.1"]);
    expect(await open({ lookup: async () => [] }).addresses("a.example")).toBe("name_unknown");
  });

  it("believes no certificate that is expired or of somebody unknown", async () => {
    const expired = await serve((_request, response) => response.end("x"), { expired: true });
    expect(await open().send({ url: expired, method: "GET" })).toMatchObject({ fault: "certificate" });
    const strange = await serve((_request, response) => response.end("x"));
    const others = open({ authorities: [makeAuthority("Other CA").certificate] });
    expect(await others.send({ url: strange, method: "GET" })).toMatchObject({ fault: "certificate" });
    expect(await others.send({ url: strange, method: "GET", anyCertificate: true })).toMatchObject({ text: "x" });
  });

  it("ends when the answer is too long or does not come", async () => {
    const long = await serve((_request, response) => response.end("x".repeat(5_000)));
    expect(await open().send({ url: long, method: "GET", most: 4_000 })).toMatchObject({ fault: "too_long" });
    const silent = await serve(() => undefined);
    expect(await open().send({ url: silent, method: "GET", patience: 60 })).toMatchObject({ fault: "timeout" });
    const slow = open({ lookup: () => new Promise(() => undefined) });
    expect(await slow.send({ url: "https://a.example/", method: "GET", patience: 60 })).toMatchObject({ fault: "timeout" });
  });

  it("is in the clear only where that is said", async () => {
    const url = await serve((_request, response) => response.end("clear"), { plain: true });
    expect(await open().send({ url, method: "GET" })).toMatchObject({ fault: "url_refused" });
    expect(await open().send({ url, method: "GET", plain: true })).toMatchObject({ text: "clear" });
  });
});
