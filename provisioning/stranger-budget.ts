import type { SharedCounter } from "../db/shared-counts.ts";
import { networkAround } from "../domain/networks.ts";
import type { Admission } from "./admit.ts";
import { networkOf } from "./appearance.ts";
import type { Ask } from "./ask.ts";
import type { IndexOfPhones } from "./index-of-phones.ts";
import type { PhoneRow } from "./phone-row.ts";

/** How many different unknown phones or tokens may be asked for in an hour. */
export type UnknownBudget = {
  /** From one network: /24 of IPv4, /56 of IPv6, or a narrower one that an organisation has declared. */
  readonly perNetwork: number;
  /** By one organisation's address, from wherever. */
  readonly perOrganisation: number;
};
export const usualBudget: UnknownBudget = { perNetwork: 256, perOrganisation: 512 };

type Counts = Pick<SharedCounter, "addDistinct" | "count">;
type Asker = Omit<Ask, "admission">;
/** What has been used up, to be told once. */
export type UsedUp = { readonly whose: "network" | "organisation"; readonly key: string };

const hour = 3_600_000;
const mostNetworks = 10_000;
const mostAnswered = 100_000;
const unknownReasons: ReadonlySet<string> = new Set(["phone_unknown", "token_unknown", "organisation_token_unknown"]);

/**
 * Bounds what somebody learns by trying identifiers one after the other. What a request without proof is given says a
 * little about whose a phone is: when so many different unknown ones have been asked for from one network, or by one
 * organisation's address, no further identifier is answered for the hour, known or not. Whoever has been answered there goes
 * on being answered, and whoever proves to be a phone is never counted.
 */
export class StrangerBudget {
  readonly #index: IndexOfPhones;
  readonly #budget: UnknownBudget;
  readonly #counts: Counts;
  readonly #clock: () => Date;
  readonly #networks = new Map<string, string>();
  #window = 0;
  #answered = new Set<string>();
  #told = new Set<string>();
  #untold: UsedUp[] = [];

  /** @param counts over all processes; null: of this one alone */
  constructor(index: IndexOfPhones, budget: UnknownBudget, counts: Counts | null, clock: () => Date) {
    this.#index = index;
    this.#budget = budget;
    this.#counts = counts ?? new LocalCounts();
    this.#clock = clock;
  }

  /** What becomes of an asker: the same admission, or none because of those who came before it. */
  judge(admission: Admission<PhoneRow>, ask: Asker): Admission<PhoneRow> {
    const { grant, phone, organisationId } = admission;
    if (grant === "everything" && (admission.reason !== "network_trusted" || this.#settled(phone, ask))) return admission;
    const { mac } = ask.route.recognised;
    const now = this.#now();
    const network = this.#networkOf(ask.address);
    if (grant === "nothing") {
      if (unknownReasons.has(admission.reason))
        this.#count(network, null, ask.route.tokenHash ?? mac ?? ask.route.shownPath, now);
      return admission;
    }
    if (mac === null) return admission;
    const key = `${network} ${mac}`;
    if (this.#answered.has(key)) return admission;
    const over = this.#over(network, ask.address, organisationId, now);
    if (over) return { ...admission, grant: "nothing", reason: `${over}_over_budget` };
    if (this.#answered.size < mostAnswered) this.#answered.add(key);
    if (phone === null || phone.state === "found") this.#count(network, organisationId, mac, now);
    return admission;
  }

  /** True when so many have asked from there that new ones are not even noted. */
  crowded(address: string): boolean {
    return this.#counts.count("unknown of network", this.#networkOf(address), hour, this.#now()) >= this.#budget.perNetwork;
  }

  /** What has been used up since the last call; each once an hour. */
  usedUp(): readonly UsedUp[] {
    return this.#untold.length === 0 ? [] : this.#untold.splice(0);
  }

  /** A bound phone that has asked from there before: in a declared network its MAC is all that it has to show. */
  #settled(phone: PhoneRow | null, ask: Asker): boolean {
    return phone?.state === "bound" && phone.home !== null && this.#index.phones.isAtHome(phone, ask.address);
  }

  /** Where an organisation's phones have proved themselves its address is not worn out by strangers elsewhere. */
  #over(network: string, address: string, organisationId: string | null, now: Date): "network" | "organisation" | null {
    if (this.#counts.count("unknown of network", network, hour, now) >= this.#budget.perNetwork) return "network";
    if (organisationId === null || this.#index.phones.atHome(organisationId, networkOf(address)) > 0) return null;
    const used = this.#counts.count("unknown of organisation", organisationId, hour, now);
    return used >= this.#budget.perOrganisation ? "organisation" : null;
  }

  #count(network: string, organisationId: string | null, identifier: string, now: Date): void {
    const ofNetwork = this.#counts.addDistinct("unknown of network", network, identifier, hour, now);
    if (ofNetwork >= this.#budget.perNetwork) this.#tell({ whose: "network", key: network });
    if (organisationId === null) return;
    const ofOrganisation = this.#counts.addDistinct("unknown of organisation", organisationId, identifier, hour, now);
    if (ofOrganisation >= this.#budget.perOrganisation) this.#tell({ whose: "organisation", key: organisationId });
  }

  #tell(used: UsedUp): void {
    const key = `${used.whose} ${used.key}`;
    if (this.#told.has(key) || this.#told.size >= mostNetworks) return;
    this.#told.add(key);
    this.#untold.push(used);
  }

  #now(): Date {
    const now = this.#clock();
    const window = Math.floor(now.getTime() / hour);
    if (window !== this.#window) {
      this.#window = window;
      this.#answered = new Set();
      this.#told = new Set();
    }
    return now;
  }

  /** A declared network that is narrower than the usual one is its own: neighbours of a provider do not wear it out. */
  #networkOf(address: string): string {
    const declared = this.#index.networkOfAddress(address)?.cidr;
    if (declared !== undefined && Number(declared.split("/")[1]) > (address.includes(":") ? 56 : 24)) return declared;
    const known = this.#networks.get(address);
    if (known !== undefined) return known;
    const network = networkAround(address);
    if (this.#networks.size >= mostNetworks) this.#networks.clear();
    this.#networks.set(address, network);
    return network;
  }
}

/** The same counts for one process alone. */
class LocalCounts implements Counts {
  readonly #counted = new Map<string, Set<string>>();
  #window = 0;

  addDistinct(scope: string, key: string, identifier: string, windowMillis: number, now: Date): number {
    const set = this.#of(scope, key, windowMillis, now) ?? new Set<string>();
    if (set.size < 4_096) set.add(identifier);
    if (this.#counted.size >= mostNetworks) this.#counted.clear();
    this.#counted.set(`${scope} ${key}`, set);
    return set.size;
  }

  count(scope: string, key: string, windowMillis: number, now: Date): number {
    return this.#of(scope, key, windowMillis, now)?.size ?? 0;
  }

  #of(scope: string, key: string, windowMillis: number, now: Date): Set<string> | undefined {
    const window = Math.floor(now.getTime() / windowMillis);
    if (window !== this.#window) this.#counted.clear();
    this.#window = window;
    return this.#counted.get(`${scope} ${key}`);
  }
}
