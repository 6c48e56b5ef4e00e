import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { brokenArrows, importsOf } from "./arrows.ts";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function house(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "klyka-arrows-"));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test("no file of the house imports against the arrows", () => {
  expect(brokenArrows(resolve(import.meta.dirname, ".."))).toEqual([]);
});

test("a template that imports the database is named with what it imports", () => {
  const root = house({ "templates/yealink/render.ts": `import { openDatabase } from "../../db/connect.ts";\n` });
  expect(brokenArrows(root)).toEqual([{ file: "templates/yealink/render.ts", imports: "db/connect.ts" }]);
});

test("provisioning may import templates, firmware, db and domain", () => {
  const line = ["templates/index.ts", "firmware/store.ts", "db/connect.ts", "domain/plan.ts"]
    .map((to) => `export * from "../${to}";\n`)
    .join("");
  expect(brokenArrows(house({ "provisioning/plan.ts": line }))).toEqual([]);
});

test("the web app may import types of the portal, and nothing that runs", () => {
  const types = `import type { SessionView } from "../../portal/session.ts";\n`;
  expect(brokenArrows(house({ "device-ui/src/data.ts": types }))).toEqual([]);
  const both = `${types}import { SessionView as view } from "../../portal/session.ts";\n`;
  expect(brokenArrows(house({ "device-ui/src/data.ts": both }))).toHaveLength(2);
  expect(brokenArrows(house({ "device-ui/src/data.ts": types.replace("portal/session", "db/users") }))).toHaveLength(1);
});

test("a dynamic import goes against the arrows as well", () => {
  const root = house({ "domain/plan.ts": `const db = await import("../db/connect.ts");\n` });
  expect(brokenArrows(root)).toHaveLength(1);
});

test("imports are found in every form", () => {
  const source = `import a from "a";\nimport "b";\nexport { c } from "c";\nconst d = await import("d");\nimport type { E } from 'e';`;
  expect(importsOf(source)).toEqual(["a", "b", "c", "d", "e"]);
});
