import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "../../../bench/fleet/watch.ts";
import { freePort } from "../../../db/testing/free-ports.ts";
import { loadSettings, type Settings } from "../../../process/settings.ts";
import type { TortureClock } from "./clock.ts";
import type { Disk } from "./disk.ts";

const bin = join(import.meta.dirname, "..", "..", "..", "bin", "klyka");
const preload = pathToFileURL(join(import.meta.dirname, "clock-preload.ts")).href;

export type TortureServerOrder = {
  readonly disk: Disk;
  readonly clock: TortureClock;
  /** PostgreSQL; null: SQLite on the disk. */
  readonly databaseUrl: string | null;
  readonly more?: Readonly<Record<string, string>>;
};

/** The server by the very command that operators use, in a process that is ended in every way there is. */
export class TortureServer {
  /** As the harness would open the same data. */
  readonly settings: Settings;
  readonly phones: string;
  readonly portal: string;
  readonly #management: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #tail = "";

  private constructor(order: TortureServerOrder, ports: readonly [number, number, number]) {
    const { disk, clock, databaseUrl, more = {} } = order;
    const [phones, portal, management] = ports;
    [this.phones, this.portal, this.#management] = [phones, portal, management].map((port) => `http://127.0.0.1:${port}`) as [
      string,
      string,
      string,
    ];
    const environment = {
      ...{ KLYKA_DATA: disk.data, KLYKA_HOST: "127.0.0.1", KLYKA_PHONES_PORT: String(phones), KLYKA_PUBLIC_URL: this.phones },
      ...{ KLYKA_PORTAL_PORT: String(portal), KLYKA_TFTP_PORT: "off", KLYKA_MANAGEMENT_PORT: String(management) },
      ...{ KLYKA_ALLOW_PLAIN_HTTP: "yes", KLYKA_OUTBOUND_PRIVATE: "yes", KLYKA_LOG_LEVEL: "warn" },
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      ...more,
    };
    this.#environment = { ...environment, TORTURE_CLOCK: clock.file, NODE_OPTIONS: `--import=${preload}` };
    this.settings = loadSettings(environment, "production").settings;
  }

  static async on(order: TortureServerOrder): Promise<TortureServer> {
    return new TortureServer(order, [await freePort(), await freePort(), await freePort()]);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Runs, as far as is known. */
  get up(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it has said last. */
  get words(): string {
    return this.#tail;
  }

  /** Resolves when it is ready. @throws when it ends instead */
  async start(): Promise<void> {
    const child = this.spawn();
    const ready = () => this.ready();
    await until(ready, (is) => is || child.exitCode !== null, 180_000, 25);
    if (child.exitCode !== null) throw new Error(`klyka serve ended with ${child.exitCode}: ${this.#tail.slice(-600)}`);
  }

  /** Begins to start. */
  spawn(): ChildProcess {
    const child = spawn(bin, ["serve"], {
      env: { PATH: process.env.PATH ?? "", ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#tail = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        this.#tail = (this.#tail + chunk.toString("utf8")).slice(-20_000);
      });
    this.#child = child;
    return child;
  }

  async ready(path = "/readyz"): Promise<boolean> {
    return (await fetch(`${this.#management}${path}`).catch(() => null))?.status === 200;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.up) this.#child?.kill(signal);
  }

  /** @returns its exit code; null: it was ended by the signal */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.up) return child?.exitCode ?? null;
    const gone = once(child, "close");
    child.kill(signal);
    await gone;
    return child.exitCode;
  }
}
