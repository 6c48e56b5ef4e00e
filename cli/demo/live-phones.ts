import { setTimeout as sleep } from "node:timers/promises";
import { listWindows } from "../../db/first-contact.ts";
import { listPhones, type PhoneListing } from "../../db/phones.ts";
import { type Boot, type BootedPhone, bootOne, type Device } from "./boot-phones.ts";

/** Each phone has its turn once in so many milliseconds. */
const roundMillis = 12_000;
/** Once in so many rounds one phone starts again, whether there is something to fetch or not. */
const roundsPerRestart = 15;

/**
 * Keeps the phones alive until the signal: one after the other looks whether its files have changed, and fetches them. A real
 * phone would ask the server each time; these look into the database first, so that the journal stays a journal of boots.
 *
 * @param tell after each fetch
 */
export async function keepAlive(boot: Boot, devices: readonly Device[], tell: (phone: BootedPhone) => void): Promise<void> {
  const pause = roundMillis / Math.max(1, devices.length);
  for (let round = 1; !boot.signal.aborted; round++) {
    // Another one each time.
    const restarts = round % roundsPerRestart === 0 ? (round / roundsPerRestart) % devices.length : -1;
    for (const [at, device] of devices.entries()) {
      await sleep(pause, null, { signal: boot.signal }).catch(() => undefined);
      if (boot.signal.aborted) return;
      const [row] = await listPhones(boot.store.db, { organisationId: null, search: device.mac, limit: 1 });
      if (at !== restarts && !(row && (await wantsToAsk(boot, row)))) continue;
      // Somebody may have given it another name since.
      const booted = await bootOne(boot, { ...device, label: row?.label ?? "" });
      if (!boot.signal.aborted) tell(booted);
    }
  }
}

/** Something waits for it, or its window is open. */
async function wantsToAsk({ store: { db }, now }: Boot, row: PhoneListing): Promise<boolean> {
  if (row.delivery === "waiting") return true;
  if (row.state === "bound") return false;
  const windows = await listWindows(db, { organisationId: row.organisationId, phoneId: row.id, now: now() });
  return windows.some((one) => one.state === "open");
}
