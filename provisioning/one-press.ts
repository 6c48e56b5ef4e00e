import { randomUUID } from "node:crypto";
import { dropPress, notePress, saidAfterPress, takePress } from "../db/key-presses.ts";
import type { Db } from "../db/types.ts";
import type { KeyPage } from "../templates/contract.ts";

/** How often it is looked whether another process has done it, and how often in all. */
const look = { every: 50, most: 40 } as const;

/**
 * Does what a key does once, also when a proxy has sent the press to another process first: then the phone hears what that
 * one has said.
 *
 * @param within milliseconds: the same again so soon is the same press
 * @param act does it; what it says with choices does nothing and may be asked for again
 * @param unknown what is said when it cannot be known whether it was done: the process that did it has died
 */
export async function onePressed(
  db: Db,
  name: string,
  within: number,
  act: () => Promise<KeyPage>,
  unknown: () => KeyPage,
): Promise<KeyPage> {
  const pressId = randomUUID();
  if (!(await takePress(db, name, pressId, within))) return told(db, name, act, unknown);
  try {
    const page = await act();
    const { title, lines } = page;
    if (page.choices.length === 0) await notePress(db, name, pressId, { title, lines: [...lines] });
    else await dropPress(db, name, pressId);
    return page;
  } catch (error) {
    await dropPress(db, name, pressId);
    throw error;
  }
}

async function told(db: Db, name: string, act: () => Promise<KeyPage>, unknown: () => KeyPage): Promise<KeyPage> {
  for (let n = 0; n < look.most; n++) {
    const said = await saidAfterPress(db, name);
    if (said === "nothing") return act();
    if (said !== null) return { ...said, choices: [] };
    await new Promise((resolve) => setTimeout(resolve, look.every));
  }
  return unknown();
}
