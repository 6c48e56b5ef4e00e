import { mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const memory = "/dev/shm";
const prefix = "klyka-tests-";
/** Bytes that a whole run and a busy machine beside it never need. */
const enough = 8 * 1024 ** 3;

/**
 * A folder in memory for everything that a test run makes and throws away: hundreds of databases, each of which waits for its
 * disk at every write. Null where there is no such place, or too little room in it. Folders of runs that were killed go first.
 */
export function folderInMemory(): string | null {
  try {
    for (const name of readdirSync(memory))
      if (name.startsWith(prefix) && !runs(name)) rmSync(join(memory, name), { recursive: true });
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < enough) return null;
    const folder = join(memory, `${prefix}${process.pid}`);
    // PostgreSQL as root has an account of its own, which must come through here.
    mkdirSync(folder, { mode: 0o711 });
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  } catch {
    return null;
  }
}

function runs(name: string): boolean {
  try {
    process.kill(Number(name.slice(prefix.length)), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
