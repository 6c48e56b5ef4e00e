import { addTrustedNetwork } from "../../db/networks.ts";
import { storeReading, takeDueSwitches } from "../../db/switch-polls.ts";
import { AddSwitch, addSwitch, askSwitchNow, type Switch } from "../../db/switches.ts";
import type { Actor } from "../../db/types.ts";
import type { Neighbour, PortFacts } from "../../domain/switch-port.ts";
import { makerOfMac } from "../../templates/maker-addresses.ts";
import type { Seed } from "./seed.ts";

/** The demo's switches are nobody's: what they say is written once, and nobody asks them. */
const never = 3650 * 86_400_000;
const newcomer = "805ec0d3b00b";

type DemoPhone = { readonly mac: string; readonly model: string };
type Say = Partial<Omit<PortFacts, "port" | "name">>;

/** Two switches with the firm's phones: one phone moved the other day, a new one sits where another was, and a port has no link. */
export async function seedSwitches(seed: Seed, sites: ReadonlyMap<string, string>, chief: Actor): Promise<void> {
  const { db, keyring, organisationId, times } = seed;
  const made = times.before(20, "13:00");
  await addTrustedNetwork(db, { organisationId, siteId: null, cidr: "10.20.0.0/24", note: "Kontorets nät" }, seed.actor, made);
  const [siteId = null] = sites.values();
  const read = { kind: "v2c", community: "demonstration" } as const;
  const add = (name: string, address: string, write: boolean) => {
    const input = AddSwitch.parse({ name, address, siteId, read, write: write ? read : null });
    return addSwitch(db, keyring, { organisationId, ...input }, chief, made);
  };
  const [floor, store] = [await add("Plan 2, korskoppling", "10.20.0.2", true), await add("Verkstaden", "10.20.0.3", false)];
  const phones: DemoPhone[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereRaw("state <> 'retired'")
    .orderBy("mac")
    .select("mac", "model");
  const upstairs = phones.slice(0, 9);
  const downstairs = phones.slice(9);
  const answer = async (
    one: Switch,
    seats: ReadonlyMap<number, DemoPhone>,
    more: ReadonlyMap<number, Say>,
    size: number,
    at: Date,
  ) => {
    await askSwitchNow(db, one, at);
    const due = (await takeDueSwitches(db, keyring, at, 100)).find(({ id }) => id === one.id);
    if (!due) return;
    const ports = Array.from({ length: size }, (_, n) => portOf(n + 1, seats.get(n + 1), more.get(n + 1)));
    const learnt = [...seats].map(([n, { mac }]) => ({ mac, port: 10_000 + n, vlan: 20 }));
    const chassis = one.id === floor.id ? "02000000d200" : "02000000d300";
    const reading = { systemName: one.name, systemDescription: "Switch i demon", chassis, ports, learnt };
    const said = { looksLikePhone: (mac: string) => makerOfMac(mac) !== null, nextAt: new Date(at.getTime() + never), took: 420 };
    await storeReading(db, due, reading, said, at);
  };
  const floorMore = new Map<number, Say>([
    [18, { link: true, alias: "Skrivare" }],
    [20, { poe: "fault" }],
    [24, uplink("02000000d300", "Verkstaden")],
  ]);
  const storeMore = new Map<number, Say>([[8, uplink("02000000d200", "Plan 2, korskoppling")]]);
  const seated = (list: readonly DemoPhone[]) => new Map(list.map((phone, at) => [at + 1, phone]));
  await answer(store, seated(downstairs.slice(0, 6)), storeMore, 8, times.before(6, "08:00"));
  await answer(floor, seated(upstairs), floorMore, 24, times.before(6, "08:00"));
  // The first has moved; of the third somebody has put a new apparatus on its port; the fourth is not there any more.
  const [first, , third, fourth] = upstairs;
  if (!first || !third || !fourth) return;
  const now = seated(upstairs);
  for (const gone of [1, 3, 4]) now.delete(gone);
  now.set(14, first).set(3, { mac: newcomer, model: "SIP-T46U" });
  await answer(floor, now, floorMore, 24, times.minutesAgo(30));
  await answer(store, seated(downstairs.slice(0, 6)), storeMore, 8, times.minutesAgo(4));
  await answer(floor, now, floorMore, 24, times.minutesAgo(3));
}

function portOf(n: number, phone: DemoPhone | undefined, say: Say = {}): PortFacts {
  const power = phone ? ({ poe: "delivering", deciwatts: 32 + ((n * 7) % 25), wattsFrom: "measured" } as const) : null;
  return {
    ...{ port: 10_000 + n, name: `Gi1/0/${n}`, alias: "", enabled: true, link: phone !== undefined, speed: 1000 },
    ...{ vlan: 10, voiceVlan: 20, poe: "searching", poeIndex: `1.${n}`, poeDenials: 0, deciwatts: null, wattsFrom: null },
    neighbour: phone ? neighbourOf(phone) : null,
    ...power,
    ...say,
  };
}

function neighbourOf({ mac, model }: DemoPhone): Neighbour {
  return { name: `tel-${mac}`, description: "", mac, chassis: null, phone: true, bridge: false, maker: "", model, firmware: "" };
}

function uplink(chassis: string, name: string): Say {
  const neighbour = { name, description: "", mac: null, chassis, phone: false, bridge: true, maker: "", model: "", firmware: "" };
  return { link: true, speed: 10_000, poe: null, poeIndex: null, neighbour };
}
