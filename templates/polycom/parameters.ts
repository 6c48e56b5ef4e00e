import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The names that Polycom's and Poly's software is known to read: `parameters.txt` from public templates, vendor files
 * and guides; `parameters-unverified.txt` those of them that rest on engineering memory alone. `X` stands for a number.
 */
type Lists = { readonly known: ReadonlySet<string>; readonly unverified: ReadonlySet<string> };

let lists: Lists | null = null;

function load(): Lists {
  lists ??= { known: readNames("parameters.txt"), unverified: readNames("parameters-unverified.txt") };
  return lists;
}

function readNames(file: string): ReadonlySet<string> {
  return new Set(
    readFileSync(join(import.meta.dirname, file), "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
}

const modelSuffix = /\.(?:SPIP|SSIP|VVX|EDGE|CCX|TRIO|Edge|Trio)[_A-Za-z0-9]*$/;

/** How the list knows a name. Numbers stand for `X`; a model suffix (`….VVX450`) is accepted on any known name. */
export function parameter(name: string): "known" | "unverified" | "unknown" {
  const { known, unverified } = load();
  const spellings = [name, withX(name), withX(name).replace(/(custom|ringer|spare)\d+/g, "$1X")];
  const all = [...spellings, ...spellings.map((spelling) => spelling.replace(modelSuffix, ""))];
  if (!all.some((spelling) => known.has(spelling))) return "unknown";
  return all.some((spelling) => unverified.has(spelling)) ? "unverified" : "known";
}

function withX(name: string): string {
  return name
    .split(".")
    .map((segment) => (/^\d+$/.test(segment) ? "X" : segment))
    .join(".");
}
