import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { Client } from "./load-client.ts";
import type { LoadSpec } from "./load-spec.ts";
import { measure, median } from "./measure.ts";
import { layOut } from "./nginx.ts";
import { ResponseReader } from "./response-reader.ts";
import type { BenchRow } from "./row.ts";
import { benchPage, benchTable, reaches } from "./table.ts";

const folder = mkdtempSync(join(tmpdir(), "klyka-load-"));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers `/<length>` with so many bytes, 304 to any ETag, and 404 elsewhere. */
async function serve(): Promise<{ port: number; seen: { paths: string[]; sockets: Set<unknown>; agents: Set<string> } }> {
  const seen = { paths: [] as string[], sockets: new Set<unknown>(), agents: new Set<string>() };
  const server = createServer((request, response) => {
    seen.paths.push(request.url ?? "");
    seen.sockets.add(request.socket);
    seen.agents.add(request.headers["user-agent"] ?? "");
    const length = Number(request.url?.slice(1));
    if (request.headers["if-none-match"]) response.writeHead(304).end();
    else if (Number.isInteger(length)) response.writeHead(200, { "content-length": length }).end(Buffer.alloc(length, 97));
    else response.writeHead(404, { "content-length": 2 }).end("no");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

const spec = (port: number, own: Partial<LoadSpec> = {}): LoadSpec => ({
  host: "127.0.0.1",
  port,
  targetFile: "",
  requests: 40,
  connections: 4,
  keepAlive: true,
  perSecond: null,
  sources: 1,
  longest: 30,
  status: 200,
  ...own,
});

describe("the generator", () => {
  test("asks every target in turn on few connections when they are kept", async () => {
    const { port, seen } = await serve();
    const result = await new Client(spec(port), ["/10\tPhone A\t", "/70000\tPhone B\t"]).asFastAsPossible();
    expect(result).toMatchObject({ requests: 40, failures: 0 });
    expect(result.bytes).toBeGreaterThan(20 * 70_010);
    expect([...seen.agents].sort()).toEqual(["Phone A", "Phone B"]);
    expect(seen.paths.filter((path) => path === "/10")).toHaveLength(20);
    expect(seen.sockets.size).toBe(4);
  });

  test("opens a connection for each file when they are not, also at a rate, from several addresses", async () => {
    const { port, seen } = await serve();
    await new Client(spec(port, { keepAlive: false }), ["/10\t\t"]).asFastAsPossible();
    expect(seen.sockets.size).toBe(40);
    const result = await new Client(spec(port, { perSecond: 1000, sources: 300 }), ["/10\t\t"]).atRate(1000);
    expect(result).toMatchObject({ requests: 40, failures: 0 });
    expect(seen.sockets.size).toBe(80);
  });

  test("counts another status than the wanted one as a failure, and says which", async () => {
    const { port } = await serve();
    expect((await new Client(spec(port, { status: 304 }), ['/10\t\t"x"']).asFastAsPossible()).failures).toBe(0);
    expect(await new Client(spec(port), ["/nothing\t\t"]).asFastAsPossible()).toMatchObject({
      failures: 40,
      reasons: { "status 404": 40 },
    });
    expect((await new Client(spec(1), ["/10\t\t"]).asFastAsPossible()).reasons).toEqual({ ECONNREFUSED: 40 });
  });

  test("gives up on what has no answer in time, and counts it", async () => {
    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const result = await new Client(spec(port, { longest: 0.1 }), ["/10\t\t"]).asFastAsPossible();
    expect(result).toMatchObject({ requests: 40, failures: 40, reasons: { "not in time": 40 } });
  });

  test("runs as a process of its own and hands back its figures", async () => {
    const { port } = await serve();
    const targetFile = join(folder, "targets");
    writeFileSync(targetFile, "/10\tPhone\t\n/20\tPhone\t\n");
    const result = await measure(spec(port, { targetFile }), process.pid);
    expect(result).toMatchObject({ requests: 40, failures: 0 });
    expect(result.perSecond).toBeGreaterThan(0);
  });
});

describe("reading answers", () => {
  test("an answer is whole at the same byte, however it is cut into pieces", () => {
    const answer = Buffer.from('HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 11\r\n\r\nhello world');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: answer.length - 1 })), (cuts) => {
        const at = [...new Set([0, ...cuts, answer.length])].sort((a, b) => a - b);
        const reader = new ResponseReader();
        const ends = at.slice(1).map((end, n) => reader.take(answer.subarray(at[n], end), end - (at[n] ?? 0)));
        expect(ends).toEqual([...ends.slice(1).map(() => false), true]);
        expect([reader.status, reader.bytes]).toEqual([200, answer.length]);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

describe("the table", () => {
  const row = (own: Partial<BenchRow>): BenchRow => ({
    section: "S",
    name: "n | m",
    klyka: 40,
    peer: 100,
    ratio: 0.4,
    bar: 0.35,
    unit: "files/s",
    note: "",
    ...own,
  });

  test("rates must reach their bar, times and memory must stay below it", () => {
    expect(reaches(row({}))).toBe(true);
    expect(reaches(row({ ratio: 0.3 }))).toBe(false);
    expect(reaches(row({ unit: "s", ratio: 1.2, bar: 1.25 }))).toBe(true);
    expect(reaches(row({ unit: "MB", klyka: 700, peer: null, ratio: null, bar: 600 }))).toBe(false);
    expect(reaches(row({ bar: null }))).toBeNull();
  });

  test("a figure that falls short is shown as one", () => {
    const rows = [row({}), row({ ratio: 0.3 })];
    const page = benchPage(rows, ["nginx/1"], new Date(0), "");
    expect(page).toContain("| n \\| m | 40.0 files/s | 100 files/s | 0.40 | ≥ 0.35 | yes |");
    expect(page).toContain("| 0.30 | ≥ 0.35 | **no** |");
    expect(benchTable(rows).split("\n")).toHaveLength(4);
  });

  test("the middle of three is the second", () => {
    expect(median([3, 1, 2])).toBe(2);
  });
});

test("one body lies under many paths, and a later one takes its place under all of them", () => {
  const paths = Array.from({ length: 30 }, (_, at) => `/p/${at}/a.cfg`);
  layOut(folder, Buffer.from("first"), paths);
  layOut(folder, Buffer.from("second"), paths);
  expect(paths.map((path) => readFileSync(join(folder, "www", path), "utf8"))).toEqual(paths.map(() => "second"));
});
