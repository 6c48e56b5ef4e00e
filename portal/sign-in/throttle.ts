import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { countTry, forgetTries, type Tried } from "../../db/attempts.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";

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
export type Attempt = {
  /** The sign-in name in one form. */
  readonly account: string;
  readonly address: string;
  /** The cookie's own part when this browser is known for this account. */
  readonly device: string | null;
};

type Limit = { readonly tries: number; readonly per: number };
type Check = { readonly key: string; readonly limit: Limit };

/** Whoever is refused hears the same for so long without the database being asked. Milliseconds. */
const refusedFor = 2_000;
const mostRefused = 10_000;

/** Counted in the database, for all server processes together. Rejects when the database is away. */
export class Throttle {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #refused = new Map<string, { readonly until: number; readonly at: number }>();

  constructor({ db, keyring }: { readonly db: Db; readonly keyring: Keyring }) {
    this.#db = db;
    this.#keyring = keyring;
  }

  /**
   * Counts the attempt before the password is looked at, so that many at once count too.
   *
   * @returns null when it may go on, else the seconds to wait
   */
  begin(attempt: Attempt, now: Date): Promise<number | null> {
    if (attempt.device !== null) return this.#count([{ key: deviceKey(attempt), limit: limits.device }], now);
    const account = { key: `account ${attempt.account}`, limit: limits.account };
    const checks = [
      { key: `address ${network(attempt.address)}`, limit: limits.address },
      { key: pairKey(attempt), limit: limits.pair },
      account,
    ];
    return this.#count(checks, now, ([byAddress, byPair, ofAccount]) => {
      const attacked = (ofAccount?.count ?? 0) > limits.account.tries;
      return latest([refusedUntil(byAddress, limits.address), refusedUntil(byPair, attacked ? limits.attacked : limits.pair)]);
    });
  }

  /** The right password, or a new one by a mailed link: what was counted for these pairs and devices is forgotten. Addresses keep their count. */
  async succeeded(attempts: readonly Attempt[]): Promise<void> {
    const keys = attempts.flatMap((one) => [pairKey(one), ...(one.device === null ? [] : [deviceKey(one)])]);
    this.#refused.clear();
    await forgetTries(
      this.#db,
      keys.map((key) => this.#hash(key)),
    );
  }

  /** As `begin`, for anything else that strangers may ask for seldom only. */
  beginOther(what: string, address: string, limit: Limit, now: Date): Promise<number | null> {
    return this.#count([{ key: `${what} ${network(address)}`, limit }], now);
  }

  async #count(checks: readonly Check[], now: Date, judge = ofEach(checks)): Promise<number | null> {
    const name = checks.map(({ key }) => key).join("\n");
    const at = now.getTime();
    const before = this.#refused.get(name);
    if (before && before.until > at && at - before.at < refusedFor) return Math.ceil((before.until - at) / 1000);
    const tries = checks.map(({ key, limit }) => ({ key: this.#hash(key), per: limit.per }));
    const seconds = await countTry(this.#db, tries, judge, now);
    if (seconds === null) return null;
    if (this.#refused.size >= mostRefused) this.#refused.clear();
    this.#refused.set(name, { until: at + seconds * 1000, at });
    return seconds;
  }

  /** Whose tries they are does not stand in the database. */
  #hash(key: string): string {
    return createHmac("sha256", this.#keyring.hashKey).update(`attempt ${key}`).digest("base64url");
  }
}

function ofEach(checks: readonly Check[]): (tried: readonly Tried[]) => number | null {
  return (tried) => latest(checks.map(({ limit }, at) => refusedUntil(tried[at], limit)));
}

function refusedUntil(tried: Tried | undefined, limit: Limit): number | null {
  return tried && tried.count > limit.tries ? tried.until : null;
}

function latest(untils: readonly (number | null)[]): number | null {
  const refused = untils.filter((until) => until !== null);
  return refused.length === 0 ? null : Math.max(...refused);
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
