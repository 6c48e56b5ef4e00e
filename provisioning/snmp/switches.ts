import { PortCycler } from "./cycler.ts";
import { type SwitchParts, SwitchPoller } from "./poller.ts";

export type { SwitchOptions } from "./poller.ts";

/** All that goes on about the organisations' switches. */
export type Switches = {
  /** Something may have been asked for. */
  readonly wake: () => void;
  /** Resolves when nothing is due. */
  readonly idle: () => Promise<void>;
  /** Lets what is under way finish. */
  readonly stop: () => Promise<void>;
};

/** Begins to ask switches what is on their ports, and to do what is asked of them. */
export function startSwitches(parts: SwitchParts): Switches {
  const [poller, cycler] = [new SwitchPoller(parts), new PortCycler(parts)];
  const both = [poller, cycler];
  const wake = () => {
    for (const one of both) one.wake();
  };
  wake();
  return {
    wake,
    idle: async () => {
      for (const one of both) await one.idle();
    },
    stop: async () => {
      await Promise.all(both.map((one) => one.stop()));
    },
  };
}
