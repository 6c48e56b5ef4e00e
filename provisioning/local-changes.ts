import { localChangesOf, recordLocalChange, storedSettings } from "../db/evidence.ts";
import { loadRendered } from "../db/rendered.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import { overridden, readSettings, tellsLocalSettings } from "../templates/local-settings.ts";
import type { Log } from "./log.ts";

export type LocalChangeParts = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: Log;
  readonly onStanding: (organisationIds: ReadonlySet<string>) => void;
};

/** Compares what phones have told that was set at them with their own files: when they tell it, and when the files are others. */
export class LocalChanges {
  readonly #parts: LocalChangeParts;
  #waiting = new Set<string>();
  #working: Promise<void> | null = null;

  constructor(parts: LocalChangeParts) {
    this.#parts = parts;
  }

  /** These phones have told something, or their files are others now. Nobody waits for it. */
  look(phoneIds: readonly string[]): void {
    for (const id of phoneIds) this.#waiting.add(id);
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  /** Resolves when nothing is left to look at. */
  async drain(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) {
      const ids = [...this.#waiting];
      this.#waiting.clear();
      try {
        await this.#compare(ids);
      } catch (error) {
        this.#parts.log.error("What was set at phones could not be compared; it is when they tell it again.", { error });
      }
    }
  }

  async #compare(ids: readonly string[]): Promise<void> {
    const { db, keyring, clock, onStanding } = this.#parts;
    const stored = (await storedSettings(db, keyring, ids)).filter((one) => tellsLocalSettings(one.vendor, one.name));
    const gone = (await localChangesOf(db, ids)).filter(
      (one) => !stored.some(({ phoneId, name }) => phoneId === one.phoneId && name === one.name),
    );
    const at = clock().toISOString();
    for (const { phoneId, name } of gone) onStanding(await recordLocalChange(db, { phoneId, name, at, parameters: [] }));
    if (stored.length === 0) return;
    const files = Map.groupBy(
      await loadRendered(db, keyring, [...new Set(stored.map(({ phoneId }) => phoneId))]),
      ({ phoneId }) => phoneId,
    );
    for (const { phoneId, name, vendor, body, receivedAt } of stored) {
      const own = (files.get(phoneId) ?? []).map((file) => file.body);
      const parameters = overridden(vendor, readSettings(vendor, body), own);
      onStanding(await recordLocalChange(db, { phoneId, name, at: receivedAt, parameters }));
    }
  }
}
