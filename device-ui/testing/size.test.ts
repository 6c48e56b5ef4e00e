import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "./pages.ts";

type Chunk = { readonly file: string; readonly imports?: readonly string[]; readonly dynamicImports?: readonly string[] };

const folder = mkdtempSync(join(tmpdir(), "klyka-app-"));
const manifest = (): Readonly<Record<string, Chunk>> => JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
const packed = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;

beforeAll(() => buildApp(folder), 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A chunk and everything that it imports at once. */
function withImports(chunks: Readonly<Record<string, Chunk>>, name: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[name];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) withImports(chunks, next, found);
  return found;
}

/** Where everybody stands after signing in. */
const firstView = "src/pages/me/today-page.ts";

test("The script of the first signed-in view is at most 100 kB compressed, that of every further page at most 60 kB", () => {
  const chunks = manifest();
  const start = withImports(chunks, "index.html");
  expect(Object.keys(chunks)).toContain(firstView);
  expect(sum([...withImports(chunks, firstView, new Set(start))])).toBeLessThanOrEqual(100_000);
  for (const page of Object.keys(chunks).filter((name) => name.startsWith("src/pages/"))) {
    const more = [...withImports(chunks, page)].filter((file) => !start.has(file));
    expect([page, sum(more) <= 60_000]).toEqual([page, true]);
  }
});

test("No page carries the server's parser of inputs, which asks to run text as a script", () => {
  const files = Object.values(manifest()).filter(({ file }) => file.endsWith(".js"));
  expect(files.filter(({ file }) => readFileSync(join(folder, file), "utf8").includes("_zod")).map(({ file }) => file)).toEqual(
    [],
  );
});

test("Neither the document nor its style sheet names another origin", () => {
  const files = ["index.html", ...Object.values(manifest()).map(({ file }) => file)].filter((file) => /\.(html|css)$/.test(file));
  const foreign = files.flatMap(
    (file) => readFileSync(join(folder, file), "utf8").match(/(?:https?:)?\/\/[a-z][\w.-]+\.[a-z]{2,}/g) ?? [],
  );
  expect(foreign).toEqual([]);
});

function sum(files: readonly string[]): number {
  return files.filter((file) => file.endsWith(".js")).reduce((total, file) => total + packed(file), 0);
}
