import { readFileSync } from "node:fs";
import { join } from "node:path";

let loaded: ReadonlySet<string> | null = null;

/** Every setting name seen in a real Snom export or in Snom's documentation (`parameters.txt`). */
export function knownParameters(): ReadonlySet<string> {
  loaded ??= new Set(
    readFileSync(join(import.meta.dirname, "parameters.txt"), "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
  return loaded;
}

/** Elements that a settings file may hold though they are no settings, with the reason. */
export const notSettings: ReadonlyMap<string, string> = new Map([
  ["fkey", "a function key: an element of <functionKeys>, described with its block and not in the list of settings"],
]);

/** A name as people and exports write it, `user_name` or `user_name2` or `user_name[2]`, taken apart. */
export type NamedParameter = { readonly name: string; readonly index: string | null; readonly known: boolean };

/** Total: an unknown name comes back whole, as unknown. A name that ends in a digit of its own is no index. */
export function readParameterName(written: string): NamedParameter {
  if (knownParameters().has(written)) return { name: written, index: null, known: true };
  const parts = /^([a-z_][A-Za-z0-9_]*?)\[?(\d{1,4})\]?$/.exec(written);
  const [, name = "", index = null] = parts ?? [];
  return knownParameters().has(name) ? { name, index, known: true } : { name: written, index: null, known: false };
}
