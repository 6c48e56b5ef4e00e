import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newIdentity } from "../../process/backup/lock.ts";
import { type RunAs, Sandbox, type Started } from "./sandbox.ts";
import { linesOf, stagesOf } from "./unit.ts";

/**
 * The part of `try-deploy` that has namespaces of its own for mounts and network: nothing of it is seen outside. Prints one JSON line a step:
 * `{step, done, why}`.
 */
const [, , what = "", program = "", place = ""] = process.argv;
const deploy = join(program, "deploy");
const uid = 10_001;

function tell(step: string, done: boolean, why = ""): void {
  process.stdout.write(`${JSON.stringify({ step, done, why })}\n`);
}

const only = (values: readonly string[] | undefined): string => values?.at(-1) ?? "";

/** What an environment file says, as systemd gives it to a program. */
function environment(path: string): Record<string, string> {
  return Object.fromEntries([...linesOf(path, null)].map(([name, values]) => [name, only(values)]));
}

async function answers(path: string, patience: number, started: Started): Promise<string> {
  const until = performance.now() + patience;
  let last = "nothing";
  let over = false;
  void started.ended.then(() => {
    over = true;
  });
  while (performance.now() < until && !over) {
    last = await fetch(path).then(
      async (answer) => (answer.ok ? "" : `${answer.status} ${await answer.text()}`),
      (error: unknown) => String(error),
    );
    if (last === "") return "";
    await wait(100);
  }
  return `${over ? "it ended" : last}: ${started.text().slice(-1500)}`;
}

async function tryService(): Promise<void> {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const sandbox = new Sandbox(place);
  const service = linesOf(join(deploy, "klyka.service"), "Service");
  const backup = linesOf(join(deploy, "klyka-backup.service"), "Service");
  const { identity, recipient } = await newIdentity();
  mkdirSync(sandbox.inside("/etc/klyka"), { recursive: true });
  const envFile = only(service.get("EnvironmentFile"));
  copyFileSync(join(deploy, "klyka.env"), sandbox.inside(envFile));
  const text = readFileSync(sandbox.inside(envFile), "utf8").replace(/^# (KLYKA_BACKUP_RECIPIENTS)=.*$/m, `$1=${recipient}`);
  writeFileSync(sandbox.inside(envFile), text);
  writeFileSync(sandbox.inside("/etc/klyka/identity.txt"), `${identity}\n`);
  sandbox.show(program, "/opt/klyka");
  sandbox.own("/var/backups/klyka", uid);
  sandbox.own(`/var/lib/${only(service.get("StateDirectory"))}`, uid);
  sandbox.own(`/var/cache/${only(service.get("CacheDirectory"))}`, uid);
  sandbox.seal();
  const as = (unit: ReadonlyMap<string, readonly string[]>): RunAs => ({
    ...{ uid, cwd: only(unit.get("WorkingDirectory")), lowPorts: unit.has("AmbientCapabilities") },
    env: {
      ...Object.fromEntries((unit.get("Environment") ?? []).map((one) => one.split(/=(.*)/s).slice(0, 2))),
      ...environment(sandbox.inside(only(unit.get("EnvironmentFile")))),
    },
  });
  const outside = sandbox.run(["sh", "-c", "touch /etc/klyka/x /opt/klyka/x /usr/x 2>&1; true"], as(service));
  tell(
    "the unit may write nowhere but in its own folders",
    outside.out.split("\n").filter((line) => /denied|Read-only/.test(line)).length === 3,
    outside.out,
  );
  const started = sandbox.start(only(service.get("ExecStart")).split(" "), as(service));
  const fault = await answers("http://127.0.0.1:9464/readyz", 150_000, started);
  tell("klyka.service's ExecStart serves, with klyka.env as it is, as a user of its own", fault === "", fault);
  if (fault === "") {
    tell(
      "people get the portal's page at the port of klyka.env",
      (await answers("http://127.0.0.1:8000/", 10_000, started)) === "",
    );
    const phone = await fetch("http://127.0.0.1:8080/nothing").then(
      (answer) => answer.status,
      () => 0,
    );
    tell("phones get the negative answer at the port of klyka.env", phone === 404, String(phone));
    const doctor = sandbox.run(["/opt/klyka/bin/klyka", "doctor"], as(service));
    tell(
      "klyka doctor finds nothing wrong but what this machine lacks",
      doctor.code === 0 || /port/i.test(doctor.out),
      doctor.out + doctor.err,
    );
    const copy = sandbox.run(only(backup.get("ExecStart")).split(" "), as(backup));
    const files = readdirSync(sandbox.inside("/var/backups/klyka"));
    tell("klyka-backup.service's ExecStart copies while it serves", copy.code === 0 && files.length === 1, copy.out + copy.err);
    const check = [
      "/opt/klyka/bin/klyka",
      "restore",
      `/var/backups/klyka/${files[0]}`,
      "--check",
      "--identity",
      "/etc/klyka/identity.txt",
    ];
    const read = sandbox.run(check, as(backup));
    tell("what it copied is found whole", read.code === 0, read.out + read.err);
  }
  const patience = Number(only(service.get("TimeoutStopSec"))) * 1000;
  const code = await started.stop(patience);
  tell(
    `it ends within TimeoutStopSec (${patience / 1000} s) when it is told to`,
    code === 0,
    `${code} ${code === 0 ? "" : started.text().slice(-500)}`,
  );
}

async function tryContainer(): Promise<void> {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const last = stagesOf(join(deploy, "Containerfile")).at(-1) ?? [];
  const rest = (word: string) => last.findLast((one) => one.word === word)?.rest ?? "";
  const env = Object.fromEntries([...rest("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]));
  const sandbox = new Sandbox(place);
  sandbox.show(program, rest("WORKDIR"));
  sandbox.own(rest("VOLUME"), uid);
  sandbox.own("/var/cache/klyka", uid);
  sandbox.seal();
  const settings = { KLYKA_PUBLIC_URL: "https://prov.example.se", KLYKA_PORTAL_URL: "https://telefoni.example.se" };
  const as: RunAs = { uid, cwd: rest("WORKDIR"), env: { ...env, ...settings }, lowPorts: false };
  const words = (text: string): string[] => (JSON.parse(text) as unknown[]).map(String);
  const entry = words(rest("ENTRYPOINT"));
  // The small init that hands signals on is the image's own.
  const argv = [...entry.slice(entry.indexOf("--") + 1), ...words(rest("CMD"))];
  const started = sandbox.start(argv, as);
  const fault = await answers("http://127.0.0.1:9464/readyz", 150_000, started);
  tell("the container's ENTRYPOINT and CMD serve, read-only but for VOLUME and the cache, as its USER", fault === "", fault);
  const health = words(/CMD (\[.*\])$/.exec(rest("HEALTHCHECK"))?.[1] ?? "[]");
  const healthy = sandbox.run(health, as);
  tell("its HEALTHCHECK says that it is well", healthy.code === 0, healthy.err);
  const ports = rest("EXPOSE").split(" ");
  const open = await Promise.all(
    ports.map((port) =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
    ),
  );
  tell("every port that it EXPOSEs is open", open.every(Boolean), ports.filter((_, at) => !open[at]).join(" "));
  const code = await started.stop(30_000);
  tell(`it ends when it is told to by ${rest("STOPSIGNAL")}`, code === 0, String(code));
  tell("its HEALTHCHECK says so when it is gone", sandbox.run(health, as).code === 1);
}

if (what === "service") await tryService();
else if (what === "container") await tryContainer();
else throw new Error(`nothing is called ${what}`);
