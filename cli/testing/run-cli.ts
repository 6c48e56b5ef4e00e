import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { keepPrinted, suiteFolder } from "../../process/testing/suite-log.ts";
import { run } from "../run.ts";

export type CliResult = { readonly code: number; readonly out: string; readonly err: string };
export type CliHouse = {
  readonly folder: string;
  readonly env: Record<string, string>;
  /** Runs a command in this process. */
  readonly klyka: (...argv: string[]) => Promise<CliResult>;
  /** Runs it and gives what it printed as JSON; fails the test when it failed. */
  readonly json: (...argv: string[]) => Promise<unknown>;
  readonly remove: () => void;
};

/** A data folder of its own, and commands on it. `env` is all that the commands see of the environment. */
export function cliHouse(env: Record<string, string> = {}): CliHouse {
  const folder = mkdtempSync(join(tmpdir(), "klyka-cli-"));
  const all = { LANG: "en_GB.UTF-8", KLYKA_DATA: join(folder, "data"), ...env };
  const klyka = (...argv: string[]) => runCli(argv, all);
  return {
    folder,
    env: all,
    klyka,
    json: async (...argv) => {
      const result = await klyka(...argv, "--json");
      if (result.code !== 0) throw new Error(`klyka ${argv.join(" ")} gave ${result.code}: ${result.err}${result.out}`);
      const value: unknown = JSON.parse(result.out);
      return value;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function runCli(
  argv: readonly string[],
  env: Record<string, string>,
  stdin: string | Buffer = "",
): Promise<CliResult> {
  const out = collector();
  const err = collector();
  const input = Readable.from([Buffer.from(stdin)]);
  const code = await run(argv, { env, stdin: input, stdout: out.stream, stderr: err.stream, now: () => new Date() });
  return { code, out: out.text(), err: err.text() };
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

const bin = resolve(import.meta.dirname, "../../bin/klyka");

export type CliProcess = {
  readonly pid: number;
  readonly text: () => string;
  /** Waits until something that fits has been printed. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** The exit code, when the process has ended by itself. */
  readonly exit: Promise<number | null>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** Starts `bin/klyka` as a process of its own. */
export function spawnCli(argv: readonly string[], env: Record<string, string>): CliProcess {
  // The proof that no secret is logged wants to hear everything (process/testing/suite-log.ts).
  const talkative = suiteFolder() === null ? {} : { KLYKA_LOG_LEVEL: "debug" };
  const environment = { PATH: process.env.PATH ?? "", ...env, ...talkative };
  const child = spawn(bin, argv, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let ended = false;
  const waiting = new Set<() => void>();
  const heard = () => {
    for (const look of [...waiting]) look();
  };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      heard();
    });
  const closed = once(child, "close").then(([code]: unknown[]) => {
    ended = true;
    keepPrinted(logLines(text));
    heard();
    return typeof code === "number" ? code : null;
  });
  return {
    pid: child.pid ?? 0,
    text: () => text,
    printed: (pattern) =>
      new Promise((found, failed) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match) found(match);
          else if (ended) failed(new Error(`the process ended without printing ${pattern}:\n${text}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    exit: closed,
    stop: async (signal = "SIGTERM") => {
      if (!ended) child.kill(signal);
      return closed;
    },
  };
}

/** Of what a command prints, the lines of its log: people who ask for a secret on the terminal are told it. */
function logLines(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith('{"level"') ? [`${line}\n`] : []))
    .join("");
}
