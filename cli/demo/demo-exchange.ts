import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { setSetting } from "../../db/settings.ts";
import type { Actor, Db } from "../../db/types.ts";
import { startExchange } from "../../provisioning/virtual/exchange.ts";
import { type SipPhones, startSipPhones } from "../../provisioning/virtual/sip-phones.ts";
import { type Boot, type BootedPhone, bootOne, type Device } from "./boot-phones.ts";

/** Beside the port at which phones ask, so that two demos on one machine have each their own. UDP and TCP on loopback. */
export function demoExchangePort(phonesPort: number): number {
  return phonesPort + 20;
}

/** Between two looks for phones that have got an account, or come up. Milliseconds. */
const lookEvery = 5_000;

/**
 * An exchange at which the demo's phones are registered, until the signal: so that a phone that is asked to fetch is told, answers,
 * and fetches. Resolves when it is there; does nothing where the port is another program's.
 *
 * @param phonesPort at which the phones ask
 * @param tell after each fetch
 */
export async function startDemoExchange(
  boot: Boot,
  phonesPort: number,
  devices: readonly Device[],
  tell: (phone: BootedPhone) => void,
): Promise<void> {
  const port = demoExchangePort(phonesPort);
  const exchange = await startExchange({ port }).catch(() => null);
  if (exchange === null) return;
  await sayExchange(boot.store.db, phonesPort, boot.actor, boot.now());
  const byUser = new Map<string, Device>();
  const fetching = new Set<Device>();
  const fetch = async (user: string) => {
    const device = byUser.get(user);
    if (!device || fetching.has(device) || boot.signal.aborted) return;
    fetching.add(device);
    const booted = await bootOne(boot, device).finally(() => fetching.delete(device));
    if (!boot.signal.aborted) tell(booted);
  };
  const phones: SipPhones = await startSipPhones(exchange.ports.udp, (user) => void fetch(user));
  const register = async () => {
    const accounts = await accountsOf(boot.store.db);
    for (const device of devices) {
      const user = accounts.get(device.mac);
      if (user === undefined || byUser.has(user)) continue;
      const password = randomUUID();
      exchange.account(user, password);
      byUser.set(user, device);
      await phones.register({ user, password, userAgent: `${device.model.vendor} ${device.model.model}` });
    }
  };
  await register();
  void (async () => {
    while (!boot.signal.aborted) {
      await sleep(lookEvery, null, { signal: boot.signal }).catch(() => undefined);
      // The database may be closing already: the phones are as they are.
      if (!boot.signal.aborted) await register().catch(() => undefined);
    }
    await phones.stop();
    await exchange.stop();
  })();
}

/** Phones are told through the demo's own exchange. The same again changes nothing. */
export async function sayExchange(db: Db, phonesPort: number, actor: Actor, now: Date): Promise<void> {
  const at = { layer: "operator" } as const;
  const proxy = { host: "127.0.0.1", port: demoExchangePort(phonesPort) };
  await setSetting(db, { at, name: "resync.proxy", value: proxy }, actor, now);
}

/** The first account of each phone that has been let in, by MAC. */
async function accountsOf(db: Db): Promise<Map<string, string>> {
  const rows: { mac: string; sip_user: string }[] = await db("phone_account as a")
    .join("sip_account as s", "s.id", "a.sip_account_id")
    .join("phone as p", "p.id", "a.phone_id")
    .where({ "p.state": "bound", "a.position": 1 })
    .orderBy("p.mac")
    .select("p.mac", "s.sip_user");
  return new Map(rows.map((row) => [row.mac, row.sip_user]));
}
