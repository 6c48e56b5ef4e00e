import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { svOffice } from "../device-ui/src/i18n/sv-office.ts";
import { importsOf } from "./arrows.ts";

test("What is there from the start and every user's page needs no sentence of the office", () => {
  const start = join(import.meta.dirname, "../device-ui/src");
  const routes = readFileSync(join(start, "router/routes.ts"), "utf8");
  const pages = routes
    .split(/^ {2}(?=\w+: )/m)
    .filter((row) => /who: "(?:user|anyone)"/.test(row) && !row.includes("office: true"))
    .flatMap((row) => importsOf(row));
  const reached = new Set<string>();
  for (const file of ["app.ts", ...pages.map((page) => join("router", page))]) reach(join(start, file), reached);
  expect(reached.size).toBeGreaterThan(40);
  const wrong = [...reached].flatMap((file) =>
    Object.keys(svOffice)
      .filter((key) => readFileSync(file, "utf8").includes(`"${key}"`))
      .map((key) => `${file}: ${key}`),
  );
  expect(wrong).toEqual([]);
});

/** A file and all that it imports at once, not for types alone. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file) || file.endsWith("/routes.ts") || !file.includes("/device-ui/src/")) return;
  reached.add(file);
  const source = readFileSync(file, "utf8")
    .replace(/^import type .*?;$/gms, "")
    .replace(/\bimport\(/g, "later(");
  for (const target of importsOf(source)) if (target.startsWith(".")) reach(join(file, "..", target), reached);
}
