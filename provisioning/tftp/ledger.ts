import type { TftpStatistics, TransferOutcome } from "./contract.ts";

type Event = "datagrams" | "overLimit" | "repeated" | "malformed" | "strangers" | "ignored" | "socketErrors" | "reportFailures";

/** Counts transfers against the limits, and everything else for the operator. */
export class Ledger {
  readonly #perAddressLimit: number;
  readonly #totalLimit: number;
  readonly #perAddress = new Map<string, number>();
  #active = 0;
  #started = 0;
  readonly #outcomes: Record<TransferOutcome, number> = {
    complete: 0,
    refused: 0,
    unanswered: 0,
    timeout: 0,
    aborted: 0,
    failed: 0,
    later: 0,
    stopped: 0,
  };
  readonly #events: Record<Event, number> = {
    datagrams: 0,
    overLimit: 0,
    repeated: 0,
    malformed: 0,
    strangers: 0,
    ignored: 0,
    socketErrors: 0,
    reportFailures: 0,
  };

  constructor(perAddressLimit: number, totalLimit: number) {
    this.#perAddressLimit = perAddressLimit;
    this.#totalLimit = totalLimit;
  }

  get active(): number {
    return this.#active;
  }

  /** Takes a place for a transfer; false when there is none. */
  enter(address: string): boolean {
    const here = this.#perAddress.get(address) ?? 0;
    if (this.#active >= this.#totalLimit || here >= this.#perAddressLimit) return false;
    this.#active += 1;
    this.#started += 1;
    this.#perAddress.set(address, here + 1);
    return true;
  }

  leave(address: string, outcome: TransferOutcome): void {
    this.#active -= 1;
    this.#outcomes[outcome] += 1;
    const here = (this.#perAddress.get(address) ?? 1) - 1;
    if (here > 0) this.#perAddress.set(address, here);
    else this.#perAddress.delete(address);
  }

  count(event: Event): void {
    this.#events[event] += 1;
  }

  statistics(): TftpStatistics {
    return { active: this.#active, started: this.#started, outcomes: { ...this.#outcomes }, ...this.#events };
  }
}
