import { userInfo } from "node:os";
import type { Actor } from "../db/types.ts";
import { type LoadedSettings, loadSettings } from "../process/settings.ts";
import type { Store } from "../process/store.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { chooseLanguage, type Language } from "./sentence.ts";

/** What a command gets: its surroundings, the settings, and a way to print. Things are opened when first asked for. */
export type App = {
  readonly io: Io;
  readonly json: boolean;
  readonly language: Language;
  /** Of a command that has finished: not 0 when it found something wrong (doctor, a refused import). */
  exitCode: number;
  /** Prints the value as JSON, or the text made for people. */
  print(value: unknown, human: () => string): void;
  settings(mode?: "production" | "demo"): LoadedSettings;
  /** The database and its keys, opened once. The driver is loaded only here. */
  store(mode?: "production" | "demo"): Promise<Store>;
  /** Whoever sits at the terminal: written beside each change. */
  readonly actor: Actor;
  /** Runs when the command is over, last registered first. */
  atEnd(close: () => Promise<void>): void;
  close(): Promise<void>;
};

export function createApp(argv: readonly string[], io: Io): App {
  const closers: (() => Promise<void>)[] = [];
  const loaded = new Map<string, LoadedSettings>();
  const json = argv.includes("--json");
  let store: Promise<Store> | null = null;
  return {
    io,
    json,
    language: chooseLanguage(optionValue(argv, "--lang"), io.env),
    exitCode: exitCodes.done,
    print(value, human) {
      io.stdout.write(json ? `${JSON.stringify(value)}\n` : human());
    },
    settings(mode = "production") {
      const known = loaded.get(mode) ?? loadSettings(io.env, mode);
      loaded.set(mode, known);
      return known;
    },
    async store(mode = "production") {
      store ??= openStoreOf(this, mode);
      return store;
    },
    actor: { kind: "cli", id: null, name: terminalUser(io.env), organisationId: null },
    atEnd(close) {
      closers.push(close);
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

async function openStoreOf(app: App, mode: "production" | "demo"): Promise<Store> {
  const { openStore } = await import("../process/store.ts");
  const store = await openStore(app.settings(mode).settings, app.io.now());
  app.atEnd(() => store.db.destroy());
  return store;
}

/** The person behind sudo, else the account that runs the command. */
function terminalUser(env: Io["env"]): string {
  if (env.SUDO_USER) return env.SUDO_USER;
  try {
    return userInfo().username;
  } catch {
    return "cli";
  }
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1];
  return argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}
