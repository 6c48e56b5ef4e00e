import { spawn } from "node:child_process";
import { join } from "node:path";
import { LoadResult, type LoadSpec } from "./load-spec.ts";
import { cpuSeconds } from "./processes.ts";

export type Measured = LoadResult & {
  readonly perSecond: number;
  /** Processor time of the measured server for one request, microseconds; null where `/proc` has none. */
  readonly serverMicros: number | null;
};

/** Runs the generator in a process of its own against a server that runs as `pid`. */
export async function measure(spec: LoadSpec, pid: number): Promise<Measured> {
  const before = cpuSeconds(pid);
  const result = await generate(spec);
  const after = cpuSeconds(pid);
  const used = before === null || after === null ? null : after - before;
  return {
    ...result,
    perSecond: (result.requests - result.failures) / result.seconds,
    serverMicros: used === null ? null : (used * 1e6) / result.requests,
  };
}

function generate(spec: LoadSpec): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "load.ts"), JSON.stringify(spec)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(LoadResult.parse(JSON.parse(out)));
      else reject(new Error(`the generator ended with ${code}`));
    });
  });
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
