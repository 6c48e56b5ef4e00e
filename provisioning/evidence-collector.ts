import { announce } from "../db/changes.ts";
import { type RefusedAsk, type RenderFailure, recordRefusals, recordRenderFailures } from "../db/evidence.ts";
import { noteUnmakable } from "../db/rendered.ts";
import { settleUnsettled } from "../db/standings.ts";
import { batchInTurn, change } from "../db/transaction.ts";
import type { Db } from "../db/types.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Collector } from "./write-behind.ts";

/** A phone that looks beside its own path while it starts proves itself within so many milliseconds. */
const provesWithin = 20_000;
/** People who look on are told so often at most, milliseconds. */
const tellEvery = 1_000;
const rowsAtOnce = 500;

/** What shows how phones stand besides what they fetch, on its way into the database; the newest of each phone alone. */
export class EvidenceCollector implements Collector {
  readonly name = "evidence";
  readonly #db: Db;
  readonly #clock: () => Date;
  readonly #refused = new Map<PhoneRow, { readonly code: Reason; readonly address: string; readonly at: number }>();
  readonly #failed = new Map<string, RenderFailure>();
  readonly #unmakable = new Set<PhoneRow>();
  readonly #changed = new Set<string>();
  #told = Number.NEGATIVE_INFINITY;
  /** The last phone that was looked at after the start; null: all of them. */
  #looked: string | null = "";

  constructor(db: Db, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Somebody asked in the phone's name and did not get its files. @param at milliseconds since 1970 */
  refused(phone: PhoneRow, code: Reason, address: string, at: number): void {
    this.#refused.set(phone, { code, address, at });
  }

  /** The phone has proved itself, from that address: what was refused there a moment before was the same start. */
  proved(phone: PhoneRow, address: string): void {
    if (this.#refused.size > 0 && this.#refused.get(phone)?.address === address) this.#refused.delete(phone);
  }

  failed(phone: PhoneRow, role: string, error: unknown): void {
    const code = error instanceof Error ? ("code" in error ? String(error.code) : error.name) : "error";
    const at = this.#clock().toISOString();
    this.#failed.set(`${phone.id} ${role}`, { phoneId: phone.id, role, revision: phone.revision, at, code });
  }

  /** Nothing can be made for the phone: the catalogue does not have its model. */
  unmakable(phone: PhoneRow): void {
    if (phone.state === "claimed" || phone.state === "bound") this.#unmakable.add(phone);
  }

  /** Phones of these organisations stand otherwise now. */
  changed(organisationIds: ReadonlySet<string>): void {
    for (const id of organisationIds) this.#changed.add(id);
  }

  async flush(): Promise<void> {
    await this.#lookAtSome();
    for (const batch of inBatches(this.#ripe())) {
      this.changed(await recordRefusals(this.#db, batch));
      for (const { phone, said } of batch) if (this.#refused.get(phone) === said) this.#refused.delete(phone);
    }
    for (const batch of inBatches([...this.#failed.values()])) {
      this.changed(await recordRenderFailures(this.#db, batch));
      for (const one of batch) {
        const key = `${one.phoneId} ${one.role}`;
        if (this.#failed.get(key) === one) this.#failed.delete(key);
      }
    }
    for (const batch of inBatches([...this.#unmakable])) {
      this.changed(await noteUnmakable(this.#db, batch));
      for (const phone of batch) this.#unmakable.delete(phone);
    }
    await this.#tell();
  }

  #ripe(): (RefusedAsk & { readonly phone: PhoneRow; readonly said: unknown })[] {
    if (this.#refused.size === 0) return [];
    const before = this.#clock().getTime() - provesWithin;
    return [...this.#refused].flatMap(([phone, said]) => {
      const { code, address, at } = said;
      return at > before ? [] : [{ phone, said, phoneId: phone.id, code, address, at: new Date(at).toISOString() }];
    });
  }

  /** After an upgrade, or for phones that came from elsewhere: a page at each turn. */
  async #lookAtSome(): Promise<void> {
    const after = this.#looked;
    if (after !== null) this.#looked = await batchInTurn(this.#db, (trx) => settleUnsettled(trx, after));
  }

  async #tell(): Promise<void> {
    const now = performance.now();
    if (this.#changed.size === 0 || now - this.#told < tellEvery) return;
    const organisations = [...this.#changed];
    this.#changed.clear();
    this.#told = now;
    try {
      await change(this.#db, async (trx) => {
        for (const organisationId of organisations) await announce(trx, "evidence", { organisationId });
      });
    } catch (error) {
      for (const id of organisations) this.#changed.add(id);
      throw error;
    }
  }
}

function inBatches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, n) => rows.slice(n * rowsAtOnce, (n + 1) * rowsAtOnce));
}
