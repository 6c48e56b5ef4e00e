import { isIPv6 } from "node:net";

/**
 * How often passwords may be tried. Nobody is locked out by strangers: what strangers try counts against their own
 * address, and against the pair of account and address. An account that is under attack from many addresses leaves each
 * further address fewer tries, never none. A browser in which the person has signed in before is known by a cookie and
 * has tries of its own, so that neither an attack nor somebody else behind the same address stands in its way.
 */
const limits = {
  address: { tries: 60, per: 15 * 60_000 },
  pair: { tries: 10, per: 15 * 60_000 },
  /** Of an account from browsers that are not known; above it each address has `attacked` tries. */
  account: { tries: 50, per: 60 * 60_000 },
  attacked: { tries: 3, per: 15 * 60_000 },
  device: { tries: 10, per: 15 * 60_000 },
} as const;
/** Counters kept at once: the oldest go first. */
const mostCounters = 100_000;

export type Attempt = {
  /** The sign-in name in one form. */
  readonly account: string;
  readonly address: string;
  /** The cookie's own part when this browser is known for this account. */
  readonly device: string | null;
};

type Limit = { readonly tries: number; readonly per: number };
type Counter = { count: number; until: number };

export class Throttle {
  readonly #counters = new Map<string, Counter>();

  /**
   * Counts the attempt before the password is looked at, so that many at once count too.
   *
   * @returns null when it may go on, else the seconds to wait
   */
  begin(attempt: Attempt, now: Date): number | null {
    const at = now.getTime();
    const checks = this.#checks(attempt, at);
    const refused = checks.map(([key, limit]) => this.#waits(key, limit, at)).filter((seconds) => seconds > 0);
    if (refused.length > 0) return Math.max(...refused);
    for (const [key, limit] of checks) this.#count(key, limit, at);
    if (attempt.device === null) this.#count(`account ${attempt.account}`, limits.account, at);
    return null;
  }

  /** The right password, or a new one by a mailed link: what was counted for this pair or device is forgotten. The address keeps its count. */
  succeeded(attempt: Attempt): void {
    this.#counters.delete(pairKey(attempt));
    if (attempt.device !== null) this.#counters.delete(deviceKey(attempt));
  }

  /** As `begin`, for anything else that strangers may ask for seldom only. */
  beginOther(what: string, address: string, limit: Limit, now: Date): number | null {
    const key = `${what} ${network(address)}`;
    const seconds = this.#waits(key, limit, now.getTime());
    if (seconds > 0) return seconds;
    this.#count(key, limit, now.getTime());
    return null;
  }

  #checks(attempt: Attempt, at: number): [string, Limit][] {
    if (attempt.device !== null) return [[deviceKey(attempt), limits.device]];
    const attacked = this.#waits(`account ${attempt.account}`, limits.account, at) > 0;
    return [
      [`address ${network(attempt.address)}`, limits.address],
      [pairKey(attempt), attacked ? limits.attacked : limits.pair],
    ];
  }

  #waits(key: string, limit: Limit, at: number): number {
    const counter = this.#counters.get(key);
    if (!counter || counter.until <= at || counter.count < limit.tries) return 0;
    return Math.ceil((counter.until - at) / 1000);
  }

  #count(key: string, limit: Limit, at: number): void {
    const counter = this.#counters.get(key);
    this.#counters.delete(key);
    if (counter && counter.until > at) this.#counters.set(key, { count: counter.count + 1, until: counter.until });
    else this.#counters.set(key, { count: 1, until: at + limit.per });
    if (this.#counters.size <= mostCounters) return;
    const [oldest] = this.#counters.keys();
    if (oldest !== undefined) this.#counters.delete(oldest);
  }
}

const pairKey = ({ account, address }: Attempt): string => `pair ${network(address)} ${account}`;
const deviceKey = ({ account, device }: Attempt): string => `device ${device} ${account}`;

/** One customer has a whole /64 of IPv6: its first four groups. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0");
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":");
}
