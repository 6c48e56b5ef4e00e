import { Command, CommanderError } from "commander";
import type { DomainError } from "../domain/errors.ts";
import { version } from "../process/version.ts";
import { type App, createApp } from "./app.ts";
import { examplesText } from "./command.ts";
import { asDomainError, errorJson, errorText } from "./errors.ts";
import { exitCodes } from "./exit-codes.ts";
import { groups } from "./groups.ts";
import type { Io } from "./io.ts";
import { printable } from "./output.ts";

/** Runs one command line (without `node` and the script). Gives the exit code: 0 done, 1 an error, 2 wrong usage. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const app = createApp(argv, io);
  try {
    const program = await buildProgram(argv, app);
    await program.parseAsync([...argv], { from: "user" });
    return app.exitCode;
  } catch (error) {
    return report(error, app);
  } finally {
    await app.close();
  }
}

/** The whole command tree, or only the group that the command line names. */
export async function buildProgram(argv: readonly string[], app: App): Promise<Command> {
  const program = new Command("klyka");
  program
    .description("Desk-phone provisioning: a phone is plugged in and comes up programmed.")
    .version(version)
    .exitOverride()
    .showHelpAfterError(app.json ? false : "(add --help for usage and examples)")
    .configureOutput({
      writeOut: (text) => app.io.stdout.write(text),
      writeErr: (text) => app.io.stderr.write(text),
      outputError: (text, write) => write(app.json ? usageJson(text) : text),
    })
    .addHelpText(
      "after",
      examplesText(["demo", 'organisation add "Björkö Bygg AB"', "phone add 80:5e:c0:12:34:56 --help", "doctor"]),
    );
  const asked = argv[0];
  const one = groups.filter((group) => asked !== undefined && group.names.includes(asked));
  for (const group of one.length > 0 ? one : groups) (await group.load()).register(program, app);
  return program;
}

function usageJson(text: string): string {
  const message = text.replace(/^error: /, "").trim();
  return `${JSON.stringify({ error: { code: "usage", message, detail: {} } })}\n`;
}

function report(error: unknown, app: App): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (isBrokenPipe(error)) return exitCodes.done;
  const known = asDomainError(error);
  if (known) reportKnown(known, app);
  else reportFault(error, app);
  return exitCodes.failed;
}

function reportKnown(error: DomainError, app: App): void {
  const text = app.json
    ? JSON.stringify(errorJson(error, app.language))
    : `${error.code}: ${printableLines(errorText(error, app.language))}`;
  app.io.stderr.write(`${text}\n`);
}

/** What was typed, or is stored, may stand in the sentence: it must not steer the terminal. */
function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** A fault of ours. Its message could quote a secret (a statement with its values), so only where it happened is shown. */
function reportFault(error: unknown, app: App): void {
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const kind = error instanceof Error ? error.name : typeof error;
  if (app.json)
    app.io.stderr.write(`${JSON.stringify({ error: { code: "internal", message: `${kind} ${code}`.trim(), detail: {} } })}\n`);
  else app.io.stderr.write(`internal: a fault in Klyka, please report it (${kind} ${code})\n${frames.join("\n")}\n`);
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}
