import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../bench/fleet/watch.ts";
import { openDatabase } from "../../../db/connect.ts";
import { startPostgres } from "../../../db/testing/postgres-server.ts";

/** A PostgreSQL that is ended as the kernel ends it, and started again on what it has left. */
export type CrashPostgres = {
  readonly create: () => Promise<string>;
  /** Its first process is killed, or one of those that answer: then it ends all of them by itself and begins anew. */
  readonly fell: (whole: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startCrashPostgres(): Promise<CrashPostgres> {
  const server = await startPostgres({ lasting: true });
  const url = server.url("postgres");
  const { folder } = await connection(url);
  const first = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
  const [command = "", ...words] = readFileSync(`/proc/${first}/cmdline`, "utf8").split("\0").slice(0, -1);
  const { uid, gid } = statSync(`/proc/${first}`);
  let own: ChildProcess | null = null;
  let postmaster = first;
  let made = 0;
  const answers = () =>
    connection(url).then(
      () => true,
      () => false,
    );
  return {
    create: async () => {
      made += 1;
      const db = await openDatabase({ url });
      await db.raw(`create database torture_${made}`).finally(() => db.destroy());
      return server.url(`torture_${made}`);
    },
    fell: async (whole) => {
      if (!whole) {
        process.kill((await connection(url, false)).pid, "SIGKILL");
        await until(answers, (is) => is, 30_000, 50);
        return;
      }
      process.kill(postmaster, "SIGKILL");
      // The others see it, and end; what they share is only free then.
      await until(
        async () => isFree(words),
        (is) => is,
        30_000,
        50,
      );
      own = spawn(command, words, { uid, gid, stdio: "ignore" });
      postmaster = own.pid ?? 0;
      await until(answers, (is) => is, 60_000, 50);
    },
    stop: async () => {
      if (own === null) return server.stop();
      const gone = once(own, "close");
      own.kill("SIGINT");
      await gone;
    },
  };
}

/** The process that answers a connection. */
async function connection(url: string, close = true): Promise<{ pid: number; folder: string }> {
  const db = await openDatabase({ url });
  try {
    const asked = "select pg_backend_pid() as pid, current_setting('data_directory') as folder";
    const { rows } = await db.raw<{ rows: { pid: number; folder: string }[] }>(asked);
    return { pid: rows[0]?.pid ?? 0, folder: rows[0]?.folder ?? "" };
  } finally {
    // A connection that is to be killed is left open until then.
    const end = () => db.destroy().catch(() => undefined);
    if (close) await end();
    else setTimeout(end, 200);
  }
}

/** No process is left that works in that folder. */
function isFree(words: readonly string[]): boolean {
  const folder = words[words.indexOf("-D") + 1] ?? "";
  return !readdirSync("/proc").some((name) => /^\d+$/.test(name) && worksIn(name) === folder);
}

function worksIn(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
