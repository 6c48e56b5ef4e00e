import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Origin } from "../../domain/plan.ts";

/** One setting in the vendor's words. */
export type Parameter = {
  readonly name: string;
  /** Null: back to the phone's own default. */
  readonly value: string | null;
  readonly origin: Origin | null;
  /** True where an administrator wrote the vendor's words and may mean the vendor's markers. */
  readonly raw?: true;
};

/** Parameters that belong together, with the heading they get in the file. */
export type Section = { readonly title: string; readonly parameters: readonly Parameter[] };

export type Value = string | number | boolean | null;

/** Makes parameters of one origin: numbers in digits, switches as 1 and 0, an empty text as null. */
export function parametersOf(origin: Origin | null, values: readonly (readonly [name: string, value: Value])[]): Parameter[] {
  return values.map(([name, value]) => ({ name, value: textOf(value), origin }));
}

function textOf(value: Value): string | null {
  if (typeof value === "boolean") return value ? "1" : "0";
  return value === null || value === "" ? null : String(value);
}

/** The form in which the vendor's lists write a name: `linekey.7.type` → `linekey.#.type`. */
function canonical(name: string): string {
  return name
    .split(".")
    .map((part) => (/^(?:\d{1,4}|[XYZ])$/.test(part) ? "#" : part))
    .join(".");
}

let names: ReadonlySet<string> | null = null;

/** Both lists: today's names and the V7x forms that newer firmware still accepts. */
function knownNames(): ReadonlySet<string> {
  names ??= new Set(
    ["parameters.txt", "parameters-legacy.txt"]
      .flatMap((file) => readFileSync(join(import.meta.dirname, file), "utf8").split("\n"))
      .filter((line) => line !== "")
      .map(canonical),
  );
  return names;
}

/** Whether the vendor's list has this name; numbers in it stand for any number, case counts. */
export function isKnownParameter(name: string): boolean {
  return knownNames().has(canonical(name));
}
