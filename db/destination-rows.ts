import type { Knex } from "knex";
import { z } from "zod";
import {
  type Destination,
  destinationKinds,
  type GroupSlot,
  isGroupSlot,
  isMenuSlot,
  type MenuSlot,
} from "../domain/destination.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Whose destinations. */
export type DestinationOwner = { readonly kind: "group" | "menu"; readonly id: string };

/** One of the ways on from a group or menu. */
export type DestinationRow = {
  readonly slot: GroupSlot | MenuSlot;
  readonly destination: Destination;
  /** Of a timed redirect. */
  readonly afterSeconds: number | null;
  /** Said before the call goes on. */
  readonly announcementId: string | null;
};

/** A row of the table. */
export type StoredDestination = {
  organisation_id: string;
  group_id: string | null;
  menu_id: string | null;
  slot: string;
  after_seconds: number | null;
  announcement_id: string | null;
  kind: string;
  to_user_id: string | null;
  to_group_id: string | null;
  to_menu_id: string | null;
  to_announcement_id: string | null;
  number: string | null;
};

const Kind = z.enum(destinationKinds);

export function ownerKey({ kind, id }: DestinationOwner): `${"group" | "menu"}:${string}` {
  return `${kind}:${id}`;
}

/** @throws Error for a row that nothing of ours has written */
export function presentDestination(row: StoredDestination): DestinationRow {
  const { slot } = row;
  if (!isMenuSlot(slot) && !isGroupSlot(slot)) throw new Error(`no slot of ours: ${slot}`);
  return { slot, destination: destinationOf(row), afterSeconds: row.after_seconds, announcementId: row.announcement_id };
}

function destinationOf(row: StoredDestination): Destination {
  const kind = Kind.parse(row.kind);
  switch (kind) {
    case "user":
    case "voicemail":
      return { kind, id: row.to_user_id ?? "" };
    case "group":
      return { kind, id: row.to_group_id ?? "" };
    case "menu":
      return { kind, id: row.to_menu_id ?? "" };
    case "announcement":
      return { kind, id: row.to_announcement_id ?? "" };
    case "number":
      return { kind, number: row.number ?? "" };
    default:
      return { kind };
  }
}

export function storedDestination(organisationId: string, owner: DestinationOwner, row: DestinationRow): StoredDestination {
  const { destination: to } = row;
  return {
    organisation_id: organisationId,
    group_id: owner.kind === "group" ? owner.id : null,
    menu_id: owner.kind === "menu" ? owner.id : null,
    slot: row.slot,
    after_seconds: row.afterSeconds,
    announcement_id: row.announcementId,
    kind: to.kind,
    to_user_id: to.kind === "user" || to.kind === "voicemail" ? to.id : null,
    to_group_id: to.kind === "group" ? to.id : null,
    to_menu_id: to.kind === "menu" ? to.id : null,
    to_announcement_id: to.kind === "announcement" ? to.id : null,
    number: to.kind === "number" ? to.number : null,
  };
}

/** Everybody's of the organisation, or those of some owners, each owner's together. One query. */
export async function destinationRowsOf(
  db: Db,
  organisationId: string,
  owners?: readonly DestinationOwner[],
): Promise<(DestinationOwner & { readonly rows: readonly DestinationRow[] })[]> {
  const query = db<StoredDestination>("destination").where("organisation_id", organisationId);
  if (owners) void query.where((own) => whereOwners(db, own, owners));
  const stored: StoredDestination[] = await query.orderBy(["group_id", "menu_id", "slot"]).select("*");
  const byOwner = Map.groupBy(stored, (row) => (row.group_id === null ? `menu:${row.menu_id}` : `group:${row.group_id}`));
  return [...byOwner.values()].flatMap((rows) => {
    const [first] = rows;
    const id = first?.group_id ?? first?.menu_id;
    return id ? [{ kind: first?.group_id ? "group" : "menu", id, rows: rows.map(presentDestination) } as const] : [];
  });
}

function whereOwners(db: Db, query: Knex.QueryBuilder, owners: readonly DestinationOwner[]): void {
  const ids = (kind: DestinationOwner["kind"]) => owners.filter((one) => one.kind === kind).map((one) => one.id);
  void query.where(oneOf(db, "group_id", ids("group"))).orWhere(oneOf(db, "menu_id", ids("menu")));
}
