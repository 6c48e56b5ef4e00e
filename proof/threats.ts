import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Claim } from "./contract.ts";

/**
 * What is wrong with docs/sakerhet.md, one sentence each: a promise names its claim as `proof:<id>` or a test as `test:<file>`, every one
 * named exists, and every claim is named.
 */
export function threatPageFaults(root: string, claims: readonly Claim[]): readonly string[] {
  const page = readFileSync(join(root, "docs", "sakerhet.md"), "utf8");
  const named = [...page.matchAll(/`proof:([a-z0-9-]+)`/g)].map((match) => match[1] ?? "");
  const tests = [...page.matchAll(/`test:([^`]+)`/g)].map((match) => match[1] ?? "");
  const ids = claims.map(({ id }) => id);
  return [
    ...named.filter((id) => !ids.includes(id)).map((id) => `docs/sakerhet.md names the claim ${id}, which is not there`),
    ...ids.filter((id) => !named.includes(id)).map((id) => `docs/sakerhet.md does not name the claim ${id}`),
    ...tests.filter((file) => !existsSync(join(root, file))).map((file) => `docs/sakerhet.md names ${file}, which is not there`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `two claims are called ${id}`),
  ];
}
