import type { VendorId } from "../domain/plan.ts";
import type { RolloutPhoneState } from "../domain/rollout.ts";
import type { VerdictReason } from "../domain/rollout-gate.ts";
import { foldText } from "../domain/search.ts";
import type { PageOf } from "./people-pages.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

export type RolloutPhoneRow = {
  readonly id: string;
  readonly label: string;
  readonly mac: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly site: string | null;
  /** Whose it is, by its title. */
  readonly organisation: string;
  readonly user: string | null;
  /** 0-based. */
  readonly ring: number;
  readonly state: RolloutPhoneState;
  readonly reason: VerdictReason | "gone" | null;
  readonly releasedAt: string | null;
  readonly lastContactAt: string | null;
  /** What it said it ran when its turn came. */
  readonly firmwareBefore: string | null;
  readonly firmware: string | null;
};

export type RolloutPhoneFilter = {
  readonly rolloutId: string;
  readonly ring?: number | undefined;
  readonly state?: RolloutPhoneState | undefined;
  /** In label, MAC and model. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
};

type Row = Omit<RolloutPhoneRow, "user"> & { firstName: string | null; lastName: string | null };

/** The phones of a roll-out by ring, those first that want somebody's eye. */
export async function pageRolloutPhones(db: Db, filter: RolloutPhoneFilter): Promise<PageOf<RolloutPhoneRow>> {
  const found = db("rollout_phone as q").join("phone as p", "p.id", "q.phone_id").where("q.rollout_id", filter.rolloutId);
  if (filter.ring !== undefined) found.where("q.ring", filter.ring);
  if (filter.state !== undefined) found.where("q.state", filter.state);
  for (const word of foldText(filter.search).split(/\s+/).filter(Boolean)) {
    found.where("p.search_text", "like", `%${word.replace(/[%\\]/g, "_")}%`);
  }
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const rows = await found
    .clone()
    .leftJoin("site as s", "s.id", "p.site_id")
    .join("organisation as o", "o.id", "p.organisation_id")
    .leftJoin("users as u", "u.id", "p.user_id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .orderByRaw(
      `q.ring, case q.state when 'failed' then 0 when 'released' then 1 when 'waiting' then 2 when 'healthy' then 3
       when 'planned' then 4 else 5 end, p.sort_key, p.id`,
    )
    .offset(filter.offset)
    .limit(filter.limit)
    .select<Row[]>({
      ...{
        id: "p.id",
        label: "p.label",
        mac: "p.mac",
        vendor: "p.vendor",
        model: "p.model",
        site: "s.name",
        organisation: "o.title",
      },
      ...{ firstName: "u.first_name", lastName: "u.last_name", ring: "q.ring", state: "q.state", reason: "q.reason" },
      ...{ releasedAt: "q.released_at", lastContactAt: "c.at", firmwareBefore: "q.firmware_before", firmware: "c.firmware" },
    });
  return {
    total: Number(counted?.count ?? 0),
    rows: rows.map(({ firstName, lastName, ...row }) => {
      const named = firstName !== null && lastName !== null;
      return { ...row, user: named ? fullName({ first_name: firstName, last_name: lastName }) : null };
    }),
  };
}

/** Ids of the phones that a roll-out was given to, by ring (0-based): those that are in use still, and were not left out. */
export async function phonesByRing(db: Db, rolloutId: string): Promise<Map<number, string[]>> {
  const rows: { phone_id: string; ring: number }[] = await db("rollout_phone as q")
    .join("phone as p", "p.id", "q.phone_id")
    .where("q.rollout_id", rolloutId)
    .whereNot("q.state", "skipped")
    .whereIn("p.state", ["claimed", "bound"])
    .orderBy(["q.ring", "q.place"])
    .select("q.phone_id", "q.ring");
  const byRing = Map.groupBy(rows, (row) => row.ring);
  return new Map([...byRing].map(([ring, some]) => [ring, some.map((row) => row.phone_id)]));
}
