import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { claims } from "./claims.ts";
import type { Claim, Outcome } from "./contract.ts";
import { KeptResults } from "./kept.ts";
import { bounded, chosen, randomFrom, tryClaim } from "./run.ts";
import { proofPage, proofTable, standing } from "./table.ts";
import { threatPageFaults } from "./threats.ts";

const run = {
  size: "small",
  seed: 7,
  tried: "abc1234, 2026-03-02",
  say: () => {},
  postgres: () => Promise.reject(new Error("none")),
  limitMs: 60_000,
} as const;
const aClaim = (prove: Claim["prove"], id = "one"): Claim => ({ id, suite: "attack", promise: "One | two.", prove });
const outcomeOf = async (outcome: Outcome) =>
  tryClaim(
    aClaim(async () => outcome),
    run,
  );

test("the page of threats names every claim, and nothing that is not there", () => {
  expect(threatPageFaults(resolve(import.meta.dirname, ".."), claims)).toEqual([]);
});

test("claims have ids in kebab case and a promise that is a sentence", () => {
  for (const { id, promise } of claims) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(promise, id).toMatch(/^[A-Z2].*\.$/);
  }
});

test("a claim that throws, takes too long or tries nothing has failed", async () => {
  const thrown = await tryClaim(
    aClaim(() => Promise.reject(new Error("gone"))),
    run,
  );
  expect(thrown.outcome.failures).toEqual(["could not be tried: gone"]);
  const late = await tryClaim(
    aClaim(() => new Promise(() => {})),
    { ...run, limitMs: 5 },
  );
  expect(standing(late)).toBe("broken");
  expect(standing(await outcomeOf({ cases: 0, failures: [] }))).toBe("broken");
});

test("what cannot be met stands as not met, and what is broken as broken", async () => {
  expect(standing(await outcomeOf({ cases: 0, failures: [], unmet: "no IPv6 here" }))).toBe("not met");
  expect(standing(await outcomeOf({ cases: 4, failures: ["a"], unmet: "b" }))).toBe("broken");
  expect(standing(await outcomeOf({ cases: 4, failures: [] }))).toBe("kept");
});

test("a claim's folder is there while it runs and gone after it", async () => {
  let seen = "";
  await tryClaim(
    aClaim(async ({ folder }) => {
      seen = folder;
      return { cases: existsSync(folder) ? 1 : 0, failures: [] };
    }),
    run,
  );
  expect(seen).not.toBe("");
  expect(existsSync(seen)).toBe(false);
});

test("a claim meets the same random things for the same seed, whichever claims run beside it", async () => {
  const rolls: number[][] = [];
  const roller = (id: string) =>
    aClaim(async ({ random }) => {
      rolls.push([random(), random()]);
      return { cases: 1, failures: [] };
    }, id);
  await tryClaim(roller("a"), run);
  await tryClaim(roller("b"), run);
  await tryClaim(roller("a"), run);
  expect(rolls[0]).toEqual(rolls[2]);
  expect(rolls[0]).not.toEqual(rolls[1]);
  fc.assert(fc.property(fc.integer(), (seed) => randomFrom(seed)() < 1 && randomFrom(seed)() >= 0));
});

test("only what is asked for runs, and an unknown id is an error", () => {
  const two = [aClaim(async () => ({ cases: 1, failures: [] }), "a"), aClaim(async () => ({ cases: 1, failures: [] }), "b")];
  expect(chosen(two, ["b"], null).map(({ id }) => id)).toEqual(["b"]);
  expect(chosen(two, null, "crash")).toEqual([]);
  expect(() => chosen(two, ["c"], null)).toThrow("no claim is called c");
});

test("the table counts cases and failures, and the page is whole whatever a promise holds", async () => {
  const results = [await outcomeOf({ cases: 1200, failures: ["x"] }), await outcomeOf({ cases: 3, failures: [], unmet: "y" })];
  expect(proofTable(results)).toContain("2 promises, 1,203 cases, 1 failures, 1 not met");
  const page = proofPage(results, { at: new Date(0), seed: 7, how: "", machine: [] });
  expect(page).toContain("| One \\| two. | 1,200 | **1** | x | `one` | abc1234, 2026-03-02 |");
  expect(page).toContain("**Not met:** y");
  expect(bounded(["a", "b", "c"], 2)).toEqual(["a", "b", "and 1 more"]);
});

test("what became of a claim is kept over runs, the last of each, and a file that is something else is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "klyka-kept-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "kept.json");
  const one = (id: string, outcome: Outcome) =>
    tryClaim(
      aClaim(async () => outcome, id),
      run,
    );
  new KeptResults(file).add(await one("a", { cases: 1, failures: ["x"] }));
  new KeptResults(file).add(await one("b", { cases: 2, failures: [], unmet: "y" }));
  new KeptResults(file).add(await one("a", { cases: 3, failures: [], measured: "z" }));
  const claims = ["b", "a", "c"].map((id) => aClaim(async () => ({ cases: 1, failures: [] }), id));
  const kept = new KeptResults(file).of(claims);
  expect(kept.map(({ claim, outcome }) => [claim.id, outcome])).toEqual([
    ["b", { cases: 2, failures: [], unmet: "y" }],
    ["a", { cases: 3, failures: [], measured: "z" }],
  ]);
  writeFileSync(file, "[{}]");
  expect(() => new KeptResults(file)).toThrow();
});
