import { firmwareIsWanted, loadHomes } from "../db/phone-homes.ts";
import type { Db } from "../db/types.ts";
import { type Appearance, type HoldReason, type Home, learned, strangeness } from "../domain/hold.ts";
import type { Admission } from "./admit.ts";
import { appearanceOf, homeOf, remembered } from "./appearance.ts";
import type { Ask } from "./ask.ts";
import type { HomeCollector } from "./home-collector.ts";
import type { IndexOfPhones } from "./index-of-phones.ts";
import type { PhoneRow } from "./phone-row.ts";

/** Who asks, as far as looks go. */
export type Asker = {
  readonly address: string;
  readonly transport: Ask["transport"] | "ldap";
  readonly userAgent: string | null;
  /** Of the application, as the whole request says: a boot loader's version is not it. */
  readonly firmware: string | null;
};

/** Who asks, of a request. */
export function askerOf({ address, transport, route }: Omit<Ask, "admission">): Asker {
  return { address, transport, userAgent: route.userAgent, firmware: route.recognised.firmware };
}

/** For so long the database is not asked again about a phone that somebody strange asks for, milliseconds. */
const lookAgainMillis = 30_000;
const mostLooked = 5_000;
const nothingElse = { declared: null, colleagues: false } as const;

export type WatchParts = {
  readonly db: Db;
  readonly index: IndexOfPhones;
  readonly collector: HomeCollector;
  readonly clock: () => Date;
};

/**
 * Holds back whoever has a phone's proof and does not look like the phone. The phone itself goes on: it is the asker that is
 * held, not the phone. All in memory; what is strange is looked up once in the database before it is held.
 */
export class HomeWatch {
  readonly #parts: WatchParts;
  readonly #looked = new Map<string, number>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** What becomes of an asker that has proved itself. The same admission when nothing is strange. */
  judge(admission: Admission<PhoneRow>, asker: Asker, pending: boolean): Admission<PhoneRow> {
    const { phone, grant } = admission;
    if (grant !== "everything" || !phone || pending) return admission;
    const strange = this.strange(phone, asker);
    if (strange.length === 0) return admission;
    const noted = { ...admission, strange: { reasons: strange, proof: admission.reason } };
    return this.#levelOf(phone) === "report" ? noted : { ...noted, grant: "nothing", reason: "phone_held" };
  }

  /** What is strange about somebody with this phone's proof; empty: nothing, or nobody looks. */
  strange(phone: PhoneRow, asker: Asker): readonly HoldReason[] {
    const { home } = phone;
    if (phone.state !== "bound" || !home) return [];
    if (this.#levelOf(phone) === "off" || this.#expected(phone)) return [];
    return this.#compare(phone, home, asker);
  }

  #compare(phone: PhoneRow, home: Home, asker: Asker): readonly HoldReason[] {
    const seen = lookOf(asker);
    // Nearly every phone asks from where it always has: what else would explain it need not be looked up.
    const around = home.networks.includes(seen.network) ? nothingElse : this.#around(phone, asker.address, seen);
    return strangeness(home, seen, around, this.#levelOf(phone));
  }

  /** Notes how a phone that was served has asked. */
  seen(ask: Ask): void {
    const { phone, strange } = ask.admission;
    if (!phone || phone.organisationId === null) return;
    const asker = askerOf(ask);
    if (strange) {
      this.held(phone, asker, strange.reasons, false);
      return;
    }
    const seen = remembered(lookOf(asker));
    const expectedUsed = phone.home !== null && this.#expected(phone) && this.#compare(phone, phone.home, asker).length > 0;
    // What explains a network of its own is not learned: it ends when the network is declared no more.
    const declared =
      phone.home !== null && !phone.home.networks.includes(seen.network) && this.#declared(phone, ask.address) !== null;
    const [known = seen.network] = phone.home?.networks ?? [];
    const next = learned(phone.home, declared ? { ...seen, network: known } : seen);
    if (next === phone.home && !expectedUsed) return;
    if (expectedUsed) phone.expectedUntil = null;
    this.#parts.index.phones.settle(phone, next);
    this.#parts.collector.learned({ phoneId: phone.id, organisationId: phone.organisationId, home: next, expectedUsed });
  }

  /** Notes an asker that was held, or served and reported. */
  held(phone: PhoneRow, asker: Asker, reasons: readonly HoldReason[], held = true): void {
    if (phone.organisationId === null) return;
    const look = lookOf(asker);
    const { address, transport, userAgent } = asker;
    const { id: phoneId, organisationId } = phone;
    const at = this.#parts.clock().toISOString();
    this.#parts.collector.strange({
      ...look,
      phoneId,
      organisationId,
      address,
      transport,
      userAgent,
      reasons,
      held,
      at,
      mac: phone.mac,
    });
  }

  /**
   * Asks the database whether what is strange is explained meanwhile: another process has seen the phone move, somebody has
   * released it, or this server itself has given it the older firmware.
   *
   * @returns true when it is worth judging again
   */
  async look(phone: PhoneRow, asker: Asker): Promise<boolean> {
    const now = performance.now();
    const { network, firmware } = lookOf(asker);
    const key = `${phone.id} ${network} ${firmware}`;
    if (now - (this.#looked.get(key) ?? Number.NEGATIVE_INFINITY) < lookAgainMillis) return false;
    if (this.#looked.size >= mostLooked) this.#looked.clear();
    this.#looked.set(key, now);
    const known = (await loadHomes(this.#parts.db, [phone.id])).get(phone.id) ?? null;
    phone.expectedUntil = known?.expectedUntil ?? null;
    const home = homeOf(known);
    if (home) this.#parts.index.phones.settle(phone, home);
    if (home && firmware !== null && (await firmwareIsWanted(this.#parts.db, phone.id, firmware)))
      this.#parts.index.phones.settle(phone, { ...home, firmware });
    return true;
  }

  #levelOf(phone: PhoneRow) {
    return this.#parts.index.holdLevel(phone.organisationId);
  }

  #expected({ expectedUntil }: PhoneRow): boolean {
    return expectedUntil !== null && Date.parse(expectedUntil) > this.#parts.clock().getTime();
  }

  #around(phone: PhoneRow, address: string, seen: Appearance) {
    // The phone itself is not at home there, or nobody would ask.
    const colleagues = this.#parts.index.phones.atHome(phone.organisationId, seen.network) > 0;
    return { declared: this.#declared(phone, address), colleagues };
  }

  #declared(phone: PhoneRow, address: string): "organisation" | "site" | null {
    const network = this.#parts.index.networkOfAddress(address);
    if (!network || network.organisationId !== phone.organisationId) return null;
    if (network.siteId === null) return "organisation";
    return network.siteId === phone.siteId ? "site" : "organisation";
  }
}

function lookOf({ address, transport, userAgent, firmware }: Asker): Appearance {
  return { ...appearanceOf(address, userAgent, transport === "http" || transport === "https"), firmware };
}
