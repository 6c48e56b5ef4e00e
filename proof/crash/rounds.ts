import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { bounded } from "../run.ts";
import type { FaultName } from "./lab/faults.ts";
import type { LabOutcome } from "./lab/lab.ts";
import { labRuns } from "./lab/run.ts";

/** Rounds of each fault in a whole run: over 500 of all eight. */
const full = 63;
/** Processes that share them. */
const houses = 2;
/** In the tests, of all faults together. */
const inTests = 20;
const millis = { full: 900, small: 120 } as const;

/** In the tests all faults are tried in one house, one after the other: it is made once. */
const smallFaults: readonly FaultName[] = ["kill", "half", "clock", "database", "full", "power", "readonly", "term"];
let small: Promise<LabOutcome> | null = null;

async function smallRounds({ seed, say }: ProofSetup): Promise<LabOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-crash-"));
  const lasting = { longest: millis.small, lasting: millis.small, perWorld: 100 };
  try {
    const order = { folder, seed, faults: smallFaults, rounds: inTests, ...lasting, oneDisk: true };
    return await labRuns({ ...order, databases: ["sqlite"] }, say);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A promise that is tried by rounds of one fault, on both databases. */
export function roundsClaim(id: string, fault: FaultName, promise: string): Claim {
  return { id, suite: "crash", promise, prove: (setup) => prove(setup, fault) };
}

async function prove(setup: ProofSetup, fault: FaultName): Promise<Outcome> {
  if (setup.size === "small") small ??= smallRounds(setup);
  const lasting = { longest: millis.full, lasting: millis.full, perWorld: 60, oneDisk: false };
  const { folder, seed, say } = setup;
  const order = { folder, seed, faults: [fault], rounds: full, databases: ["sqlite", "postgres"], ...lasting } as const;
  const outcome = await (small ?? labRuns(order, say, houses));
  const failures = outcome.failures.filter((one) => one.fault === null || one.fault === fault).map(({ line }) => line);
  const { saved, doubt, served } = outcome;
  const measured = `${saved} writes answered as saved, ${doubt} in doubt, ${served} files served while something was away`;
  const cases = outcome.rounds[fault] ?? 0;
  const unmet = cases === 0 && failures.length === 0 ? { unmet: `not tried here: ${outcome.notes.join("; ")}` } : {};
  return { cases, failures: bounded(failures), measured, ...unmet };
}
