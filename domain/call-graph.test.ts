import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CallNode, mostHops } from "./call-forwarding.ts";
import { type CallGraph, endlessPlaces, type GraphNode, hopsToEnd, newLoop, ownerNode, userNode } from "./call-graph.ts";
import type { Destination, MenuSlot } from "./destination.ts";

const menu = (...destinations: Destination[]): GraphNode =>
  ownerNode(destinations.map((destination, at) => ({ slot: `key:${at % 2 === 0 ? "1" : "2"}` satisfies MenuSlot, destination })));
const to = (node: CallNode): Destination => {
  const [kind, id = ""] = node.split(":");
  return { kind: kind === "user" ? "user" : kind === "group" ? "group" : "menu", id };
};
const group = (members: string[], ...ways: CallNode[]): GraphNode =>
  ownerNode(
    ways.map((way, at) => ({ slot: `redirect:${at}` as const, destination: to(way) })),
    members,
  );
const graph = (...nodes: [CallNode, GraphNode][]): CallGraph => new Map(nodes);
const human: GraphNode = userNode(true, []);
const hangUp: Destination = { kind: "hangUp" };
const none: CallGraph = new Map();

describe("loops of groups, menus and forwardings", () => {
  it("may go round by a menu as long as somebody answers or the call ends within five hops", () => {
    const main = (...more: Destination[]) => menu(to("menu:sub"), ...more);
    const without = graph(["menu:main", main()], ["menu:sub", menu(to("menu:main"))]);
    expect(newLoop("menu:sub", none, without)).toEqual({ kind: "noEnd", path: ["menu:sub", "menu:main", "menu:sub"] });
    for (const end of [hangUp, { kind: "announcement", id: "a" }, { kind: "voicemail", id: "u" }] satisfies Destination[])
      expect(newLoop("menu:sub", none, graph(["menu:main", main(end)], ["menu:sub", menu(to("menu:main"))]))).toBeNull();
    const outside: Destination = { kind: "number", number: "+46313900600" };
    expect(newLoop("menu:sub", none, graph(["menu:main", main(outside)], ["menu:sub", menu(to("menu:main"))]))).toBeNull();
    const person = graph(["menu:main", main(to("user:a"))], ["menu:sub", menu(to("menu:main"))], ["user:a", human]);
    expect(newLoop("menu:sub", none, person)).toBeNull();
  });

  it("may lead from a menu to itself when the menu has an end, and are no loops when the menu is only said again", () => {
    expect(newLoop("menu:m", none, graph(["menu:m", menu(to("menu:m"))]))).toEqual({ kind: "noEnd", path: ["menu:m", "menu:m"] });
    expect(newLoop("menu:m", none, graph(["menu:m", menu(to("menu:m"), hangUp)]))).toBeNull();
    expect(newLoop("menu:m", none, graph(["menu:m", menu({ kind: "repeat" })]))).toBeNull();
  });

  it("may not go round by themselves, whoever answers on the way (F3): groups, people who forward, members", () => {
    const both = graph(["group:a", group(["u"], "group:b")], ["group:b", group(["u"], "group:a")], ["user:u", human]);
    expect(newLoop("group:b", none, both)).toEqual({ kind: "circle", path: ["group:b", "group:a", "group:b"] });
    expect(newLoop("group:a", none, graph(["group:a", group([], "group:a")]))?.path).toEqual(["group:a", "group:a"]);
    const forwards = userNode(true, [{ kind: "noAnswer", to: "group:a" }]);
    const byPerson = graph(["group:a", group([], "user:u")], ["user:u", forwards]);
    expect(newLoop("group:a", none, byPerson)?.path).toEqual(["group:a", "user:u", "group:a"]);
    // A group's call does not follow its members' forwarding.
    expect(newLoop("group:a", none, graph(["group:a", group(["u"])], ["user:u", forwards]))).toBeNull();
    // Back to the main menu when nobody answers is how firms want it.
    const back = graph(["menu:m", menu(to("group:a"))], ["group:a", group(["u"], "menu:m")], ["user:u", human]);
    expect([newLoop("menu:m", none, back), newLoop("group:a", none, back)]).toEqual([null, null]);
  });

  it("count neither somebody deactivated nor somebody whose calls all go on as a human", () => {
    const round = (user: GraphNode) => graph(["menu:m", menu(to("menu:m"), to("user:u"))], ["user:u", user]);
    expect(newLoop("menu:m", none, round(userNode(false, [])))?.kind).toBe("noEnd");
    expect(newLoop("menu:m", none, round(userNode(true, [{ kind: "all", to: "menu:m" }])))?.kind).toBe("noEnd");
    expect(newLoop("menu:m", none, round(userNode(true, [{ kind: "busy", to: "menu:m" }])))).toBeNull();
    expect(newLoop("menu:m", none, round(userNode(true, [{ kind: "all", to: null }])))).toBeNull();
  });

  it("do not reach anybody by a member whom the group passes by", () => {
    const round = (user: GraphNode) =>
      graph(["menu:m", menu(to("menu:m"), to("group:g"))], ["group:g", group(["u"])], ["user:u", user], ["user:o", human]);
    expect(newLoop("menu:m", none, round(userNode(true, [{ kind: "all", to: "user:o" }])))?.kind).toBe("noEnd");
    expect(newLoop("menu:m", none, round(userNode(false, [])))?.kind).toBe("noEnd");
    expect(newLoop("menu:m", none, round(human))).toBeNull();
  });

  it("need the end within five hops, not six", () => {
    const row = (menus: number): [CallNode, GraphNode][] =>
      Array.from({ length: menus }, (_, at) => [
        `menu:${at}`,
        at === menus - 1 ? menu(to("menu:0"), hangUp) : menu(to(`menu:${at + 1}`)),
      ]);
    expect(newLoop("menu:0", none, graph(...row(5)))).toBeNull();
    expect(newLoop("menu:0", none, graph(...row(6)))?.path).toHaveLength(7);
  });

  it("that lose their way out by a change elsewhere are found, and told; what was so before keeps nobody from saving", () => {
    const two: [CallNode, GraphNode][] = [
      ["menu:a", menu(to("menu:b"))],
      ["menu:b", menu(to("menu:a"), to("group:g"))],
      ["user:u", human],
    ];
    const good = graph(...two, ["group:g", group(["u"])]);
    const bad = graph(...two, ["group:g", group([])]);
    expect(newLoop("group:g", good, bad)).toEqual({ kind: "noEnd", path: ["menu:a", "menu:b", "menu:a"] });
    expect(newLoop("menu:a", bad, bad)).toBeNull();
    expect(newLoop("menu:a", bad, good)).toBeNull();
  });

  it("agree with walking every way, on any small graph", () => {
    const nodes = fc.constantFrom<CallNode>("user:0", "user:1", "group:2", "group:3", "menu:4", "menu:5", "menu:6");
    const one = fc.record({
      ends: fc.constantFrom<GraphNode["ends"]>(null, null, null, "here", "next"),
      goesOn: fc.array(fc.record({ way: fc.constantFrom("busy" as const, "key:1" as const), to: nodes }), { maxLength: 2 }),
    });
    const anyGraph = fc.array(fc.tuple(nodes, one), { maxLength: 8 }).map((all): CallGraph => new Map(all));
    const at = (all: CallGraph, node: CallNode) => all.get(node) ?? { ends: null, goesOn: [] };
    /** Fewest hops, by trying every way of at most so many. */
    const walk = (all: CallGraph, node: CallNode, left: number): number => {
      const { ends, goesOn } = at(all, node);
      if (ends === "here") return 0;
      if (ends === "next" && left > 0) return 1;
      return left === 0 ? 99 : Math.min(99, ...goesOn.map((next) => 1 + walk(all, next.to, left - 1)));
    };
    /** Every way of at most eight hops that comes back to where it began. */
    const returns = (
      all: CallGraph,
      node: CallNode,
      start: CallNode,
      left: number,
      passes: (node: CallNode) => boolean,
    ): boolean =>
      left > 0 &&
      at(all, node).goesOn.some(
        (next) => passes(next.to) && (next.to === start || returns(all, next.to, start, left - 1, passes)),
      );
    fc.assert(
      fc.property(anyGraph, nodes, (all, owner) => {
        const hops = hopsToEnd(all);
        for (const node of all.keys()) {
          const walked = walk(all, node, mostHops);
          expect(Math.min(hops.get(node) ?? 99, mostHops + 1)).toBe(Math.min(walked, mostHops + 1));
        }
        const endless = [...all.keys()].filter(
          (node) => walk(all, node, mostHops) > mostHops && returns(all, node, node, 8, () => true),
        );
        expect([...endlessPlaces(all).keys()].sort()).toEqual(endless.sort());
        const noMenu = (node: CallNode) => !node.startsWith("menu:");
        const round = noMenu(owner) && returns(all, owner, owner, 8, noMenu);
        const loop = newLoop(owner, none, all);
        expect(loop?.kind).toBe(round ? "circle" : endless.length > 0 ? "noEnd" : undefined);
        if (!loop) return;
        expect(loop.path[0]).toBe(loop.path.at(-1));
        loop.path.slice(1).forEach((node, index) => {
          expect(at(all, loop.path[index] ?? node).goesOn.map((next) => next.to)).toContain(node);
        });
      }),
      { seed: 4, numRuns: 400 },
    );
  });
});
