/** One promise and the way to try it. Each stands in `proof/claims.ts`, and beside its promise in docs/sakerhet.md. */
export type Claim = {
  /** Stable, in kebab case: `uniform-http`. */
  readonly id: string;
  readonly suite: Suite;
  /** One English sentence in the present tense that can be checked. */
  readonly promise: string;
  /** Tries it. Throws only where it cannot be tried at all; that counts as a failure. */
  readonly prove: (setup: ProofSetup) => Promise<Outcome>;
};

export type Suite = (typeof suites)[number];
export const suites = ["attack", "crash"] as const;

export type ProofSetup = {
  /** `small` is what the tests run (seconds), `full` what `npm run proof` runs. */
  readonly size: "small" | "full";
  /** Of this claim in this run: the same for the same `--seed`, whichever other claims run. */
  readonly seed: number;
  /** From 0 up to 1, from the seed: everything random comes from here. */
  readonly random: () => number;
  /** A line of progress. */
  readonly say: (line: string) => void;
  /** Empty, removed afterwards. */
  readonly folder: string;
  /** The address of a PostgreSQL database of its own: migrated and empty. The server is shared by the run and stopped after it. */
  readonly postgres: () => Promise<string>;
};

export type Outcome = {
  /** How many cases were tried; none is a failure. */
  readonly cases: number;
  /** One sentence each, at most as many as help (`bounded`); no secrets. */
  readonly failures: readonly string[];
  /** What was measured: "KS p = 0.41", "6 of 65,536". */
  readonly measured?: string;
  /** What cannot be met or tried here, and why, with the measurement. Stands in the table as not met. */
  readonly unmet?: string;
};
