import { type SipPhones, startSipPhones } from "../../provisioning/testing/sip-phones.ts";
import { findModel, vendorOf } from "../../templates/index.ts";
import type { VirtualVendor } from "../../templates/virtual/contract.ts";
import { unserved } from "../../templates/virtual/patience.ts";
import { type VirtualPhone, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import type { SeededPhone } from "../seed.ts";

export const fleetModel = { vendor: "yealink", model: "T46U" } as const;
export const oldFirmware = "108.86.0.70";

/** What a phone of the fleet holds of one of its files. `at`: milliseconds as `performance.now()` gives them. */
export type Held = { readonly body: Uint8Array; readonly at: number };

export type FleetPhone = SeededPhone & {
  readonly user: string;
  readonly password: string;
  /** By role. */
  readonly held: Map<string, Held>;
  virtual: VirtualPhone;
  /** Its cable is out. */
  off: boolean;
  /** Whatever image it flashes ends it. */
  brittle: boolean;
  dead: boolean;
};

/** Phones that fetch at once: a site's line is only so wide, and so is this machine. */
const atOnce = 48;
/** A phone that does not reach its server tries again after so long. Milliseconds. */
const retryAfter = 1_000;

/**
 * A fleet of virtual phones: each fetches its files as its make does, is registered at an exchange, and fetches again when it
 * is told to. What each of them holds is known here, apart from what any server says of it.
 */
export class FleetPhones {
  readonly all: readonly FleetPhone[];
  readonly #byUser: ReadonlyMap<string, FleetPhone>;
  readonly #publicUrl: string;
  readonly #vendor: VirtualVendor;
  readonly #waiting: FleetPhone[] = [];
  readonly #underWay = new Set<FleetPhone>();
  readonly #again = new Set<FleetPhone>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #sip: SipPhones | null = null;
  #gate: "open" | "shut" | "deaf" = "open";
  #stopped = false;
  /** Times that phones were told to fetch. */
  told = 0;
  /** Times that phones fetched, whole or not. */
  boots = 0;

  constructor(phones: readonly (SeededPhone & { user: string; password: string })[], publicUrl: string, vendor: VirtualVendor) {
    this.#publicUrl = publicUrl;
    this.#vendor = vendor;
    const state = { off: false, brittle: false, dead: false };
    this.all = phones.map((phone) => {
      const held = new Map<string, Held>();
      return { ...phone, ...state, held, virtual: this.#made(phone, held, false) };
    });
    this.#byUser = new Map(this.all.map((phone) => [phone.user, phone]));
  }

  /** @param exchange UDP port of the exchange on loopback */
  async register(exchange: number): Promise<void> {
    this.#sip = await startSipPhones(exchange, (user) => this.#sync(user));
    for (let at = 0; at < this.all.length; at += atOnce)
      await Promise.all(this.all.slice(at, at + atOnce).map((phone) => this.registerOne(phone)));
  }

  async registerOne({ user, password }: FleetPhone): Promise<void> {
    await this.#sip?.register({ user, password, userAgent: `Yealink SIP-${fleetModel.model} ${oldFirmware}` });
  }

  /** All that are on fetch, at most so many at a time. */
  async bootAll(): Promise<void> {
    for (const phone of this.all) this.fetch(phone);
    await this.quiet();
  }

  fetch(phone: FleetPhone): void {
    if (phone.off || phone.dead || this.#stopped) return;
    if (this.#underWay.has(phone)) this.#again.add(phone);
    else if (!this.#waiting.includes(phone)) this.#waiting.push(phone);
    this.#next();
  }

  /**
   * `shut`: who is told to fetch answers, and waits; `open`: whoever waits fetches; `deaf`: who is told answers, and never
   * fetches.
   */
  gate(gate: "open" | "shut" | "deaf"): void {
    this.#gate = gate;
    this.#next();
  }

  /** Resolves when nobody fetches or waits to. */
  async quiet(): Promise<void> {
    while (this.#waiting.length + this.#underWay.size + this.#timers.size > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  get busy(): number {
    return this.#waiting.length + this.#underWay.size + this.#timers.size;
  }

  /** Whatever image it flashes from now on ends it. */
  makeBrittle(phone: FleetPhone): void {
    phone.brittle = true;
    phone.virtual = this.#made(phone, phone.held, true);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.quiet();
    await this.#sip?.stop();
  }

  #sync(user: string): void {
    const phone = this.#byUser.get(user);
    this.told += 1;
    if (phone && this.#gate !== "deaf") this.fetch(phone);
  }

  #next(): void {
    while (this.#gate === "open" && this.#underWay.size < atOnce) {
      const phone = this.#waiting.shift();
      if (!phone) return;
      this.#underWay.add(phone);
      void this.#boot(phone).finally(() => {
        this.#underWay.delete(phone);
        if (this.#again.delete(phone)) this.fetch(phone);
        this.#next();
      });
    }
  }

  async #boot(phone: FleetPhone): Promise<void> {
    if (phone.off) return;
    this.boots += 1;
    const report = await phone.virtual.boot();
    phone.dead = report.dead;
    if (phone.dead) return this.#sip?.become(phone.user, { off: true });
    const left = unserved(report.requests);
    if (left.length === 0 || this.#stopped) return;
    const told = Math.max(...left.map(({ comeAgain }) => comeAgain ?? 0)) * 1000;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.fetch(phone);
      },
      Math.max(retryAfter, told * (1 + Math.random() / 2)),
    );
    this.#timers.add(timer);
  }

  /** A phone of the make, whose answers are noted on their way. */
  #made({ mac, token }: SeededPhone, held: Map<string, Held>, firmwareFails: boolean): VirtualPhone {
    const model = findModel(fleetModel.vendor, fleetModel.model);
    if (!model) throw new Error("the fleet's model is not in the catalogue");
    const { roles, fileName } = vendorOf(fleetModel.vendor);
    const names = new Map(roles(model.model).map((role) => [fileName(role, { mac, model: model.model }), role]));
    const make = this.#vendor;
    const vendor: VirtualVendor = {
      ...make,
      boot: (context) =>
        make.boot({
          ...context,
          fetch: async (request) => {
            const answer = await context.fetch(request);
            const role = names.get(request.file.split("/").at(-1) ?? "");
            if (role !== undefined && request.method === "GET" && answer.status === 200)
              held.set(role, { body: answer.body, at: performance.now() });
            return answer;
          },
        }),
    };
    return virtualPhone({
      ...{ model, vendor, mac, firmware: oldFirmware, firmwareFails, modules: 0 },
      server: `${this.#publicUrl}/p/${token}/`,
      http: { keepAlive: true, timeout: 30_000 },
    });
  }
}

export async function fleetPhones(
  phones: readonly (SeededPhone & { user: string; password: string })[],
  publicUrl: string,
): Promise<FleetPhones> {
  return new FleetPhones(phones, publicUrl, await virtualVendor(fleetModel.vendor));
}
