import type { PoeState } from "../../domain/switch-port.ts";
import type { Interface, RawSwitch } from "./reading.ts";
import { numberOf } from "./values.ts";

/** Power over Ethernet of one port. */
export type Power = {
  readonly poe: PoeState;
  /** `<group>.<index>` of POWER-ETHERNET-MIB. */
  readonly poeIndex: string;
  readonly poeDenials: number | null;
  readonly milliwatts: number | null;
  /** The most that the phone's class may take from the switch (IEEE 802.3af, at). */
  readonly classWatts: number | null;
};

/** pethPsePortDetectionStatus. */
const detected: Readonly<Record<number, PoeState>> = {
  1: "off",
  2: "searching",
  3: "delivering",
  4: "fault",
  5: "searching",
  6: "fault",
};
/** pethPsePortPowerClassifications from 1: class 0, 1 … 4. */
const classWatts = [15.4, 4, 7, 15.4, 30] as const;

/** Power by ifIndex. */
export function powerOf(
  power: RawSwitch["power"],
  interfaces: readonly Interface[],
  basePorts: ReadonlyMap<number, number>,
): ReadonlyMap<number, Power> {
  const indexes = [...power.detection.keys()].filter((index) => /^\d+\.\d+$/.test(index));
  const portOf = mapping(indexes, interfaces, basePorts);
  return new Map(
    indexes.flatMap((index) => {
      const port = portOf.get(index);
      if (port === undefined) return [];
      const enabled = numberOf(power.enabled.get(index)) !== 2;
      const poe = enabled ? (detected[numberOf(power.detection.get(index)) ?? 2] ?? "searching") : "off";
      const milliwatts = numberOf(power.cisco.get(index)) ?? numberOf(power.hpe.get(index));
      const most = classWatts[(numberOf(power.class.get(index)) ?? 0) - 1] ?? null;
      const poeDenials = numberOf(power.denials.get(index));
      return [[port, { poe, poeIndex: index, poeDenials, milliwatts, classWatts: most }] as const];
    }),
  );
}

/**
 * Which interface each port of POWER-ETHERNET-MIB is. The standard leaves it open; the first of the ways that switches
 * do it which gives every index an interface of its own is taken: by the numbers in the interface's name (`Gi2/0/5` is
 * 2.5), as BRIDGE-MIB numbers its ports, as IF-MIB does, or simply in order.
 */
function mapping(
  indexes: readonly string[],
  interfaces: readonly Interface[],
  basePorts: ReadonlyMap<number, number>,
): ReadonlyMap<string, number> {
  const there = new Set(interfaces.map(({ port }) => port));
  const groups = new Set(indexes.map(groupOf));
  const named = new Map<string, number>();
  for (const { port, name } of interfaces) {
    const numbers = name.match(/\d+/g) ?? [];
    const key = keyOf(groups.size > 1 ? (numbers.length > 1 ? Number(numbers[0]) : 1) : 0, Number(numbers.at(-1) ?? -1));
    // `Te1/0/1` comes behind `Gi1/0/1`, and has no power to give.
    if (!named.has(key)) named.set(key, port);
  }
  const ordered = [...indexes].sort((a, b) => groupOf(a) - groupOf(b) || within(a) - within(b));
  const ways: readonly ((index: string) => number | undefined)[] = [
    (index) => named.get(keyOf(groups.size > 1 ? groupOf(index) : 0, within(index))),
    (index) => (groups.size > 1 ? undefined : basePorts.get(within(index))),
    (index) => within(index),
    (index) => interfaces[ordered.indexOf(index)]?.port,
  ];
  for (const way of ways) {
    const found = new Map(indexes.map((index) => [index, way(index)]));
    const ports = [...found.values()];
    const whole = ports.every((port) => port !== undefined && there.has(port)) && new Set(ports).size === ports.length;
    if (whole) return new Map([...found].flatMap(([index, port]) => (port === undefined ? [] : [[index, port] as const])));
  }
  return new Map();
}

const groupOf = (index: string): number => Number(index.split(".")[0]);
const within = (index: string): number => Number(index.split(".")[1]);
const keyOf = (group: number, index: number): string => `${group}.${index}`;
