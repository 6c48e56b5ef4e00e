import { menuKeys } from "../domain/destination.ts";
import { DomainError } from "../domain/errors.ts";
import { inKeyOrder, type MenuKeyWay, type MenuSettings, type MenuWay } from "../domain/menu.ts";
import { type DestinationRow, loadDestinations } from "./destinations.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

/** A menu with where its calls go on to. */
export type Menu = Versioned &
  MenuSettings & {
    readonly organisationId: string;
    readonly name: string;
    readonly e164: string | null;
    readonly scheduleId: string;
    readonly updatedBy: string;
  };

type Row = EditableRow & {
  organisation_id: string;
  name: string;
  e164: string | null;
  language: string;
  welcome_id: string | null;
  timeout_seconds: number;
  max_timeouts: number;
  max_invalid: number;
  schedule_id: string | null;
};

/** All menus of an organisation by name, or those that are narrowed to. Two queries. */
async function load(
  db: Db,
  organisationId: string,
  only: { readonly id?: string; readonly name?: string } = {},
): Promise<Menu[]> {
  const query = db("menu as m").leftJoin("schedule as s", "s.menu_id", "m.id").where("m.organisation_id", organisationId);
  if (only.id !== undefined) void query.where("m.id", only.id);
  if (only.name !== undefined) void query.where("m.name", only.name);
  const rows: Row[] = await query.orderBy(["m.name", "m.id"]).select("m.*", { schedule_id: "s.id" });
  const owners = rows.map(({ id }) => ({ kind: "menu", id }) as const);
  const ways = await loadDestinations(db, organisationId, owners);
  return rows.map((row) => present(row, ways.get(`menu:${row.id}`) ?? []));
}

function present(row: Row, ways: readonly DestinationRow[]): Menu {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    name: row.name,
    e164: row.e164,
    // Made with the menu: none is ever without.
    scheduleId: row.schedule_id ?? "",
    updatedBy: row.updated_by,
    language: row.language,
    welcomeId: row.welcome_id,
    timeoutSeconds: row.timeout_seconds,
    maxTimeouts: row.max_timeouts,
    maxInvalid: row.max_invalid,
    ...menuWays(ways),
  };
}

/** Rows of destinations as a menu has them: keys in their order. */
export function menuWays(rows: readonly DestinationRow[]): Pick<MenuSettings, "keys" | "timeout" | "invalid"> {
  const way = ({ destination, announcementId }: DestinationRow): MenuWay => ({ destination, announcementId });
  const at = (slot: "timeout" | "invalid") => {
    const row = rows.find((one) => one.slot === slot);
    return row ? way(row) : null;
  };
  const keys = rows.flatMap((row): MenuKeyWay[] => {
    const key = keyOf(row.slot);
    return key === null ? [] : [{ key, ...way(row) }];
  });
  return { keys: inKeyOrder(keys), timeout: at("timeout"), invalid: at("invalid") };
}

/** A menu's ways as rows. */
export function menuRows({ keys, timeout, invalid }: Pick<MenuSettings, "keys" | "timeout" | "invalid">): DestinationRow[] {
  const row = (slot: DestinationRow["slot"], { destination, announcementId }: MenuWay): DestinationRow => {
    return { slot, destination, announcementId, afterSeconds: null };
  };
  return [
    ...keys.map((one) => row(`key:${one.key}`, one)),
    ...(timeout ? [row("timeout", timeout)] : []),
    ...(invalid ? [row("invalid", invalid)] : []),
  ];
}

function keyOf(slot: DestinationRow["slot"]): MenuKeyWay["key"] | null {
  if (slot === "timeout" || slot === "invalid") return null;
  const key = menuKeys.find((one) => slot === `key:${one}`);
  return key ?? null;
}

/** By name, in the order of the database: whoever shows them sorts them. */
export async function listMenus(db: Db, organisationId: string): Promise<Menu[]> {
  return load(db, organisationId);
}

export async function findMenu(
  db: Db,
  { organisationId, ...by }: { readonly organisationId: string } & ({ readonly id: string } | { readonly name: string }),
): Promise<Menu | null> {
  const [menu] = await load(db, organisationId, by);
  return menu ?? null;
}

/** @throws DomainError `menu_not_found` */
export async function getMenu(db: Db, of: { readonly organisationId: string; readonly id: string }): Promise<Menu> {
  const menu = await findMenu(db, { organisationId: of.organisationId, id: of.id });
  if (!menu) throw new DomainError("menu_not_found");
  return menu;
}
