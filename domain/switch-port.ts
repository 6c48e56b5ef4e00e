/** `denied`: the switch has no power left for it; `fault`: it found something wrong with what hangs there. */
export const poeStates = ["off", "searching", "delivering", "denied", "fault"] as const;
export type PoeState = (typeof poeStates)[number];
/** Whose word the watts are: the switch measured them, the phone asked for them (LLDP-MED), or its class takes no more. */
export const wattSources = ["measured", "asked", "class"] as const;
export type WattSource = (typeof wattSources)[number];

/**
 * Why a switch could not be asked. `credential`: it refuses what it is opened with; `address_refused`: it lies in none of
 * the organisation's networks any more, or where this server may not call; `unreadable`: what it answers makes no sense.
 */
export const switchFaults = ["timeout", "unreachable", "credential", "address_refused", "unreadable"] as const;
export type SwitchFault = (typeof switchFaults)[number];

/** Who is at the other end of a port, as LLDP says. MACs are 12 lower-case hex digits. */
export type Neighbour = {
  readonly name: string;
  readonly description: string;
  /** Of the port at the other end. */
  readonly mac: string | null;
  /** Of the whole thing at the other end. */
  readonly chassis: string | null;
  readonly phone: boolean;
  /** Hands frames on: a switch, a router, an access point. */
  readonly bridge: boolean;
  readonly maker: string;
  readonly model: string;
  readonly firmware: string;
};

/** One port as a switch tells of it. */
export type PortFacts = {
  /** ifIndex of IF-MIB. */
  readonly port: number;
  readonly name: string;
  /** What somebody wrote about it on the switch. */
  readonly alias: string;
  /** Not switched off by somebody. */
  readonly enabled: boolean;
  readonly link: boolean;
  /** Megabits a second; null: not told. */
  readonly speed: number | null;
  /** Untagged frames belong to it. */
  readonly vlan: number | null;
  /** What LLDP-MED tells phones to use. */
  readonly voiceVlan: number | null;
  /** Null: the port gives no power, or does not say. */
  readonly poe: PoeState | null;
  /** Where POWER-ETHERNET-MIB has the port: `<group>.<index>`. */
  readonly poeIndex: string | null;
  /** How often power was denied since the switch started. */
  readonly poeDenials: number | null;
  /** Tenths of a watt. */
  readonly deciwatts: number | null;
  readonly wattsFrom: WattSource | null;
  readonly neighbour: Neighbour | null;
};

/**
 * A switch that has no power left for a port says no more than that it looks for somebody to give it to, and counts how
 * often it refused: more than the last time, it is denied.
 */
export function deniedSince(port: PortFacts, before: Pick<PortFacts, "poeDenials"> | undefined): PortFacts {
  const more = port.poeDenials !== null && (before?.poeDenials ?? port.poeDenials) < port.poeDenials;
  return more && port.poe === "searching" ? { ...port, poe: "denied" } : port;
}

/** An address that a switch has learnt on a port. */
export type Learnt = { readonly mac: string; readonly port: number; readonly vlan: number | null };

/** All that one look at a switch gives. */
export type SwitchReading = {
  readonly systemName: string;
  readonly systemDescription: string;
  /** The address of its bridge; null: it does not say. */
  readonly chassis: string | null;
  readonly ports: readonly PortFacts[];
  readonly learnt: readonly Learnt[];
};

/** Why a port leads on to other equipment: its neighbour says so, another of the organisation's switches is there, or so many addresses. */
export const uplinkReasons = ["neighbour", "switch", "many"] as const;
export type UplinkReason = (typeof uplinkReasons)[number];

export type PortState = PortFacts & {
  readonly uplink: UplinkReason | null;
  /** Different addresses that were learnt on it. */
  readonly addresses: number;
  /** How many of them are no phones. */
  readonly others: number;
};

/** A phone on a port. */
export type Seat = {
  readonly mac: string;
  readonly port: number;
  readonly vlan: number | null;
  readonly source: "lldp" | "bridge";
};

/** On one port more hang than this only behind other equipment: a phone, a computer behind it, and a small switch on a desk. */
export const mostOnEdge = 10;

/**
 * Which port leads on, and which phone sits where. A phone that says so itself (LLDP) is believed also on a port with many
 * addresses; what is merely learnt on a port that leads on sits somewhere behind it, and not there.
 *
 * @param isPhone what is known or looks like a phone's address
 * @param otherSwitches addresses of the organisation's other switches
 */
export function seatPhones(
  reading: SwitchReading,
  isPhone: (mac: string) => boolean,
  otherSwitches: ReadonlySet<string>,
): { readonly ports: readonly PortState[]; readonly seats: readonly Seat[] } {
  const learntOn = Map.groupBy(reading.learnt, ({ port }) => port);
  const seats = new Map<string, Seat>();
  const ports = reading.ports.map((facts): PortState => {
    const here = learntOn.get(facts.port) ?? [];
    const macs = new Set(here.map(({ mac }) => mac));
    const uplink = uplinkReason(facts, macs, otherSwitches);
    const told = facts.neighbour?.phone ? facts.neighbour.mac : null;
    const vlanOf = (mac: string) => here.findLast((one) => one.mac === mac && one.vlan !== null)?.vlan ?? null;
    const phones = uplink === null ? [...macs].filter((mac) => mac === told || isPhone(mac)) : [];
    for (const mac of phones) {
      if (!seats.has(mac)) seats.set(mac, { mac, port: facts.port, vlan: vlanOf(mac) ?? facts.vlan, source: "bridge" });
    }
    if (told !== null) {
      seats.set(told, { mac: told, port: facts.port, vlan: vlanOf(told) ?? facts.voiceVlan ?? facts.vlan, source: "lldp" });
    }
    return { ...facts, uplink, addresses: macs.size, others: macs.size - phones.length };
  });
  return { ports, seats: [...seats.values()] };
}

function uplinkReason(
  { neighbour }: PortFacts,
  macs: ReadonlySet<string>,
  otherSwitches: ReadonlySet<string>,
): UplinkReason | null {
  // A phone has a switch of its own for the computer behind it, and says so.
  if (neighbour?.phone) return null;
  if (neighbour?.chassis && otherSwitches.has(neighbour.chassis)) return "switch";
  if (neighbour?.bridge) return "neighbour";
  if ([...macs].some((mac) => otherSwitches.has(mac))) return "switch";
  return macs.size > mostOnEdge ? "many" : null;
}

/** A phone as one switch sees it, to be compared with what others say. */
export type SeatSeen = Seat & {
  readonly switchId: string;
  readonly since: string;
  readonly goneAt: string | null;
  /** Learnt on that port. */
  readonly addresses: number;
};

/**
 * Where a phone sits when several switches have seen it: where it says so itself, else on the port with the fewest
 * others; one that sees it no longer counts only when nobody else does. Null: nowhere.
 */
export function decidePlace(seen: readonly SeatSeen[]): SeatSeen | null {
  const [best = null] = seen.toSorted(
    (a, b) =>
      Number(a.goneAt !== null) - Number(b.goneAt !== null) ||
      compare(b.goneAt ?? "", a.goneAt ?? "") ||
      Number(a.source === "bridge") - Number(b.source === "bridge") ||
      a.addresses - b.addresses ||
      compare(b.since, a.since) ||
      compare(a.switchId, b.switchId),
  );
  return best;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Switches forget an address after five minutes without a frame (IEEE 802.1D); a phone that restarts takes less than this. Milliseconds. */
export const missedFor = 10 * 60_000;

type Spot = { readonly switchId: string; readonly port: number };

/**
 * Where a phone was that sits elsewhere now. What has merely become known better is no move: that a port leads on, or that
 * another switch is nearer to the phone.
 *
 * @param left where the switch that was asked saw it until now, on a port that still leads nowhere else
 * @param before the place that it had; `edge`: its port still leads nowhere else
 */
export function movedFrom(
  place: Spot & { readonly since: string; readonly goneAt: string | null },
  left: (Spot & { readonly since: string }) | null,
  before: (Spot & { readonly goneAt: string | null; readonly edge: boolean }) | null,
): Spot | null {
  if (place.goneAt !== null) return null;
  const same = (spot: Spot) => spot.switchId === place.switchId && spot.port === place.port;
  if (left !== null && !same(left)) {
    const sat = before !== null && before.switchId === left.switchId && before.port === left.port;
    const later = Date.parse(place.since) - Date.parse(left.since);
    // A switch sees a phone on one port at a time.
    if (left.switchId === place.switchId || (later > 0 && (sat || later >= missedFor))) return left;
  }
  return before !== null && before.goneAt !== null && before.edge && !same(before) ? before : null;
}

/** Why the power of a port may not be taken away. */
export const cycleRefusals = ["uplink", "others", "no_power", "not_writable", "phone_elsewhere"] as const;
export type CycleRefusal = (typeof cycleRefusals)[number];

/**
 * Null: the power may be taken away for a moment. Only where one phone hangs and nothing beside it, or nothing at all:
 * a phone that is dead is seen nowhere.
 *
 * @param phones addresses of phones that sit on the port now
 * @param expected the phone that is meant; null: whatever is there
 */
export function cycleRefusal(
  port: Pick<PortState, "uplink" | "others" | "poe" | "poeIndex">,
  phones: readonly string[],
  expected: string | null,
  writable: boolean,
): CycleRefusal | null {
  if (!writable) return "not_writable";
  if (port.uplink !== null) return "uplink";
  if (port.poe === null || port.poeIndex === null || port.poe === "off") return "no_power";
  if (expected !== null && phones.some((mac) => mac !== expected)) return "phone_elsewhere";
  return port.others > 0 || phones.length > 1 ? "others" : null;
}

/** Until a switch that does not answer is asked again. @param tries how often it has not answered in a row. @returns milliseconds */
export function pauseBeforeSwitch(tries: number): number {
  return 60_000 * ([1, 2, 5, 10][tries] ?? 30);
}
