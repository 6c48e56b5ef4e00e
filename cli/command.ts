import { type Command, Option } from "commander";
import { languages } from "./sentence.ts";

/** How one option is written and read. `T` is what the command gets. */
export type OptionSpec<T> = {
  readonly flags: string;
  readonly meaning: string;
  readonly kind: "text" | "needed" | "flag" | "many";
  readonly choices?: readonly string[];
  readonly read: (value: unknown) => T;
};

/** `--name <value>`, may be left out. */
export function text(flags: string, meaning: string): OptionSpec<string | undefined> {
  return { flags, meaning, kind: "text", read: (value) => (typeof value === "string" ? value : undefined) };
}

/** `--name <value>`, must be there. */
export function needed(flags: string, meaning: string): OptionSpec<string> {
  return { flags, meaning, kind: "needed", read: String };
}

export function flag(flags: string, meaning: string): OptionSpec<boolean> {
  return { flags, meaning, kind: "flag", read: (value) => value === true };
}

/** `--name <value>`, may be repeated. */
export function many(flags: string, meaning: string): OptionSpec<readonly string[]> {
  return { flags, meaning, kind: "many", read: (value) => (Array.isArray(value) ? value.map(String) : []) };
}

/** One of a few words; anything else is a usage error that lists them. */
export function choice<T extends string>(flags: string, meaning: string, choices: readonly T[]): OptionSpec<T | undefined> {
  return { flags, meaning, kind: "text", choices, read: (value) => choices.find((one) => one === value) };
}

type Options = Readonly<Record<string, OptionSpec<unknown>>>;
type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never };

type NeededNames<U extends string> = U extends `${string}<${infer N}>${infer R}` ? N | NeededNames<R> : never;
type OptionalNames<U extends string> = U extends `${string}[${infer N}]${infer R}` ? N | OptionalNames<R> : never;
type Arguments<U extends string> = { readonly [K in NeededNames<U>]: string } & { readonly [K in OptionalNames<U>]?: string };

type CommandSpec<U extends string, O extends Options> = {
  /** `add <name> [mac]` */
  readonly usage: U;
  readonly summary: string;
  /** Without `klyka`. */
  readonly examples: readonly [string, ...string[]];
  readonly options: O;
  /** True: what the group's name alone does. */
  readonly isDefault?: boolean;
  readonly run: (args: Arguments<U>, options: OptionValues<O>) => Promise<void> | void;
};

/** Adds one command with its examples, `--json` and `--lang`. */
export function addCommand<U extends string, O extends Options>(parent: Command, spec: CommandSpec<U, O>): Command {
  const command = parent.command(spec.usage, { isDefault: spec.isDefault ?? false }).description(spec.summary);
  for (const one of Object.values(spec.options)) command.addOption(toOption(one));
  addCommon(command);
  command.addHelpText("after", examplesText(spec.examples));
  return command.action(async () => {
    const names = command.registeredArguments.map((argument) => argument.name());
    const args = Object.fromEntries(names.map((name, index) => [name, command.args[index]]));
    const given: Record<string, unknown> = command.opts();
    const options = Object.fromEntries(Object.entries(spec.options).map(([key, one]) => [key, one.read(given[key])]));
    await spec.run(args as Arguments<U>, options as OptionValues<O>);
  });
}

/** A group of commands (`klyka user …`) with an example for its own help. */
export function addGroup(parent: Command, name: string, summary: string, examples: readonly string[]): Command {
  const group = addCommon(parent.command(name).description(summary));
  group.addHelpText("after", examplesText(examples));
  return group;
}

export function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${/\bklyka /.test(example) ? "" : "klyka "}${example}`).join("\n")}`;
}

function addCommon(command: Command): Command {
  command.addOption(new Option("--json", "print JSON"));
  return command.addOption(new Option("--lang <language>", "language of errors").choices(languages));
}

function toOption(spec: OptionSpec<unknown>): Option {
  const option = new Option(spec.flags, spec.meaning);
  if (spec.choices) option.choices(spec.choices);
  if (spec.kind === "needed") option.makeOptionMandatory();
  if (spec.kind === "many") option.argParser((value, before) => [...(Array.isArray(before) ? before : []), value]);
  return option;
}
