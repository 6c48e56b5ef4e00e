import type { Value } from "net-snmp";
import type { Learnt, PortFacts, SwitchReading } from "../../domain/switch-port.ts";
import { neighboursOf } from "./neighbours.ts";
import type {
  basePortOids,
  bridgeOids,
  interfaceOids,
  lldpPortOids,
  lldpRemoteOids,
  medOids,
  powerOids,
  systemOids,
  vlanOids,
} from "./oids.ts";
import { powerOf } from "./power.ts";
import type { Columns } from "./session.ts";
import { macOf, numberOf, textOf } from "./values.ts";

type Table<T> = Columns<keyof T & string>;
type Column = ReadonlyMap<string, Value>;

/** Addresses as a switch keeps them: of all VLANs at once (index: database and address), or of one (index: address). */
export type RawAddresses =
  | { readonly kind: "vlans"; readonly table: Table<typeof bridgeOids>; readonly basePorts: Column }
  | {
      readonly kind: "plain";
      readonly vlan: number | null;
      readonly table: Table<typeof bridgeOids>;
      readonly basePorts: Column;
    };

/** What a switch has answered, table by table. */
export type RawSwitch = {
  readonly system: Readonly<Record<keyof typeof systemOids, Value>>;
  readonly interfaces: Table<typeof interfaceOids>;
  readonly basePorts: Table<typeof basePortOids>["interface"];
  readonly vlans: Table<typeof vlanOids>;
  readonly lldpPorts: Table<typeof lldpPortOids>;
  readonly neighbours: Table<typeof lldpRemoteOids>;
  readonly med: Table<typeof medOids>;
  readonly policies: Column;
  readonly power: Table<typeof powerOids>;
  readonly addresses: readonly RawAddresses[];
};

/** ifType of what a cable is put into: ethernetCsmacd, fastEther, fastEtherFX, gigabitEthernet. */
const cables: ReadonlySet<number> = new Set([6, 62, 69, 117]);

/** A port as IF-MIB has it. */
export type Interface = {
  readonly port: number;
  readonly name: string;
  readonly description: string;
  readonly alias: string;
  readonly physical: string | null;
};

/** What the tables of a switch say, put together by port. */
export function readingOf(raw: RawSwitch): SwitchReading {
  const interfaces = interfacesOf(raw);
  const basePorts = new Map([...raw.basePorts].map(([port, to]) => [Number(port), numberOf(to) ?? -1]));
  const { met: neighbours, voiceVlans } = neighboursOf(raw, interfaces, basePorts);
  const power = powerOf(raw.power, interfaces, basePorts);
  const untagged = byInterface(raw.vlans.untagged, basePorts);
  const ports = interfaces.map((one): PortFacts => {
    const { port, name, alias } = one;
    const met = neighbours.get(port);
    const { poe = null, poeIndex = null, poeDenials = null, milliwatts = null, classWatts = null } = power.get(port) ?? {};
    const at = String(port);
    return {
      ...{ port, name, alias, poe, poeIndex, poeDenials },
      enabled: numberOf(raw.interfaces.admin.get(at)) !== 2,
      link: numberOf(raw.interfaces.oper.get(at)) === 1,
      speed: speedOf(raw, at),
      vlan: untagged.get(port) ?? null,
      voiceVlan: voiceVlans.get(port) ?? null,
      ...wattsOf(poe === "delivering", milliwatts, met?.deciwattsAsked ?? null, classWatts),
      neighbour: met?.neighbour ?? null,
    };
  });
  const chassis = macOf(raw.system.bridge);
  const learnt = raw.addresses.flatMap((some) => learntIn(some, raw.vlans.database)).filter(({ mac }) => mac !== chassis);
  return {
    ...{ systemName: textOf(raw.system.name, 255), systemDescription: textOf(raw.system.description, 255), chassis },
    ...{ ports, learnt },
  };
}

/** Ports that a cable goes into, in their order. */
function interfacesOf({ interfaces }: RawSwitch): Interface[] {
  return [...interfaces.type]
    .filter(([, type]) => cables.has(numberOf(type) ?? 0))
    .map(([at]) => ({
      port: Number(at),
      name: textOf(interfaces.name.get(at), 60) || textOf(interfaces.description.get(at), 60) || at,
      description: textOf(interfaces.description.get(at), 255),
      alias: textOf(interfaces.alias.get(at), 255),
      physical: macOf(interfaces.physical.get(at)),
    }))
    .filter(({ port }) => Number.isSafeInteger(port) && port > 0 && port <= 0x7fffffff)
    .sort((a, b) => a.port - b.port);
}

function speedOf({ interfaces }: RawSwitch, at: string): number | null {
  const high = numberOf(interfaces.highSpeed.get(at));
  if (high !== null && high > 0) return high;
  const bits = numberOf(interfaces.speed.get(at));
  return bits !== null && bits > 0 ? Math.round(bits / 1_000_000) : null;
}

function byInterface(column: Column, basePorts: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map(
    [...column].flatMap(([index, value]) => {
      const port = basePorts.get(Number(index));
      const vlan = numberOf(value);
      return port === undefined || vlan === null || vlan < 1 || vlan > 4094 ? [] : [[port, vlan] as const];
    }),
  );
}

/** dot1dTpFdbStatus, dot1qTpFdbStatus: 3 = learnt, 5 = written by somebody; 4 is the switch itself. */
const learntStatus: ReadonlySet<number> = new Set([3, 5]);

function learntIn(raw: RawAddresses, databases: Column): Learnt[] {
  const basePorts = new Map([...raw.basePorts].map(([port, to]) => [Number(port), numberOf(to) ?? -1]));
  const vlanOf = new Map([...databases].map(([index, database]) => [numberOf(database), Number(index.split(".").at(-1))]));
  return [...raw.table.port].flatMap(([index, to]) => {
    const port = basePorts.get(numberOf(to) ?? 0);
    const status = numberOf(raw.table.status.get(index));
    if (port === undefined || (status !== null && !learntStatus.has(status))) return [];
    const parts = index.split(".").map(Number);
    const mac = macOf(Buffer.from(parts.slice(-6)));
    if (mac === null) return [];
    const database = raw.kind === "vlans" ? (parts[0] ?? null) : null;
    // Most switches number a database as its VLAN, and do not say so.
    const vlan = raw.kind === "plain" ? raw.vlan : (vlanOf.get(database) ?? database);
    return [{ mac, port, vlan: vlan !== null && vlan >= 1 && vlan <= 4094 ? vlan : null }];
  });
}

/** The switch's own measure, else what the phone asks for, else the most that its class takes. */
function wattsOf(
  delivering: boolean,
  milliwatts: number | null,
  asked: number | null,
  classWatts: number | null,
): Pick<PortFacts, "deciwatts" | "wattsFrom"> {
  if (!delivering) return { deciwatts: null, wattsFrom: null };
  if (milliwatts !== null) return { deciwatts: Math.round(milliwatts / 100), wattsFrom: "measured" };
  if (asked !== null && asked > 0) return { deciwatts: asked, wattsFrom: "asked" };
  if (classWatts !== null) return { deciwatts: Math.round(classWatts * 10), wattsFrom: "class" };
  return { deciwatts: null, wattsFrom: null };
}
