/** How many different MAC addresses or tokens one address may ask for in vain before somebody is told. */
const worthAnAlarm = 100;
const windowMillis = 60_000;
const mostAddresses = 10_000;

/** Notices an address that asks for many identifiers that are nobody's: somebody is trying them out. */
export class Strangers {
  #asked = new Map<string, Set<string>>();
  #began = 0;

  /**
   * @param now milliseconds
   * @returns true once a minute and address, when the limit is reached
   */
  note(address: string, identifier: string, now: number): boolean {
    if (now - this.#began > windowMillis || this.#asked.size > mostAddresses) {
      this.#asked.clear();
      this.#began = now;
    }
    const known = this.#asked.get(address);
    if (!known) {
      this.#asked.set(address, new Set([identifier]));
      return false;
    }
    if (known.size >= worthAnAlarm) return false;
    known.add(identifier);
    return known.size === worthAnAlarm;
  }
}
