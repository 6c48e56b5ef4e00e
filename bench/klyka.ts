import { spawn } from "node:child_process";
import { join } from "node:path";
import { loadSettings, type Settings } from "../process/settings.ts";
import { opens, type Peer } from "./nginx.ts";

export type KlykaOrder = {
  readonly folder: string;
  readonly port: number;
  /** PostgreSQL; null = SQLite in the folder. */
  readonly databaseUrl: string | null;
  /** Of the people's listener; absent: there is none. */
  readonly portalPort?: number;
  /** Of the directory that phones search; absent: there is none. */
  readonly ldapPort?: number;
};

/** Settings as the production command reads them, on loopback. */
export function environment({ folder, port, databaseUrl, portalPort, ldapPort }: KlykaOrder): Record<string, string> {
  return {
    KLYKA_DATA: folder,
    KLYKA_HOST: "127.0.0.1",
    KLYKA_PHONES_PORT: String(port),
    KLYKA_TFTP_PORT: "off",
    // As in production: what counting costs belongs to the figures.
    KLYKA_MANAGEMENT_PORT: String(port > 50_000 ? port - 10_000 : port + 10_000),
    KLYKA_PORTAL_PORT: portalPort === undefined ? "off" : String(portalPort),
    ...(ldapPort === undefined ? {} : { KLYKA_LDAP_PORT: String(ldapPort) }),
    KLYKA_PUBLIC_URL: `http://127.0.0.1:${port}`,
    KLYKA_ALLOW_PLAIN_HTTP: "yes",
    KLYKA_LOG_LEVEL: "error",
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  };
}

export function benchSettings(order: KlykaOrder): Settings {
  return loadSettings(environment(order), "production").settings;
}

/** The whole server, by the very command that operators use, in a process of its own. */
export async function startKlyka(order: KlykaOrder): Promise<Peer> {
  const child = spawn(join(import.meta.dirname, "..", "bin", "klyka"), ["serve"], {
    env: { ...process.env, ...environment(order) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let attempt = 0; !(await opens(order.port)); attempt++) {
    if (child.exitCode !== null || attempt > 600) throw new Error("klyka serve does not answer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name: "klyka",
    port: order.port,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}
