import { type LoadedSettings, loadSettings } from "../settings.ts";
import type { Io } from "./io.ts";
import { chooseLanguage, type Language } from "./sentence.ts";

/** What a command gets: its surroundings, the settings, and a way to print. Things are opened when first asked for. */
export type App = {
  readonly io: Io;
  readonly json: boolean;
  readonly language: Language;
  /** Set when a command has finished but found something wrong (doctor). */
  failed: boolean;
  /** Prints the value as JSON, or the text made for people. */
  print(value: unknown, human: () => string): void;
  settings(mode?: "production" | "demo"): LoadedSettings;
  /** Runs when the command is over, last registered first. */
  atEnd(close: () => Promise<void>): void;
  close(): Promise<void>;
};

export function createApp(argv: readonly string[], io: Io): App {
  const closers: (() => Promise<void>)[] = [];
  const loaded = new Map<string, LoadedSettings>();
  const json = argv.includes("--json");
  return {
    io,
    json,
    language: chooseLanguage(optionValue(argv, "--lang"), io.env),
    failed: false,
    print(value, human) {
      io.stdout.write(json ? `${JSON.stringify(value)}\n` : human());
    },
    settings(mode = "production") {
      const known = loaded.get(mode) ?? loadSettings(io.env, mode);
      loaded.set(mode, known);
      return known;
    },
    atEnd(close) {
      closers.push(close);
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1];
  return argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}
