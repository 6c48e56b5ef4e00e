import { expect, test } from "vitest";
import { postgresAddress } from "../db/testing/databases.ts";
import { claims } from "./claims.ts";
import { tryClaim } from "./run.ts";

const suite = claims.filter((claim) => claim.suite === "crash");
const run = { size: "small", seed: 20_260_302, say: () => {}, postgres: postgresAddress, limitMs: 55_000 } as const;

test("no two of these claims have one id", () => {
  expect(new Set(suite.map(({ id }) => id)).size).toBe(suite.length);
});

for (const claim of suite) {
  test(claim.promise, async () => {
    const { outcome } = await tryClaim(claim, run);
    expect(outcome.failures).toEqual([]);
    if (outcome.unmet === undefined) expect(outcome.cases).toBeGreaterThan(0);
  });
}
