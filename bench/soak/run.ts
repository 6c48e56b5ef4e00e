import { readdirSync } from "node:fs";
import { residentBytes } from "../processes.ts";
import type { BenchRow } from "../row.ts";
import type { StormPlan } from "../storm/plan.ts";
import { type SetupOrder, setUp } from "../storm/setup.ts";
import { pause } from "../storm/tally.ts";
import { type Allowed, flatness, type Sample } from "./flat.ts";

export type SoakOrder = SetupOrder & {
  readonly minutes: number;
  /** Phones that start in a second. */
  readonly bootsPerSecond: number;
  readonly flood: number;
};

/** What must stay as it is, in what unit, and how much it may gain. */
const watched: Readonly<Record<string, { readonly unit: string; readonly allowed: Allowed }>> = {
  "resident memory": { unit: "MB", allowed: { share: 0.03, least: 8 } },
  "JavaScript heap": { unit: "MB", allowed: { share: 0.03, least: 4 } },
  descriptors: { unit: "descriptors", allowed: { share: 0.02, least: 4 } },
};

const lookEvery = 5_000;
const getsReady = 3_000;

/** The same load for as long as is said, and whether memory and descriptors stay as they are. @returns its table */
export async function soak(order: SoakOrder): Promise<BenchRow[]> {
  const { minutes, bootsPerSecond, flood, people, say } = order;
  const setup = await setUp(order);
  const seen = new Map<string, Sample[]>(Object.keys(watched).map((name) => [name, []]));
  try {
    await setup.allMade();
    const seconds = minutes * 60;
    const all = setup.world.phones.map(({ mac, token }) => ({ mac, token }));
    const again = (count: number, from: number) =>
      Array.from({ length: Math.round(count) }, (_, n) => all[(from + n) % all.length]).filter((one) => one !== undefined);
    const plan: StormPlan = {
      ...setup.where,
      ...{ phones: again(bootsPerSecond * seconds, 0), tftpPhones: again((bootsPerSecond * seconds) / 10, all.length >> 1) },
      ...{ flood, tftpFlood: flood / 3, within: seconds, patience: seconds + 120, at: Date.now() + getsReady },
    };
    say(
      `${bootsPerSecond} phones a second start for ${minutes} minutes, ${people} people work, ${flood} strangers a second ask …`,
    );
    let over = false;
    const running = setup.run(plan).finally(() => {
      over = true;
    });
    const began = performance.now();
    while (!over && performance.now() - began < seconds * 1000) {
      await pause(lookEvery);
      const at = (performance.now() - began) / 1000;
      const now = await look(setup.server.pid(), setup.metrics);
      for (const [name, value] of Object.entries(now)) seen.get(name)?.push({ at, value });
      if (Math.round(at) % 60 < lookEvery / 1000) say(`  ${Math.round(at / 60)} min: ${tell(now)}`);
    }
    const { boots } = await running;
    const section = `Soak: ${minutes} minutes, ${order.databaseUrl === null ? "SQLite" : "PostgreSQL"}`;
    const up = (boots.outcomes.up ?? 0) + (boots.outcomes["up, started again"] ?? 0);
    const started = {
      name: "phones that came up",
      klyka: up,
      unit: "phones",
      bar: plan.phones.length,
      note: `of ${plan.phones.length}`,
    };
    return [...rowsOf(seen), started].map((row) => ({ section, peer: null, ratio: null, ...row }));
  } finally {
    await setup.stop();
  }
}

async function look(pid: number, metrics: () => Promise<Map<string, number>>): Promise<Record<string, number>> {
  const found = await metrics();
  return {
    "resident memory": (residentBytes(pid)?.now ?? 0) / 2 ** 20,
    "JavaScript heap": (found.get("nodejs_heap_size_used_bytes") ?? 0) / 2 ** 20,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

const tell = (now: Readonly<Record<string, number>>): string =>
  Object.entries(now)
    .map(([name, value]) => `${name} ${value.toFixed(0)} ${watched[name]?.unit === "MB" ? "MB" : ""}`.trim())
    .join(", ");

function rowsOf(seen: ReadonlyMap<string, readonly Sample[]>): Pick<BenchRow, "name" | "klyka" | "unit" | "bar" | "note">[] {
  return [...seen].map(([name, samples]) => {
    const { unit = "", allowed = { share: 0, least: 0 } } = watched[name] ?? {};
    const found = flatness(samples, allowed);
    const sign = found.gained >= 0 ? "+" : "−";
    const trend = `${sign}${Math.abs(found.gained).toFixed(1)} ${unit} by the trend after the warm-up, allowed ${found.allowed.toFixed(1)}`;
    const note = `${found.usual.toFixed(0)} ${unit} in the middle; ${trend}; ${samples.length} looks`;
    // For time and memory less is better, for all else more: what is left of what is allowed is never below nothing.
    return {
      name: `${name}: room left of what it may gain`,
      klyka: found.allowed - found.gained,
      unit: `${unit} left`,
      bar: 0,
      note,
    };
  });
}
