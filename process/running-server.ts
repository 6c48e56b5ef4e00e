import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A server leaves its process id in its data folder, so that commands on this machine know of it. */
const nameOf = (folder: string): string => join(folder, "klyka.pid");

export function announceServer(folder: string): void {
  writeFileSync(nameOf(folder), `${process.pid}\n`, { mode: 0o644 });
}

/** Takes the note away again, if it is still this process's. */
export function retractServer(folder: string): void {
  if (noted(folder) === process.pid) rmSync(nameOf(folder), { force: true });
}

/** The process id of a server that runs on this folder; null when there is none. A note of a dead process counts as none. */
export function runningServer(folder: string): number | null {
  const pid = noted(folder);
  if (pid === null || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // EPERM: it lives, under another account.
    return error instanceof Error && "code" in error && error.code === "EPERM" ? pid : null;
  }
}

function noted(folder: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(nameOf(folder), "utf8"), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
