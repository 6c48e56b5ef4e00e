import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { basename, join } from "node:path";

/** Folders of programs for administrators, which not everybody's PATH has. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };

function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: ["ignore", "ignore", "pipe"], env });
}

/** What a server keeps its data on. Mounts are those of the process alone that makes them: see `namespace.ts`. */
export type Disk = { readonly data: string; readonly stop: () => void };

export function plainDisk(folder: string): Disk {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return { data, stop: () => {} };
}

export type SmallDisk = Disk & Fillable;

type Fillable = {
  /** Leaves nothing free but so many bytes. */
  readonly fill: (leave: number) => void;
  readonly free: () => void;
};

/** A tmpfs of its own: when it is full it says so as every disk does (ENOSPC). @throws where it cannot be mounted */
export function smallDisk(folder: string, megabytes: number): SmallDisk {
  const mount = join(folder, "small");
  mkdirSync(mount, { recursive: true });
  run("mount", "-t", "tmpfs", "-o", `size=${megabytes}M,mode=0700`, "none", mount);
  const data = join(mount, "data");
  mkdirSync(data, { mode: 0o700 });
  return {
    data,
    ...fillable(mount),
    stop: () => run("umount", "-l", mount),
  };
}

function fillable(mount: string): Fillable {
  const ballast = join(mount, "ballast");
  return { fill: (leave) => fill(ballast, leave), free: () => rmSync(ballast, { force: true }) };
}

/** Writes until there is no room, page by page at the end. */
function fill(path: string, leave: number): void {
  const file = openSync(path, "w");
  let written = 0;
  try {
    for (const size of [1 << 20, 4096]) {
      const block = Buffer.alloc(size);
      for (let more = true; more; ) {
        const wrote = wroteSome(file, block);
        written += wrote;
        more = wrote === size;
      }
    }
  } finally {
    closeSync(file);
  }
  if (leave > 0) truncateSync(path, Math.max(0, written - leave));
}

function wroteSome(file: number, block: Buffer): number {
  try {
    return writeSync(file, block);
  } catch {
    return 0;
  }
}

export type OwnDisk = Disk &
  Fillable & {
    /** From now on nothing can be written: the file system has found a fault in itself, and is read-only. */
    readonly fail: () => void;
    /** The power is gone: what was not flushed never was. Everything asked of it from now on is an error. */
    readonly cut: () => void;
    /** As after switching the machine on again. Whoever used it has to be gone. */
    readonly mend: () => void;
  };

/** The ioctl EXT4_IOC_SHUTDOWN without flushing the journal, as the kernel's own tests cut the power. */
const shutdown = 'sysopen(my $d, $ARGV[0], 0) or die $!; my $f = pack("L", 2); ioctl($d, 0x8004587d, $f) or die $!';

/** An ext4 in a file, through a loop device. @throws where that cannot be had (it takes root) */
export function ownDisk(folder: string, megabytes: number): OwnDisk {
  const mount = join(folder, "own");
  const image = join(folder, "disk.img");
  mkdirSync(mount, { recursive: true });
  writeFileSync(image, "");
  truncateSync(image, megabytes * 1024 * 1024);
  run("mkfs.ext4", "-q", "-F", "-m", "0", image);
  // What nobody flushes stays in memory for a minute: a cut loses it.
  const mountIt = () => run("mount", "-o", "loop,errors=remount-ro,commit=60", image, mount);
  mountIt();
  const data = join(mount, "data");
  mkdirSync(data, { mode: 0o700 });
  let faulty = false;
  run("sync", "-f", data);
  return {
    data,
    ...fillable(mount),
    fail: () => {
      faulty = true;
      writeFileSync(`/sys/fs/ext4/${deviceAt(mount)}/trigger_fs_error`, "1");
    },
    cut: () => run("perl", "-e", shutdown, mount),
    mend: () => {
      run("umount", mount);
      if (faulty) checkIt(image);
      faulty = false;
      mountIt();
    },
    stop: () => run("umount", "-l", mount),
  };
}

function deviceAt(mount: string): string {
  const lines = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return basename(lines.find((line) => line.split(" ")[1] === mount)?.split(" ")[0] ?? "");
}

/** Ends with 1 when it has put something right. */
function checkIt(image: string): void {
  try {
    run("e2fsck", "-fy", image);
  } catch (error) {
    if (!(error instanceof Error && "status" in error && error.status === 1)) throw error;
  }
}

/** From now on every write of this process to a file is refused (RLIMIT_FSIZE), or is no longer. Linux. */
export function refuseWrites(pid: number, refuse: boolean): void {
  run("prlimit", "--pid", String(pid), `--fsize=${refuse ? "0" : "unlimited"}:unlimited`);
}
