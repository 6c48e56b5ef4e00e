/** Objects that are read from switches, with the document that each table is from. Columns are without an index. */

/** SNMPv2-MIB (RFC 3418), BRIDGE-MIB (RFC 4188): scalars. */
export const systemOids = {
  description: "1.3.6.1.2.1.1.1.0",
  name: "1.3.6.1.2.1.1.5.0",
  bridge: "1.3.6.1.2.1.17.1.1.0",
} as const;

/** SNMPv2-MIB: what every agent has. */
export const agentOids = {
  description: "1.3.6.1.2.1.1.1.0",
  upTime: "1.3.6.1.2.1.1.3.0",
  name: "1.3.6.1.2.1.1.5.0",
} as const;

/** IF-MIB (RFC 2863). */
export const interfaceOids = {
  description: "1.3.6.1.2.1.2.2.1.2",
  type: "1.3.6.1.2.1.2.2.1.3",
  speed: "1.3.6.1.2.1.2.2.1.5",
  physical: "1.3.6.1.2.1.2.2.1.6",
  admin: "1.3.6.1.2.1.2.2.1.7",
  oper: "1.3.6.1.2.1.2.2.1.8",
  name: "1.3.6.1.2.1.31.1.1.1.1",
  highSpeed: "1.3.6.1.2.1.31.1.1.1.15",
  alias: "1.3.6.1.2.1.31.1.1.1.18",
} as const;

/** BRIDGE-MIB (RFC 4188): which interface each port of the bridge is. */
export const basePortOids = { interface: "1.3.6.1.2.1.17.1.4.1.2" } as const;

/** BRIDGE-MIB: addresses, without VLANs. */
export const bridgeOids = { port: "1.3.6.1.2.1.17.4.3.1.2", status: "1.3.6.1.2.1.17.4.3.1.3" } as const;

/** Q-BRIDGE-MIB (RFC 4363): addresses by filtering database, and which VLAN each is; the VLAN of untagged frames. */
export const vlanBridgeOids = { port: "1.3.6.1.2.1.17.7.1.2.2.1.2", status: "1.3.6.1.2.1.17.7.1.2.2.1.3" } as const;
export const vlanOids = { database: "1.3.6.1.2.1.17.7.1.4.2.1.3", untagged: "1.3.6.1.2.1.17.7.1.4.5.1.1" } as const;

/** CISCO-VTP-MIB: the VLANs of switches that keep a table of addresses for each. */
export const vtpOids = { state: "1.3.6.1.4.1.9.9.46.1.3.1.1.2" } as const;

/** LLDP-MIB (IEEE 802.1AB-2005). */
export const lldpPortOids = {
  kind: "1.0.8802.1.1.2.1.3.7.1.2",
  id: "1.0.8802.1.1.2.1.3.7.1.3",
  description: "1.0.8802.1.1.2.1.3.7.1.4",
} as const;
export const lldpRemoteOids = {
  chassisKind: "1.0.8802.1.1.2.1.4.1.1.4",
  chassis: "1.0.8802.1.1.2.1.4.1.1.5",
  portKind: "1.0.8802.1.1.2.1.4.1.1.6",
  port: "1.0.8802.1.1.2.1.4.1.1.7",
  name: "1.0.8802.1.1.2.1.4.1.1.9",
  description: "1.0.8802.1.1.2.1.4.1.1.10",
  supported: "1.0.8802.1.1.2.1.4.1.1.11",
  enabled: "1.0.8802.1.1.2.1.4.1.1.12",
} as const;

/** LLDP-EXT-MED-MIB (ANSI/TIA-1057): what a phone is, what it asks for, and the VLAN it is told (by port and application). */
export const medOids = {
  deviceClass: "1.0.8802.1.1.2.1.5.4795.1.3.1.1.3",
  firmware: "1.0.8802.1.1.2.1.5.4795.1.3.3.1.2",
  software: "1.0.8802.1.1.2.1.5.4795.1.3.3.1.3",
  maker: "1.0.8802.1.1.2.1.5.4795.1.3.3.1.5",
  model: "1.0.8802.1.1.2.1.5.4795.1.3.3.1.6",
  power: "1.0.8802.1.1.2.1.5.4795.1.3.7.1.1",
} as const;
export const medPolicyOids = { vlan: "1.0.8802.1.1.2.1.5.4795.1.2.1.1.2" } as const;

/** POWER-ETHERNET-MIB (RFC 3621), and what two makers add to it under the same index: milliwatts of each port. */
export const powerOids = {
  enabled: "1.3.6.1.2.1.105.1.1.1.3",
  detection: "1.3.6.1.2.1.105.1.1.1.6",
  class: "1.3.6.1.2.1.105.1.1.1.10",
  denials: "1.3.6.1.2.1.105.1.1.1.12",
  // CISCO-POWER-ETHERNET-EXT-MIB cpeExtPsePortPwrConsumption, HP-ICF-POE-MIB hpicfPoePethPsePortPower.
  cisco: "1.3.6.1.4.1.9.9.402.1.2.1.9",
  hpe: "1.3.6.1.4.1.11.2.14.11.1.9.1.1.1.3",
} as const;
