import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Origin, RawParameter } from "../../domain/plan.ts";
import { nothing, rawText, valueText } from "./text.ts";

/** One setting in the vendor's words, ready to be written. */
export type Parameter = {
  readonly name: string;
  /** As it stands in the file; `%NULL%` = back to the phone's own default. */
  readonly text: string;
  /** Characters had to go. */
  readonly cut: boolean;
  readonly origin: Origin | null;
};

/** Parameters that belong together, with the heading they get in the file. */
export type Section = { readonly title: string; readonly parameters: readonly Parameter[] };

export type Value = string | number | boolean | null;

/** Makes parameters of one origin: numbers in digits, switches as 1 and 0, no value and an empty one as `%NULL%`. */
export function parametersOf(origin: Origin | null, values: readonly (readonly [name: string, value: Value])[]): Parameter[] {
  return values.map(([name, value]) => {
    if (typeof value !== "string") return { name, text: plainText(value), cut: false, origin };
    const text = valueText(value);
    return { name, text, cut: text !== value && value !== "", origin };
  });
}

/** A parameter in an administrator's own words, who may mean the vendor's markers. */
export function rawParameter({ name, value, origin }: RawParameter): Parameter {
  const text = rawText(value);
  return { name, text, cut: text !== value && value !== "", origin };
}

function plainText(value: number | boolean | null): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return value === null ? nothing : String(value);
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
