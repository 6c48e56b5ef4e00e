/** In one window: of one address, and of all together. A whole office that gets its power back is answered. */
const most = { ofOne: 10, ofAll: 2_000 } as const;
const windowMillis = 60_000;

/** How often somebody is answered who looks for a server. Bounded: addresses of datagrams are easily made up. */
export class Allowance {
  #began = Number.NEGATIVE_INFINITY;
  #taken = new Map<string, number>();
  #all = 0;

  /**
   * @param now milliseconds
   * @returns false when that address, or everybody together, has asked too often
   */
  take(address: string, now: number): boolean {
    if (now - this.#began >= windowMillis) {
      this.#began = now;
      this.#taken = new Map();
      this.#all = 0;
    }
    const taken = this.#taken.get(address) ?? 0;
    if (taken >= most.ofOne || this.#all >= most.ofAll) return false;
    this.#taken.set(address, taken + 1);
    this.#all += 1;
    return true;
  }
}
