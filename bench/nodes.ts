import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../db/connect.ts";
import type { Visitor } from "../portal/testing/visitor.ts";
import { type Cluster, startCluster } from "../proof/nodes/cluster.ts";
import { measure } from "./measure.ts";
import { onPostgres } from "./postgres.ts";
import { cpuSeconds } from "./processes.ts";
import type { BenchRow } from "./row.ts";
import { type Seeded, seedPhones } from "./seed.ts";

type Order = { readonly folder: string; readonly quick: boolean; readonly say: (line: string) => void };

const section = "Several nodes, one PostgreSQL";
const userAgent = "Yealink SIP-T46U 108.86.0.90";
/** People who save, each as soon as the last save is answered. */
const savers = 12;

type Figures = {
  readonly perSecond: number;
  /** Processor time of all nodes for one file, microseconds. */
  readonly micros: number | null;
  readonly failures: number;
  readonly saves: number;
  /** Of one core, of all nodes together, when nobody asks. */
  readonly idle: number | null;
};

/**
 * The same phones and the same people at one, two and three nodes on one machine, whose processors PostgreSQL and the generator
 * use as well: what a file costs all nodes together, and what the database, which takes changes one at a time, lets people save.
 */
export async function benchNodes({ folder, quick, say }: Order): Promise<readonly BenchRow[]> {
  const found = await onPostgres(async (url) => {
    const all: Figures[] = [];
    for (const count of [1, 2, 3]) {
      const name = `nodes_${count}`;
      const admin = await openDatabase({ url });
      await admin.raw("create database ??", [name]);
      await admin.destroy();
      const own = new URL(url);
      own.pathname = `/${name}`;
      const figures = await measureNodes(join(folder, name), own.href, count, quick);
      say(`  ${count}: ${JSON.stringify(figures)}`);
      all.push(figures);
    }
    return all;
  });
  if (found === null) {
    say("PostgreSQL does not start here: left out");
    return [];
  }
  return found.flatMap((figures, at) => rowsOf(figures, at + 1, found[0] ?? figures));
}

function rowsOf(figures: Figures, count: number, one: Figures): BenchRow[] {
  const nodes = `${count} ${count === 1 ? "node" : "nodes"}`;
  const base = { section, peer: null, bar: null } as const;
  const to = (mine: number, first: number) => (count === 1 || first === 0 ? null : mine / first);
  const files = `beside one node; all on one machine. ${failed(figures)}`;
  const rows: BenchRow[] = [
    {
      ...base,
      name: `${nodes}, files in memory`,
      klyka: figures.perSecond,
      ratio: to(figures.perSecond, one.perSecond),
      unit: "files/s",
      note: files,
    },
    {
      ...base,
      name: `${nodes}, people save`,
      klyka: figures.saves,
      ratio: to(figures.saves, one.saves),
      unit: "saves/s",
      note: `${savers} people, each as fast as they are answered; changes are committed one at a time`,
    },
  ];
  if (figures.micros !== null) {
    const note = "of all nodes together, for one file in memory";
    rows.push({
      ...base,
      name: `${nodes}, processor time`,
      klyka: figures.micros,
      ratio: to(one.micros ?? 0, figures.micros),
      unit: "µs/file",
      note,
    });
  }
  if (figures.idle !== null) {
    const note = "of one core, all nodes together, when nobody asks: looking for changes, telling each other";
    rows.push({ ...base, name: `${nodes}, idle`, klyka: figures.idle * 100, ratio: null, unit: "%", note });
  }
  return rows;
}

function failed({ failures }: Figures): string {
  return failures === 0 ? "None failed" : `${failures} failed`;
}

async function measureNodes(folder: string, databaseUrl: string, nodes: number, quick: boolean): Promise<Figures> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let seeded: Seeded | null = null;
  const cluster = await startCluster({
    ...{ folder, databaseUrl, nodes },
    furnish: async ({ db, keyring }) => {
      seeded = await seedPhones(db, keyring, { phones: quick ? 500 : 5000, keys: 8, shownOn: 100 }, new Date());
    },
  });
  try {
    if (seeded === null) throw new Error("there are no phones");
    const house: Seeded = seeded;
    const targetFile = join(folder, "targets");
    const lines = house.phones.map(({ mac, token }) => `/p/${token}/${mac}.cfg\t${userAgent} ${mac.match(/../g)?.join(":")}\t\n`);
    writeFileSync(targetFile, lines.join(""));
    // Twice: the first round makes the files, at every node.
    await ask(cluster, targetFile, house.phones.length * nodes);
    await ask(cluster, targetFile, house.phones.length * nodes);
    const rounds = quick ? 4 : 10;
    const before = usedBy(cluster);
    const answers = await ask(cluster, targetFile, house.phones.length * rounds);
    const after = usedBy(cluster);
    const seconds = Math.max(...answers.map((one) => one.seconds));
    const requests = answers.reduce((sum, one) => sum + one.requests, 0);
    const micros = before === null || after === null ? null : ((after - before) * 1e6) / requests;
    const failures = answers.reduce((sum, one) => sum + one.failures, 0);
    const saves = await savesPerSecond(cluster, house.organisationId, quick ? 3 : 10);
    return { perSecond: (requests - failures) / seconds, micros, failures, saves, idle: await idleOf(cluster, quick ? 3 : 10) };
  } finally {
    await cluster.stop();
  }
}

/** Each node is asked its share, all at once. */
function ask(cluster: Cluster, targetFile: string, requests: number) {
  const each = Math.ceil(requests / cluster.nodes.length);
  const spec = {
    host: "127.0.0.1",
    targetFile,
    requests: each,
    keepAlive: true,
    perSecond: null,
    sources: 100,
    longest: 180,
    status: 200,
  };
  const connections = Math.max(4, Math.floor(48 / cluster.nodes.length));
  return Promise.all(
    cluster.nodes.map((node) => measure({ ...spec, connections, port: Number(new URL(node.publicUrl).port) }, node.pid())),
  );
}

function usedBy(cluster: Cluster): number | null {
  const used = cluster.nodes.map((node) => cpuSeconds(node.pid()));
  return used.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

async function savesPerSecond(cluster: Cluster, organisationId: string, seconds: number): Promise<number> {
  const people: Visitor[] = [];
  for (let n = 0; n < savers; n++) {
    const node = cluster.nodes[n % cluster.nodes.length];
    const one = await cluster.somebody(organisationId, ["administrator"]);
    if (node) people.push(one.at(node.portal));
  }
  const began = performance.now();
  const until = began + seconds * 1000;
  let saved = 0;
  await Promise.all(
    people.map(async (one, who) => {
      for (let n = 0; performance.now() < until; n++) {
        const { status } = await one.post("/sites", { name: `Plats ${who}-${n}` });
        if (status === 201) saved += 1;
      }
    }),
  );
  return saved / ((performance.now() - began) / 1000);
}

async function idleOf(cluster: Cluster, seconds: number): Promise<number | null> {
  // What was asked for is written behind.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = usedBy(cluster);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = usedBy(cluster);
  return before === null || after === null ? null : (after - before) / seconds;
}
