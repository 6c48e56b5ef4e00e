import type { Value } from "net-snmp";
import type { SwitchReading } from "../../domain/switch-port.ts";
import {
  basePortOids,
  bridgeOids,
  interfaceOids,
  lldpPortOids,
  lldpRemoteOids,
  medOids,
  medPolicyOids,
  powerOids,
  systemOids,
  vlanBridgeOids,
  vlanOids,
  vtpOids,
} from "./oids.ts";
import { type RawAddresses, type RawSwitch, readingOf } from "./reading.ts";
import { type Columns, SnmpClient, SnmpFault, type SnmpPatience, type SnmpTarget } from "./session.ts";

/** VLANs that are asked one by one on switches with a table of addresses for each. */
const mostVlans = 128;

/** Looks at a switch once: system, ports, neighbours, addresses, power. @throws SnmpFault */
export async function readSwitch(target: SnmpTarget, patience?: SnmpPatience): Promise<SwitchReading> {
  const client = new SnmpClient(target, patience);
  try {
    return readingOf(await fetchAll(client));
  } finally {
    client.close();
  }
}

async function fetchAll(client: SnmpClient): Promise<RawSwitch> {
  const system = await client.get(systemOids);
  // Whatever answers, but tells of no interface, is no switch.
  const interfaces = await client.columns(interfaceOids);
  if (interfaces.type.size === 0) throw new SnmpFault("unreadable");
  const basePorts = (await client.columns(basePortOids)).interface;
  return {
    ...{ system, interfaces, basePorts },
    vlans: await client.columns(vlanOids),
    lldpPorts: await client.columns(lldpPortOids),
    neighbours: await client.columns(lldpRemoteOids),
    med: await client.columns(medOids),
    policies: (await client.columns(medPolicyOids)).vlan,
    power: await client.columns(powerOids),
    addresses: await fetchAddresses(client, basePorts),
  };
}

/** With VLANs where the switch has them, else without; some of Cisco's must be asked once for each VLAN. */
async function fetchAddresses(client: SnmpClient, basePorts: ReadonlyMap<string, Value>): Promise<RawAddresses[]> {
  const table = await client.columns(vlanBridgeOids);
  if (table.port.size > 0) return [{ kind: "vlans", table, basePorts }];
  const vlans = vlansOf((await client.columns(vtpOids)).state);
  if (vlans.length === 0) return [{ kind: "plain", vlan: null, table: await client.columns(bridgeOids), basePorts }];
  const found: RawAddresses[] = [];
  for (const vlan of vlans) {
    const inside = client.ofVlan(vlan);
    try {
      const ports = (await inside.columns(basePortOids)).interface;
      const addresses: Columns<keyof typeof bridgeOids> = await inside.columns(bridgeOids);
      found.push({ kind: "plain", vlan, table: addresses, basePorts: ports });
    } catch (error) {
      // A VLAN that this community or user may not see.
      if (!(error instanceof SnmpFault)) throw error;
    } finally {
      inside.close();
    }
  }
  return found;
}

/** Index: management domain and VLAN; 1 = operational. 1002 to 1005 are of token ring and FDDI. */
function vlansOf(states: ReadonlyMap<string, Value>): number[] {
  return [...states]
    .filter(([, state]) => Number(state) === 1)
    .map(([index]) => Number(index.split(".").at(-1)))
    .filter((vlan) => vlan > 0 && vlan < 4095 && !(vlan >= 1002 && vlan <= 1005))
    .slice(0, mostVlans);
}
