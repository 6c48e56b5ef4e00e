import { setTimeout as pause } from "node:timers/promises";
import { type CycleFault, type CycleState, type DueCycle, noteCycle, takeDueCycles } from "../../db/port-cycles.ts";
import { Engine } from "../../db/rounds.ts";
import { findPort } from "../../db/switch-ports.ts";
import { judgeReading } from "../../db/switch-seats.ts";
import { askSwitchNow } from "../../db/switches.ts";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import { cycleRefusal } from "../../domain/switch-port.ts";
import { makerOfMac } from "../../templates/maker-addresses.ts";
import { powerOids } from "./oids.ts";
import { mayAsk, type SwitchParts } from "./poller.ts";
import { readSwitch } from "./read-switch.ts";
import { SnmpClient, SnmpFault } from "./session.ts";

const lookEvery = 1_000;
const atOnce = 8;
/** Long enough for the phone's capacitors to be empty. Milliseconds. */
const usualOff = 5_000;
/** Looks before the power is taken away; a port that is without power gets it back for as long as a day is tried. */
const triesToBegin = 3;
const dayMillis = 86_400_000;

/** TruthValue. */
const [on, off] = [1, 2] as const;

/**
 * Takes power from ports for a moment. Before it goes away the database knows that it has to come back: whoever dies in
 * between, another process gives it back.
 */
export class PortCycler extends Engine {
  readonly #parts: SwitchParts;

  constructor(parts: SwitchParts) {
    super(lookEvery, (error) => parts.log.warn("Ports could not be taken up; it is tried again.", { error }));
    this.#parts = parts;
  }

  protected async round(): Promise<boolean> {
    const { db, keyring, clock, log } = this.#parts;
    const due = await takeDueCycles(db, keyring, clock(), atOnce);
    const ends = await Promise.allSettled(due.map((one) => (one.state === "off" ? this.#giveBack(one) : this.#begin(one))));
    for (const end of ends) {
      if (end.status === "rejected") log.warn("A port's power could not be seen to; it is tried again.", { error: end.reason });
    }
    return due.length > 0;
  }

  /** Looks on the spot whether it may be, and does it. */
  async #begin(due: DueCycle): Promise<void> {
    const { db, clock, patience } = this.#parts;
    const { organisationId, switchId, address, udpPort: port, read, write } = due;
    if (write === null) return this.#end(due, "refused", "not_writable");
    if (!(await mayAsk(this.#parts, due))) return this.#end(due, "failed", "address_refused");
    let held: string | null = null;
    try {
      const reading = await readSwitch({ address, port, credential: read ?? write }, patience);
      const { ports, seats } = await judgeReading(db, { organisationId, switchId }, reading, (mac) => makerOfMac(mac) !== null);
      const facts = ports.find((one) => one.port === due.port);
      if (!facts) return await this.#end(due, "refused", "port_gone");
      const phones = seats.filter((seat) => seat.port === due.port).map(({ mac }) => mac);
      const refusal = cycleRefusal(facts, phones, due.mac, true);
      if (refusal !== null || facts.poeIndex === null) return await this.#end(due, "refused", refusal ?? "no_power");
      // From here on it has to come back, whatever happens.
      const until = new Date(clock().getTime() + (this.#parts.offMillis ?? usualOff) + 30_000);
      if (!(await noteCycle(db, due, { state: "off", fault: null, again: until }, clock()))) return;
      held = until.toISOString();
      await this.#set(due, write, facts.poeIndex, off);
      await pause(this.#parts.offMillis ?? usualOff);
      await this.#set(due, write, facts.poeIndex, on);
      await this.#end({ ...due, lease: held }, "done", null);
    } catch (error) {
      if (!(error instanceof SnmpFault)) throw error;
      await this.#afterFault(due, error, held);
    }
  }

  /** @param off the lease under which the power may be away: whether it is or not, it is switched on */
  async #afterFault(due: DueCycle, { fault }: SnmpFault, off: string | null): Promise<void> {
    const { db, clock } = this.#parts;
    const now = clock();
    if (off !== null) {
      await noteCycle(db, { ...due, lease: off }, { state: "off", fault, again: soon(now, 1) }, now);
      return;
    }
    const last = due.tries >= triesToBegin;
    await noteCycle(db, due, { state: last ? "failed" : "waiting", fault, again: last ? null : soon(now, due.tries) }, now);
  }

  async #giveBack(due: DueCycle): Promise<void> {
    const { db, clock } = this.#parts;
    const poeIndex = (await findPort(db, due.switchId, due.port))?.poeIndex ?? null;
    if (poeIndex === null || due.write === null)
      return this.#end(due, "failed", poeIndex === null ? "port_gone" : "not_writable");
    try {
      if (!(await mayAsk(this.#parts, due))) throw new SnmpFault("address_refused");
      await this.#set(due, due.write, poeIndex, on);
      // What it refused to switch off was never off.
      await this.#end(due, due.fault === "credential" ? "failed" : "done", due.fault === "credential" ? due.fault : null);
    } catch (error) {
      if (!(error instanceof SnmpFault)) throw error;
      const now = clock();
      const over = now.getTime() - Date.parse(due.askedAt) > dayMillis || error.fault === "credential";
      const step = { state: over ? "failed" : "off", fault: error.fault, again: over ? null : soon(now, due.tries) } as const;
      await noteCycle(db, due, step, now);
    }
  }

  async #set({ address, udpPort: port }: DueCycle, credential: SnmpCredential, poeIndex: string, value: number): Promise<void> {
    const client = new SnmpClient({ address, port, credential }, this.#parts.patience);
    try {
      await client.setInteger(`${powerOids.enabled}.${poeIndex}`, value);
    } finally {
      client.close();
    }
  }

  async #end(
    due: Pick<DueCycle, "id" | "organisationId" | "switchId" | "lease">,
    state: CycleState,
    fault: CycleFault | null,
  ): Promise<void> {
    const { db, clock } = this.#parts;
    const written = await noteCycle(db, due, { state, fault, again: null }, clock());
    if (written) await askSwitchNow(db, { organisationId: due.organisationId, id: due.switchId }, clock()).catch(() => undefined);
  }
}

function soon(now: Date, tries: number): Date {
  return new Date(now.getTime() + Math.min(60_000, 5_000 * tries));
}
