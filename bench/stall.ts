import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openStore } from "../process/store.ts";
import { benchSettings } from "./klyka.ts";
import type { BenchRow } from "./row.ts";
import { seedPhones } from "./seed.ts";

const Stall = z.object({ searches: z.number(), slowest: z.number(), p99: z.number() });
const section = "The loop while people search";

/** How long the loop that answers phones stands still while four people search among many phones, by driver. */
export async function benchStall(order: {
  readonly folder: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}): Promise<readonly BenchRow[]> {
  const phones = order.quick ? 1000 : 10_000;
  const folder = join(order.folder, "stall");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = benchSettings({ folder, port: 8080, databaseUrl: null });
  const { db, keyring } = await openStore(settings, new Date());
  const { organisationId } = await seedPhones(db, keyring, { phones, keys: 8, shownOn: 500 }, new Date());
  await db.destroy();
  const rows: BenchRow[] = [];
  for (const driver of ["sqlite3", "node:sqlite"] as const) {
    const { searches, slowest, p99 } = await search(driver, folder, organisationId, order.quick ? 2 : 5);
    const chosen = driver === "sqlite3";
    rows.push({
      section,
      name: chosen ? "sqlite3 (the driver in use)" : "node:sqlite, on the loop, for comparison",
      klyka: slowest,
      peer: null,
      ratio: null,
      bar: chosen ? 50 : null,
      unit: "ms",
      note: `longest delay of the loop, ${phones.toLocaleString("en-US")} phones, four people at once, ${searches} searches; p99 ${p99.toFixed(1)} ms`,
    });
    order.say(`  ${driver}: ${searches} searches, longest stop ${slowest.toFixed(1)} ms`);
  }
  return rows;
}

function search(driver: string, folder: string, organisationId: string, seconds: number): Promise<z.infer<typeof Stall>> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, "search-load.ts");
    const child = spawn(process.execPath, ["--no-warnings", script, driver, folder, organisationId, String(seconds)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.once("close", (code) =>
      code === 0 ? resolve(Stall.parse(JSON.parse(out))) : reject(new Error(`searching ended with ${code}`)),
    );
  });
}
