import { expect, test } from "vitest";
import { postgresAddress } from "../db/testing/databases.ts";
import { claims } from "./claims.ts";
import type { Claim } from "./contract.ts";
import { tryClaim } from "./run.ts";

/** Tries each claim of a suite small, as a test of its own. A claim that cannot be met here says so, and has no failures. */
export function trySuite(name: Claim["suite"]): void {
  const suite = claims.filter((claim) => claim.suite === name);
  const run = { size: "small", seed: 20_260_302, tried: "", say: () => {}, postgres: postgresAddress, limitMs: 110_000 } as const;
  test("no two of these claims have one id", () => {
    expect(new Set(suite.map(({ id }) => id)).size).toBe(suite.length);
  });
  for (const claim of suite) {
    // Only what never ends is cut off: how long it takes is the machine's affair.
    test(claim.promise, { timeout: 120_000 }, async () => {
      const { outcome } = await tryClaim(claim, run);
      expect(outcome.failures).toEqual([]);
      if (outcome.unmet === undefined) expect(outcome.cases).toBeGreaterThan(0);
    });
  }
}
