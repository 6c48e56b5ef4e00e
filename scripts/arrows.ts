import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * The house's import arrows (docs/decisions/0001-house.md): who may import whom. A room that is not a key here
 * may import every room; rooms import themselves freely.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  db: ["domain"],
  templates: ["domain"],
  firmware: ["db", "domain"],
  provisioning: ["firmware", "templates", "db", "domain"],
  process: ["db", "domain"],
  portal: ["firmware", "templates", "db", "domain"],
  management: ["db", "domain"],
  "device-ui": ["domain"],
};
/** Rooms of which a room may import types: they are gone when the code runs. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  "device-ui": ["portal"],
  management: ["portal", "provisioning"],
};
/** Folders that only tests run: they may put real parts of every room together. */
const free: readonly string[] = ["device-ui/testing/"];

const rooms = [...Object.keys(arrows), "cli", "bench", "proof", "scripts"];
/** Tests may also use what tests share, wherever it lives. */
const isTest = (file: string): boolean => /\.test\.ts$|\/testing\//.test(file);

export type BrokenArrow = { readonly file: string; readonly imports: string };

/** Every import in the tree below `root` that goes against the arrows; files are relative to `root`. */
export function brokenArrows(root: string): readonly BrokenArrow[] {
  return rooms.flatMap((room) => filesBelow(join(root, room)).flatMap((file) => brokenIn(root, room, file)));
}

function brokenIn(root: string, room: string, file: string): BrokenArrow[] {
  const allowed = arrows[room];
  if (!allowed) return [];
  const shown = relative(root, file);
  if (free.some((folder) => shown.startsWith(folder))) return [];
  const source = readFileSync(file, "utf8");
  const types = typesIn(source);
  return importsOf(source)
    .filter((target) => !(types.has(target) && roomAmong(typesOnly[room], root, file, target)))
    .filter((target) => target.startsWith("."))
    .map((target) => relative(root, resolve(dirname(file), target)))
    .filter((target) => {
      const to = target.split("/")[0] ?? "";
      if (to === room || allowed.includes(to) || target === "package.json") return false;
      return !(isTest(shown) && rooms.includes(to) && isTest(target));
    })
    .map((imports) => ({ file: shown, imports }));
}

function roomAmong(among: readonly string[] | undefined, root: string, file: string, target: string): boolean {
  const to = relative(root, resolve(dirname(file), target)).split("/")[0] ?? "";
  return among?.includes(to) ?? false;
}

/** Modules that are imported for their types alone. */
function typesIn(source: string): ReadonlySet<string> {
  const types = [...source.matchAll(/^(?:import|export) type [^;]*?\bfrom\s*["']([^"']+)["']/gm)].map((match) => match[1] ?? "");
  const all = importsOf(source);
  return new Set(
    types.filter((target) => all.filter((one) => one === target).length === types.filter((one) => one === target).length),
  );
}

/** Module names in `import … from`, `export … from`, bare and dynamic imports. */
export function importsOf(source: string): readonly string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g;
  return [...source.matchAll(pattern)].map((match) => match[1] ?? "");
}

function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}
