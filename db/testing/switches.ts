import type { Neighbour, PortFacts, SwitchReading } from "../../domain/switch-port.ts";
import { addTrustedNetwork } from "../networks.ts";
import { storeReading, takeDueSwitches } from "../switch-polls.ts";
import { AddSwitch, addSwitch, askSwitchNow, type Switch } from "../switches.ts";
import type { Db } from "../types.ts";
import { testActor, testKeyring, testNow } from "./builders.ts";

/** A network of the organisation's own. */
export async function anOwnNetwork(db: Db, organisationId: string, cidr: string): Promise<void> {
  await addTrustedNetwork(db, { organisationId, siteId: null, cidr, note: "" }, testActor, testNow);
}

/** One that has not been asked yet. `address` must lie in one of the organisation's networks. */
export async function aSwitch(
  db: Db,
  organisationId: string,
  say: Partial<AddSwitch> & { readonly address: string },
): Promise<Switch> {
  const read = { kind: "v2c", community: "publik-lasning" } as const;
  const input = AddSwitch.parse({ name: `Plan ${say.address}`, read, ...say });
  return addSwitch(db, testKeyring, { organisationId, ...input }, testActor, testNow);
}

export function aPort(port: number, say: Partial<PortFacts> = {}): PortFacts {
  return {
    ...{ port, name: `Gi1/0/${port}`, alias: "", enabled: true, link: true, speed: 1000, vlan: 10, voiceVlan: 20 },
    ...{ poe: "delivering", poeIndex: `1.${port}`, poeDenials: 0, deciwatts: 42, wattsFrom: "measured", neighbour: null },
    ...say,
  };
}

/** A phone that says by LLDP-MED what it is. */
export function aPhoneNeighbour(mac: string): Neighbour {
  const said = { name: `tel-${mac}`, description: "", maker: "Yealink", model: "T46U", firmware: "108.86.0.90" };
  return { ...said, mac, chassis: null, phone: true, bridge: false };
}

export function aReading(say: Partial<SwitchReading> = {}): SwitchReading {
  return { systemName: "sw-plan-2", systemDescription: "Provswitch", chassis: null, ports: [], learnt: [], ...say };
}

/** The switch has answered so, at that time. */
export async function hasAnswered(db: Db, one: Switch, reading: SwitchReading, now: Date = testNow): Promise<void> {
  await askSwitchNow(db, one, now);
  const due = (await takeDueSwitches(db, testKeyring, now, 1000)).find(({ id }) => id === one.id);
  if (!due) throw new Error("the switch is not due");
  const nextAt = new Date(now.getTime() + 300_000);
  const looksLikePhone = (mac: string) => mac.startsWith("805ec0") || mac.startsWith("001565");
  await storeReading(db, due, reading, { looksLikePhone, nextAt, took: 120 }, now);
}
