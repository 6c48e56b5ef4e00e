import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMetrics } from "../../cli/testing/start-server.ts";
import { freePort } from "../../db/testing/free-ports.ts";
import { openStore, type Store } from "../../process/store.ts";
import { putImage } from "../fleet/image.ts";
import { type FleetServer, fleetServer } from "../fleet/server.ts";
import { runPart } from "./part.ts";
import { type PartName, type PartResult, partNames, type StormPlan } from "./plan.ts";
import { pause } from "./tally.ts";
import { buildStorm, type StormWorld } from "./world.ts";

export type SetupOrder = {
  readonly folder: string;
  /** Null: SQLite in the folder. */
  readonly databaseUrl: string | null;
  readonly phones: number;
  readonly people: number;
  /** Settings of the server besides. */
  readonly more?: Record<string, string>;
  readonly say: (line: string) => void;
};

/** A server of its own with firms in it, which runs. */
export type Setup = {
  readonly server: FleetServer;
  readonly store: Store;
  readonly world: StormWorld;
  /** What is the same in every plan. */
  readonly where: Pick<StormPlan, "publicUrl" | "portalUrl" | "tftpPort" | "sessions">;
  /** All that the server measures, now. */
  readonly metrics: () => Promise<Map<string, number>>;
  /** Resolves when all files have been made. */
  readonly allMade: () => Promise<void>;
  /** Runs the parts, each in a process of its own, at the time that the plan says. */
  readonly run: (plan: StormPlan) => Promise<Record<PartName, PartResult>>;
  readonly stop: () => Promise<void>;
};

const imageBytes = 4 * 2 ** 20;

export async function setUp(order: SetupOrder): Promise<Setup> {
  const { folder, databaseUrl, phones, people, say } = order;
  const [portal, tftp] = [await freePort(), await freePort()];
  const ports = { KLYKA_PORTAL_PORT: String(portal), KLYKA_TFTP_PORT: String(tftp) };
  const server = await fleetServer(folder, databaseUrl, { ...ports, ...order.more });
  const store = await openStore(server.settings, new Date());
  say(`${phones} phones are made …`);
  const world = await buildStorm(store, phones, people, new Date());
  await putImage(store.db, join(folder, "firmware"), imageBytes, new Date());
  await server.start();
  const metrics = async () => parseMetrics(await (await fetch(server.metrics)).text());
  return {
    ...{ server, store, world, metrics },
    where: {
      ...{ publicUrl: server.publicUrl, portalUrl: `http://127.0.0.1:${portal}`, tftpPort: tftp },
      sessions: [...world.sessions],
    },
    allMade: async () => {
      say("their files are made …");
      for (let waited = 0; waited < 1_200; waited++) {
        const found = await metrics();
        const made = found.get('klyka_renders_total{vendor="yealink",outcome="made"}') ?? 0;
        if (made >= phones && (found.get("klyka_render_queue_phones") ?? 1) === 0) return;
        await pause(500);
      }
      throw new Error("the files were not made in time");
    },
    run: async (plan) => {
      const file = join(folder, "plan.json");
      writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
      const [boots, overTftp, working, strangers] = await Promise.all(partNames.map((name) => runPart(name, file)));
      if (!boots || !overTftp || !working || !strangers) throw new Error("a part is missing");
      return { boots, tftp: overTftp, people: working, flood: strangers };
    },
    stop: async () => {
      await server.end("SIGTERM");
      await store.db.destroy();
    },
  };
}
