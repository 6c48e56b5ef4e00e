import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Peer } from "./nginx.ts";

/** Klyka's TFTP server without the house around it, in a process of its own: `config.cfg` and `firmware.rom` of a folder. */
export async function startTftpAlone(folder: string): Promise<Peer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "tftp-server.ts"), folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [port] = await once(child.stdout, "data");
  return {
    name: "klyka",
    port: Number(String(port)),
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.stdin.end();
      }),
  };
}
