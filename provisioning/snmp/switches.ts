import { type AgentParts, AgentPoller } from "./agent-poller.ts";
import { PortCycler } from "./cycler.ts";
import { type NoticeOptions, Notifier } from "./notifier.ts";
import { type SwitchOptions, type SwitchParts, SwitchPoller } from "./poller.ts";

export type SwitchesOptions = SwitchOptions &
  Pick<AgentParts, "agentPatience" | "agentPort"> & {
    /** Who is told of alarms; absent: nobody. */
    readonly notices?: NoticeOptions;
  };
type Parts = SwitchesOptions & SwitchParts;

/** All that goes on about the organisations' switches, and about phones' own agents. */
export type Switches = {
  /** Something may have been asked for. */
  readonly wake: () => void;
  /** Resolves when nothing is due. */
  readonly idle: () => Promise<void>;
  /** Lets what is under way finish. */
  readonly stop: () => Promise<void>;
};

/** Begins to ask switches what is on their ports, to do what is asked of them, and to tell the operator's monitoring. */
export function startSwitches(parts: Parts): Switches {
  const { notices, ...rest } = parts;
  const notifier = notices ? [new Notifier({ ...rest, ...notices })] : [];
  const all = [new SwitchPoller(parts), new PortCycler(parts), new AgentPoller(parts), ...notifier];
  const wake = () => {
    for (const one of all) one.wake();
  };
  wake();
  return {
    wake,
    idle: async () => {
      for (const one of all) await one.idle();
    },
    stop: async () => {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
