import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

const asRoot = process.getuid?.() === 0;
const unshare = [asRoot ? "-m" : "-rm"] as const;

/** True where a process can have mounts that nobody else sees. */
export function canUnshare(): boolean {
  return spawnSync("unshare", [...unshare, "true"], { stdio: "ignore" }).status === 0;
}

/**
 * Runs a module of ours in a process whose mounts nobody else sees and that are gone with it; where that cannot be had, in a
 * process without.
 *
 * @param line told of each line that it says beside its answer
 * @returns what it has written
 */
export async function runApart(module: string, order: unknown, line: (text: string) => void): Promise<string> {
  const command = [process.execPath, module, JSON.stringify(order)];
  const [first = "", ...rest] = canUnshare() ? ["unshare", ...unshare, ...command] : command;
  const child = spawn(first, rest, { stdio: ["pipe", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    const lines = (err + chunk.toString("utf8")).split("\n");
    err = lines.pop() ?? "";
    for (const text of lines) line(text);
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the crash laboratory ended with ${code}: ${err}`);
  return out;
}
