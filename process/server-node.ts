import { ChangeListener } from "../db/dialect/change-listener.ts";
import { isPostgres } from "../db/dialect/dialect.ts";
import { newId } from "../db/ids.ts";
import { beatEvery, beatNode, clockTolerance, forgetNodes, leaveNode, listNodes, type NodeListener } from "../db/nodes.ts";
import { Rounds } from "../db/rounds.ts";
import { SharedCounter } from "../db/shared-counts.ts";
import type { Store } from "./store.ts";

export type ServerNodeParts = {
  readonly store: Store;
  /** What the operator calls it. */
  readonly name: string;
  readonly version: string;
  readonly clock: () => Date;
  readonly log: Record<"info" | "warn" | "error", (text: string, fields: Record<string, unknown>) => void>;
};

/** What a node says of itself, as it is when it is asked. */
export type NodeFacts = {
  readonly listeners: () => readonly NodeListener[];
  /** The newest change that it has seen. */
  readonly seen: () => number;
};

/** One of the server processes on a database: tells the others that it is there, hears of what they change, counts with them. */
export class ServerNode {
  readonly id: string;
  readonly counts: SharedCounter;
  readonly #parts: ServerNodeParts;
  readonly #listener: ChangeListener;
  readonly #beats: Rounds;
  readonly #startedAt: string;
  readonly #hearers: (() => void)[] = [];
  #facts: NodeFacts | null = null;
  #state: "serving" | "stopping" = "serving";
  #clockWarned = false;

  constructor(parts: ServerNodeParts) {
    const { store, clock, log } = parts;
    const { db, keyring } = store;
    this.#parts = parts;
    const started = clock();
    this.id = newId(started);
    this.#startedAt = started.toISOString();
    // While the database is away whoever needs it says so; this goes on when it is back.
    const quiet = () => undefined;
    this.counts = new SharedCounter({ db, nodeId: this.id, secret: keyring.hashKey, clock, onFault: quiet });
    this.#beats = new Rounds(beatEvery, () => this.#beat(), quiet);
    this.#listener = new ChangeListener({
      db,
      onChange: () => {
        for (const hearer of this.#hearers) hearer();
      },
      onState: (listening) => {
        if (listening) log.info("Changes of other nodes are heard at once.", {});
        else log.warn("Changes of other nodes are not heard: they are looked for until they are.", {});
      },
    });
    this.counts.start();
  }

  /** True while changes of other processes are heard the moment they are committed; null: on SQLite there are none. */
  get listening(): boolean | null {
    return isPostgres(this.#parts.store.db) ? this.#listener.listening : null;
  }

  /** @param hearer called when something has been changed, here or by another process */
  onChange(hearer: () => void): void {
    this.#hearers.push(hearer);
  }

  /** Everything serves: begins to tell and to hear. */
  async start(facts: NodeFacts): Promise<void> {
    this.#facts = facts;
    await this.#listener.start();
    this.#beats.wake();
  }

  /** Tells the others that it is about to end. */
  stopping(): void {
    this.#state = "stopping";
    if (this.#facts) this.#beats.wake();
  }

  async stop(): Promise<void> {
    await this.#listener.stop();
    await this.counts.stop();
    await this.#beats.stop();
    if (this.#facts) await leaveNode(this.#parts.store.db, this.id).catch(() => undefined);
  }

  async #beat(): Promise<boolean> {
    const { store, name, version, clock } = this.#parts;
    const facts = this.#facts;
    if (!facts) return false;
    const now = clock();
    const said = { id: this.id, name, version, startedAt: this.#startedAt, state: this.#state };
    await beatNode(store.db, { ...said, listeners: facts.listeners(), seen: facts.seen() }, now);
    await forgetNodes(store.db, now);
    await this.#lookAtClock(now);
    return false;
  }

  /** Two nodes whose clocks differ take each other's leases for over. */
  async #lookAtClock(now: Date): Promise<void> {
    const nodes = await listNodes(this.#parts.store.db, now);
    const clockAhead = nodes.find(({ id }) => id === this.id)?.clockAhead ?? 0;
    const wrong = nodes.length > 1 && Math.abs(clockAhead) > clockTolerance;
    if (wrong && !this.#clockWarned)
      this.#parts.log.warn("This machine's clock and the database's differ: set both by NTP.", { aheadMillis: clockAhead });
    this.#clockWarned = wrong;
  }
}
