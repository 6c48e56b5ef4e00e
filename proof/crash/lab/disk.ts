import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";

/** `plain`: a folder. `small`: a file system of so many bytes in memory. `own`: an ext4 of its own, which can fail and lose power. */
export type DiskKind = "plain" | "small" | "own";

/** What a server keeps its data on. */
export type Disk = {
  readonly kind: DiskKind;
  /** As the server sees it. */
  readonly data: string;
  /** As the harness sees it. */
  readonly seen: string;
  /** Before the command of whoever shall see it. */
  readonly enter: readonly string[];
  readonly stop: () => Promise<void>;
};

const asRoot = process.getuid?.() === 0;

/** A process that holds a mount namespace of its own, in which nobody else sees what is mounted. It ends with this process. */
async function aNamespace(script: string): Promise<ChildProcess> {
  const holder = spawn("unshare", [asRoot ? "-m" : "-rm", "sh", "-c", `${script} && echo ready && exec cat`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(holder, "close").then(() => false);
  const ready = once(holder.stdout, "data").then(() => true);
  if (!(await Promise.race([ready, ended]))) throw new Error("a file system of its own cannot be had here");
  return holder;
}

function entering({ pid }: ChildProcess): readonly string[] {
  const said = ["nsenter", "-t", String(pid), "-m"];
  return asRoot ? said : [...said, "-U", "--preserve-credentials"];
}

async function ended(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const gone = once(holder, "close");
  holder.stdin?.end();
  await gone;
}

export function plainDisk(folder: string): Disk {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return { kind: "plain", data, seen: data, enter: [], stop: async () => {} };
}

export type SmallDisk = Disk & {
  /** Leaves nothing free, but what is said. @returns how many bytes were taken */
  readonly fill: (leave?: number) => number;
  readonly free: () => void;
};

/** A tmpfs of its own: it is full when it is full, with the system's own error. @throws where no namespace can be had */
export async function smallDisk(folder: string, megabytes: number): Promise<SmallDisk> {
  const mount = join(folder, "small");
  mkdirSync(mount);
  const holder = await aNamespace(`mount -t tmpfs -o size=${megabytes}M,mode=0700 none '${mount}'`);
  const root = `/proc/${holder.pid}/root`;
  const ballast = join(root, mount, "ballast");
  const data = join(mount, "data");
  mkdirSync(join(root, data), { mode: 0o700 });
  return {
    ...{ kind: "small", data, seen: join(root, data), enter: entering(holder) },
    fill: (leave = 0) => fill(ballast, leave),
    free: () => rmSync(ballast, { force: true }),
    stop: () => ended(holder),
  };
}

/** Writes until there is no room, page by page at the end. */
function fill(path: string, leave: number): number {
  const file = openSync(path, "w");
  let written = 0;
  try {
    for (const size of [1 << 20, 4096]) {
      const block = Buffer.alloc(size);
      for (let more = true; more; ) {
        try {
          const wrote = writeSync(file, block);
          written += wrote;
          more = wrote === size;
        } catch {
          more = false;
        }
      }
    }
  } finally {
    closeSync(file);
  }
  const kept = Math.max(0, written - leave);
  if (leave > 0) truncateSync(path, kept);
  return kept;
}

export type OwnDisk = Disk & {
  /** From now on nothing can be written: the file system has found a fault in itself. */
  readonly fail: () => void;
  /** The power is gone: what was not flushed never was. Everything asked of it from now on is an error. */
  readonly cut: () => void;
  /** As after switching the machine on again. Whoever used it has to be gone. */
  readonly mend: () => void;
};

/** Cuts the power: the ioctl EXT4_IOC_SHUTDOWN without flushing the journal, as the kernel's own tests of power cuts do. */
const shutdown = 'sysopen(my $d, $ARGV[0], 0) or die $!; ioctl($d, 0x8004587d, pack("L", 2)) or die $!';

/** An ext4 in a file, mounted through a loop device. @throws where that cannot be had (it takes root) */
export async function ownDisk(folder: string, megabytes: number): Promise<OwnDisk> {
  if (!asRoot) throw new Error("an ext4 of its own takes root");
  const mount = join(folder, "own");
  const image = join(folder, "disk.img");
  mkdirSync(mount);
  writeFileSync(image, "");
  truncateSync(image, megabytes * 1024 * 1024);
  execFileSync("mkfs.ext4", ["-q", "-F", "-m", "0", image], { stdio: "ignore", env: withSbin });
  // What is not flushed by whoever wants to keep it stays in memory for a minute: a cut loses it.
  const mounting = `mount -o loop,errors=remount-ro,commit=60 '${image}' '${mount}'`;
  const holder = await aNamespace(mounting);
  const enter = entering(holder);
  const root = `/proc/${holder.pid}/root`;
  const data = join(mount, "data");
  mkdirSync(join(root, data), { mode: 0o700 });
  const inside = (script: string): void => {
    const [command = "", ...rest] = [...enter, "sh", "-c", script];
    execFileSync(command, rest, { stdio: ["ignore", "ignore", "pipe"], env: withSbin });
  };
  const device = (): string => {
    const line = readFileSync(`/proc/${holder.pid}/mounts`, "utf8")
      .split("\n")
      .find((one) => one.split(" ")[1] === mount);
    return basename(line?.split(" ")[0] ?? "");
  };
  const faulty = { is: false };
  inside("sync");
  return {
    ...{ kind: "own", data, seen: join(root, data), enter },
    fail: () => {
      faulty.is = true;
      writeFileSync(`/sys/fs/ext4/${device()}/trigger_fs_error`, "1");
    },
    cut: () => execFileSync("perl", ["-e", shutdown, join(root, mount)], { stdio: ["ignore", "ignore", "pipe"] }),
    mend: () => {
      // e2fsck ends with 1 when it has put something right.
      const check = faulty.is ? `e2fsck -fy '${image}'; test $? -le 1 &&` : "";
      faulty.is = false;
      inside(`umount '${mount}' && ${check} ${mounting}`);
    },
    stop: () => ended(holder),
  };
}

const withSbin = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };

/** From now on every write of this process is refused (RLIMIT_FSIZE), or is no longer. Linux. */
export function refuseWrites(pid: number, refuse: boolean): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${refuse ? "0" : "unlimited"}:unlimited`], { stdio: "ignore" });
}

/** What this machine can do, tried once. */
export function hasTools(...tools: readonly string[]): boolean {
  const folders = (withSbin.PATH ?? "").split(":");
  return tools.every((tool) => folders.some((folder) => existsSync(join(folder, tool))));
}
