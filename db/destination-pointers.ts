import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** Something that calls go on to. A person's mailbox counts as the person. */
export type PointedAt = { readonly kind: "user" | "group" | "menu" | "announcement"; readonly id: string };

/** Who leads there, and by which way: a slot of a group or menu, or the kind of a person's forwarding. */
export type Pointer = {
  readonly ownerKind: "group" | "menu" | "user";
  readonly ownerId: string;
  readonly ownerName: string;
  readonly slot: string;
};

const columns = {
  user: ["to_user_id"],
  group: ["to_group_id"],
  menu: ["to_menu_id"],
  announcement: ["to_announcement_id", "announcement_id"],
} as const;

/** The number by which something may lead there too: written before somebody, a group or a menu got it. */
function itsNumber(db: Db, { kind, id }: PointedAt) {
  if (kind === "user") return db("user_number").where({ user_id: id, kind: "primary" }).select("e164");
  return db(kind === "group" ? "response_group" : "menu")
    .where("id", id)
    .select("e164");
}

/** What leads to it, groups first, then menus, then people who forward, by name. Its own ways to itself are not among them. */
export async function pointersTo(db: Db, organisationId: string, target: PointedAt): Promise<Pointer[]> {
  const rows: { group_id: string | null; menu_id: string | null; slot: string; group_name: string; menu_name: string }[] =
    await db("destination as d")
      .leftJoin("response_group as g", "g.id", "d.group_id")
      .leftJoin("menu as m", "m.id", "d.menu_id")
      .where("d.organisation_id", organisationId)
      .where((own) => {
        for (const column of columns[target.kind]) void own.orWhere(`d.${column}`, target.id);
        if (target.kind !== "announcement") void own.orWhereIn("d.number", itsNumber(db, target));
      })
      .orderBy(["g.name", "m.name", "d.slot"])
      .select({ group_id: "d.group_id", menu_id: "d.menu_id", slot: "d.slot", group_name: "g.name", menu_name: "m.name" });
  const pointers = rows.flatMap(({ group_id, menu_id, slot, group_name, menu_name }): Pointer[] => {
    if (group_id !== null) return [{ ownerKind: "group", ownerId: group_id, ownerName: group_name, slot }];
    return menu_id === null ? [] : [{ ownerKind: "menu", ownerId: menu_id, ownerName: menu_name, slot }];
  });
  const byKind = (kind: Pointer["ownerKind"]) => pointers.filter((one) => one.ownerKind === kind && one.ownerId !== target.id);
  return [...byKind("group"), ...byKind("menu"), ...(await forwardingTo(db, organisationId, target))];
}

async function forwardingTo(db: Db, organisationId: string, target: PointedAt): Promise<Pointer[]> {
  if (target.kind === "announcement") return [];
  const rows: { id: string; first_name: string; last_name: string; kind: string }[] = await db("call_forwarding as f")
    .join("users as u", "u.id", "f.user_id")
    .where({ "f.organisation_id": organisationId, "f.enabled": true })
    .where((led) => {
      void led.where({ "f.target_kind": target.kind, "f.target_id": target.id });
      void led.orWhereIn("f.target_number", itsNumber(db, target));
    })
    .whereNull("u.deactivated_at")
    .orderBy(["u.sort_key", "u.id", "f.kind"])
    .select("u.id", "u.first_name", "u.last_name", "f.kind");
  return rows.map((row) => ({ ownerKind: "user", ownerId: row.id, ownerName: fullName(row), slot: row.kind }));
}
