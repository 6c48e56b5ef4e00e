import { liveStates } from "../domain/rollout.ts";
import type { StandingReason } from "../domain/standing.ts";
import { countOpenAlarms } from "./alarms.ts";
import { byState, countStandings } from "./fleet.ts";
import type { Db } from "./types.ts";

/** What the operator's own monitoring watches, of all organisations together. */
export type FleetCounters = {
  readonly phones: number;
  readonly current: number;
  readonly waiting: number;
  readonly stopped: number;
  readonly reasons: ReadonlyMap<StandingReason, number>;
  readonly organisations: number;
  readonly switches: number;
  readonly switchesFailing: number;
  readonly openAlarms: number;
  readonly rollouts: number;
  readonly rolloutsHalted: number;
};

/** A fixed number of queries for any number of phones. */
export async function loadFleetCounters(db: Db, now: Date): Promise<FleetCounters> {
  const reasons = await countStandings(db, null, now);
  const switches = await counted(db("switch").whereNull("removed_at").groupBy("state").select({ key: "state" }));
  const rollouts = await counted(
    db("rollout")
      .whereIn("state", [...liveStates])
      .groupBy("state")
      .select({ key: "state" }),
  );
  const [{ count: organisations = 0 } = {}] = await db("organisation").count({ count: "*" });
  return {
    phones: sum(reasons),
    ...byState(reasons),
    reasons,
    organisations: Number(organisations),
    ...{ switches: sum(switches), switchesFailing: switches.get("failing") ?? 0 },
    openAlarms: await countOpenAlarms(db, null),
    ...{ rollouts: sum(rollouts), rolloutsHalted: rollouts.get("halted") ?? 0 },
  };
}

async function counted(query: ReturnType<Db>): Promise<ReadonlyMap<string, number>> {
  const rows: { key: string; count: number | string }[] = await query.count({ count: "*" });
  return new Map(rows.map(({ key, count }) => [key, Number(count)]));
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
