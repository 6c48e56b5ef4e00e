import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Claim } from "./contract.ts";
import type { Result } from "./run.ts";

const Kept = z.strictObject({
  id: z.string(),
  outcome: z.strictObject({
    cases: z.number(),
    failures: z.array(z.string()),
    measured: z.string().optional(),
    unmet: z.string().optional(),
  }),
  ms: z.number(),
  tried: z.string(),
});
type Kept = z.output<typeof Kept>;

/** What became of claims in this run and in those before it, in a file: a run that is broken off goes on where it was. */
export class KeptResults {
  readonly #file: string;
  readonly #results: Map<string, Kept>;

  /** @param file JSON, made when it is not there. @throws Error when it is something else */
  constructor(file: string) {
    this.#file = file;
    const read = existsSync(file) ? z.array(Kept).parse(JSON.parse(readFileSync(file, "utf8"))) : [];
    this.#results = new Map(read.map((one) => [one.id, one]));
  }

  /** In place of an earlier one of the same claim. @param result what became of it, with where and when it was tried */
  add({ claim, outcome, ms, tried }: Result): void {
    this.#results.set(claim.id, { id: claim.id, outcome: { ...outcome, failures: [...outcome.failures] }, ms, tried });
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#results.values()], null, 1));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Of these claims those that have been tried, in their order. */
  of(claims: readonly Claim[]): Result[] {
    return claims.flatMap((claim) => {
      const kept = this.#results.get(claim.id);
      return kept ? [{ claim, outcome: withoutAbsent(kept.outcome), ms: kept.ms, tried: kept.tried }] : [];
    });
  }
}

function withoutAbsent({ cases, failures, measured, unmet }: Kept["outcome"]): Result["outcome"] {
  return { cases, failures, ...(measured === undefined ? {} : { measured }), ...(unmet === undefined ? {} : { unmet }) };
}
