/**
 * How a Yealink reads its files. Written against the vendor's description of the format and shares nothing with the
 * renderer, so that neither can hide the other's mistake.
 */

export type ConfigLine = { readonly name: string; readonly value: string };
export type ConfigFile = { readonly lines: readonly ConfigLine[]; readonly problems: readonly string[] };

const firstLine = "#!version:1.0.0.1";

/** Reads `name = value` lines. A file whose first line is wrong is not applied at all. */
export function readConfigFile(name: string, bytes: Uint8Array): ConfigFile {
  const rows = rowsOf(bytes);
  if (rows[0] !== firstLine) return { lines: [], problems: [`${name} does not begin with ${firstLine}`] };
  const lines: ConfigLine[] = [];
  const problems: string[] = [];
  for (const [at, row] of rows.entries()) {
    if (row.startsWith("#") || row.trim() === "") continue;
    const equals = row.indexOf("=");
    if (equals < 1) problems.push(`${name} line ${at + 1} sets nothing`);
    else lines.push({ name: row.slice(0, equals).trim(), value: row.slice(equals + 1).trim() });
  }
  return { lines, problems };
}

export type BootFile = {
  readonly includes: readonly string[];
  /** What the files leave out goes back to the factory's value. */
  readonly overwrite: boolean;
  readonly problems: readonly string[];
};

type Include = { readonly models: readonly string[]; readonly path: string };

/** Reads a boot file: which files this model shall fetch instead of its usual ones. */
export function readBootFile(name: string, bytes: Uint8Array, model: string): BootFile {
  const rows = rowsOf(bytes);
  if (rows[0] !== firstLine) return { includes: [], overwrite: false, problems: [`${name} does not begin with ${firstLine}`] };
  const includes: Include[] = [];
  const switches = new Map<string, string>();
  let waiting: readonly string[] = [];
  for (const row of rows) {
    const { models, rest } = filterOf(row);
    const path = /^include:config\s+"?([^"]+?)"?\s*$/.exec(rest)?.[1];
    if (path) includes.push({ models: models.length > 0 ? models : waiting, path });
    waiting = path ? [] : rest === "" ? models : waiting;
    const [key = "", value = ""] = rest.split("=").map((part) => part.trim());
    if (!rest.startsWith("#") && value !== "") switches.set(key, value);
  }
  const own = includes.filter(({ models }) => models.includes(model));
  const excluded = (switches.get("specific_model.excluded_mode") ?? switches.get("static.specific_model.excluded_mode")) === "1";
  const wanted = excluded && own.length > 0 ? own : includes.filter((one) => one.models.length === 0 || own.includes(one));
  return { includes: wanted.map(({ path }) => path), overwrite: switches.get("overwrite_mode") === "1", problems: [] };
}

/** `[T46S, T42S]include:config "x.cfg"`, or the filter on a line of its own. */
function filterOf(row: string): { models: readonly string[]; rest: string } {
  const found = /^\s*\[([^\]]*)\](.*)$/.exec(row);
  if (!found) return { models: [], rest: row.trim() };
  return { models: (found[1] ?? "").split(",").map((part) => part.trim()), rest: (found[2] ?? "").trim() };
}

function rowsOf(bytes: Uint8Array): string[] {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split(/\r?\n/);
}
