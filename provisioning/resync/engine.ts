import { organisationNetworks } from "../../db/networks.ts";
import { changedPhones, putChanged, tellsByItself } from "../../db/resync-changes.ts";
import { releaseResyncs, type SettledResync, settleResyncs, type TakenResync, takeResyncs } from "../../db/resync-queue.ts";
import { Rounds } from "../../db/rounds.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { type Network, parseNetwork } from "../../domain/networks.ts";
import type { OutboundReach } from "../../domain/outbound.ts";
import { resyncPause } from "../../domain/resync.ts";
import type { Log } from "../log.ts";
import { Outbound } from "../outbound.ts";
import { SipClient } from "../sip/client.ts";
import type { SipHop } from "../sip/flow.ts";
import { resolveHops, type SipAddress } from "../sip/resolve.ts";
import { type TellParts, tellPhone } from "./tell.ts";

export type ResyncOptions = {
  /** What messages may reach that go to exchanges which customers have said. */
  readonly reach: OutboundReach;
  /** Who sends to the operator's own exchanges; null: each phone's account does. */
  readonly service: { readonly user: string; readonly secret: string } | null;
  /** PEM of authorities that exchanges' certificates may be signed by, beside the system's. */
  readonly ca: string | null;
  /** RFC 3261's T1, milliseconds. */
  readonly t1?: number;
  /** Of phones' own pages; absent: 443. */
  readonly webPort?: number;
  /** Milliseconds between two looks for phones whose time has come; absent: half a second. */
  readonly lookMillis?: number;
};

type Parts = ResyncOptions & {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: Log;
  /** Resolves when this process serves what was committed before: a phone that is told comes within milliseconds. */
  readonly caughtUp: () => Promise<void>;
  /** Other processes serve a change this long after it was committed, or sooner. Milliseconds; 0: there are none. */
  readonly othersAfter: number;
};

/** Messages under way together. */
const atOnce = 250;
/** Another process may have put something in, and turns come due. Milliseconds. */
const lookEvery = 500;
/** Looks for phones that are due, for one for phones that were changed. */
const looksPerChanges = 4;
/** Between two looks over all phones. Milliseconds. */
const allEvery = 10 * 60_000;
const phonesInLook = 2_000;
/** Results that come in together are written together. Milliseconds. */
const writeAfter = 100;
/** What a name leads to is believed this long. Milliseconds. */
const namesKept = 60_000;

/**
 * Tells phones to fetch again: those that somebody asked for, and by itself those that should have something else where
 * that is chosen. Everything it knows is in the database: killed at any moment, another one goes on.
 */
export class ResyncEngine {
  readonly #parts: Parts;
  readonly #client: SipClient;
  readonly #tell: TellParts;
  readonly #sending: Rounds;
  readonly #looking: Rounds;
  readonly #made = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #names = new Map<string, { readonly hops: Promise<readonly SipHop[]>; readonly until: number }>();
  #ended: SettledResync[] = [];
  readonly #unasked: TakenResync[] = [];
  #writing: Promise<void> | null = null;
  #allAt = 0;
  #after: string | null = null;
  #stopped = false;
  #failedAt = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { reach, service, ca, t1, webPort = 443, lookMillis = lookEvery } = parts;
    this.#client = new SipClient({ ca, ...(t1 === undefined ? {} : { t1 }) });
    this.#tell = {
      client: this.#client,
      hops: (address) => this.#hops(address),
      outbound: new Outbound({ reach }),
      webPort,
      service,
    };
    const onFault = (error: unknown) => this.#failed(error);
    this.#sending = new Rounds(lookMillis, () => this.#send(), onFault);
    this.#looking = new Rounds(looksPerChanges * lookMillis, () => this.#look(), onFault);
  }

  start(): void {
    this.#sending.wake();
    this.#looking.wake();
  }

  /** Files of these phones have been made anew. */
  filesMade(phoneIds: readonly string[]): void {
    for (const id of phoneIds) this.#made.add(id);
  }

  /** Somebody may have been asked for. */
  wake(): void {
    this.#sending.wake();
  }

  /** Ends what is under way; what has not been answered is taken up again later. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#sending.stop(), this.#looking.stop()]);
    this.#client.close();
    await Promise.all(this.#underWay);
    await this.#write();
    await releaseResyncs(this.#parts.db, this.#unasked, this.#parts.clock());
  }

  async #send(): Promise<boolean> {
    const { db, keyring, clock } = this.#parts;
    const free = atOnce - this.#underWay.size;
    if (free <= 0 || this.#stopped) return false;
    const { taken, more } = await takeResyncs(db, keyring, clock(), free, Math.random);
    if (taken.length === 0) return more;
    await this.#caughtUp(taken);
    const networks = await organisationNetworks(db, [...new Set(taken.map(({ target }) => target.organisationId))]);
    for (const one of taken) {
      const own = networks.get(one.target.organisationId) ?? [];
      const asked: Promise<void> = this.#ask(one, own.flatMap(parsed)).finally(() => this.#underWay.delete(asked));
      this.#underWay.add(asked);
    }
    return more;
  }

  /** Whoever is told before the change is seen here fetches what it has, and nobody tells it again for a while. */
  async #caughtUp(taken: readonly TakenResync[]): Promise<void> {
    const { caughtUp, othersAfter, clock } = this.#parts;
    const asked = Math.max(...taken.map(({ askedAt }) => Date.parse(askedAt)));
    const left = Math.min(asked + othersAfter - clock().getTime(), othersAfter);
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    await caughtUp();
  }

  async #ask(taken: TakenResync, own: readonly Network[]): Promise<void> {
    const told = await tellPhone(this.#tell, taken, own);
    // Nobody's fault but ours: whoever comes next asks again.
    if (this.#stopped && told.answer === "ECANCELED") {
      this.#unasked.push(taken);
      return;
    }
    const at = this.#parts.clock();
    const pause = resyncPause(told.result, taken.tries, Math.random());
    this.#ended.push({ taken, ...told, at, nextAt: pause === null ? null : new Date(at.getTime() + pause) });
    this.#writing ??= new Promise((resolve) => setTimeout(resolve, this.#stopped ? 0 : writeAfter)).then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const ended = this.#ended.splice(0);
    this.#writing = null;
    try {
      await settleResyncs(this.#parts.db, ended, this.#parts.clock());
    } catch (error) {
      // They stay taken for a while, and are asked once more then: better twice than never.
      this.#parts.log.error("What phones answered could not be noted.", { error, phones: ended.length });
    }
    if (ended.length > 0) this.#sending.wake();
  }

  /** Phones whose files were made just now, and from time to time all: a process may have died in between. */
  async #look(): Promise<boolean> {
    const { db, keyring, clock } = this.#parts;
    const now = clock();
    const ids = [...this.#made].slice(0, phonesInLook);
    const all = this.#after !== null || now.getTime() >= this.#allAt;
    if ((ids.length === 0 && !all) || this.#stopped) return false;
    if (!(await tellsByItself(db))) {
      this.#made.clear();
      this.#after = null;
      return false;
    }
    if (ids.length > 0) {
      for (const id of ids) this.#made.delete(id);
      await putChanged(db, keyring, (await changedPhones(db, { ids })).phones, now);
    }
    if (all) {
      if (this.#after === null) this.#allAt = now.getTime() + allEvery;
      const { phones, last } = await changedPhones(db, { after: this.#after ?? "", most: phonesInLook });
      await putChanged(db, keyring, phones, now);
      this.#after = last;
    }
    return this.#made.size > 0 || this.#after !== null;
  }

  /** While the database is away each round fails: said once a minute. */
  #failed(error: unknown): void {
    const now = this.#parts.clock().getTime();
    if (now - this.#failedAt < 60_000) return;
    this.#failedAt = now;
    this.#parts.log.error("Phones could not be told to fetch; it is tried again.", { error });
  }

  #hops(address: SipAddress): Promise<readonly SipHop[]> {
    const key = `${address.transport} ${address.host} ${address.port}`;
    const now = this.#parts.clock().getTime();
    const known = this.#names.get(key);
    if (known && known.until > now) return known.hops;
    if (this.#names.size > 1000) this.#names.clear();
    const hops = resolveHops(address).catch(() => []);
    this.#names.set(key, { hops, until: now + namesKept });
    return hops;
  }
}

function parsed(cidr: string): Network[] {
  const network = parseNetwork(cidr);
  return network ? [network] : [];
}
