import { AsyncLocalStorage } from "node:async_hooks";

/** In whose change what runs now has been begun. */
const inside = new AsyncLocalStorage<{ readonly client: object; open: boolean }>();

/**
 * How long a change that was begun inside another one waits for that one's end, milliseconds. If the other waits for it in
 * turn, neither ever ends, and nobody else's behind them: it is a fault of ours, and has to be told. Tests make it shorter.
 */
export const patience = { millis: 10_000 };

/** True while what runs now was begun inside a change that is not over. @param client whose changes take turns */
export function isNested(client: object): boolean {
  const outer = inside.getStore();
  return outer?.client === client && outer.open;
}

/** Runs a change; what is begun inside it is nested until it is over. */
export async function asChange<T>(client: object, work: () => Promise<T>): Promise<T> {
  const here = { client, open: true };
  try {
    return await inside.run(here, work);
  } finally {
    here.open = false;
  }
}

/** @throws Error, always */
export function waitsForItself(): never {
  throw new Error("a change was begun inside another one, and each waits for the other's end");
}
