import { z } from "zod";
import { type ForwardingFacts, refusedTarget, targetRefusal } from "../domain/call-forwarding.ts";
import { newLoop } from "../domain/call-graph.ts";
import { type Destination, kindsFor } from "../domain/destination.ts";
import type { ErrorCode } from "../domain/errors.ts";
import { parseNumber } from "../domain/numbers.ts";
import { type Problem, refuseProblems } from "../domain/problem.ts";
import { loadCallGraph, namesOfPath, withDestinations } from "./call-graph.ts";
import {
  type DestinationOwner,
  type DestinationRow,
  destinationRowsOf,
  ownerKey,
  storedDestination,
} from "./destination-rows.ts";
import { oneOf } from "./dialect/dialect.ts";
import { foreignPrefixesOf } from "./foreign-prefixes.ts";
import { followedBy, nodesByNumber } from "./number-nodes.ts";
import type { Db } from "./types.ts";

export type { DestinationOwner, DestinationRow } from "./destination-rows.ts";

const Id = z.string().min(1).max(64);
/** Where calls go on to, as somebody says it. A number may be in any written form. */
export const DestinationInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["user", "group", "menu", "voicemail", "announcement"]), id: Id }),
  /** A number that somebody, a group or a menu of the organisation has follows them from then on. */
  z.strictObject({ kind: z.literal("number"), number: z.string().max(60) }),
  z.strictObject({ kind: z.enum(["hangUp", "repeat", "extension"]) }),
]);

/** Where calls go on to from groups and menus, by `group:<id>` and `menu:<id>`; who has none is missing. One query. */
export async function loadDestinations(
  db: Db,
  organisationId: string,
  owners: readonly DestinationOwner[],
): Promise<Map<string, readonly DestinationRow[]>> {
  if (owners.length === 0) return new Map();
  const found = await destinationRowsOf(db, organisationId, owners);
  return new Map(found.map(({ rows, ...owner }) => [ownerKey(owner), rows]));
}

/**
 * Replaces all destinations of a group or menu, with every check. What was there before and has gone away meanwhile
 * (a person who is deactivated) may stay.
 *
 * @param fieldOf where in the input the destination of a slot stands, for the error beside it
 * @returns as they are kept: numbers canonical, the organisation's own ones as whoever has them
 * @throws ProblemsError of `target_not_found`, `target_deactivated`, `destination_kind_refused`, `number_invalid`,
 * `forwarding_target_refused`, `announcement_not_found`; DomainError `destination_loop` with the path in order
 */
export async function writeDestinations(
  trx: Db,
  organisationId: string,
  owner: DestinationOwner,
  rows: readonly DestinationRow[],
  fieldOf: (slot: DestinationRow["slot"]) => string = (slot) => `destinations.${slot}`,
): Promise<DestinationRow[]> {
  const before = await loadDestinations(trx, organisationId, [owner]);
  const had = new Set((before.get(ownerKey(owner)) ?? []).map((row) => JSON.stringify(row.destination)));
  const owners = await nodesByNumber(trx, organisationId, numbersIn(rows));
  const followed = rows.map((row) => ({ ...row, destination: followedBy(row.destination, owners) }));
  const foreignPrefixes = await foreignPrefixesOf(trx, organisationId);
  const known = await loadKnown(trx, organisationId, followed);
  const problems = followed.flatMap((row): Problem[] => {
    const field = fieldOf(row.slot);
    const kept = had.has(JSON.stringify(row.destination));
    const found = destinationProblem(row, known, foreignPrefixes, kept);
    const announcement = row.announcementId === null || known.announcements.has(row.announcementId);
    return [
      ...(found ? [{ ...found, field }] : []),
      ...(announcement ? [] : [{ field, code: "announcement_not_found" } as const]),
    ];
  });
  refuseProblems(problems);
  await refuseNewLoop(trx, organisationId, owner, followed, fieldOf);
  await trx("destination")
    .where(owner.kind === "group" ? "group_id" : "menu_id", owner.id)
    .delete();
  if (followed.length > 0) {
    await trx("destination").insert(followed.map((row) => storedDestination(organisationId, owner, row)));
  }
  return followed;
}

function numbersIn(rows: readonly DestinationRow[]): string[] {
  return rows.flatMap(({ destination: to }) => (to.kind === "number" ? (parseNumber(to.number)?.canonical ?? []) : []));
}

type Known = {
  /** Whether they are active. */
  readonly users: ReadonlyMap<string, boolean>;
  readonly groups: ReadonlySet<string>;
  readonly menus: ReadonlySet<string>;
  readonly announcements: ReadonlySet<string>;
};

/** What of the rows is the organisation's. A query for each kind that is said. */
async function loadKnown(db: Db, organisationId: string, rows: readonly DestinationRow[]): Promise<Known> {
  const idsOf = (...kinds: Destination["kind"][]) =>
    rows.flatMap(({ destination: to }) => (kinds.includes(to.kind) && "id" in to ? [to.id] : []));
  const rowsOf = async (table: string, ids: readonly string[], ...more: string[]) => {
    if (ids.length === 0) return [];
    const found: { id: string; deactivated_at?: string | null }[] = await db(table)
      .where("organisation_id", organisationId)
      .where(oneOf(db, "id", ids))
      .select(["id", ...more]);
    return found;
  };
  const said = rows.flatMap((row) => row.announcementId ?? []);
  const idSet = async (table: string, ids: readonly string[]) => new Set((await rowsOf(table, ids)).map((row) => row.id));
  const users = await rowsOf("users", idsOf("user", "voicemail"), "deactivated_at");
  return {
    users: new Map(users.map((row) => [row.id, row.deactivated_at === null])),
    groups: await idSet("response_group", idsOf("group")),
    menus: await idSet("menu", idsOf("menu")),
    announcements: await idSet("announcement", [...idsOf("announcement"), ...said]),
  };
}

function destinationProblem(
  { slot, destination: to }: DestinationRow,
  known: Known,
  foreignPrefixes: readonly string[],
  kept: boolean,
): Omit<Problem, "field"> | null {
  if (!kindsFor(slot).includes(to.kind)) return { code: "destination_kind_refused", detail: { kind: to.kind } };
  const unknown = (there: boolean, code: ErrorCode) => (there ? null : { code });
  switch (to.kind) {
    case "user":
    case "voicemail": {
      const active = known.users.get(to.id);
      if (active === false && !kept) return { code: "target_deactivated" };
      return unknown(active !== undefined, "target_not_found");
    }
    case "group":
      return unknown(known.groups.has(to.id), "target_not_found");
    case "menu":
      return unknown(known.menus.has(to.id), "target_not_found");
    case "announcement":
      return unknown(known.announcements.has(to.id), "announcement_not_found");
    case "number":
      return numberProblem(to.number, foreignPrefixes);
    default:
      return null;
  }
}

/** F2, where nobody's own number is concerned. */
function numberProblem(written: string, foreignPrefixes: readonly string[]): Omit<Problem, "field"> | null {
  const number = parseNumber(written);
  if (!number) return { code: "number_invalid", detail: { number: written } };
  const nobody: ForwardingFacts = { userId: "", primaryNumber: null, mexNumber: null, takesMobile: false, foreignPrefixes };
  const reason = targetRefusal(number.canonical, number.kind, nobody);
  return reason && refusedTarget(reason, number.canonical, nobody);
}

async function refuseNewLoop(
  trx: Db,
  organisationId: string,
  owner: DestinationOwner,
  rows: readonly DestinationRow[],
  fieldOf: (slot: DestinationRow["slot"]) => string,
): Promise<void> {
  const graph = await loadCallGraph(trx, organisationId);
  const node = ownerKey(owner);
  const loop = newLoop(node, graph, withDestinations(graph, node, rows));
  if (!loop) return;
  const first = loop.path[0] === node ? loop.path[1] : undefined;
  const slot = rows.find(({ destination: to }) => "id" in to && `${to.kind}:${to.id}` === first)?.slot;
  const names = await namesOfPath(trx, organisationId, loop.path);
  const detail = { kind: loop.kind, path: loop.path, names, way: names.join(" → ") };
  refuseProblems([{ field: slot === undefined ? "destinations" : fieldOf(slot), code: "destination_loop", detail }]);
}
