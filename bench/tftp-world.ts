import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "../db/testing/free-ports.ts";
import { openStore } from "../process/store.ts";
import { benchSettings, environment, type KlykaOrder } from "./klyka.ts";
import type { Peer } from "./nginx.ts";
import { seedPhones } from "./seed.ts";
import { hpaVersion, startHpa, untilUdpOpen } from "./tftp-peer.ts";

/** Two servers with the same files under the same names. */
export type TftpWorld = {
  readonly own: Peer;
  /** null = not installed, or not allowed to run here. */
  readonly peer: Peer | null;
  /** Target files of `tftp-load.ts`: a line a phone, with its own path. */
  readonly configurations: string;
  readonly firmware: string;
  stop(): Promise<void>;
};

type Files = ReadonlyMap<string, Buffer>;

const image = "108.86.0.90.rom";
const imageOctets = 30 * 1024 * 1024;

/** A firm of phones that are bound, each with its own token, and one image; all configurations are rendered once. */
export async function buildTftpWorld(folder: string, phones: number): Promise<TftpWorld> {
  const data = join(folder, "tftp");
  mkdirSync(join(data, "firmware", "yealink"), { recursive: true, mode: 0o700 });
  const octets = randomBytes(imageOctets);
  writeFileSync(join(data, "firmware", "yealink", image), octets);
  const order = { folder: data, port: await freePort(), databaseUrl: null };
  const store = await openStore(benchSettings(order), new Date());
  const seeded = await seedPhones(store.db, store.keyring, { phones, keys: 8, shownOn: 10 }, new Date());
  await store.db.destroy();
  const own = await startWhole(order, await freePort());
  const configurations = await fetchAll(
    order.port,
    seeded.phones.map(({ mac, token }) => `p/${token}/${mac}.cfg`),
  );
  const images = new Map(seeded.phones.slice(0, 20).map(({ token }) => [`p/${token}/firmware/${image}`, octets]));
  const peer =
    hpaVersion() === null ? null : await startHpa(layOut(join(folder, "tftp-files"), configurations, images), await freePort());
  return {
    own,
    peer,
    configurations: targets(join(folder, "configurations.targets"), configurations),
    firmware: targets(join(folder, "firmware.targets"), images),
    stop: async () => {
      await own.stop();
      await peer?.stop();
    },
  };
}

/** As `klyka serve` runs, with TFTP beside HTTP. */
async function startWhole(order: KlykaOrder, tftpPort: number): Promise<Peer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "cli", "main.ts"), "serve"], {
    env: { ...process.env, ...environment(order), KLYKA_TFTP_PORT: String(tftpPort) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilUdpOpen(tftpPort, child);
  return {
    name: "klyka",
    port: tftpPort,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

/** Over HTTP, so that what is compared later over TFTP was not measured before. */
async function fetchAll(port: number, paths: readonly string[]): Promise<Files> {
  const files = new Map<string, Buffer>();
  const waiting = [...paths];
  const fetchSome = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`, {
        headers: { "user-agent": "Yealink SIP-T46U 108.86.0.90" },
      });
      if (!answer.ok) throw new Error(`klyka serve answers ${answer.status}`);
      files.set(path, Buffer.from(await answer.arrayBuffer()));
    }
  };
  await Promise.all(Array.from({ length: 16 }, fetchSome));
  return files;
}

/** The same bytes as files for the other server. */
function layOut(folder: string, ...kinds: readonly Files[]): string {
  for (const [path, body] of kinds.flatMap((files) => [...files])) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), body);
  }
  return folder;
}

function targets(path: string, files: Files): string {
  writeFileSync(path, [...files].map(([file, body]) => `${file}\t${body.length}\n`).join(""));
  return path;
}
