import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../db/testing/free-ports.ts";
import { loadSettings, type Settings } from "../../process/settings.ts";
import { until } from "./watch.ts";

/** The server by the very command that operators use, on an own folder; started, ended and started again. */
export type FleetServer = {
  readonly settings: Settings;
  /** Where phones ask. */
  readonly publicUrl: string;
  /** Where its numbers are read. */
  readonly metrics: string;
  readonly pid: () => number;
  /** Resolves when it is ready. */
  readonly start: () => Promise<void>;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

/** @param databaseUrl null: SQLite in the folder */
export async function fleetServer(
  folder: string,
  databaseUrl: string | null,
  more: Record<string, string> = {},
): Promise<FleetServer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [port, management] = [await freePort(), await freePort()];
  const publicUrl = `http://127.0.0.1:${port}`;
  const environment = {
    ...{ KLYKA_DATA: folder, KLYKA_HOST: "127.0.0.1", KLYKA_PHONES_PORT: String(port), KLYKA_PUBLIC_URL: publicUrl },
    ...{ KLYKA_PORTAL_PORT: "off", KLYKA_TFTP_PORT: "off", KLYKA_MANAGEMENT_PORT: String(management) },
    ...{ KLYKA_ALLOW_PLAIN_HTTP: "yes", KLYKA_OUTBOUND_PRIVATE: "yes", KLYKA_LOG_LEVEL: "error" },
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    ...more,
  };
  const { settings } = loadSettings(environment, "production");
  const run = () =>
    spawn(join(import.meta.dirname, "..", "..", "bin", "klyka"), ["serve"], {
      env: { PATH: process.env.PATH ?? "", ...environment },
      stdio: ["ignore", "ignore", "inherit"],
    });
  let child: ReturnType<typeof run> | null = null;
  return {
    settings,
    publicUrl,
    metrics: `http://127.0.0.1:${management}/metrics`,
    pid: () => child?.pid ?? 0,
    start: async () => {
      const started = run();
      child = started;
      const readyz = `http://127.0.0.1:${management}/readyz`;
      const ready = async () => (await fetch(readyz, { signal: AbortSignal.timeout(10_000) }).catch(() => null))?.status === 200;
      await until(ready, (is) => is || started.exitCode !== null, 300_000);
      if (started.exitCode !== null) throw new Error("klyka serve does not start");
    },
    end: async (signal) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "close");
      child.kill(signal);
      await gone;
    },
  };
}
