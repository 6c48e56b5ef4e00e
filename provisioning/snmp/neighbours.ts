import type { Value } from "net-snmp";
import { readMac } from "../../domain/mac.ts";
import type { Neighbour } from "../../domain/switch-port.ts";
import type { Interface, RawSwitch } from "./reading.ts";
import { macOf, numberOf, textOf } from "./values.ts";

/** What LLDP knows of the ports: who is met on each, and the VLAN that phones are told there, by ifIndex. */
export type LldpFacts = {
  readonly met: ReadonlyMap<number, { readonly neighbour: Neighbour; readonly deciwattsAsked: number | null }>;
  readonly voiceVlans: ReadonlyMap<number, number>;
};

/** LldpSystemCapabilitiesMap, the first byte: bit 0 is the highest. */
const abilities = { bridge: 0x20, accessPoint: 0x10, router: 0x08, telephone: 0x04 } as const;
/** LldpXMedDeviceClass: a phone; LldpXMedPolicyAppType: voice. */
const endpointClass3 = 3;
const voice = 1;

/** Of several neighbours on one port, as with a phone and the computer behind it, the phone, else who hands frames on. */
export function neighboursOf(
  raw: RawSwitch,
  interfaces: readonly Interface[],
  basePorts: ReadonlyMap<number, number>,
): LldpFacts {
  const portOf = localPorts(raw, interfaces, basePorts);
  const voiceVlans = new Map(
    [...raw.policies].flatMap(([index, vlan]) => {
      const [local = 0, application] = index.split(".").map(Number);
      const id = numberOf(vlan);
      const port = application === voice ? portOf(local) : null;
      return port !== null && id !== null && id >= 1 && id <= 4094 ? [[port, id] as const] : [];
    }),
  );
  const met = new Map<number, { neighbour: Neighbour; deciwattsAsked: number | null }>();
  for (const index of raw.neighbours.chassisKind.keys()) {
    // Time mark, local port, running number.
    const port = portOf(Number(index.split(".")[1]));
    if (port === null) continue;
    const neighbour = neighbourAt(raw, index);
    const known = met.get(port)?.neighbour;
    if (known && weight(known) >= weight(neighbour)) continue;
    met.set(port, { neighbour, deciwattsAsked: numberOf(raw.med.power.get(index)) });
  }
  return { met, voiceVlans };
}

function weight({ phone, bridge }: Neighbour): number {
  return phone ? 2 : bridge ? 1 : 0;
}

function neighbourAt({ neighbours, med }: RawSwitch, index: string): Neighbour {
  const of = (column: ReadonlyMap<string, Value>) => column.get(index) ?? null;
  const enabled = abilityBits(of(neighbours.enabled)) || abilityBits(of(neighbours.supported));
  const phone = (enabled & abilities.telephone) !== 0 || numberOf(of(med.deviceClass)) === endpointClass3;
  const hands = (enabled & (abilities.bridge | abilities.accessPoint | abilities.router)) !== 0;
  // LldpChassisIdSubtype 4 and LldpPortIdSubtype 3 are a MAC address.
  const chassis = addressIn(of(neighbours.chassis), of(neighbours.chassisKind), 4);
  const mac = addressIn(of(neighbours.port), of(neighbours.portKind), 3) ?? chassis;
  return {
    ...{ name: textOf(of(neighbours.name), 100), description: textOf(of(neighbours.description), 200), mac, chassis },
    ...{ phone, bridge: hands && !phone, maker: textOf(of(med.maker), 32), model: textOf(of(med.model), 32) },
    firmware: textOf(of(med.software), 32) || textOf(of(med.firmware), 32),
  };
}

function abilityBits(value: Value): number {
  return Buffer.isBuffer(value) ? (value[0] ?? 0) : 0;
}

/** Some makers write the address as text. */
function addressIn(value: Value, kind: Value, macKind: number): string | null {
  if (numberOf(kind) !== macKind) return null;
  return macOf(value) ?? readMac(textOf(value, 40));
}

/**
 * Which interface a port of LLDP-MIB is: by what its id is a name of, else as BRIDGE-MIB numbers its ports, else the
 * number itself. The standard leaves it open, and switches do all of these.
 */
function localPorts(
  { lldpPorts }: RawSwitch,
  interfaces: readonly Interface[],
  basePorts: ReadonlyMap<number, number>,
): (local: number) => number | null {
  const by = (read: (one: Interface) => string | null) =>
    new Map(interfaces.flatMap((one) => (read(one) ? [[read(one), one.port] as const] : [])));
  const [names, descriptions, aliases, addresses] = [
    by(({ name }) => name),
    by(({ description }) => description),
    by(({ alias }) => alias),
    by(({ physical }) => physical),
  ];
  const numbers = new Set(interfaces.map(({ port }) => port));
  const named = (text: string) => names.get(text) ?? descriptions.get(text);
  return (local) => {
    const at = String(local);
    const kind = numberOf(lldpPorts.kind.get(at));
    const [id, description] = [textOf(lldpPorts.id.get(at), 255), textOf(lldpPorts.description.get(at), 255)];
    const mac = addressIn(lldpPorts.id.get(at), kind, 3);
    const numbered = kind === 7 && /^\d+$/.test(id) && numbers.has(Number(id)) ? Number(id) : undefined;
    const found = (mac === null ? undefined : addresses.get(mac)) ?? named(id) ?? (kind === 1 ? aliases.get(id) : undefined);
    const port = found ?? named(description) ?? numbered ?? basePorts.get(local) ?? local;
    return numbers.has(port) ? port : null;
  };
}
