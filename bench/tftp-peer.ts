import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { chmodSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Peer } from "./nginx.ts";

const commands = ["/usr/sbin/in.tftpd", "/usr/local/sbin/in.tftpd"];

/** `tftp-hpa 5.2, with remap, with tcpwrappers`, or null when it cannot run here: it is not installed, or we are not root. */
export function hpaVersion(): string | null {
  const command = commands.find((path) => existsSync(path));
  if (!command || process.getuid?.() !== 0) return null;
  try {
    return execFileSync(command, ["--version"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

/** tftpd-hpa over a folder, in its own listening mode: it forks a process for each transfer. */
export async function startHpa(folder: string, port: number): Promise<Peer> {
  openToAll(folder);
  const command = commands.find((path) => existsSync(path)) ?? "in.tftpd";
  const flags = ["--foreground", "--address", `127.0.0.1:${port}`, "--secure", folder];
  const child = spawn(command, flags, { stdio: ["ignore", "ignore", "inherit"] });
  await untilUdpOpen(port, child);
  return {
    name: "tftpd-hpa",
    port,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

/** It serves as `nobody`, who must be able to come to the folder. */
function openToAll(folder: string): void {
  execFileSync("chmod", ["-R", "a+rX", folder]);
  for (let above = dirname(folder); above !== dirname(above) && above.includes("klyka-bench-"); above = dirname(above)) {
    chmodSync(above, 0o711);
  }
}

/** Waits until `child` has taken the port, half a minute at most. */
export async function untilUdpOpen(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; await udpPortFree(port); attempt++) {
    if (child.exitCode !== null || attempt > 600) throw new Error(`${child.spawnfile} does not start`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function udpPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(true)));
  });
}
