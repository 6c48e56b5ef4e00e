import type { Ledger } from "./ledger.ts";
import type { WorldPhone } from "./world.ts";

/** How long a phone waits for its file, milliseconds. */
const patience = 20_000;

/** Phones about which nothing changes, asking again and again: whatever they are answered, it is the same file. */
export class PhoneWatch {
  readonly #address: string;
  readonly #phones: readonly WorldPhone[];
  readonly #ledger: Ledger;
  readonly #files = new Map<string, string>();
  #watching: Promise<void> | null = null;
  #over = false;
  /** The server is there, so every phone has to get its file. */
  #must = false;
  asked = 0;
  /** Asked while the server was there and something else was not. */
  served = 0;

  constructor(address: string, phones: readonly WorldPhone[], ledger: Ledger) {
    this.#address = address;
    this.#phones = phones;
    this.#ledger = ledger;
  }

  /** Their files as they are now: what they will be later. */
  async learn(): Promise<void> {
    for (const phone of this.#phones) {
      const { status, text } = await this.#fetch(phone);
      if (status !== 200) throw new Error(`a phone gets ${status} before anything was done`);
      this.#files.set(phone.id, text);
    }
  }

  begin(): void {
    this.#over = false;
    this.#watching = this.#watch();
  }

  /** From now on whoever asks has to get its file, or no longer. */
  must(must: boolean): void {
    this.#must = must;
  }

  async stop(): Promise<void> {
    this.#over = true;
    this.#must = false;
    await this.#watching;
  }

  /** Every one of them gets the file that it always got. */
  async all(): Promise<void> {
    this.#must = true;
    for (const phone of this.#phones) await this.#look(phone);
    this.#must = false;
  }

  async #watch(): Promise<void> {
    for (let n = 0; !this.#over; n++) {
      const phone = this.#phones[n % this.#phones.length];
      if (phone) await this.#look(phone);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  async #look(phone: WorldPhone): Promise<void> {
    const must = this.#must;
    const { status, text } = await this.#fetch(phone);
    this.asked += 1;
    if (status === 200 && text !== this.#files.get(phone.id))
      this.#ledger.fault(`${phone.mac} was given another file than before`);
    if (must && this.#must && status !== 200)
      this.#ledger.fault(`${phone.mac} was answered ${status} while the server was there`);
    if (must && status === 200) this.served += 1;
  }

  async #fetch({ token, mac }: WorldPhone): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch(`${this.#address}/p/${token}/${mac}.cfg`, { signal });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return { status: 0, text: "" };
    }
  }
}
