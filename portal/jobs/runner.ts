import { type Perform, runningJobs, runPart } from "../../db/job-run.ts";
import { Rounds } from "../../db/rounds.ts";
import type { PeopleParts } from "../api/parts.ts";
import { performer } from "./perform.ts";

/** Jobs are put in by every process: this often it is looked whether there are any. Milliseconds. */
const lookEvery = 2_000;
/** Phones between two commits: others write in between. */
const atOnce = 20;

/** Goes on with every job that has something to do, a part of each in turn. Several processes may. */
export class JobRunner {
  readonly #parts: Pick<PeopleParts, "db" | "now">;
  readonly #perform: Perform;
  readonly #rounds: Rounds;
  readonly #onFault: (error: unknown) => void;

  constructor(parts: Pick<PeopleParts, "db" | "now" | "keyring">, onFault: (error: unknown) => void) {
    this.#parts = parts;
    this.#perform = performer(parts.keyring, parts.now);
    this.#onFault = onFault;
    this.#rounds = new Rounds(lookEvery, () => this.#round(), onFault);
    this.wake();
  }

  /** There may be something to do. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when there is nothing more to do for now. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #round(): Promise<boolean> {
    const { db, now } = this.#parts;
    const running = await runningJobs(db);
    let more = false;
    for (const { id } of running) {
      if (await runPart(db, id, this.#perform, atOnce, now(), this.#onFault)) more = true;
    }
    return more;
  }
}
