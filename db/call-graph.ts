import { z } from "zod";
import { type CallNode, forwardingKinds } from "../domain/call-forwarding.ts";
import { type CallGraph, type GraphNode, newLoop, ownerNode, userNode } from "../domain/call-graph.ts";
import { refuseProblems } from "../domain/problem.ts";
import { type DestinationRow, destinationRowsOf } from "./destination-rows.ts";
import { loadTargetNames } from "./forwarding-targets.ts";
import { followedBy, nodesByNumber } from "./number-nodes.ts";
import type { Db } from "./types.ts";

type ForwardingRow = {
  user_id: string;
  kind: string;
  target_kind: string | null;
  target_id: string | null;
  target_number: string | null;
};
const Kind = z.enum(forwardingKinds);

/**
 * Where calls may go on to in an organisation: groups, menus, members, whoever forwards, and whoever is deactivated. A number
 * leads to whoever of the organisation has got it since. A fixed number of queries.
 */
export async function loadCallGraph(db: Db, organisationId: string): Promise<CallGraph> {
  const destinations = await destinationRowsOf(db, organisationId);
  const members: { group_id: string; user_id: string }[] = await db("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where("g.organisation_id", organisationId)
    .orderBy(["m.group_id", "m.user_id"])
    .select("m.group_id", "m.user_id");
  const forwardings: ForwardingRow[] = await db("call_forwarding")
    .where({ organisation_id: organisationId, enabled: true })
    .whereNotNull("target_kind")
    .orderBy(["user_id", "kind"])
    .select("user_id", "kind", "target_kind", "target_id", "target_number");
  const owners = await nodesByNumber(db, organisationId, [
    ...destinations.flatMap(({ rows }) => rows.flatMap(({ destination: to }) => (to.kind === "number" ? [to.number] : []))),
    ...forwardings.flatMap((row) => row.target_number ?? []),
  ]);
  const gone: { id: string }[] = await db("users")
    .where("organisation_id", organisationId)
    .whereNotNull("deactivated_at")
    .select("id");
  const graph = new Map<CallNode, GraphNode>();
  const byGroup = Map.groupBy(members, (row) => row.group_id);
  for (const [id, rows] of byGroup) graph.set(`group:${id}`, ownerNode([], usersOf(rows)));
  for (const { kind, id, rows: written } of destinations) {
    const rows = written.map((row) => ({ ...row, destination: followedBy(row.destination, owners) }));
    graph.set(`${kind}:${id}`, ownerNode(rows, kind === "group" ? usersOf(byGroup.get(id) ?? []) : []));
  }
  const deactivated = new Set(gone.map((row) => row.id));
  const people = new Set([...usersOf(members), ...usersOf(forwardings), ...deactivated]);
  for (const node of [...graph.values()]) {
    for (const { to } of node.goesOn) if (to.startsWith("user:")) people.add(to.slice("user:".length));
  }
  for (const row of forwardings) {
    const to = targetNode(row, owners);
    if (to?.startsWith("user:")) people.add(to.slice("user:".length));
  }
  const byPerson = Map.groupBy(forwardings, (row) => row.user_id);
  for (const id of people) {
    const own = (byPerson.get(id) ?? []).map((row) => ({ kind: Kind.parse(row.kind), to: targetNode(row, owners) }));
    graph.set(`user:${id}`, userNode(!deactivated.has(id), own));
  }
  return graph;
}

function usersOf(rows: readonly { readonly user_id: string }[]): string[] {
  return rows.map((row) => row.user_id);
}

function targetNode(row: ForwardingRow, owners: ReadonlyMap<string, CallNode>): CallNode | null {
  const { target_kind: kind, target_id: id, target_number: number } = row;
  if (kind === "number" && number !== null) return owners.get(number) ?? null;
  return (kind === "user" || kind === "group" || kind === "menu") && id !== null ? `${kind}:${id}` : null;
}

/** The graph with an owner's new destinations; its members stay. */
export function withDestinations(graph: CallGraph, owner: CallNode, rows: readonly DestinationRow[]): CallGraph {
  const members = (graph.get(owner)?.goesOn ?? []).filter((one) => one.way === "member");
  const node = ownerNode(rows);
  // Who is not in the graph is not deactivated, and forwards nothing.
  const people = node.goesOn.flatMap(({ to }) =>
    to.startsWith("user:") && !graph.has(to) ? [[to, userNode(true, [])] as const] : [],
  );
  return new Map([...graph, ...people, [owner, { ...node, goesOn: [...members, ...node.goesOn] }]]);
}

/**
 * A group or menu that gets a number is from then on where everything leads that names the number.
 *
 * @param before the graph as it was without the number
 * @throws ProblemsError of `destination_loop` with the path in order
 */
export async function refuseLoopByNumber(trx: Db, organisationId: string, before: CallGraph): Promise<void> {
  const after = await loadCallGraph(trx, organisationId);
  const ways = (graph: CallGraph, node: CallNode) => (graph.get(node)?.goesOn ?? []).map((one) => one.to).join(" ");
  for (const node of after.keys()) {
    const loop = ways(before, node) === ways(after, node) ? null : newLoop(node, before, after);
    if (!loop) continue;
    const names = await namesOfPath(trx, organisationId, loop.path);
    const detail = { kind: loop.kind, path: loop.path, names, way: names.join(" → ") };
    refuseProblems([{ field: "number", code: "destination_loop", detail }]);
  }
}

/** What the places of a path are called, in their order. */
export async function namesOfPath(db: Db, organisationId: string, path: readonly CallNode[]): Promise<string[]> {
  const names = await loadTargetNames(db, organisationId, path.flatMap(targetOf));
  return path.map((node) => names.get(node)?.name ?? "?");
}

function targetOf(node: CallNode) {
  const [kind, id = ""] = node.split(":");
  return kind === "user" || kind === "group" || kind === "menu" ? [{ kind, id } as const] : [];
}
