import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";

it("A process that has started PostgreSQL ends as its work has ended: tests that failed are told", async () => {
  const module = JSON.stringify(join(import.meta.dirname, "postgres-server.ts"));
  const work = `const { startPostgres } = await import(${module}); await (await startPostgres()).stop(); process.exitCode = 3;`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", work], { stdio: "ignore" });
  expect(await once(child, "exit")).toEqual([3, null]);
});
