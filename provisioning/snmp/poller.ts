import { listTrustedNetworks } from "../../db/networks.ts";
import { Rounds } from "../../db/rounds.ts";
import type { Keyring } from "../../db/secrets.ts";
import { type DueSwitch, noteSwitchFailed, storeReading, takeDueSwitches } from "../../db/switch-polls.ts";
import type { Db } from "../../db/types.ts";
import { networkHolds, parseNetwork } from "../../domain/networks.ts";
import { mayReach, type OutboundReach } from "../../domain/outbound.ts";
import { pauseBeforeSwitch, type SwitchFault } from "../../domain/switch-port.ts";
import { makerOfMac } from "../../templates/maker-addresses.ts";
import type { Log } from "../log.ts";
import { readSwitch } from "./read-switch.ts";
import { SnmpFault, type SnmpPatience } from "./session.ts";

export type SwitchOptions = {
  /** What calls may reach that people configure. */
  readonly reach: OutboundReach;
  /** Seconds between two looks at a switch. */
  readonly every: number;
  readonly patience?: SnmpPatience;
  /** Milliseconds that a port is without power. */
  readonly offMillis?: number;
};
export type SwitchParts = SwitchOptions & {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Switches that are asked side by side. */
const atOnce = 32;
/** Another process may have put one in, and their time comes. Milliseconds. */
const lookEvery = 2_000;

/** Asks switches in turn what is on their ports. Several processes share the work: each switch is taken by lease. */
export class SwitchPoller {
  readonly #parts: SwitchParts;
  readonly #rounds: Rounds;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: SwitchParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(
      lookEvery,
      () => this.#round(),
      (error) => parts.log.warn("Switches could not be taken up; it is tried again.", { error }),
    );
  }

  /** There may be one to ask; the first time: begins. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when no switch is due and none is being asked. */
  async idle(): Promise<void> {
    for (;;) {
      await this.#rounds.idle();
      if (this.#underWay.size === 0) return;
      await Promise.all(this.#underWay);
    }
  }

  /** Lets what is under way finish. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await Promise.all(this.#underWay);
  }

  async #round(): Promise<boolean> {
    const { db, keyring, clock } = this.#parts;
    const due = await takeDueSwitches(db, keyring, clock(), atOnce - this.#underWay.size);
    for (const one of due) {
      const work = this.#ask(one)
        .catch((error: unknown) => this.#parts.log.warn("What a switch said could not be kept.", { error, switchId: one.id }))
        .finally(() => {
          this.#underWay.delete(work);
          this.#rounds.wake();
        });
      this.#underWay.add(work);
    }
    return false;
  }

  async #ask(due: DueSwitch): Promise<void> {
    const { db, clock, every, patience } = this.#parts;
    const began = performance.now();
    const { address, port, read: credential } = due;
    if (credential === null) return this.#failed(due, "credential");
    if (!(await mayAsk(this.#parts, due))) return this.#failed(due, "address_refused");
    const reading = await readSwitch({ address, port, credential }, patience).catch((error: unknown) => {
      if (error instanceof SnmpFault) return error.fault;
      throw error;
    });
    if (typeof reading === "string") return this.#failed(due, reading);
    const now = clock();
    // Those that were put in together drift apart.
    const nextAt = new Date(now.getTime() + every * 1000 * (0.9 + 0.2 * Math.random()));
    const took = performance.now() - began;
    await storeReading(db, due, reading, { looksLikePhone: (mac) => makerOfMac(mac) !== null, nextAt, took }, now);
  }

  async #failed(due: DueSwitch, fault: SwitchFault): Promise<void> {
    const now = this.#parts.clock();
    const nextAt = new Date(now.getTime() + pauseBeforeSwitch(due.tries));
    await noteSwitchFailed(this.#parts.db, due, { fault, nextAt }, now);
  }
}

/** Only where the organisation's own networks are, whatever else calls may reach: looked at each time, for networks are taken away too. */
export async function mayAsk(
  { db, reach }: Pick<SwitchParts, "db" | "reach">,
  { organisationId, address }: { readonly organisationId: string; readonly address: string },
): Promise<boolean> {
  const own = (await listTrustedNetworks(db, organisationId)).flatMap(({ cidr }) => parseNetwork(cidr) ?? []);
  return own.some((network) => networkHolds(network, address)) && mayReach(address, reach, own);
}
