import { type Contact, type Delivery, recordContacts, recordDeliveries } from "../db/deliveries.ts";
import { type FoundCaps, type FoundPhone, recordFound, usualFoundCaps } from "../db/found-phones.ts";
import type { Db } from "../db/types.ts";
import { networkAround } from "../domain/networks.ts";
import type { CachedFile } from "./cached-file.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Route } from "./route.ts";
import type { Collector } from "./write-behind.ts";

const rowsAtOnce = 500;

async function inBatches<T>(rows: readonly T[], write: (batch: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) await write(rows.slice(at, at + rowsAtOnce));
}

type Fetched = { readonly file: CachedFile; at: number; address: string };
type Seen = { readonly phone: PhoneRow; at: number; address: string; route: Route };

/** What phones fetched, and when they were last here: the newest of each alone, so it is bounded by the phones there are. */
export class ContactCollector implements Collector {
  readonly name = "contacts";
  readonly #db: Db;
  readonly #onStanding: (organisationIds: ReadonlySet<string>) => void;
  #fetched = new Map<PhoneRow, Fetched[]>();
  #seen = new Map<PhoneRow, Seen>();

  /** @param onStanding told whose phones stand otherwise by what has been written */
  constructor(db: Db, onStanding: (organisationIds: ReadonlySet<string>) => void = () => undefined) {
    this.#db = db;
    this.#onStanding = onStanding;
  }

  /** The phone has this file now: it was sent, or is what the phone already had. */
  delivered(file: CachedFile, at: number, address: string): void {
    const list = this.#fetched.get(file.phone);
    if (!list) {
      this.#fetched.set(file.phone, [{ file, at, address }]);
      return;
    }
    const same = list.findIndex((fetched) => fetched.file.role === file.role);
    if (same >= 0) list.splice(same, 1);
    list.push({ file, at, address });
  }

  seen(phone: PhoneRow, at: number, address: string, route: Route): void {
    const seen = this.#seen.get(phone);
    if (!seen) this.#seen.set(phone, { phone, at, address, route });
    else {
      seen.at = at;
      seen.address = address;
      // A request that says the firmware is worth more than a later one that does not.
      if (route.recognised.firmware !== null || seen.route.recognised.firmware === null) seen.route = route;
    }
  }

  async flush(): Promise<void> {
    // Both at the same moment: whoever has fetched is among those who have been seen, and how it stands is worked out with that.
    const [fetched, seen] = [this.#fetched, this.#seen];
    [this.#fetched, this.#seen] = [new Map(), new Map()];
    try {
      await inBatches([...fetched.values()].flat().map(toDelivery), (batch) => recordDeliveries(this.#db, batch, false));
    } catch (error) {
      this.#keepFetched(fetched);
      this.#keepSeen(seen);
      throw error;
    }
    try {
      await inBatches([...seen.values()].map(toContact), async (batch) =>
        this.#onStanding(await recordContacts(this.#db, batch)),
      );
    } catch (error) {
      this.#keepSeen(seen);
      throw error;
    }
  }

  #keepSeen(seen: ReadonlyMap<PhoneRow, Seen>): void {
    this.#seen = new Map([...seen, ...this.#seen]);
  }

  /** What could not be written waits for the next time, unless the phone has fetched the same file again meanwhile. */
  #keepFetched(fetched: ReadonlyMap<PhoneRow, readonly Fetched[]>): void {
    for (const [phone, list] of fetched) {
      const newer = this.#fetched.get(phone) ?? [];
      const older = list.filter(({ file }) => !newer.some((one) => one.file.role === file.role));
      this.#fetched.set(phone, [...older, ...newer]);
    }
  }
}

function toDelivery({ file, at, address }: Fetched): Delivery {
  const { phone, role, hash, revision } = file;
  return { phoneId: phone.id, role, hash, revision: Math.max(revision, 0), at: new Date(at).toISOString(), address };
}

function toContact({ phone, at, address, route }: Seen): Contact {
  const { firmware, model } = route.recognised;
  return { phoneId: phone.id, at: new Date(at).toISOString(), address, userAgent: route.shownUserAgent, firmware, model };
}

const mostFound = 2_000;
/** A phone that keeps asking is noted so often, milliseconds. */
const noteAgain = 60_000;
const hourMillis = 3_600_000;
/** New phones of one network in an hour that are noted, however many others there are. */
const fewOfNetwork = 3;
const mostNetworks = 20_000;

/** Phones that nobody owns. Bounded here and in the database: anybody can make up MAC addresses. */
export class FoundCollector implements Collector {
  readonly name = "found phones";
  readonly #db: Db;
  readonly #caps: FoundCaps | undefined;
  #waiting = new Map<string, FoundPhone>();
  #noted = new Map<string, number>();
  #hour = 0;
  #newInHour = 0;
  readonly #perNetwork = new Map<string, number>();

  /** @param caps how many are kept */
  constructor(db: Db, caps?: FoundCaps) {
    this.#db = db;
    this.#caps = caps;
  }

  seen(mac: string, route: Route, at: number, address: string, organisationId: string | null): void {
    const { vendor, model, firmware } = route.recognised;
    const userAgent = route.shownUserAgent;
    this.noted({ mac, vendor, model, firmware, address, userAgent, organisationId }, at);
  }

  /** As `seen`, from whatever said what phone it is. */
  noted(found: Omit<FoundPhone, "at">, at: number): void {
    const { mac, vendor } = found;
    if (vendor === null || (this.#waiting.size >= mostFound && !this.#waiting.has(mac))) return;
    const noted = this.#noted.get(mac);
    if (noted !== undefined && at - noted < noteAgain) return;
    if (!this.#noted.has(mac) && !this.#mayNote(found.address, at)) return;
    if (this.#noted.size >= 4 * mostFound) this.#noted.clear();
    this.#noted.set(mac, at);
    this.#waiting.set(mac, { ...found, at: new Date(at).toISOString() });
  }

  /** Made-up phones must not keep the database busy: when very many are new in an hour, a network may still add a few. */
  #mayNote(address: string, at: number): boolean {
    const hour = Math.floor(at / hourMillis);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#newInHour = 0;
      this.#perNetwork.clear();
    }
    const network = networkAround(address);
    const before = this.#perNetwork.get(network) ?? 0;
    if (this.#newInHour >= (this.#caps ?? usualFoundCaps).most && before >= fewOfNetwork) return false;
    if (before === 0 && this.#perNetwork.size >= mostNetworks) return false;
    this.#newInHour += 1;
    this.#perNetwork.set(network, before + 1);
    return true;
  }

  /** True when a phone with that MAC has been seen lately. */
  knows(mac: string): boolean {
    return this.#noted.has(mac);
  }

  async flush(): Promise<void> {
    const found = this.#waiting;
    this.#waiting = new Map();
    try {
      await inBatches([...found.values()], (batch) => recordFound(this.#db, batch, this.#caps));
    } catch (error) {
      this.#waiting = new Map([...found, ...this.#waiting]);
      throw error;
    }
  }
}
