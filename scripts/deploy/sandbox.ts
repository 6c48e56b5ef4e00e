import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** How a program is run: as whom, in which folder, with which environment alone. */
export type RunAs = {
  readonly uid: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** It may open ports below 1024, and nothing else of root. */
  readonly lowPorts: boolean;
};

/**
 * This machine's file system, read-only, with folders of its own in some places: what systemd's ProtectSystem=strict and a container's read-only root come to. Must
 * run in a mount namespace of its own (`unshare --mount`); everything goes with it.
 */
export class Sandbox {
  readonly root: string;

  constructor(place: string) {
    this.root = join(place, "root");
    mkdirSync(this.root);
    this.#mount("--rbind", "/", this.root);
    this.#mount("-o", "remount,bind,ro", this.root);
    for (const folder of ["/opt", "/tmp", "/home", "/root", "/var/lib", "/var/cache", "/run"])
      this.#mount("-t", "tmpfs", "tmpfs", this.inside(folder));
    // Names and hosts of the machine, in a copy that can be added to.
    const etc = join(place, "etc");
    execFileSync("cp", ["-a", "/etc", etc]);
    this.#mount("--bind", etc, this.inside("/etc"));
    mkdirSync(this.inside("/var/lib/backups"), { recursive: true });
  }

  inside(path: string): string {
    return join(this.root, path);
  }

  /** A folder of the machine at another place, not to be written to. */
  show(folder: string, at: string): void {
    mkdirSync(this.inside(at), { recursive: true });
    this.#mount("--rbind", folder, this.inside(at));
    this.#mount("-o", "remount,bind,ro", this.inside(at));
  }

  /** An empty folder that belongs to this user. */
  own(at: string, uid: number): void {
    if (!at.startsWith("/var/lib/") && !at.startsWith("/var/cache/") && !at.startsWith("/tmp/")) {
      this.#mount("-t", "tmpfs", "tmpfs", this.inside(at.split("/").slice(0, -1).join("/")));
    }
    mkdirSync(this.inside(at), { recursive: true, mode: 0o700 });
    execFileSync("chown", [`${uid}:${uid}`, this.inside(at)]);
  }

  /** Everything else is shut now. */
  seal(): void {
    this.#mount("-o", "remount,bind,ro", this.inside("/etc"));
  }

  command(argv: readonly string[], { uid, cwd, env, lowPorts }: RunAs): [string, string[]] {
    const rights = lowPorts
      ? [
          "--inh-caps",
          "-all,+net_bind_service",
          "--ambient-caps",
          "-all,+net_bind_service",
          "--bounding-set",
          "-all,+net_bind_service",
        ]
      : ["--inh-caps", "-all", "--bounding-set", "-all"];
    const who = ["--reuid", String(uid), "--regid", String(uid), "--clear-groups", "--no-new-privs", ...rights];
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return ["chroot", [this.root, "setpriv", ...who, "env", "-i", "-C", cwd, "PATH=/usr/bin:/bin", ...set, ...argv]];
  }

  run(argv: readonly string[], as: RunAs): { readonly code: number | null; readonly out: string; readonly err: string } {
    const [program, rest] = this.command(argv, as);
    const { status, stdout, stderr } = spawnSync(program, rest, { encoding: "utf8", timeout: 120_000 });
    return { code: status, out: stdout, err: stderr };
  }

  /** Starts it; what it prints is kept. */
  start(argv: readonly string[], as: RunAs): Started {
    const [program, rest] = this.command(argv, as);
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (text = (text + chunk.toString("utf8")).slice(-20_000)));
    const ended = once(child, "exit").then(([code, signal]: unknown[]) => (typeof code === "number" ? code : String(signal)));
    return {
      text: () => text,
      stop: async (patience) => {
        child.kill("SIGTERM");
        const first = await Promise.race([ended, wait(patience, "late" as const, { ref: false })]);
        if (first === "late") child.kill("SIGKILL");
        return first;
      },
      ended,
    };
  }

  #mount(...argv: string[]): void {
    execFileSync("mount", argv, { stdio: ["ignore", "ignore", "pipe"] });
  }
}

export type Started = {
  readonly text: () => string;
  /** Tells it to end. @returns its code, the signal that ended it, or `late` */
  readonly stop: (patience: number) => Promise<number | string>;
  readonly ended: Promise<number | string>;
};
