import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createApp } from "./app.ts";
import { groups } from "./groups.ts";
import { buildProgram } from "./run.ts";
import { runCli } from "./testing/run-cli.ts";

async function wholeProgram(): Promise<Command> {
  const io = { env: {}, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, now: () => new Date() };
  return buildProgram([], createApp([], io));
}

/** Every command with the words that lead to it. */
function walk(command: Command, words: readonly string[] = []): [string, Command][] {
  return command.commands.flatMap((one) => {
    const path = [...words, one.name()];
    return [[path.join(" "), one] as [string, Command], ...walk(one, path)];
  });
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const program = await wholeProgram();
const all = walk(program);

describe("help", () => {
  it("knows every group that is promised, under the names that load it", () => {
    const names = program.commands.map((one) => one.name());
    expect(names).toEqual(groups.flatMap((group) => group.names));
  });

  it.each(all)("of `%s` has a summary, --json and examples that are real", (_, command) => {
    expect(command.description().length).toBeGreaterThan(10);
    const help = helpOf(command);
    expect(help).toContain("--json");
    const examples = [...help.matchAll(/^ {2}\$ (.*)$/gm)].map((match) => match[1] ?? "");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(mistakeIn(example), example).toBeNull();
  });

  it("is given with exit code 0 when asked for, and 2 when the command line is wrong", async () => {
    expect((await runCli(["--help"], {})).code).toBe(0);
    expect((await runCli(["phone", "add", "--help"], {})).out).toContain("Usage: klyka phone add");
    const wrong = await runCli(["phone", "ad"], {});
    expect([wrong.code, wrong.out]).toEqual([2, ""]);
    expect((await runCli([], {})).code).toBe(2);
    const json = await runCli(["phone", "add", "--json"], {});
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: "usage" } });
  });
});

/** The command that an example names must exist, have these options, and take as many arguments. */
function mistakeIn(example: string): string | null {
  const typed: string[] = example.match(/"[^"]*"|\S+/g) ?? [];
  const words = typed.slice(typed.lastIndexOf("klyka") + 1);
  let command: Command = program;
  let at = 0;
  for (let next = child(command, words[0]); next; next = child(command, words[at])) {
    command = next;
    at += 1;
  }
  if (command === program || command.commands.length > 0) return "names no command";
  let operands = 0;
  for (let index = at; index < words.length && words[index] !== "<" && words[index] !== ">" && words[index] !== "|"; index += 1) {
    const word = words[index] ?? "";
    if (!word.startsWith("--")) {
      operands += 1;
      continue;
    }
    const option = command.options.find((one) => one.long === word);
    if (!option && word !== "--help") return `has no ${word}`;
    if (option && (option.required || option.optional)) index += 1;
  }
  const needed = command.registeredArguments.filter((one) => one.required).length;
  if (words.includes("--help")) return null;
  return operands >= needed && operands <= command.registeredArguments.length ? null : `has ${operands} arguments`;
}

function child(command: Command, word: string | undefined): Command | undefined {
  return command.commands.find((one) => one.name() === word);
}
