import { createConnection } from "node:net";
import { openDatabase } from "../../../db/connect.ts";
import type { DatabaseProxy } from "./database-proxy.ts";
import { type OwnDisk, refuseWrites, type SmallDisk } from "./disk.ts";
import type { World } from "./world.ts";

export const faultNames = ["kill", "term", "full", "readonly", "database", "clock", "half", "power"] as const;
export type FaultName = (typeof faultNames)[number];

/** What a fault may use besides the world. */
export type FaultMeans = {
  readonly small: SmallDisk | null;
  readonly own: OwnDisk | null;
  readonly proxy: DatabaseProxy | null;
  /** True: read-only is done without an end of the server. */
  readonly gently: boolean;
  /** What lasts does so for about so long, milliseconds. */
  readonly lasting: number;
  /** Ends PostgreSQL as a power cut or the kernel would, and starts it again. */
  readonly fellPostgres: (() => Promise<void>) | null;
};

/** What happens in the middle of the work. When it resolves the server runs and nothing is in its way. @returns what was wrong */
export type Fault = (world: World, means: FaultMeans, random: () => number) => Promise<readonly string[]>;

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export const faults: Readonly<Record<FaultName, Fault>> = {
  kill: async ({ server }) => {
    await server.end("SIGKILL");
    await server.start();
    return [];
  },
  term: async ({ server }) => {
    const began = performance.now();
    const code = await server.end("SIGTERM");
    const seconds = (performance.now() - began) / 1000;
    await server.start();
    return [
      ...(code === 0 ? [] : [`told to end it ended with ${code}: ${server.words.slice(-300)}`]),
      ...(seconds < 60 ? [] : [`told to end it took ${seconds.toFixed(0)} s`]),
    ];
  },
  full: fullDisk,
  readonly: readOnlyDisk,
  database: databaseAway,
  clock: clockJumps,
  half: halfRequests,
  power: powerCut,
};

/** Phones are served and the server lives, whatever it cannot write. */
async function bears(world: World, { lasting }: FaultMeans, random: () => number): Promise<string[]> {
  world.watch.must(true);
  await wait((0.2 + random()) * lasting);
  world.watch.must(false);
  return world.server.up ? [] : [`the server fell: ${world.server.words.slice(-500)}`];
}

async function fullDisk(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  const small = means.small ?? means.own;
  if (!small) return refused(world, means, random);
  // Sometimes there is room for the beginning of something.
  small.fill(random() < 0.5 ? 0 : Math.floor(random() * 64) * 1024);
  const wrong = await bears(world, means, random);
  const killed = random() < 0.3;
  if (killed) await world.server.end("SIGKILL");
  small.free();
  if (killed || !world.server.up) await world.server.start();
  return wrong;
}

async function refused(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  const { server } = world;
  refuseWrites(server.pid, true);
  const wrong = await bears(world, means, random);
  if (server.up) refuseWrites(server.pid, false);
  else await server.start();
  return wrong;
}

async function readOnlyDisk(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  const { own } = means;
  const { server } = world;
  if (!own || means.gently) return refused(world, means, random);
  own.fail();
  const wrong = await bears(world, means, random);
  // It may not be able to end as it wants to.
  await server.end(random() < 0.5 ? "SIGKILL" : "SIGTERM");
  own.mend();
  await server.start();
  return wrong;
}

async function powerCut({ server }: World, { own }: FaultMeans, random: () => number): Promise<string[]> {
  if (!own) throw new Error("no disk of its own");
  own.cut();
  await wait(random() * 50);
  await server.end("SIGKILL");
  own.mend();
  await server.start();
  return [];
}

async function databaseAway(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  const { proxy, fellPostgres } = means;
  if (!proxy) return lockedOut(world, means, random);
  if (fellPostgres && random() < 0.35) {
    world.watch.must(true);
    await fellPostgres();
    const wrong = await bears(world, means, random);
    return wrong;
  }
  proxy.set(random() < 0.6 ? "gone" : "silent");
  const wrong = await bears(world, means, random);
  proxy.set("open");
  return wrong;
}

/** Somebody else writes for long, and nobody else may. */
async function lockedOut(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  if (!("file" in world.database)) throw new Error("no file");
  const db = await openDatabase(world.database);
  try {
    return await db.transaction(async (trx) => {
      await trx("change_counter").update({ value: trx.ref("value") });
      return bears(world, means, random);
    });
  } finally {
    await db.destroy();
  }
}

const hour = 3_600_000;

/** Forward or back by hours, and mostly put right again. */
async function clockJumps(world: World, means: FaultMeans, random: () => number): Promise<string[]> {
  const { clock } = world;
  const by = Math.round((random() < 0.5 ? -1 : 1) * (0.1 + random() * 12) * hour);
  clock.pass(by);
  const wrong = await bears(world, means, random);
  // What is put right later is so for the work of people in between.
  if (random() < 0.7) clock.pass(-by);
  await wait(60);
  return wrong;
}

/** Somebody's line breaks in the middle of what they send; the server may have been killed by then. */
async function halfRequests(world: World, _: FaultMeans, random: () => number): Promise<string[]> {
  const { server, administrator, cast } = world;
  const company = `Halv ${Math.floor(random() * 1e9)} AB`;
  const lastName = `Halvinläst ${Math.floor(random() * 1e9)}`;
  const json = JSON.stringify({ company, numbers: [{ kind: "work", number: "08-465 004 17" }] });
  const csv = `first_name;last_name\n${Array.from({ length: 400 }, (_, n) => `Person ${n};${lastName}`).join("\n")}\n`;
  const bodies = [
    { path: `/contact-lists/${cast.list}/contacts`, type: "application/json", body: json },
    { path: "/users/import", type: "text/csv", body: csv },
  ];
  for (const { path, type, body } of bodies) {
    const sent = body.slice(0, Math.floor(random() * (body.length - 1)));
    const cookies = [...administrator.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const head = [
      `POST /api${path} HTTP/1.1`,
      ...[`host: ${new URL(server.portal).host}`, `origin: ${server.portal}`, `cookie: ${cookies}`],
      ...[`x-csrf-token: ${administrator.csrf}`, `content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`],
    ];
    const socket = createConnection(Number(new URL(server.portal).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`${head.join("\r\n")}\r\n\r\n${sent}`);
    await wait(20 + random() * 60);
    socket.destroy();
  }
  world.ledger.note({
    ...{ what: `half of ${company}`, fate: "refused" },
    find: async (db) => ((await db("contact").where({ company })).length === 0 ? "absent" : "whole"),
  });
  world.ledger.note({
    ...{ what: `half an import of ${lastName}`, fate: "refused" },
    find: async (db) => ((await db("users").where({ last_name: lastName })).length === 0 ? "absent" : "whole"),
  });
  return [];
}
