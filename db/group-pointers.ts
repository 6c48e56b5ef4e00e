import { type Pointer, pointersTo } from "./destination-pointers.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** What points to a response group. */
export type GroupPointers = {
  /** Destinations of groups and menus, and people whose calls are forwarded there: callers would get nowhere. */
  readonly calls: readonly Pointer[];
  /** Its number is the organisation's main number. */
  readonly main: boolean;
  /** Keys that would be misfits. */
  readonly keys: readonly {
    readonly phoneId: string;
    readonly phoneLabel: string;
    readonly mac: string;
    readonly place: string;
  }[];
  readonly layoutKeys: readonly { readonly layoutId: string; readonly layoutName: string; readonly place: string }[];
  /** People who show its number, and would show their own. */
  readonly shown: readonly { readonly userId: string; readonly userName: string }[];
};

type Place = { module: number; index: number };
type KeyRow = Place & { phoneId: string; phoneLabel: string; mac: string };
type LayoutKeyRow = Place & { layoutId: string; layoutName: string };
const placed = <T extends Place>({ module, index, ...key }: T) => ({ ...key, place: `${module}/${index}` });

export async function loadGroupPointers(db: Db, by: { organisationId: string; groupId: string }): Promise<GroupPointers> {
  const { organisationId, groupId } = by;
  const shown = `group:${groupId}`;
  const [calls, main, keys, layoutKeys, people] = await Promise.all([
    pointersTo(db, organisationId, { kind: "group", id: groupId }),
    db("organisation").where({ id: organisationId, main_group_id: groupId }).first("id"),
    db("phone_key as k")
      .join("phone as p", "p.id", "k.phone_id")
      .where({ "k.target_kind": "group", "k.target_id": groupId, "p.organisation_id": organisationId })
      .whereNot("p.state", "retired")
      .orderBy(["p.sort_key", "p.id", "k.module", "k.key_index"])
      .select<KeyRow[]>({ phoneId: "p.id", phoneLabel: "p.label", mac: "p.mac", module: "k.module", index: "k.key_index" }),
    db("layout_key as k")
      .join("layout as l", "l.id", "k.layout_id")
      .where({ "k.target_kind": "group", "k.target_id": groupId, "l.organisation_id": organisationId })
      .orderBy(["l.name", "k.module", "k.key_index"])
      .select<LayoutKeyRow[]>({ layoutId: "l.id", layoutName: "l.name", module: "k.module", index: "k.key_index" }),
    db("users")
      .where("organisation_id", organisationId)
      .whereNull("deactivated_at")
      .where((own) => own.where("shown_number", shown).orWhere("shown_from_mobile", shown))
      .orderBy(["sort_key", "id"])
      .select<{ id: string; first_name: string; last_name: string }[]>("id", "first_name", "last_name"),
  ]);
  return {
    calls,
    main: Boolean(main),
    keys: keys.map(placed),
    layoutKeys: layoutKeys.map(placed),
    shown: people.map((row) => ({ userId: row.id, userName: fullName(row) })),
  };
}
