import { chunks } from "../../db/dialect/dialect.ts";
import { type DueAgent, noteAgent, takeDueAgents } from "../../db/phone-agents.ts";
import { Rounds } from "../../db/rounds.ts";
import { pauseBeforeSwitch } from "../../domain/switch-port.ts";
import { mayAsk, type SwitchParts } from "./poller.ts";
import { readAgent } from "./read-agent.ts";
import { SnmpFault, type SnmpPatience } from "./session.ts";

/** Phones that are asked side by side. */
const atOnce = 32;
/** Phones that are looked at in one round, most of them off: as many as are asked well before their lease ends. */
const inRound = 500;
/** Their time comes, and another process may have put one in. Milliseconds. */
const lookEvery = 15_000;
/** Milliseconds between two looks at a phone that answers. */
const askEvery = 10 * 60_000;
/** A phone is asked once more, not thrice as a switch is: there are thousands, and many are off. */
const patient: SnmpPatience = { timeout: 2_000, retries: 1 };
const port = 161;

export type AgentParts = Pick<SwitchParts, "db" | "reach" | "clock" | "log"> & {
  readonly agentPatience?: SnmpPatience;
  /** UDP port of phones' agents; absent: 161. */
  readonly agentPort?: number;
};

/** Asks phones' own SNMP agents, where they are on, since when they run. Several processes share the work: each phone is taken by lease. */
export class AgentPoller {
  readonly #parts: AgentParts;
  readonly #rounds: Rounds;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(
      lookEvery,
      () => this.#round(),
      (error) => parts.log.warn("Phones' own SNMP agents could not be asked; it is tried again.", { error }),
    );
  }

  /** There may be one to ask; the first time: begins. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when no phone is due and none is being asked. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  /** Lets what is under way finish. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #round(): Promise<boolean> {
    const { db, clock } = this.#parts;
    const due = await takeDueAgents(db, clock(), inRound);
    if (due === null) return false;
    for (const some of chunks(due, atOnce)) await Promise.all(some.map((one) => this.#ask(one)));
    return true;
  }

  async #ask(due: DueAgent): Promise<void> {
    const { db, clock, agentPatience: patience = patient, agentPort = port } = this.#parts;
    const credential = { kind: "v2c", community: due.community } as const;
    const said = (await mayAsk(this.#parts, due))
      ? await readAgent({ address: due.address, port: agentPort, credential }, due.mac, clock, patience).catch(
          (error: unknown) => {
            if (error instanceof SnmpFault) return error.fault;
            throw error;
          },
        )
      : "address_refused";
    const now = clock();
    const pause = typeof said === "string" ? Math.max(askEvery, pauseBeforeSwitch(due.tries)) : askEvery;
    // Those that were put in together drift apart.
    await noteAgent(db, due, said, new Date(now.getTime() + pause * (0.9 + 0.2 * Math.random())), now);
  }
}
