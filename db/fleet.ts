import { isStandingReason, type StandingReason, type StandingState, stateOfReason } from "../domain/standing.ts";
import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { reasonColumn } from "./standings.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Whose phones; null: everybody's. */
export type Whose = string | readonly string[] | null;

/** How many phones stand how, those for which there is one at least. Retired ones are none. Two queries for any number of them. */
export async function countStandings(db: Db, whose: Whose, now: Date): Promise<ReadonlyMap<StandingReason, number>> {
  const rows: { reason: string; count: number | string }[] = await within(db("phone_standing as st"), db, "st", whose)
    .select(db.raw(`${reasonColumn} as reason`, [now.toISOString()]))
    .count({ count: "*" })
    .groupByRaw("1");
  const counts = new Map<StandingReason, number>();
  for (const { reason, count } of rows) if (isStandingReason(reason)) counts.set(reason, Number(count));
  const phones: { count?: number | string } | undefined = await within(db("phone as p"), db, "p", whose)
    .whereNot("p.state", "retired")
    .count({ count: "*" })
    .first();
  // One that nobody has looked at yet, such as after an upgrade, is certainly not current.
  const unlooked = Number(phones?.count ?? 0) - [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (unlooked > 0) counts.set("preparing", (counts.get("preparing") ?? 0) + unlooked);
  return counts;
}

/** The same by state. */
export function byState(counts: ReadonlyMap<StandingReason, number>): Record<StandingState, number> {
  const sums = { current: 0, waiting: 0, stopped: 0 };
  for (const [reason, count] of counts) sums[stateOfReason[reason]] += count;
  return sums;
}

export type OrganisationStanding = {
  readonly id: string;
  readonly title: string;
  readonly phones: number;
  readonly notCurrent: number;
};

/** How many phones each of these organisations has, and how many of them are not current; those without a phone are left out. */
export async function standingOfOrganisations(db: Db, whose: Whose, now: Date): Promise<OrganisationStanding[]> {
  const current = currentReasons.map(() => "?").join(", ");
  const rows: { id: string; title: string; phones: number | string; current: number | string }[] = await within(
    db("phone_standing as st"),
    db,
    "st",
    whose,
  )
    .join("organisation as o", "o.id", "st.organisation_id")
    .groupBy("o.id", "o.title")
    .select("o.id", "o.title", db.raw("count(*) as phones"))
    .select(
      db.raw(`sum(case when ${reasonColumn} in (${current}) then 1 else 0 end) as current`, [
        now.toISOString(),
        ...currentReasons,
      ]),
    );
  return rows.map(({ id, title, phones, current: has }) => {
    return { id, title, phones: Number(phones), notCurrent: Number(phones) - Number(has) };
  });
}

/** The organisations with most phones that are not current, first. */
export async function worstOrganisations(db: Db, whose: Whose, now: Date, limit: number): Promise<OrganisationStanding[]> {
  const all = await standingOfOrganisations(db, whose, now);
  return all
    .filter((one) => one.notCurrent > 0)
    .sort((a, b) => b.notCurrent - a.notCurrent || (a.title < b.title ? -1 : 1))
    .slice(0, limit);
}

const currentReasons = Object.entries(stateOfReason).flatMap(([reason, state]) => (state === "current" ? [reason] : []));

function within(query: ReturnType<Db>, db: Db, table: "st" | "p", whose: Whose): ReturnType<Db> {
  if (typeof whose === "string") query.where(`${table}.organisation_id`, whose);
  else if (whose !== null) query.where(oneOf(db, `${table}.organisation_id`, whose));
  return query;
}

/** How many phones stood how in an hour. */
export type FleetSample = { readonly at: string; readonly current: number; readonly waiting: number; readonly stopped: number };

/** Notes how many phones of each organisation stand how, once an hour whoever calls; forgets what is older than `keepFrom`. */
export async function sampleFleet(db: Db, now: Date, keepFrom: Date): Promise<void> {
  const at = `${now.toISOString().slice(0, 13)}:00:00.000Z`;
  if (await db("fleet_sample").where("at", at).first("at")) return;
  const rows: { organisation_id: string; reason: string; count: number | string }[] = await db("phone_standing as st")
    .select("st.organisation_id", db.raw(`${reasonColumn} as reason`, [now.toISOString()]))
    .count({ count: "*" })
    .groupByRaw("1, 2");
  const counts = new Map<string, Record<StandingState, number>>();
  for (const { organisation_id: id, reason, count } of rows) {
    const sums = counts.get(id) ?? { current: 0, waiting: 0, stopped: 0 };
    if (isStandingReason(reason)) sums[stateOfReason[reason]] += Number(count);
    counts.set(id, sums);
  }
  const said = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, one]) => [id, at, one.current, one.waiting, one.stopped]);
  const number = (n: number) => `cast(value->>${n} as integer)`;
  await batch(db, async (trx) => {
    await trx.raw(
      `insert into fleet_sample (organisation_id, at, current, waiting, stopped)
       select value->>0, value->>1, ${number(2)}, ${number(3)}, ${number(4)} from ${rowsOf(trx)} where true
       on conflict (organisation_id, at) do nothing`,
      [asJson(said)],
    );
    await trx("fleet_sample").where("at", "<", keepFrom.toISOString()).delete();
  });
}

/** Hour by hour since then, oldest first, of all these organisations together. */
export async function listSamples(db: Db, whose: Whose, since: Date): Promise<FleetSample[]> {
  const query = within(db("fleet_sample as st"), db, "st", whose).where("st.at", ">=", since.toISOString());
  const rows: Record<keyof FleetSample, string | number>[] = await query
    .groupBy("at")
    .orderBy("at")
    .select("at")
    .sum({ current: "current", waiting: "waiting", stopped: "stopped" });
  return rows.map(({ at, current, waiting, stopped }) => ({
    at: String(at),
    current: Number(current),
    waiting: Number(waiting),
    stopped: Number(stopped),
  }));
}
