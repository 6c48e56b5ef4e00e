import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";

export type Peer = { readonly name: string; readonly port: number; readonly pid: number; stop(): Promise<void> };

/** `nginx/1.22.1`, or null when it is not installed. */
export function nginxVersion(): string | null {
  for (const command of ["nginx", "/usr/sbin/nginx"]) {
    try {
      const out = execFileSync(command, ["-v"], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
      return out.trim() || versionFromStderr(command);
    } catch {
      // Not there: try the next place.
    }
  }
  return null;
}

/** nginx prints its version on the error channel. */
function versionFromStderr(command: string): string {
  const out = execFileSync("/bin/sh", ["-c", `${command} -v 2>&1`], { encoding: "utf8" });
  return out.replace("nginx version: ", "").trim();
}

/**
 * nginx as a static file server with one worker, no access log, up to 12,000 files held open (an ordinary limit of a
 * process is 20,000): as fast as it gets. The same files as
 * Klyka serves lie under the same paths.
 */
export async function startNginx(folder: string, port: number): Promise<Peer> {
  const configuration = join(folder, "nginx.conf");
  writeFileSync(configuration, configurationFor(folder, port));
  const command = ["/usr/sbin/nginx", "nginx"].find((path) => runs(path)) ?? "nginx";
  const child = spawn(command, ["-p", folder, "-c", configuration], { stdio: ["ignore", "ignore", "inherit"] });
  await untilOpen(port, child);
  return {
    name: "nginx",
    port,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

function runs(path: string): boolean {
  try {
    execFileSync(path, ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function configurationFor(folder: string, port: number): string {
  return `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 16384; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  etag on;
  keepalive_requests 100000000;
  open_file_cache max=12000 inactive=600s;
  open_file_cache_valid 600s;
  default_type text/plain;
  client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
  uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
  server { listen 127.0.0.1:${port} backlog=4096; root ${folder}/www; }
}
`;
}

async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error("nginx ended at once");
    if (await opens(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nginx does not answer");
}

/** Whether something listens on that port of this machine. */
export function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Puts one body under many paths, anew: hard links, so that 100,000 files cost no room. A file system takes 65,000 a file. */
export function layOut(folder: string, body: Buffer, paths: readonly string[]): void {
  let original = "";
  paths.forEach((path, at) => {
    const file = join(folder, "www", path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    if (at % 20_000 === 0) {
      writeFileSync(file, body);
      original = file;
    } else linkSync(original, file);
  });
}
