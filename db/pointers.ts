import { type Pointer, pointersTo } from "./destination-pointers.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** What points to a person, and needs somebody else when the person goes. */
export type Pointers = {
  /** Keys of phones that follow the person. */
  readonly keys: readonly {
    readonly phoneId: string;
    readonly phoneLabel: string;
    readonly mac: string;
    readonly place: string;
  }[];
  readonly layoutKeys: readonly { readonly layoutId: string; readonly layoutName: string; readonly place: string }[];
  /** Phones that are the person's. */
  readonly phones: readonly { readonly id: string; readonly label: string; readonly mac: string; readonly model: string }[];
  readonly accounts: readonly { readonly id: string; readonly sipUser: string }[];
  /** People whose calls go on to the person. */
  readonly forwardings: readonly { readonly userId: string; readonly userName: string }[];
  /** Ways of groups and menus that lead to the person or their mailbox. */
  readonly calls: readonly Pointer[];
};

type Place = { module: number; index: number };
type KeyRow = Place & { phoneId: string; phoneLabel: string; mac: string };
type LayoutKeyRow = Place & { layoutId: string; layoutName: string };

export async function loadPointers(db: Db, by: { organisationId: string; userId: string }): Promise<Pointers> {
  const { organisationId, userId } = by;
  const [keys, layoutKeys, phones, accounts, forwarding, calls] = await Promise.all([
    db("phone_key as k")
      .join("phone as p", "p.id", "k.phone_id")
      .where({ "k.target_kind": "user", "k.target_id": userId, "p.organisation_id": organisationId })
      .whereNot("p.state", "retired")
      .orderBy(["p.sort_key", "p.id", "k.module", "k.key_index"])
      .select({ phoneId: "p.id", phoneLabel: "p.label", mac: "p.mac", module: "k.module", index: "k.key_index" }),
    db("layout_key as k")
      .join("layout as l", "l.id", "k.layout_id")
      .where({ "k.target_kind": "user", "k.target_id": userId, "l.organisation_id": organisationId })
      .orderBy(["l.name", "k.module", "k.key_index"])
      .select({ layoutId: "l.id", layoutName: "l.name", module: "k.module", index: "k.key_index" }),
    db("phone")
      .where({ user_id: userId, organisation_id: organisationId })
      .whereNot("state", "retired")
      .orderBy(["sort_key", "id"])
      .select("id", "label", "mac", "model"),
    db("sip_account")
      .where({ user_id: userId, organisation_id: organisationId })
      .orderBy("sip_user")
      .select({ id: "id", sipUser: "sip_user" }),
    db("users")
      .where("organisation_id", organisationId)
      .whereNull("deactivated_at")
      .whereIn("id", db("call_forwarding").where({ target_kind: "user", target_id: userId, enabled: true }).select("user_id"))
      .orderBy(["sort_key", "id"])
      .select<{ id: string; first_name: string; last_name: string }[]>("id", "first_name", "last_name"),
    pointersTo(db, organisationId, { kind: "user", id: userId }),
  ]);
  return {
    keys: keys.map(({ module, index, ...key }: KeyRow) => ({ ...key, place: `${module}/${index}` })),
    layoutKeys: layoutKeys.map(({ module, index, ...key }: LayoutKeyRow) => ({ ...key, place: `${module}/${index}` })),
    phones,
    accounts,
    forwardings: forwarding.map((row) => ({ userId: row.id, userName: fullName(row) })),
    calls: calls.filter((one) => one.ownerKind !== "user"),
  };
}
