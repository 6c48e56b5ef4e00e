import type { Knex } from "knex";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/**
 * Where an announcement is heard. `entry`, `default`, `closedNow`: of the calendar; `entryOff`: of an entry that is switched
 * off. `welcome`, `comfort`, `music`: of a menu or a response group. `before`: said before a call goes on; `end`: where it
 * goes on to.
 */
export const useKinds = ["entry", "entryOff", "default", "closedNow", "welcome", "comfort", "music", "before", "end"] as const;
export type UseKind = (typeof useKinds)[number];
export type AnnouncementUse = {
  readonly kind: UseKind;
  readonly owner: "group" | "menu";
  readonly ownerId: string;
  readonly ownerName: string;
  /** The label of an entry; the slot of a destination (`key:1`, `full` …); else empty. */
  readonly detail: string;
};

type Row = {
  announcement_id: string;
  kind: UseKind;
  group_id: string | null;
  menu_id: string | null;
  group_name: string | null;
  menu_name: string | null;
  detail: string;
};

/** Where these announcements are heard, by id, groups first, each by name. One query. */
export async function announcementUses(
  db: Db,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly AnnouncementUse[]>> {
  const [first, ...others] = sources(db, ids, now.toISOString());
  const rows: Row[] = first ? await first.unionAll([...others]) : [];
  const uses = rows.map((row) => {
    const owner: "group" | "menu" = row.group_id === null ? "menu" : "group";
    const use: AnnouncementUse = {
      ...{ kind: row.kind, owner, detail: row.detail },
      ownerId: row.group_id ?? row.menu_id ?? "",
      ownerName: row.group_name ?? row.menu_name ?? "",
    };
    return { id: row.announcement_id, use };
  });
  uses.sort((a, b) => order(a.use).localeCompare(order(b.use), "sv"));
  return new Map([...Map.groupBy(uses, ({ id }) => id)].map(([id, some]) => [id, some.map(({ use }) => use)]));
}

const order = ({ owner, ownerName, kind, detail }: AnnouncementUse) =>
  [owner, ownerName, useKinds.indexOf(kind), detail].join("\u0001");

/** Each place that an announcement's id can stand in: alike in their columns, so that they can be asked for at once. */
function sources(db: Db, ids: readonly string[], now: string): readonly Knex.QueryBuilder[] {
  const text = (value: string | null) => db.raw("cast(? as text)", [value]);
  const where = (column: string) => oneOf(db, column, ids);
  const owned = (query: Knex.QueryBuilder, id: string, kind: Knex.Raw, detail: Knex.Raw | string) =>
    query
      .leftJoin("response_group as g", "g.id", "o.group_id")
      .leftJoin("menu as m", "m.id", "o.menu_id")
      .select({ announcement_id: id, kind, detail, group_id: "o.group_id", menu_id: "o.menu_id" })
      .select({ group_name: "g.name", menu_name: "m.name" });
  const schedule = (column: string, kind: UseKind) =>
    owned(db("schedule as o").where(where(`o.${column}`)), `o.${column}`, text(kind), text(""));
  const destination = (column: string, kind: UseKind) =>
    owned(db("destination as o").where(where(`o.${column}`)), `o.${column}`, text(kind), "o.slot");
  const own = (owner: "group" | "menu", column: string, kind: UseKind) => {
    const of = (value: string, wanted: "group" | "menu") => (owner === wanted ? value : text(null));
    return db(owner === "group" ? "response_group" : "menu")
      .where(where(column))
      .select({
        announcement_id: column,
        kind: text(kind),
        detail: text(""),
        group_id: of("id", "group"),
        menu_id: of("id", "menu"),
      })
      .select({ group_name: of("name", "group"), menu_name: of("name", "menu") });
  };
  const entries = db("schedule_entry as e").join("schedule as o", "o.id", "e.schedule_id").where(where("e.announcement_id"));
  const entryKind = db.raw("case when e.enabled then 'entry' else 'entryOff' end");
  return [
    owned(entries, "e.announcement_id", entryKind, "e.label"),
    schedule("default_announcement_id", "default"),
    schedule("closed_announcement_id", "closedNow").where("o.closed_until", ">", now),
    own("menu", "welcome_id", "welcome"),
    own("group", "welcome_id", "welcome"),
    own("group", "comfort_id", "comfort"),
    own("group", "music_id", "music"),
    destination("announcement_id", "before"),
    destination("to_announcement_id", "end"),
  ];
}

/** A closing that is over keeps no announcement from being deleted. */
export async function releasePastClosings(trx: Db, announcementId: string, now: Date): Promise<void> {
  await trx("schedule")
    .where("closed_announcement_id", announcementId)
    .where((past) => past.whereNull("closed_until").orWhere("closed_until", "<=", now.toISOString()))
    .update({ closed_announcement_id: null });
}
