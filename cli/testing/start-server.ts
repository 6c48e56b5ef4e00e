import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testKeyring } from "../../db/testing/builders.ts";
import { freePorts } from "../../db/testing/free-ports.ts";
import type { Db } from "../../db/types.ts";
import { createLog } from "../../process/log.ts";
import { loadSettings, type Settings } from "../../process/settings.ts";
import { alsoToSuite } from "../../process/testing/suite-log.ts";
import { startServer } from "../../server.ts";

/** A whole server in this process: what it logs, and where its listeners are. */
export type WholeServer = {
  readonly log: { readonly text: () => string };
  readonly portal: string;
  readonly phones: string;
  readonly management: string;
  readonly tftpPort: number;
  /** What /metrics says, by name and labels as they are written: `klyka_ready{…}`. */
  readonly metrics: (token?: string) => Promise<ReadonlyMap<string, number>>;
  readonly flush: () => Promise<void>;
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type ServerSay = {
  /** What the log leaves out. */
  readonly level?: Settings["logLevel"];
  readonly env?: Readonly<Record<string, string>>;
  /** What time it is; absent: the machine's. */
  readonly now?: () => Date;
};

/** Knows of no test: proofs start one too. @returns `remove` stops it and removes its folder */
export async function startWholeServer(
  db: Db,
  { level = "silent", env = {}, now }: ServerSay = {},
): Promise<WholeServer & { readonly remove: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "klyka-server-"));
  const [phones = 0, portal = 0, tftp = 0, management = 0] = await freePorts(4);
  const ports = {
    KLYKA_PHONES_PORT: phones,
    KLYKA_PORTAL_PORT: portal,
    KLYKA_TFTP_PORT: tftp,
    KLYKA_MANAGEMENT_PORT: management,
  };
  const said = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const { settings } = loadSettings({ KLYKA_DATA: folder, ...said, ...env }, "demo");
  const written: string[] = [];
  const log = alsoToSuite(createLog(level, { write: (line) => void written.push(line) }));
  const publicUrl = `http://127.0.0.1:${phones}`;
  const clock = now === undefined ? {} : { now };
  const server = await startServer({ settings, store: { db, keyring: testKeyring }, publicUrl, log, ...clock });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  const of = (port: number) => `http://127.0.0.1:${port}`;
  return {
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
    log: { text: () => written.join("") },
    ...{ portal: of(portal), phones: of(phones), management: of(management), tftpPort: tftp },
    metrics: async (token) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(`${of(management)}/metrics`, { headers });
      if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
      return parseMetrics(await answer.text());
    },
    ...{ flush: server.flush, settle: server.settle, stop },
  };
}

/** The text format of Prometheus, read line by line; throws at one that is not of it. */
export function parseMetrics(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || /^# (HELP|TYPE) [a-zA-Z_:][\w:]* .+$/.test(line)) continue;
    const [, name = "", value = ""] = /^([a-zA-Z_:][\w:]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    if (name === "" || !/^([+-]?[\d.]+(e[+-]?\d+)?|\+Inf|nan)$/i.test(value)) throw new Error(`no line of metrics: ${line}`);
    found.set(name, Number(value));
  }
  return found;
}
