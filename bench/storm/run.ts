import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMetrics } from "../../cli/testing/start-server.ts";
import { openStore } from "../../process/store.ts";
import { putImage } from "../fleet/image.ts";
import { fleetServer } from "../fleet/server.ts";
import { freePort } from "../klyka.ts";
import { cpuSeconds, residentBytes } from "../processes.ts";
import type { BenchRow } from "../row.ts";
import { type ServerWord, stormRows } from "./figures.ts";
import { runPart } from "./part.ts";
import type { PartName, PartResult, StormPlan } from "./plan.ts";
import { pause } from "./tally.ts";
import { buildStorm, rollOut } from "./world.ts";

export type StormOrder = {
  readonly folder: string;
  /** Null: SQLite in the folder. */
  readonly databaseUrl: string | null;
  readonly phones: number;
  readonly people: number;
  /** Requests of strangers a second. */
  readonly flood: number;
  /** Phones come back within so many seconds. */
  readonly within: number;
  /** True: nobody has ever asked before, every file has to be made. */
  readonly cold: boolean;
  readonly say: (line: string) => void;
};

/** Every tenth phone asks over TFTP. */
const overTftp = 10;
const imageBytes = 4 * 2 ** 20;

/** A storm against a server of its own, which is the command that operators use. @returns its table */
export async function storm(order: StormOrder): Promise<BenchRow[]> {
  const { folder, databaseUrl, phones, people, flood, within, say } = order;
  const [portal, tftp] = [await freePort(), await freePort()];
  const more = { KLYKA_PORTAL_PORT: String(portal), KLYKA_TFTP_PORT: String(tftp) };
  const server = await fleetServer(folder, databaseUrl, more);
  const store = await openStore(server.settings, new Date());
  say(`${phones} phones are made …`);
  const world = await buildStorm(store, phones, people, new Date());
  await putImage(store.db, join(folder, "firmware"), imageBytes, new Date());
  await server.start();
  try {
    if (!order.cold) {
      say("their files are made …");
      await allMade(server.metrics, phones);
    }
    const plan: StormPlan = {
      ...{ publicUrl: server.publicUrl, portalUrl: `http://127.0.0.1:${portal}`, tftpPort: tftp },
      phones: world.phones.filter((_, n) => n % overTftp !== 0).map(({ mac, token }) => ({ mac, token })),
      tftpPhones: world.phones.filter((_, n) => n % overTftp === 0).map(({ mac, token }) => ({ mac, token })),
      ...{ sessions: [...world.sessions], flood, tftpFlood: flood / 3, within, patience: within + 120, at: Date.now() + 3_000 },
    };
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
    const before = cpuSeconds(server.pid());
    say(`they come back within ${within} s, over HTTP and TFTP; ${people} people work, ${flood} strangers a second ask …`);
    const run = (name: PartName) => runPart(name, file);
    const all = Promise.all([run("boots"), run("tftp"), run("people"), run("flood")]);
    await pause(3_000 + within * 200);
    const [firm] = world.firms;
    if (firm) await rollOut(store, firm, new Date());
    say("a roll-out of firmware begins …");
    const [boots, overT, working, strangers] = await all;
    const results: Record<PartName, PartResult> = { boots, tftp: overT, people: working, flood: strangers };
    const word = await wordOf(server.metrics, before, server.pid());
    const section = `Storm: ${phones.toLocaleString("en-US")} phones within ${within} s, ${databaseUrl === null ? "SQLite" : "PostgreSQL"}`;
    return stormRows(section, results, { http: plan.phones.length, tftp: plan.tftpPhones.length }, word);
  } finally {
    await server.end("SIGTERM");
    await store.db.destroy();
  }
}

async function allMade(metrics: string, phones: number): Promise<void> {
  for (let waited = 0; waited < 600; waited++) {
    const found = parseMetrics(await (await fetch(metrics)).text());
    const made = found.get('klyka_renders_total{vendor="yealink",outcome="made"}') ?? 0;
    if (made >= phones && (found.get("klyka_render_queue_phones") ?? 1) === 0) return;
    await pause(500);
  }
  throw new Error("the files were not made in time");
}

async function wordOf(metrics: string, before: number | null, pid: number): Promise<ServerWord> {
  const after = cpuSeconds(pid);
  const found = parseMetrics(await (await fetch(metrics)).text());
  const away = (kind: string) => [kind, found.get(`klyka_turned_away_total{kind="${kind}"}`) ?? 0] as const;
  const resident = residentBytes(pid);
  return {
    cpu: before === null || after === null ? null : after - before,
    residentMegabytes: resident && resident.now / 2 ** 20,
    turnedAway: Object.fromEntries(["configuration", "people", "firmware", "strangers"].map(away)),
    journalSummed: found.get("klyka_journal_summed_total") ?? 0,
    journalDropped: found.get("klyka_journal_dropped_total") ?? 0,
  };
}
