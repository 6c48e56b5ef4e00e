import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { freePort } from "../db/testing/free-ports.ts";
import { openStore } from "../process/store.ts";
import { benchSettings, type KlykaOrder, startKlyka } from "./klyka.ts";
import type { LoadSpec } from "./load-spec.ts";
import { type Measured, measure, median } from "./measure.ts";
import { layOut, nginxVersion, type Peer, startNginx } from "./nginx.ts";
import { residentBytes } from "./processes.ts";
import type { BenchRow } from "./row.ts";
import { type Seeded, seedPhones } from "./seed.ts";

export type HttpOrder = { readonly folder: string; readonly quick: boolean; readonly say: (line: string) => void };

const userAgent = "Yealink SIP-T46U 108.86.0.90";
const section = "HTTP, 10,000 phones";

type World = {
  readonly order: KlykaOrder;
  readonly seeded: Seeded;
  readonly paths: readonly string[];
  /** Target lines for the generator, one a phone. */
  readonly targets: string;
  readonly nginx: Peer | null;
  readonly nginxFolder: string;
};

/** Everything that is measured over HTTP with 10,000 phones: nothing rendered yet, cold, cached, unchanged, and a crowd. */
export async function benchHttp(order: HttpOrder): Promise<readonly BenchRow[]> {
  const world = await buildWorld(order, order.quick ? 1000 : 10_000, "small");
  const rows: BenchRow[] = [];
  try {
    rows.push(...(await fromNothing(world, order)));
    rows.push(...(await fromCold(world, order)));
    const klyka = await startKlyka(world.order);
    try {
      await warm(world, klyka);
      rows.push(...(await cached(world, klyka, order)));
      rows.push(...(await unchanged(world, klyka, order)));
      rows.push(...(await crowd(world, klyka, order)));
    } finally {
      await klyka.stop();
    }
  } finally {
    await world.nginx?.stop();
  }
  return rows;
}

/** 100,000 phones: the time of a round in which each asks for its file, and the memory that the server takes. */
export async function benchLarge(order: HttpOrder): Promise<readonly BenchRow[]> {
  const count = order.quick ? 10_000 : 100_000;
  const world = await buildWorld(order, count, "large");
  const klyka = await startKlyka(world.order);
  try {
    const name = `${count.toLocaleString("en-US")} phones`;
    order.say(`${name}: a first round, so that every file is rendered`);
    for (let round = 0; round < 3 && (await missing(world, klyka)) > 0; round++)
      order.say("  not all of them in time: once more");
    await copyBodies(world, klyka);
    const steady = { ...roundOf(world, false), perSecond: 2500, connections: 0 };
    const paced = await pair(world, klyka, () => ({ ...steady, requests: count }), 1, order.say);
    const flat = await pair(world, klyka, () => roundOf(world, false), 1, order.say);
    const memory = residentBytes(klyka.pid);
    const row = (label: string, { own, peer }: Pair, bar: number | null, note: string): BenchRow => ({
      ...compare(`${name}, ${label}`, own.seconds, peer?.seconds ?? null, bar, "s", withFailures(note, own, peer)),
      section: "HTTP, 100,000 phones",
    });
    return [
      row("warm, arriving at 2,500/s", paced, 1.25, `a connection a phone; p99 ${paced.own.p99.toFixed(1)} ms`),
      row("warm, as fast as they are answered", flat, null, `64 connections at a time, each for one file; ${cpuNote(flat)}`),
      {
        section: "HTTP, 100,000 phones",
        name: "resident memory",
        klyka: (memory?.now ?? 0) / 1e6,
        peer: null,
        ratio: null,
        bar: 600,
        unit: "MB",
        note: `after both rounds; at its peak ${Math.round((memory?.peak ?? 0) / 1e6)} MB`,
      },
    ];
  } finally {
    await klyka.stop();
    await world.nginx?.stop();
  }
}

async function buildWorld({ folder, say }: HttpOrder, phones: number, name: string): Promise<World> {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const order = { folder: data, port: await freePort(), databaseUrl: null };
  const began = performance.now();
  const store = await openStore(benchSettings(order), new Date());
  const seeded = await seedPhones(store.db, store.keyring, { phones, keys: phones > 20_000 ? 4 : 8, shownOn: 500 }, new Date());
  await store.db.destroy();
  say(`${phones} phones written in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const paths = seeded.phones.map(({ mac, token }) => `/p/${token}/${mac}.cfg`);
  const targets = join(folder, `${name}.targets`);
  writeFileSync(
    targets,
    seeded.phones.map(({ mac }, at) => `${paths[at]}\t${userAgent} ${mac.match(/../g)?.join(":")}\t\n`).join(""),
  );
  const nginxFolder = join(folder, `${name}-nginx`);
  mkdirSync(join(nginxFolder, "www"), { recursive: true });
  const nginx = nginxVersion() === null ? null : await startNginx(nginxFolder, await freePort());
  return { order, seeded, paths, targets, nginx, nginxFolder };
}

function roundOf(world: World, keepAlive: boolean): Omit<LoadSpec, "port"> {
  return {
    host: "127.0.0.1",
    targetFile: world.targets,
    requests: world.paths.length,
    connections: 64,
    keepAlive,
    perSecond: null,
    sources: 500,
    longest: 180,
    status: 200,
  };
}

/** The first time ever that each phone asks: everything is read, composed, rendered, sealed and stored. */
async function fromNothing(world: World, order: HttpOrder): Promise<readonly BenchRow[]> {
  const klyka = await startKlyka(world.order);
  try {
    order.say("each phone's first request ever");
    const half = Math.floor(world.paths.length / 2);
    const rows: BenchRow[] = [];
    for (const keepAlive of [false, true]) {
      const targetFile = join(order.folder, `half-${keepAlive}`);
      const lines = readFileSync(world.targets, "utf8").split("\n");
      writeFileSync(targetFile, `${lines.slice(keepAlive ? half : 0, keepAlive ? 2 * half : half).join("\n")}\n`);
      const spec = { ...roundOf(world, keepAlive), targetFile, requests: half };
      const own = await measure({ ...spec, port: klyka.port }, klyka.pid);
      await copyBodies(world, klyka);
      const peer = world.nginx && (await measure({ ...spec, port: world.nginx.port }, world.nginx.pid));
      const name = `rendered, nothing cached, ${keepAlive ? "keep-alive" : "a connection a file"}`;
      const note = withFailures(
        `each phone's first request ever; ${cpuNote({ own, peer })}; p99 ${own.p99.toFixed(0)} ms`,
        own,
        peer,
      );
      rows.push(compare(name, own.perSecond, peer?.perSecond ?? null, 0.13, "files/s", note));
    }
    return rows;
  } finally {
    await klyka.stop();
  }
}

/** nginx gets the same bytes under the same paths; one phone's file stands for all, they differ in names only. */
async function copyBodies(world: World, klyka: Peer): Promise<void> {
  if (existsSync(join(world.nginxFolder, "www", world.paths[0] ?? ""))) return;
  const { body } = await ask(klyka.port, world.paths[0] ?? "/");
  layOut(world.nginxFolder, body, world.paths);
}

/** A server just started, its memory empty: the time until all phones have their files. */
async function fromCold(world: World, order: HttpOrder): Promise<readonly BenchRow[]> {
  const rounds: Pair[] = [];
  for (let round = 0; round < (order.quick ? 1 : 3); round++) {
    const klyka = await startKlyka(world.order);
    try {
      rounds.push(...(await pair(world, klyka, () => roundOf(world, false), 1, order.say, false)).all);
    } finally {
      await klyka.stop();
    }
  }
  const result = middle(rounds);
  const note = `server just started; 64 connections at a time, each for one file; p99 ${result.own.p99.toFixed(0)} ms`;
  return [
    compare(
      "all phones, cold",
      result.own.seconds,
      result.peer?.seconds ?? null,
      2.5,
      "s",
      withFailures(note, result.own, result.peer),
    ),
  ];
}

/** Asks for every file once; how many got no answer in time. */
async function missing(world: World, klyka: Peer): Promise<number> {
  return (await measure({ ...roundOf(world, true), port: klyka.port }, klyka.pid)).failures;
}

/** Every file once, so that it is in memory (and rendered, where it never was). */
async function warm(world: World, klyka: Peer): Promise<void> {
  const result = await measure({ ...roundOf(world, true), port: klyka.port }, klyka.pid);
  if (result.failures > 0) throw new Error(`warming: ${result.failures} failures ${JSON.stringify(result.reasons)}`);
  if (world.nginx) {
    await copyBodies(world, klyka);
    await measure({ ...roundOf(world, true), port: world.nginx.port }, world.nginx.pid);
  }
}

async function cached(world: World, klyka: Peer, { quick, say }: HttpOrder): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const keepAlive of [false, true]) {
    const requests = (keepAlive ? 40_000 : 12_000) / (quick ? 8 : 1);
    const result = await pair(world, klyka, () => ({ ...roundOf(world, keepAlive), requests }), quick ? 1 : 5, say);
    const kind = keepAlive ? "keep-alive" : "a connection a file";
    const note = withFailures(`64 connections; ${cpuNote(result)}`, result.own, result.peer);
    rows.push(compare(`cached, ${kind}`, result.own.perSecond, result.peer?.perSecond ?? null, 0.35, "files/s", note));
    rows.push(compare(`p99 at 64 connections, ${kind}`, result.own.p99, result.peer?.p99 ?? null, 4, "ms", ""));
  }
  return rows;
}

/** Phones that have the newest file already and ask whether it has changed. */
async function unchanged(world: World, klyka: Peer, { folder, quick, say }: HttpOrder): Promise<readonly BenchRow[]> {
  const phones = world.seeded.phones.slice(0, quick ? 200 : 2000);
  const files = await Promise.all(
    [klyka, world.nginx].map(async (server) => {
      if (!server) return null;
      const file = join(folder, `${server.name}.etags`);
      const lines: string[] = [];
      for (const [at, { mac }] of phones.entries()) {
        const path = world.paths[at] ?? "/";
        const { etag } = await ask(server.port, path);
        lines.push(`${path}\t${userAgent} ${mac.match(/../g)?.join(":")}\t${etag}\n`);
      }
      writeFileSync(file, lines.join(""));
      return file;
    }),
  );
  const rows: BenchRow[] = [];
  for (const keepAlive of [false, true]) {
    const requests = (keepAlive ? 40_000 : 12_000) / (quick ? 8 : 1);
    const spec = (server: Peer) => {
      const targetFile = (server === klyka ? files[0] : files[1]) ?? "";
      return { ...roundOf(world, keepAlive), requests, targetFile, status: 304 };
    };
    const result = await pair(world, klyka, spec, quick ? 1 : 5, say);
    const name = `unchanged (304), ${keepAlive ? "keep-alive" : "a connection a file"}`;
    const note = withFailures(cpuNote(result), result.own, result.peer);
    rows.push(compare(name, result.own.perSecond, result.peer?.perSecond ?? null, 0.4, "answers/s", note));
  }
  return rows;
}

/** All phones within four seconds, as after a power cut: requests begin on time, whatever the server does. */
async function crowd(world: World, klyka: Peer, { quick, say }: HttpOrder): Promise<readonly BenchRow[]> {
  const perSecond = quick ? 500 : 2500;
  const result = await pair(world, klyka, () => ({ ...roundOf(world, false), perSecond }), quick ? 1 : 3, say);
  const { own, peer } = result;
  const row = (name: string, value: number, other: number | null, bar: number, unit: string, note: string): BenchRow => ({
    ...compare(name, value, other, null, unit, note),
    ratio: null,
    peer: null,
    bar,
    note: other === null ? note : `${note}; nginx ${other.toFixed(1)}`.replace(/^; /, ""),
  });
  const name = `${world.paths.length.toLocaleString("en-US")} phones in 4 s`;
  const worst = Math.max(...result.all.map((one) => one.own.failures));
  return [
    row(
      `${name}: p99`,
      own.p99,
      peer?.p99 ?? null,
      100,
      "ms",
      `slowest ${own.slowest.toFixed(0)} ms, from the moment each was due`,
    ),
    { ...row(`${name}: failures`, worst, null, 0, "s", ""), unit: "phones", note: "most in one of the rounds", bar: null },
  ];
}

type Pair = { readonly own: Measured; readonly peer: Measured | null };
type Pairs = Pair & { readonly all: readonly Pair[] };

/** Klyka and nginx by turns, so that whatever else the machine does meets both. */
async function pair(
  world: World,
  klyka: Peer,
  spec: (server: Peer) => Omit<LoadSpec, "port">,
  rounds: number,
  say: (line: string) => void,
  tell = true,
): Promise<Pairs> {
  const all: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await measure({ ...spec(klyka), port: klyka.port }, klyka.pid);
    const { nginx } = world;
    const peer = nginx && (await measure({ ...spec(nginx), port: nginx.port }, nginx.pid));
    all.push({ own, peer });
    if (tell) say(`  klyka ${Math.round(own.perSecond)}/s, nginx ${peer ? Math.round(peer.perSecond) : "–"}/s`);
  }
  return { ...middle(all), all };
}

/** The round whose ratio is the middle one. */
function middle(all: readonly Pair[]): Pairs {
  const ratio = ({ own, peer }: Pair) => (peer ? own.perSecond / peer.perSecond : own.perSecond);
  const wanted = median(all.map(ratio));
  const found = all.find((one) => ratio(one) === wanted) ?? all[0];
  if (!found) throw new Error("no rounds");
  return { ...found, all };
}

function compare(name: string, klyka: number, peer: number | null, bar: number | null, unit: string, note: string): BenchRow {
  return { section, name, klyka, peer, ratio: peer === null ? null : klyka / peer, bar, unit, note };
}

/** Processor time says what the servers could do if the generator were not beside them. */
function cpuNote({ own, peer }: Pair): string {
  if (own.serverMicros === null) return "";
  const mine = `${own.serverMicros.toFixed(0)} µs of processor a request`;
  if (!peer?.serverMicros) return mine;
  return `${mine} against ${peer.serverMicros.toFixed(0)} (${(peer.serverMicros / own.serverMicros).toFixed(2)})`;
}

function withFailures(note: string, own: Measured, peer: Measured | null): string {
  const parts = [
    own.failures > 0 ? `${own.failures} failures ${JSON.stringify(own.reasons)}` : "",
    peer?.failures ? `nginx ${peer.failures} failures` : "",
  ];
  return [note, ...parts].filter(Boolean).join("; ");
}

function ask(port: number, path: string): Promise<{ body: Buffer; etag: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers: { "user-agent": userAgent } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ body: Buffer.concat(parts), etag: response.headers.etag ?? "" }));
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** Removes what a run has written. */
export function clear(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
