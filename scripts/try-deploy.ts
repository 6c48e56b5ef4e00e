import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stagesOf } from "./deploy/unit.ts";

const usage = `Usage: npm run try-deploy [-- --quick]

Tries the systemd units and the container file as far as a machine without systemd running and without a container engine can:
what they start is started with their environment, user and rights, in a file system that is read-only but for their folders and on a network
of its own. Prints one line a step; ends with 1 when one has failed. Needs root and namespaces (unshare).

  --quick   does not build as the container file's first stage does (npm ci of its own): the program is taken as it stands here
`;
const root = resolve(import.meta.dirname, "..");
if (process.argv.includes("--help")) {
  process.stdout.write(usage);
  process.exit(0);
}

let failed = 0;
function tell(step: string, outcome: "done" | "failed" | "not here", why = ""): void {
  if (outcome === "failed") failed += 1;
  const said = outcome === "done" ? "" : `\n          ${why.trim().slice(0, 1500).replaceAll("\n", "\n          ")}`;
  process.stdout.write(`${outcome.padEnd(9)} ${step}${said}\n`);
}

const there = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const place = mkdtempSync(join(tmpdir(), "klyka-try-"));
process.once("exit", () => rmSync(place, { recursive: true, force: true }));

tryUnits();
const namespaces =
  process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "--net", "true"]).status === 0 && there("setpriv");
const why = "needs root, unshare and setpriv";
if (namespaces) tryInside("service", root);
else tell("klyka.service is started as it says", "not here", why);
tryContainerFile();

process.exitCode = failed === 0 ? 0 : 1;

function tryUnits(): void {
  if (!there("systemd-analyze")) {
    tell("systemd takes the units", "not here", "systemd-analyze is not installed");
    return;
  }
  const units = readdirSync(join(root, "deploy")).filter((name) => /\.(service|timer)$/.test(name));
  const folder = join(place, "units");
  mkdirSync(folder);
  for (const name of units) {
    writeFileSync(join(folder, name), readFileSync(join(root, "deploy", name), "utf8").replaceAll("/opt/klyka/", `${root}/`));
  }
  const { stderr } = spawnSync("systemd-analyze", ["verify", ...units.map((name) => join(folder, name))], { encoding: "utf8" });
  const said = stderr.split("\n").filter((line) => line.includes(folder) || line.startsWith("klyka"));
  tell(`systemd takes ${units.join(", ")}`, said.length === 0 ? "done" : "failed", said.join("\n"));
  const score = spawnSync("systemd-analyze", ["security", "--offline=yes", join(folder, "klyka.service")], { encoding: "utf8" });
  const overall = /exposure level for \S+: ([\d.]+ \w+)/.exec(score.stdout)?.[1];
  if (overall !== undefined) tell(`systemd's own judgement of how exposed klyka.service is: ${overall} (0 is least)`, "done");
}

/** Runs the part that needs namespaces, and hands its steps on. */
function tryInside(what: "service" | "container", program: string): void {
  const folder = join(place, what);
  mkdirSync(folder);
  const script = join(root, "scripts", "deploy", "inside.ts");
  const argv = ["--mount", "--net", "--propagation", "private", process.execPath, script, what, program, folder];
  const { status, stdout, stderr } = spawnSync("unshare", argv, { encoding: "utf8", timeout: 300_000 });
  for (const line of stdout.split("\n").filter((one) => one !== "")) {
    const { step, done, why: said } = JSON.parse(line) as { step: string; done: boolean; why: string };
    tell(step, done ? "done" : "failed", said);
  }
  if (status !== 0) tell(`${what}: all steps`, "failed", stderr);
}

function tryContainerFile(): void {
  const file = join(root, "deploy", "Containerfile");
  const stages = stagesOf(file);
  tell(`the container file has ${stages.length} stages`, stages.length > 0 ? "done" : "failed");
  const program = buildStage(stages[0] ?? []);
  for (const { word, rest } of stages.slice(1).flat()) {
    if (word === "COPY") tell(`COPY ${rest}: what it copies is there`, program !== null ? "done" : "failed");
    if (word === "RUN") tryPackages(rest);
  }
  if (program === null) return;
  if (namespaces) tryInside("container", program);
  else tell("the container's program is started as it says", "not here", why);
}

/** The first stage in a folder: what git has is copied, and what it RUNs is run there. @returns where the program is; null: it failed */
function buildStage(stage: ReturnType<typeof stagesOf>[number]): string | null {
  if (process.argv.includes("--quick")) {
    tell("the first stage is built", "not here", "--quick: the program is taken as it stands here");
    return root;
  }
  const folder = join(place, "build");
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((name) => name !== "" && existsSync(join(root, name)));
  for (const name of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, name), join(folder, name));
  }
  tell(`COPY . .: ${files.length} files`, "done");
  for (const { word, rest } of stage) {
    if (word !== "RUN") continue;
    const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}` };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", rest], { cwd: folder, encoding: "utf8", timeout: 900_000, env });
    tell(`RUN ${rest}`, status === 0 ? "done" : "failed", `${stdout}\n${stderr}`.slice(-1500));
    if (status !== 0) return null;
  }
  return folder;
}

/** Whether the packages of an `apt-get install` exist; nothing is installed. */
function tryPackages(command: string): void {
  const [, list = ""] = /apt-get install -y --no-install-recommends ([a-z0-9 .+-]+)/.exec(command) ?? [];
  for (const name of list
    .trim()
    .split(/\s+/)
    .filter((one) => one !== "")) {
    if (!there("apt-cache")) {
      tell(`the package ${name}`, "not here", "no apt-cache");
      continue;
    }
    const found = spawnSync("apt-cache", ["show", name], { encoding: "utf8" });
    tell(
      `the package ${name} is Debian's`,
      found.status === 0 && found.stdout.includes("Package:") ? "done" : "not here",
      "not in this machine's list of packages",
    );
  }
}
