import { spawn } from "node:child_process";
import { join } from "node:path";
import { median } from "./measure.ts";
import type { Peer } from "./nginx.ts";
import { cpuSeconds } from "./processes.ts";
import { type TftpLoad, TftpLoadResult } from "./tftp-load.ts";

export type Shape = Omit<TftpLoad, "host" | "port" | "seconds">;
export type Taken = TftpLoadResult & {
  /** Processor time of the server for a block of body, microseconds; null where it cannot be read. */
  readonly microsPerBlock: number | null;
};
export type Round = { readonly own: Taken; readonly peer: Taken | null };

/** What is not over by then has failed, seconds. */
const longest = 60;

/** Runs the load in a process of its own against a server that runs as `pid`. */
export async function take(server: Peer, shape: Shape): Promise<Taken> {
  const before = cpuSeconds(server.pid);
  const result = await generate({ ...shape, host: "127.0.0.1", port: server.port, seconds: longest });
  const after = cpuSeconds(server.pid);
  const blocks = result.octets / shape.blockSize;
  const used = before === null || after === null || blocks === 0 ? null : ((after - before) * 1e6) / blocks;
  return { ...result, microsPerBlock: used };
}

function generate(order: TftpLoad): Promise<TftpLoadResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "tftp-load.ts"), JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(TftpLoadResult.parse(JSON.parse(out)));
      else reject(new Error(`the load ended with ${code}`));
    });
  });
}

/** Both servers by turns, so that whatever else the machine does meets both; `peerShape` when the other is asked differently. */
export async function rounds(own: Peer, peer: Peer | null, shape: Shape, count: number, peerShape = shape): Promise<Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < count; round++) {
    all.push({ own: await take(own, shape), peer: peer && (await take(peer, peerShape)) });
  }
  return all;
}

export const rate = (taken: TftpLoadResult): number => taken.octets / taken.seconds / 1e6;

/** The round whose ratio is the middle one. */
export function middleRound(all: readonly Round[]): Round {
  const ratio = ({ own, peer }: Round): number => (peer ? rate(own) / rate(peer) : rate(own));
  const wanted = median(all.map(ratio));
  const found = all.find((round) => ratio(round) === wanted) ?? all[0];
  if (!found) throw new Error("no rounds");
  return found;
}
