import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontOf, shortName } from "./switch-front.ts";
import {
  cycleRefusal,
  decidePlace,
  deniedSince,
  mostOnEdge,
  movedFrom,
  type Neighbour,
  type PortFacts,
  type SeatSeen,
  seatPhones,
} from "./switch-port.ts";

const port = (n: number, say: Partial<PortFacts> = {}): PortFacts => ({
  ...{ port: n, name: `Gi1/0/${n}`, alias: "", enabled: true, link: true, speed: 1000, vlan: 10, voiceVlan: null },
  ...{ poe: "delivering", poeIndex: `1.${n}`, poeDenials: 0, deciwatts: null, wattsFrom: null, neighbour: null },
  ...say,
});
const neighbour = (say: Partial<Neighbour>): Neighbour => ({
  ...{ name: "", description: "", mac: null, chassis: null, phone: false, bridge: false, maker: "", model: "", firmware: "" },
  ...say,
});
const reading = (ports: PortFacts[], learnt: readonly (readonly [string, number])[]) => ({
  ...{ systemName: "", systemDescription: "", chassis: null, ports },
  learnt: learnt.map(([mac, at]) => ({ mac, port: at, vlan: 20 })),
});
const isPhone = (mac: string) => mac.startsWith("805ec0");
const none = new Set<string>();
const mac = (n: number) => `805ec0${n.toString(16).padStart(6, "0")}`;

describe("A port", () => {
  it("with a switch or too many addresses behind it leads on, and no phone is placed there; one that a phone speaks from does not", () => {
    const many = Array.from({ length: mostOnEdge + 1 }, (_, n) => [mac(n), 3] as const);
    const telephone = neighbour({ phone: true, mac: mac(99) });
    const { ports, seats } = seatPhones(
      reading(
        [port(1, { neighbour: neighbour({ bridge: true }) }), port(2), port(3), port(4, { neighbour: telephone }), port(5)],
        [[mac(20), 1], [mac(21), 2], ["020000000001", 2], ...many, [mac(22), 5], ["02000000cc00", 5]],
      ),
      isPhone,
      new Set(["02000000cc00"]),
    );
    expect(ports.map(({ uplink }) => uplink)).toEqual(["neighbour", null, "many", null, "switch"]);
    expect(seats.map((seat) => [seat.mac, seat.port, seat.source])).toEqual([
      [mac(21), 2, "bridge"],
      [mac(99), 4, "lldp"],
    ]);
    expect(ports[1]).toMatchObject({ addresses: 2, others: 1 });
  });

  it("gives each phone one seat at most, on a port that it has, whatever a switch says", () => {
    const learnt = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 6 })), { maxLength: 60 });
    fc.assert(
      fc.property(learnt, (said) => {
        const all = Array.from({ length: 4 }, (_, n) => port(n + 1));
        const { seats, ports } = seatPhones(
          reading(
            all,
            said.map(([n, at]) => [mac(n), at] as const),
          ),
          isPhone,
          none,
        );
        expect(new Set(seats.map((one) => one.mac)).size).toBe(seats.length);
        const edges = new Set(ports.filter(({ uplink }) => uplink === null).map((one) => one.port));
        expect(seats.every((one) => edges.has(one.port))).toBe(true);
        expect(ports.every(({ addresses, others }) => others >= 0 && others <= addresses)).toBe(true);
      }),
      { seed: 25 },
    );
  });

  it("is denied power when the switch has counted more denials since the last look", () => {
    const waits = port(1, { poe: "searching", poeDenials: 4 });
    expect(deniedSince(waits, undefined).poe).toBe("searching");
    expect(deniedSince(waits, { poeDenials: 4 }).poe).toBe("searching");
    expect(deniedSince(waits, { poeDenials: 3 }).poe).toBe("denied");
    expect(deniedSince({ ...waits, poe: "delivering" }, { poeDenials: 3 }).poe).toBe("delivering");
  });

  it("loses its power only where one phone hangs and nothing else, and that phone is the one that is meant", () => {
    const edge = { ...port(1), uplink: null, addresses: 1, others: 0 };
    expect(cycleRefusal(edge, [mac(1)], mac(1), true)).toBeNull();
    expect(cycleRefusal(edge, [], mac(1), true)).toBeNull();
    expect(cycleRefusal(edge, [mac(1)], mac(1), false)).toBe("not_writable");
    expect(cycleRefusal({ ...edge, uplink: "many" }, [mac(1)], null, true)).toBe("uplink");
    expect(cycleRefusal({ ...edge, others: 1 }, [mac(1)], null, true)).toBe("others");
    expect(cycleRefusal(edge, [mac(1), mac(2)], null, true)).toBe("others");
    expect(cycleRefusal(edge, [mac(2)], mac(1), true)).toBe("phone_elsewhere");
    expect(cycleRefusal({ ...edge, poe: null }, [], null, true)).toBe("no_power");
  });
});

describe("A phone that several switches see", () => {
  const seen = (say: Partial<SeatSeen>): SeatSeen => ({
    ...{ mac: mac(1), port: 1, vlan: null, source: "bridge", switchId: "a", since: "2026-01-01T00:00:00.000Z", goneAt: null },
    ...{ addresses: 1 },
    ...say,
  });

  it("sits where it says so itself, else where fewest others are; in whatever order they say it", () => {
    const [far, near, told] = [
      seen({ switchId: "b", addresses: 9 }),
      seen({ addresses: 2 }),
      seen({ switchId: "c", source: "lldp", addresses: 5 }),
    ];
    const gone = seen({ switchId: "d", source: "lldp", goneAt: "2026-01-02T00:00:00.000Z" });
    fc.assert(
      fc.property(fc.shuffledSubarray([far, near, told, gone], { minLength: 4 }), (list) => {
        expect(decidePlace(list)).toBe(told);
      }),
      { seed: 25 },
    );
    expect(decidePlace([far, near, gone])).toBe(near);
    expect([decidePlace([gone]), decidePlace([])]).toEqual([gone, null]);
  });

  it("has moved when it left a port for another one, and not when it is merely known better", () => {
    const [old, later] = ["2026-01-01T00:00:00.000Z", "2026-01-01T08:00:00.000Z"];
    const place = { switchId: "b", port: 2, since: later, goneAt: null };
    const left = { switchId: "a", port: 1, since: old };
    const before = { switchId: "a", port: 1, goneAt: null, edge: true };
    expect(movedFrom(place, left, before)).toEqual(left);
    expect(movedFrom(place, null, before)).toBeNull();
    expect(movedFrom(place, null, { ...before, goneAt: later })).toMatchObject({ switchId: "a", port: 1 });
    expect(movedFrom(place, null, { ...before, goneAt: later, edge: false })).toBeNull();
    expect(movedFrom({ ...place, goneAt: later }, left, before)).toBeNull();
    expect(movedFrom({ ...place, since: old }, left, { ...before, switchId: "b", port: 2 })).toBeNull();
  });
});

describe("The front of a switch", () => {
  it("has odd ports above even ones, a block for each kind of name, and every port once", () => {
    const names = [...Array.from({ length: 12 }, (_, n) => `Gi1/0/${12 - n}`), "Te1/1/1", "Te1/1/2", "mgmt"];
    const [copper, fibre, own] = frontOf(names.map((name) => ({ name })));
    expect([copper?.prefix, copper?.rows, copper?.columns]).toEqual(["Gi1/0/", 2, 6]);
    expect(copper?.ports.slice(0, 3)).toEqual([
      { name: "Gi1/0/1", row: 0, column: 0 },
      { name: "Gi1/0/2", row: 1, column: 0 },
      { name: "Gi1/0/3", row: 0, column: 1 },
    ]);
    expect([fibre?.prefix, fibre?.rows, own?.prefix]).toEqual(["Te1/1/", 1, "mgmt"]);
    expect([shortName("Gi1/0/14"), shortName("mgmt")]).toEqual(["14", "mgmt"]);
  });
});
