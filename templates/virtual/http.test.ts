import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { answerChallenge, readChallenge } from "./digest.ts";
import { httpTransport } from "./http.ts";
import type { Wire } from "./transport.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string): Wire => ({ method: "GET", url: new URL(url), userAgent: "Test phone" });
const textOf = (body: Uint8Array) => Buffer.from(body).toString("utf8");

describe("HTTP as a desk phone speaks it", () => {
  test("a file that has not changed is taken from memory, and the log says 304", async () => {
    const host = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"one"') return response.writeHead(304).end();
      return response.writeHead(200, { etag: '"one"' }).end("blå");
    });
    const fetch = httpTransport();
    const first = await fetch(get(`http://${host}/a.cfg`));
    const second = await fetch(get(`http://${host}/a.cfg`));
    expect([first.wireStatus, second.wireStatus, second.status]).toEqual([200, 304, 200]);
    expect(textOf(second.body)).toBe("blå");
  });

  test("credentials of the address are sent only when the server asks, and count the nonce up", async () => {
    const seen: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization) return response.end("ok");
      return response
        .writeHead(401, { "www-authenticate": 'Digest realm="phones", nonce="abc", qop="auth", algorithm=SHA-256' })
        .end();
    });
    const fetch = httpTransport();
    const url = `http://anna:hemligt@${host}/a.cfg?x=1`;
    expect((await fetch(get(url))).status).toBe(200);
    expect((await fetch(get(url))).status).toBe(200);
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    const counts = seen.map((header) => header?.match(/nc=(\d+)/)?.[1]);
    expect(counts).toEqual([undefined, "00000001", "00000002"]);
    const cnonce = seen[1]?.match(/cnonce="([^"]+)"/)?.[1];
    const wanted = sha(`${sha("anna:phones:hemligt")}:abc:00000001:${cnonce}:auth:${sha("GET:/a.cfg?x=1")}`);
    expect(seen[1]).toContain(`response="${wanted}"`);
  });

  test("basic credentials answer a basic challenge, and none answer where the address has none", async () => {
    const host = await serve((request, response) => {
      if (request.headers.authorization === `Basic ${Buffer.from("å:b").toString("base64")}`) return response.end("ok");
      return response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
    });
    expect((await httpTransport()(get(`http://%C3%A5:b@${host}/`))).status).toBe(200);
    expect((await httpTransport()(get(`http://${host}/`))).status).toBe(401);
  });

  test("a redirect within the scheme is followed, one to another scheme is refused", async () => {
    const host = await serve((request, response) => {
      if (request.url === "/old") return response.writeHead(302, { location: "/new" }).end();
      if (request.url === "/away") return response.writeHead(302, { location: "tftp://127.0.0.1/new" }).end();
      if (request.url === "/round") return response.writeHead(302, { location: "/round" }).end();
      return response.end(request.url);
    });
    expect(textOf((await httpTransport()(get(`http://${host}/old`))).body)).toBe("/new");
    await expect(httpTransport()(get(`http://${host}/away`))).rejects.toMatchObject({ code: "redirect_refused" });
    await expect(httpTransport()(get(`http://${host}/round`))).rejects.toMatchObject({ code: "redirect_refused" });
  });

  test("an upload arrives whole, and HEAD brings no body", async () => {
    let got = "";
    const host = await serve((request, response) => {
      request.on("data", (part) => {
        got += part;
      });
      request.on("end", () => response.end("stored"));
    });
    const wire: Wire = { ...get(`http://${host}/log`), method: "PUT", body: Buffer.from("rad 1\n") };
    expect((await httpTransport()(wire)).status).toBe(200);
    expect(got).toBe("rad 1\n");
    expect((await httpTransport()({ ...get(`http://${host}/log`), method: "HEAD" })).body.byteLength).toBe(0);
  });

  test("no server, a silent one and an endless answer are errors with a code", async () => {
    await expect(httpTransport()(get("http://127.0.0.1:1/"))).rejects.toMatchObject({ code: "unreachable" });
    const silent = await serve(() => {});
    await expect(httpTransport({ timeout: 50 })(get(`http://${silent}/`))).rejects.toMatchObject({ code: "timeout" });
    const large = await serve((_, response) => response.end(Buffer.alloc(5000)));
    await expect(httpTransport({ largest: 4000 })(get(`http://${large}/`))).rejects.toMatchObject({ code: "too_large" });
  });
});

describe("digest credentials", () => {
  test("the example of RFC 7616 § 3.9.1 comes out as printed there", () => {
    const challenge = readChallenge(
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
    if (!challenge) throw new Error("no challenge");
    const header = answerChallenge(
      challenge,
      { user: "Mufasa", password: "Circle of Life" },
      { method: "GET", uri: "/dir/index.html" },
      1,
      "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    );
    expect(header).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
  });

  test("an unknown algorithm is no challenge we can answer", () => {
    expect(readChallenge('Digest realm="x", nonce="y", algorithm=MD4')).toBeNull();
  });
});
