import { type CallNode, type ForwardingKind, mostHops } from "./call-forwarding.ts";
import type { Destination, GroupSlot, MenuSlot } from "./destination.ts";

/** How a call goes on: a forwarding of a person, a group's member or one of its destinations, a menu's key or other way. */
export type CallWay = ForwardingKind | "member" | GroupSlot | MenuSlot;

/** What is known of a user, group or menu. */
export type GraphNode = {
  /** A person who answers here, or a way that ends outside the graph: an announcement, a mailbox, an outside number. */
  readonly ends: "here" | "next" | null;
  readonly goesOn: readonly { readonly way: CallWay; readonly to: CallNode }[];
};
export type CallGraph = ReadonlyMap<CallNode, GraphNode>;

const nothing: GraphNode = { ends: null, goesOn: [] };

/** Where a destination is in the graph; null: it ends there, or (`repeat`) stays where it is. */
export function destinationNode(destination: Destination): CallNode | null {
  const { kind } = destination;
  return kind === "user" || kind === "group" || kind === "menu" ? `${kind}:${destination.id}` : null;
}

/** A destination after which nobody is sent on. A menu that is said again is no end: how often is for the menu to bound. */
function isEnd({ kind }: Destination): boolean {
  return kind !== "user" && kind !== "group" && kind !== "menu" && kind !== "repeat";
}

/** A group or menu with its destinations, and (of a group) its members. */
export function ownerNode(
  rows: readonly { readonly slot: GroupSlot | MenuSlot; readonly destination: Destination }[],
  members: readonly string[] = [],
): GraphNode {
  const goesOn: { way: CallWay; to: CallNode }[] = members.map((id) => ({ way: "member", to: `user:${id}` }));
  for (const { slot, destination } of rows) {
    const to = destinationNode(destination);
    if (to !== null) goesOn.push({ way: slot, to });
  }
  return { ends: rows.some((row) => isEnd(row.destination)) ? "next" : null, goesOn };
}

/** A person: answers, unless deactivated or with all calls going on to somewhere else. `null`: to an outside number. */
export function userNode(
  active: boolean,
  forwardings: readonly { readonly kind: ForwardingKind; readonly to: CallNode | null }[],
): GraphNode {
  const all = forwardings.find((one) => one.kind === "all");
  const goesOn = forwardings.flatMap(({ kind, to }) => (to === null ? [] : [{ way: kind, to }]));
  if (all) return { ends: all.to === null ? "next" : null, goesOn };
  return { ends: active ? "here" : null, goesOn };
}

/**
 * Fewest hops from each node to a human or an end; a node without any is missing. A person whose calls all go on is passed by
 * that way alone; a group passes such a member by.
 */
export function hopsToEnd(graph: CallGraph): Map<CallNode, number> {
  const hops = new Map<CallNode, number>();
  const before = new Map<CallNode, CallNode[]>();
  for (const [node, { ends, goesOn }] of graph) {
    if (ends === "here") hops.set(node, 0);
    if (ends === "next") hops.set(node, 1);
    const all = goesOn.filter((one) => one.way === "all");
    for (const { way, to } of all.length > 0 ? all : goesOn) {
      if (way === "member" && graph.get(to)?.ends !== "here") continue;
      const list = before.get(to);
      if (list) list.push(node);
      else before.set(to, [node]);
    }
  }
  for (let most = 0; most < mostHops + 1; most += 1) {
    const reached = [...hops].filter(([, count]) => count === most).map(([node]) => node);
    for (const node of reached.flatMap((one) => before.get(one) ?? []))
      if ((hops.get(node) ?? Number.POSITIVE_INFINITY) > most + 1) hops.set(node, most + 1);
  }
  return hops;
}

/** The shortest way from one node to another, both included, of one hop at least; null when there is none. */
function shortestWay(
  from: CallNode,
  to: CallNode,
  graph: CallGraph,
  passes: (node: CallNode) => boolean = () => true,
): CallNode[] | null {
  const cameFrom = new Map<CallNode, CallNode>();
  const queue = [from];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] ?? from;
    for (const next of (graph.get(node) ?? nothing).goesOn) {
      if (cameFrom.has(next.to) || !passes(next.to)) continue;
      cameFrom.set(next.to, node);
      if (next.to === to) return wayBack(from, to, cameFrom);
      queue.push(next.to);
    }
  }
  return null;
}

function wayBack(from: CallNode, to: CallNode, cameFrom: ReadonlyMap<CallNode, CallNode>): CallNode[] {
  const way = [to];
  for (let node = cameFrom.get(to); node !== undefined && node !== from; node = cameFrom.get(node)) way.unshift(node);
  return [from, ...way];
}

/**
 * A loop that callers may not be led into. `circle`: no menu is in it, so calls would go round by themselves (F3). `noEnd`: from
 * a place in it neither a human nor an end is reachable within five hops (§20). The path begins and ends with the same place.
 */
export type CallLoop = { readonly kind: "circle" | "noEnd"; readonly path: readonly CallNode[] };

const isMenu = (node: CallNode): boolean => node.startsWith("menu:");

/** The shortest loop without a menu by one of these ways on from a node. A group's call does not follow its members' forwarding. */
function circle(start: CallNode, ways: readonly CallNode[], all: CallGraph): CallLoop | null {
  if (isMenu(start)) return null;
  const graph: CallGraph = new Map([...all].map(([node, one]) => [node, withoutMembers(one)]));
  const path = shortestWay(start, start, new Map([...graph, [start, onlyTo(graph.get(start), ways)]]), (node) => !isMenu(node));
  return path && { kind: "circle", path };
}

function withoutMembers(node: GraphNode): GraphNode {
  return { ...node, goesOn: node.goesOn.filter((one) => one.way !== "member") };
}

function onlyTo(node: GraphNode = nothing, ways: readonly CallNode[]): GraphNode {
  return { ...node, goesOn: node.goesOn.filter((one) => ways.includes(one.to)) };
}

/** Every place that lies in a loop and from which no human or end is reachable within five hops, with the shortest such loop. */
export function endlessPlaces(graph: CallGraph): Map<CallNode, CallLoop> {
  const hops = hopsToEnd(graph);
  const places = new Map<CallNode, CallLoop>();
  for (const node of graph.keys()) {
    if ((hops.get(node) ?? Number.POSITIVE_INFINITY) <= mostHops) continue;
    const path = shortestWay(node, node, graph);
    if (path) places.set(node, { kind: "noEnd", path });
  }
  return places;
}

/**
 * The loop that a changed node would make, or null: what was wrong before, and is not made by this change, does not keep
 * anybody from saving.
 */
export function newLoop(owner: CallNode, before: CallGraph, after: CallGraph): CallLoop | null {
  const had = new Set((before.get(owner) ?? nothing).goesOn.map((one) => one.to));
  const ways = (after.get(owner) ?? nothing).goesOn.map((one) => one.to).filter((to) => !had.has(to));
  const found = circle(owner, ways, after);
  if (found) return found;
  const old = endlessPlaces(before);
  const fresh = [...endlessPlaces(after)].filter(([node]) => !old.has(node));
  const [node, loop] = fresh.find(([one]) => one === owner) ?? fresh[0] ?? [];
  if (!node || !loop) return null;
  // Told from the place that is being changed, when the loop is by it.
  const [there, back] = [shortestWay(owner, node, after), shortestWay(node, owner, after)];
  return node !== owner && there && back ? { kind: "noEnd", path: [...there, ...back.slice(1)] } : loop;
}

/** A person as a group's member: its calls ring there, and go on only where all calls of the person do. */
const asMember = (node: CallNode): CallNode => `${node}${memberMark}`;
const memberMark = "#member";

/** The places of a path as they are called in the graph, as far as the first that comes again. */
export function plainPath(path: readonly CallNode[]): CallNode[] {
  const plain: CallNode[] = [];
  for (const node of path) {
    const place: CallNode = node.endsWith(memberMark) ? `user:${node.slice("user:".length, -memberMark.length)}` : node;
    const again = plain.includes(place);
    plain.push(place);
    if (again) break;
  }
  return plain;
}

/**
 * What a person's forwarding leads to by itself: in a menu the caller chooses. Whoever sends unanswered calls to a group and is
 * a member of it makes no circle: a group's call does not follow what its members do with theirs. Where all calls of a member
 * go on, it is told all the same (`plainPath` names such places).
 */
export function waysWithoutMenus(graph: CallGraph): Map<CallNode, CallNode[]> {
  const ways = new Map<CallNode, CallNode[]>();
  for (const [node, { goesOn }] of graph) {
    const onward = goesOn.filter(({ to }) => !isMenu(to));
    const place = ({ way, to }: (typeof onward)[number]) => (way === "member" ? asMember(to) : to);
    ways.set(node, isMenu(node) ? [] : onward.map(place));
    if (node.startsWith("user:"))
      ways.set(
        asMember(node),
        onward.filter((one) => one.way === "all").map((one) => one.to),
      );
  }
  return ways;
}
