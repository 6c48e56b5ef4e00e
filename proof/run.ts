import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Claim, Outcome, ProofSetup } from "./contract.ts";

/** What became of a claim; `tried`: of which program, and when. */
export type Result = { readonly claim: Claim; readonly outcome: Outcome; readonly ms: number; readonly tried: string };

export type ProofRun = {
  readonly size: ProofSetup["size"];
  readonly seed: number;
  /** What is tried: commit and date. */
  readonly tried: string;
  readonly say: (line: string) => void;
  readonly postgres: () => Promise<string>;
  /** A claim that takes longer has failed, in milliseconds. */
  readonly limitMs: number;
};

/** Tries one claim in a folder of its own. What it throws, and what takes too long, is a failure of the claim. */
export async function tryClaim(claim: Claim, run: ProofRun): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-proof-"));
  const seed = seedOf(claim.id, run.seed);
  let last = "nothing";
  const say = (line: string): void => {
    last = line;
    run.say(`  ${claim.id}: ${line}`);
  };
  const started = performance.now();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`not done within ${run.limitMs / 1000} s; the last that it said: ${last}`)),
    run.limitMs,
  );
  try {
    const setup = { size: run.size, seed, random: randomFrom(seed), say, folder, postgres: run.postgres };
    const outcome = await Promise.race([claim.prove(setup), late]);
    return { claim, outcome: checked(outcome), ms: performance.now() - started, tried: run.tried };
  } catch (error) {
    const failure = `could not be tried: ${error instanceof Error ? error.message : String(error)}`;
    return { claim, outcome: { cases: 0, failures: [failure] }, ms: performance.now() - started, tried: run.tried };
  } finally {
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A claim that has tried nothing has shown nothing. */
function checked(outcome: Outcome): Outcome {
  if (outcome.cases > 0 || outcome.unmet !== undefined || outcome.failures.length > 0) return outcome;
  return { ...outcome, failures: ["no case was tried"] };
}

/** The claims of a run, by `--only` and `--suite`; throws the ids that no claim has. */
export function chosen(claims: readonly Claim[], only: readonly string[] | null, suite: string | null): readonly Claim[] {
  const unknown = (only ?? []).filter((id) => !claims.some((claim) => claim.id === id));
  if (unknown.length > 0) throw new Error(`no claim is called ${unknown.join(", ")}`);
  return claims.filter(({ id }) => only?.includes(id) ?? true).filter((claim) => suite === null || claim.suite === suite);
}

/** At most `most` failures, and how many more there were. */
export function bounded(failures: readonly string[], most = 10): readonly string[] {
  return failures.length <= most ? failures : [...failures.slice(0, most), `and ${failures.length - most} more`];
}

function seedOf(id: string, seed: number): number {
  return createHash("sha256").update(`${seed} ${id}`).digest().readUInt32BE(0);
}

/** Numbers from 0 up to 1 that follow from the seed alone (a 32-bit Weyl sequence through a mixer; not for secrets). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
