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
  "device-ui": ["domain"],
};

const rooms = [...Object.keys(arrows), "cli", "bench", "scripts"];
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
  return importsOf(readFileSync(file, "utf8"))
    .filter((target) => target.startsWith("."))
    .map((target) => relative(root, resolve(dirname(file), target)))
    .filter((target) => {
      const to = target.split("/")[0] ?? "";
      if (to === room || allowed.includes(to) || target === "package.json") return false;
      return !(isTest(shown) && rooms.includes(to) && isTest(target));
    })
    .map((imports) => ({ file: shown, imports }));
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
