import type { GroupSlot } from "../domain/destination.ts";
import type { GroupWay, GroupWays, Redirect } from "../domain/response-group.ts";
import { type DestinationRow, loadDestinations, writeDestinations } from "./destinations.ts";
import type { Db } from "./types.ts";

const nowhere: GroupWays = { full: null, nobody: null, redirects: [] };

/** Where calls of these groups go on to. One query. */
export async function loadGroupWays(
  db: Db,
  organisationId: string,
  groupIds: readonly string[],
): Promise<(groupId: string) => GroupWays> {
  const owners = groupIds.map((id) => ({ kind: "group", id }) as const);
  const rows = await loadDestinations(db, organisationId, owners);
  return (id) => waysOf(rows.get(`group:${id}`) ?? []);
}

function waysOf(rows: readonly DestinationRow[]): GroupWays {
  if (rows.length === 0) return nowhere;
  const at = (slot: GroupSlot): GroupWay | null => {
    const row = rows.find((one) => one.slot === slot);
    return row ? { destination: row.destination, announcementId: row.announcementId } : null;
  };
  const redirects = rows
    .flatMap(({ slot, destination, announcementId, afterSeconds }): Redirect[] =>
      slot.startsWith("redirect:") ? [{ destination, announcementId, afterSeconds: afterSeconds ?? 0 }] : [],
    )
    .sort((a, b) => a.afterSeconds - b.afterSeconds);
  return { full: at("full"), nobody: at("nobody"), redirects };
}

/** Replaces them all. @throws as `writeDestinations`, with the fields of the input: `full.destination`, `redirects.1.destination` */
export async function writeGroupWays(trx: Db, organisationId: string, groupId: string, ways: GroupWays): Promise<void> {
  const rows: DestinationRow[] = [
    ...(ways.full ? [{ slot: "full", afterSeconds: null, ...ways.full } as const] : []),
    ...(ways.nobody ? [{ slot: "nobody", afterSeconds: null, ...ways.nobody } as const] : []),
    ...ways.redirects.map((one, at) => ({ slot: `redirect:${at}`, ...one }) as const),
  ];
  const fieldOf = (slot: string) => `${slot.replace(/^redirect:/, "redirects.")}.destination`;
  await writeDestinations(trx, organisationId, { kind: "group", id: groupId }, rows, fieldOf);
}

/** Groups of the organisation without timed redirects: a caller may wait in them without end. */
export async function endlessGroups(db: Db, organisationId: string): Promise<Set<string>> {
  const redirected = db("destination").whereNotNull("group_id").where("slot", "like", "redirect:%").select("group_id");
  const ids: string[] = await db("response_group")
    .where("organisation_id", organisationId)
    .whereNotIn("id", redirected)
    .pluck("id");
  return new Set(ids);
}
