import { liveStates } from "../domain/rollout.ts";
import { oneOf } from "./dialect/dialect.ts";
import { allPhones, candidateColumns, concernedBy, type RolloutCandidate } from "./rollout-planning.ts";
import { presentValue, type ValueRow } from "./rollout-rows.ts";
import type { Db } from "./types.ts";

/**
 * Another apparatus takes the place of a phone in its roll-outs. Of those that live it keeps its ring, and nothing else: what the
 * other one proved says nothing of this one, so it is looked at from now on as if its turn had come now. One that none of the
 * values is for, as it is another model, is in them no more. Inside `change`.
 */
export async function moveInRollouts(
  trx: Db,
  { from, to }: { readonly from: string; readonly to: string },
  now: Date,
): Promise<void> {
  await trx("rollout_phone").where("phone_id", from).update({ phone_id: to });
  const live: { id: string; overlaid: number }[] = await trx("rollout_phone as q")
    .join("rollout as r", "r.id", "q.rollout_id")
    .where("q.phone_id", to)
    .whereIn("r.state", [...liveStates])
    .whereNot("q.state", "skipped")
    .select("r.id", "q.overlaid");
  // In use or not: one that comes back is taken into use only after this.
  const [phone]: RolloutCandidate[] = await allPhones(trx).where("p.id", to).select(candidateColumns);
  if (live.length === 0 || !phone) return;
  const rows: ValueRow[] = await trx<ValueRow>("rollout_value").where(
    oneOf(
      trx,
      "rollout_id",
      live.map(({ id }) => id),
    ),
  );
  const concerns = await concernedBy(trx, rows.flatMap(presentValue));
  const isFor = ({ id }: { id: string }) => concerns(phone, rows.filter((row) => row.rollout_id === id).flatMap(presentValue));
  const of = (some: readonly { id: string }[]) =>
    trx("rollout_phone")
      .where("phone_id", to)
      .where(
        oneOf(
          trx,
          "rollout_id",
          some.map(({ id }) => id),
        ),
      );
  await of(live.filter((one) => !isFor(one))).update({ state: "skipped", reason: "gone", overlaid: 0 });
  const anew = { state: "released", released_at: now.toISOString(), reason: "silent" };
  const unknown = { heard_at: null, decided_at: null, firmware_before: null };
  await of(live.filter((one) => one.overlaid === 1 && isFor(one))).update({ ...anew, ...unknown });
}
