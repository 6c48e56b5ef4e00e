import pg from "pg";
import { z } from "zod";
import type { Db } from "../types.ts";
import { isPostgres } from "./dialect.ts";

/** What the trigger on the change feed says its word on (`db/migrations/0028-nodes.ts`). */
const channel = "klyka_changes";
/** Between two tries to connect, milliseconds: longer and longer. */
const pauses = [100, 500, 1_000, 2_000, 5_000] as const;
/** A connection that a firewall has forgotten says nothing: it is asked so often, and given so long. Milliseconds. */
const askEvery = 15_000;
const patience = 5_000;

export type ChangeListenerParts = {
  readonly db: Db;
  /** Something has been changed, by whichever process; or it may have been, while nobody listened. */
  readonly onChange: () => void;
  /** Told once when the connection is lost, and once when it is back. */
  readonly onState: (listening: boolean) => void;
};

/**
 * Hears of changes the moment they are committed, on a connection of its own. Whoever is told looks into the feed: a word that is
 * lost costs the time until the next look, never a change. On SQLite there is nothing to hear.
 */
export class ChangeListener {
  readonly #parts: ChangeListenerParts;
  readonly #url: string | null;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #tries = 0;
  #listening = false;
  #stopped = false;

  constructor(parts: ChangeListenerParts) {
    this.#parts = parts;
    this.#url = isPostgres(parts.db) ? addressOf(parts.db) : null;
  }

  /** True while changes of other processes are heard at once. */
  get listening(): boolean {
    return this.#listening;
  }

  /** Resolves when it listens, or the first try has failed; it goes on trying. */
  async start(): Promise<void> {
    if (this.#url !== null) await this.#connect(this.#url);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    this.#listening = false;
    await client?.end().catch(() => undefined);
  }

  async #connect(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: "klyka listens", connectionTimeoutMillis: patience });
    this.#client = client;
    client.on("error", () => this.#lost(url, client));
    client.on("end", () => this.#lost(url, client));
    client.on("notification", () => this.#parts.onChange());
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch {
      return this.#lost(url, client);
    }
    if (this.#client !== client) return;
    this.#tries = 0;
    this.#listening = true;
    this.#parts.onState(true);
    this.#parts.onChange();
    this.#ask(url, client);
  }

  #ask(url: string, client: pg.Client): void {
    this.#timer = setTimeout(() => {
      const late = setTimeout(() => this.#lost(url, client), patience);
      client.query("select 1").then(
        () => {
          clearTimeout(late);
          if (this.#client === client) this.#ask(url, client);
        },
        () => {
          clearTimeout(late);
          this.#lost(url, client);
        },
      );
    }, askEvery);
    this.#timer.unref();
  }

  #lost(url: string, client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (this.#timer) clearTimeout(this.#timer);
    client.removeAllListeners("end");
    void client.end().catch(() => undefined);
    if (this.#listening) this.#parts.onState(false);
    this.#listening = false;
    if (this.#stopped) return;
    const pause = pauses[Math.min(this.#tries++, pauses.length - 1)] ?? 5_000;
    this.#timer = setTimeout(() => void this.#connect(url), pause);
  }
}

const Connection = z.object({ connectionString: z.string() });

function addressOf(db: Db): string {
  return Connection.parse(db.client.config.connection).connectionString;
}
