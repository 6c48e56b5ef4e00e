import type { OpenSocket } from "./sockets.ts";
import type { Transfer } from "./transfer.ts";

/** A transfer socket and who has a transfer on it. Its port is the server's transfer ID (RFC 1350 section 4). */
export type Lane = { readonly socket: OpenSocket; readonly transfers: Map<string, Transfer> };

export const clientKey = (address: string, port: number): string => `${port} ${address}`;

type Remembered = { readonly lane: Lane; readonly key: string; readonly transfer: Transfer; readonly until: number };

/**
 * Transfers by socket and client. On one socket a client, that is an (address, port), has one transfer at most, so a datagram
 * belongs to one transfer or to none. Ended transfers are remembered for a while: what still comes for them meets silence, and
 * a client that asks again from the same port gets another transfer ID.
 */
export class TransferPool {
  readonly #lanes: readonly Lane[];
  readonly #ended: Remembered[] = [];
  readonly #rememberedLimit: number;
  readonly #lingerTicks: number;
  #turn = 0;

  constructor(lanes: readonly Lane[], rememberedLimit: number, lingerTicks: number) {
    this.#lanes = lanes;
    this.#rememberedLimit = rememberedLimit;
    this.#lingerTicks = lingerTicks;
  }

  /** A socket on which this client has nothing going on, in turn; best one it has not used lately. Null when all are taken. */
  choose(key: string): Lane | null {
    let second: Lane | null = null;
    for (let step = 0; step < this.#lanes.length; step++) {
      this.#turn = (this.#turn + 1) % this.#lanes.length;
      const lane = this.#lanes[this.#turn];
      const there = lane?.transfers.get(key);
      if (lane && there === undefined) return lane;
      if (lane && there?.over) second ??= lane;
    }
    return second;
  }

  /** Keeps an ended transfer in mind until it is forgotten by `forgetEnded`. */
  remember(lane: Lane, key: string, transfer: Transfer, now: number): void {
    if (this.#ended.length >= this.#rememberedLimit) this.#forget({ lane, key, transfer, until: now });
    else this.#ended.push({ lane, key, transfer, until: now + this.#lingerTicks });
  }

  forgetEnded(now: number): void {
    let expired = 0;
    for (const remembered of this.#ended) {
      if (remembered.until > now) break;
      this.#forget(remembered);
      expired += 1;
    }
    if (expired > 0) this.#ended.splice(0, expired);
  }

  *running(): Iterable<Transfer> {
    for (const lane of this.#lanes) for (const transfer of lane.transfers.values()) if (!transfer.over) yield transfer;
  }

  /** True when no transfer runs and none is remembered. */
  get empty(): boolean {
    return this.#lanes.every((lane) => lane.transfers.size === 0);
  }

  /** The place may have been taken by the client's next transfer meanwhile. */
  #forget({ lane, key, transfer }: Remembered): void {
    if (lane.transfers.get(key) === transfer) lane.transfers.delete(key);
  }
}
