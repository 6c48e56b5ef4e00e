import { join } from "node:path";
import { randomFrom } from "../../run.ts";
import { activityNames } from "./activities.ts";
import { startDatabaseProxy } from "./database-proxy.ts";
import { type Disk, ownDisk, plainDisk, smallDisk } from "./disk.ts";
import type { FaultMeans, FaultName } from "./faults.ts";
import { lookInto } from "./ledger.ts";
import { startCrashPostgres } from "./postgres.ts";
import { playRound } from "./round.ts";
import { buildWorld, type World } from "./world.ts";

/** Rounds to be played, one fault after the other. */
export type LabOrder = {
  readonly folder: string;
  readonly seed: number;
  readonly faults: readonly FaultName[];
  readonly rounds: number;
  /** Which databases; each round one of them. `url`: a PostgreSQL of somebody else, which is not killed. */
  readonly databases: readonly ("sqlite" | "postgres" | { readonly url: string })[];
  /** The moment is between nothing and this, milliseconds. */
  readonly longest: number;
  /** What lasts does so for about so long, milliseconds. */
  readonly lasting: number;
  /** True: every fault is tried on one disk. */
  readonly oneDisk: boolean;
  /** Rounds in one world, before it is made anew. */
  readonly perWorld: number;
};

/** What came of them. */
export type LabOutcome = {
  readonly rounds: Readonly<Record<string, number>>;
  /** `fault` null: of no single round. */
  readonly failures: readonly { readonly fault: string | null; readonly line: string }[];
  readonly saved: number;
  readonly refused: number;
  readonly doubt: number;
  readonly asked: number;
  readonly served: number;
  /** How read-only was done. */
  readonly notes: readonly string[];
};

type Place = {
  readonly world: World;
  readonly means: FaultMeans;
  readonly disk: Disk;
  played: number;
  readonly stop: () => Promise<void>;
};
type DiskName = "plain" | "small" | "own";

/** On which disk a fault is tried. */
const diskOf: Readonly<Record<FaultName, DiskName>> = {
  ...{ kill: "plain", term: "plain", database: "plain", clock: "plain", half: "plain" },
  ...{ full: "small", readonly: "own", power: "own" },
};

/** Plays rounds in worlds that it makes as it needs them. Runs in a process of its own: see `namespace.ts`. */
export async function playRounds(order: LabOrder, say: (line: string) => void): Promise<LabOutcome> {
  const random = randomFrom(order.seed);
  const places = new Map<string, Place>();
  const notes = new Set<string>();
  const failures: { fault: string | null; line: string }[] = [];
  const rounds: Record<string, number> = {};
  const sum = { saved: 0, refused: 0, doubt: 0, asked: 0, served: 0 };
  const postgres = order.databases.includes("postgres") ? await startCrashPostgres() : null;
  let made = 0;
  const leave = async (key: string, place: Place) => {
    places.delete(key);
    const { ledger, watch, database } = place.world;
    for (const line of await lookInto(database, (db) => ledger.checkAll(db)))
      failures.push({ fault: null, line: `in the end ${line}` });
    for (const name of ["saved", "refused", "doubt"] as const) sum[name] += ledger.counts[name];
    sum.asked += watch.asked;
    sum.served += watch.served;
    await place.stop();
  };
  const enter = async (disk: DiskName, database: LabOrder["databases"][number]): Promise<Place> => {
    made += 1;
    const folder = join(order.folder, `world-${made}`);
    const on = aDisk(folder, disk, order.oneDisk ? 48 : 700, notes);
    const url = database === "sqlite" ? null : database === "postgres" ? ((await postgres?.create()) ?? "") : database.url;
    const proxy = url === null ? null : await startDatabaseProxy(url);
    const through = proxy && url !== null ? { url, through: proxy.url } : null;
    const world = await buildWorld({
      folder: join(folder, "beside"),
      disk: on.disk,
      postgres: through,
      people: order.oneDisk ? 5 : 30,
    });
    const fellPostgres = database === "postgres" && postgres ? () => postgres.fell(random() < 0.5) : null;
    const stop = async () => {
      await world.stop();
      await proxy?.stop();
      on.disk.stop();
    };
    return {
      world,
      means: { small: on.small, own: on.own, proxy, fellPostgres, lasting: order.lasting, gently: order.oneDisk },
      disk: on.disk,
      played: 0,
      stop,
    };
  };
  for (let n = 0; n < order.rounds; n++) {
    const fault = order.faults[n % order.faults.length] ?? "kill";
    const possible = order.databases.filter(
      (one) => one === "sqlite" || (fault !== "power" && fault !== "readonly" && fault !== "full"),
    );
    const database = possible[Math.floor(random() * possible.length)] ?? "sqlite";
    const main = activityNames[Math.floor(random() * activityNames.length)] ?? "save";
    const name = typeof database === "string" ? database : "postgres";
    const disk = order.oneDisk ? (name === "sqlite" ? "own" : "plain") : diskOf[fault];
    const key = `${name} ${disk}`;
    const place = places.get(key) ?? (await enter(disk, database).catch((error: unknown) => String(error)));
    if (typeof place === "string") {
      failures.push({ fault, line: `round ${n + 1}: no server could be started: ${place}` });
      continue;
    }
    places.set(key, place);
    // Without a disk of its own there is no power to be cut.
    if (fault === "power" && place.means.own === null) continue;
    const began = performance.now();
    const wrong = await playRound(place.world, place.means, { fault, main, longest: order.longest }, random).catch(
      (error: unknown) => [`the round could not be played: ${error instanceof Error ? error.message : String(error)}`],
    );
    place.played += 1;
    rounds[fault] = (rounds[fault] ?? 0) + 1;
    for (const line of wrong)
      failures.push({ fault, line: `round ${n + 1} (${fault} in the middle of ${main}, ${name}): ${line}` });
    say(
      `${n + 1}/${order.rounds} ${fault} in ${main}, ${name}: ${wrong.length === 0 ? "held" : wrong.join("; ")} (${seconds(began)} s)`,
    );
    // What went wrong once shall not go wrong in every round after it.
    if (wrong.length > 0 || place.played >= order.perWorld)
      await leave(key, place).catch((error: unknown) => failures.push({ fault, line: String(error) }));
  }
  for (const [key, place] of [...places]) await leave(key, place);
  await postgres?.stop();
  return { rounds, failures, ...sum, notes: [...notes] };
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function aDisk(folder: string, name: DiskName, megabytes: number, notes: Set<string>) {
  if (name === "small") {
    try {
      const small = smallDisk(folder, 400);
      notes.add("full: a tmpfs of its own is filled (ENOSPC)");
      return { disk: small, small, own: null };
    } catch {
      notes.add("full: no file system can be mounted here; every write is refused (RLIMIT_FSIZE)");
    }
  }
  if (name === "own") {
    try {
      const own = ownDisk(folder, megabytes);
      notes.add("read-only: an ext4 of its own fails (EROFS); power: it is cut off without a flush (EXT4_IOC_SHUTDOWN)");
      return { disk: own, small: null, own };
    } catch {
      notes.add("read-only: every write is refused (RLIMIT_FSIZE); no disk of its own can be had here, the power is not cut");
    }
  }
  return { disk: plainDisk(folder), small: null, own: null };
}
