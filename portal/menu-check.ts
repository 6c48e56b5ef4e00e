import { z } from "zod";
import { loadCallGraph, withDestinations } from "../db/call-graph.ts";
import { loadTargetNames } from "../db/forwarding-targets.ts";
import { menuRows } from "../db/menu-rows.ts";
import { getMenu, type MenuInput } from "../db/menus.ts";
import type { Db } from "../db/types.ts";
import { endlessPlaces } from "../domain/call-graph.ts";
import { type Destination, menuKeys } from "../domain/destination.ts";
import { DomainError } from "../domain/errors.ts";
import { checkMenu, type TargetState } from "../domain/menu-check.ts";
import { loadOpenStates, type OpenView } from "./open-state.ts";

const Key = z.enum(menuKeys);
/** What callers would stumble over; it may be saved all the same. */
export const FindingView = z.union([
  z.strictObject({ kind: z.enum(["welcomeMissing", "transcriptMissing", "saidOutOfOrder", "timeoutMissing", "noEnd"]) }),
  z.strictObject({ kind: z.enum(["keyNotSaid", "keyLeadsNowhere"]), key: Key }),
  z.strictObject({ kind: z.enum(["targetDeactivated", "targetClosed"]), slot: z.string(), name: z.string() }),
]);
export type FindingView = z.infer<typeof FindingView>;

export const MenuCheckView = z.strictObject({
  findings: z.array(FindingView),
  /** Callers come to the menu by a number of its own and it is open: what is saved is heard at once. */
  live: z.boolean(),
});

/**
 * What in a menu callers would stumble over. Nothing is saved.
 *
 * @param id of the menu that would be so; null: a new one
 * @throws DomainError `menu_not_found`, `target_not_found`
 */
export async function checkWanted(
  db: Db,
  asked: { readonly organisationId: string; readonly id: string | null; readonly wanted: MenuInput; readonly now: Date },
): Promise<z.infer<typeof MenuCheckView>> {
  const { organisationId, id, wanted, now } = asked;
  const before = id === null ? null : await getMenu(db, { organisationId, id });
  const rows = menuRows(wanted);
  const names = await loadTargetNames(
    db,
    organisationId,
    rows.map((row) => row.destination),
  );
  const gone = rows.some(({ destination: to }) => "id" in to && !names.has(keyOf(to)));
  if (gone) throw new DomainError("target_not_found");
  const states = await loadOpenStates(db, organisationId, now);
  const node = `menu:${id ?? "new"}` as const;
  // Nobody comes to a target that is closed while the menu is closed itself.
  const answers = states.get(node)?.open ?? true;
  const targets = rows.flatMap(({ slot, destination }): [string, TargetState][] => {
    const state = stateOf(destination, names, states);
    return state ? [[slot, answers ? state : { ...state, open: null }]] : [];
  });
  const graph = withDestinations(await loadCallGraph(db, organisationId), node, rows);
  const findings = checkMenu(wanted, {
    transcript: await transcriptOf(db, organisationId, wanted.welcomeId),
    targets: new Map(targets),
    endless: endlessPlaces(graph).has(node),
  });
  return { findings, live: before !== null && before.e164 !== null && (states.get(node)?.open ?? false) };
}

/** A mailbox is its owner's. */
function keyOf(to: Extract<Destination, { readonly id: string }>): string {
  return `${to.kind === "voicemail" ? "user" : to.kind}:${to.id}`;
}

function stateOf(
  to: Destination,
  names: Awaited<ReturnType<typeof loadTargetNames>>,
  states: ReadonlyMap<string, OpenView>,
): TargetState | null {
  if (!("id" in to)) return null;
  const known = names.get(keyOf(to));
  if (!known) return null;
  return { name: known.name, active: known.active, open: states.get(`${to.kind}:${to.id}`)?.open ?? null };
}

async function transcriptOf(db: Db, organisationId: string, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const row: { transcript: string } | undefined = await db("announcement")
    .where({ id, organisation_id: organisationId })
    .first("transcript");
  return row?.transcript ?? null;
}
