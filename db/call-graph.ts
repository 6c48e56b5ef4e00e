import { z } from "zod";
import { type CallNode, forwardingKinds } from "../domain/call-forwarding.ts";
import { type CallGraph, type GraphNode, ownerNode, userNode } from "../domain/call-graph.ts";
import { type DestinationRow, destinationRowsOf } from "./destination-rows.ts";
import { loadTargetNames } from "./forwarding-targets.ts";
import type { Db } from "./types.ts";

type ForwardingRow = { user_id: string; kind: string; target_kind: string | null; target_id: string | null };
const Kind = z.enum(forwardingKinds);

/** Where calls may go on to in an organisation: groups, menus, members and whoever forwards. Four queries. */
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
    .select("user_id", "kind", "target_kind", "target_id");
  const gone: { id: string }[] = await db("users")
    .where("organisation_id", organisationId)
    .whereNotNull("deactivated_at")
    .select("id");
  const graph = new Map<CallNode, GraphNode>();
  const byGroup = Map.groupBy(members, (row) => row.group_id);
  for (const [id, rows] of byGroup) graph.set(`group:${id}`, ownerNode([], usersOf(rows)));
  for (const { kind, id, rows } of destinations) {
    graph.set(`${kind}:${id}`, ownerNode(rows, kind === "group" ? usersOf(byGroup.get(id) ?? []) : []));
  }
  const deactivated = new Set(gone.map((row) => row.id));
  const people = new Set([...members.map((row) => row.user_id), ...forwardings.map((row) => row.user_id)]);
  for (const node of [...graph.values()]) {
    for (const { to } of node.goesOn) if (to.startsWith("user:")) people.add(to.slice("user:".length));
  }
  for (const { target_kind: kind, target_id: id } of forwardings) if (kind === "user" && id !== null) people.add(id);
  const byPerson = Map.groupBy(forwardings, (row) => row.user_id);
  for (const id of people) {
    const own = (byPerson.get(id) ?? []).map((row) => ({ kind: Kind.parse(row.kind), to: targetNode(row) }));
    graph.set(`user:${id}`, userNode(!deactivated.has(id), own));
  }
  return graph;
}

function usersOf(rows: readonly { readonly user_id: string }[]): string[] {
  return rows.map((row) => row.user_id);
}

function targetNode({ target_kind: kind, target_id: id }: ForwardingRow): CallNode | null {
  return (kind === "user" || kind === "group" || kind === "menu") && id !== null ? `${kind}:${id}` : null;
}

/** The graph with an owner's new destinations; its members stay. */
export function withDestinations(graph: CallGraph, owner: CallNode, rows: readonly DestinationRow[]): CallGraph {
  const members = (graph.get(owner)?.goesOn ?? []).filter((one) => one.way === "member");
  const node = ownerNode(rows);
  return new Map([...graph, [owner, { ...node, goesOn: [...members, ...node.goesOn] }]]);
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
