import { type NextPhone, pickNext } from "../domain/rollout.ts";
import { type RingCounts, type RingOutlook, ringOutlook, tooManyFail } from "../domain/rollout-gate.ts";
import { inWindow, nextOpening } from "../domain/rollout-window.ts";
import { raiseAlarm } from "./alarms.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { whoseTimeHasCome } from "./due.ts";
import { askResync, phonesAmong } from "./resync.ts";
import { raisePhones } from "./revisions.ts";
import { writeToScopes } from "./rollout-ends.ts";
import { judgePhones } from "./rollout-evidence.ts";
import { sortOut, takenByRivals } from "./rollout-planning.ts";
import { currentRing, findRollout, type Rollout, type RolloutRing } from "./rollout-rows.ts";
import { ended, endOverlays, insertPhones, log, setState, valuesOf } from "./rollouts.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Whoever takes a roll-out to look at it has this long, before another process does. Milliseconds. */
const holds = 60_000;
/** One that goes on is looked at so often, one that stands so often. Milliseconds. */
const lookAgain = { running: 2_000, standing: 15_000 } as const;
/** Phones that are considered in one round, in their order. */
const mostConsidered = 5_000;

/** Takes roll-outs that are to be looked at, so that no other process does. @returns ids */
export async function takeDueRollouts(db: Db, now: Date, most: number): Promise<string[]> {
  const due = (from: Db) =>
    whoseTimeHasCome(
      from("rollout").whereIn("state", ["running", "paused", "halted"]),
      { column: "look_at", furthest: holds },
      now,
    )
      .orderBy("look_at")
      .limit(most);
  // Mostly there are none: that is seen without keeping anybody from writing.
  if (!(await due(db).first("id"))) return [];
  return change(db, async (trx) => {
    const ids: string[] = await due(trx).pluck("id");
    await trx("rollout")
      .where(oneOf(trx, "id", ids))
      .update({ look_at: new Date(now.getTime() + holds).toISOString() });
    return ids;
  });
}

/**
 * One round of a roll-out: how its phones stand, whether it stops, whose turn comes, whether a ring has passed, whether
 * it is finished. One transaction: whoever dies over it leaves nothing half.
 *
 * @returns true when there is more to do at once
 */
export async function lookAtRollout(db: Db, id: string, actor: Actor, now: Date): Promise<boolean> {
  return change(db, async (trx) => {
    const before = await findRollout(trx, { organisationId: null, id });
    if (!before || !["running", "paused", "halted"].includes(before.state)) return false;
    const next = before.state === "running" ? lookAgain.running : lookAgain.standing;
    await trx("rollout")
      .where("id", id)
      .update({ look_at: new Date(now.getTime() + next).toISOString() });
    const gone = await dropGone(trx, before);
    const judged = await judgePhones(trx, before, actor, now);
    const rollout = gone + judged === 0 ? before : await findRollout(trx, { organisationId: null, id });
    if (!rollout) return false;
    if (gone + judged > 0) await announce(trx, "rollout", { organisationId: rollout.organisationId });
    return rollout.state === "running" && step(trx, rollout, actor, now);
  });
}

/** Phones that have been taken out of service meanwhile are not waited for. */
async function dropGone(trx: Db, { id }: Rollout): Promise<number> {
  return trx("rollout_phone")
    .where("rollout_id", id)
    .whereNot("state", "skipped")
    .whereIn("phone_id", trx("phone").whereIn("state", ["found", "retired"]).select("id"))
    .update({ state: "skipped", reason: "gone", overlaid: 0 });
}

async function step(trx: Db, rollout: Rollout, actor: Actor, now: Date): Promise<boolean> {
  const failing = rollout.rings.find((ring) => ring.openedAt !== null && fails(ring));
  if (failing) return halt(trx, rollout, failing, actor, now);
  const ring = currentRing(rollout);
  if (ring === null) return finish(trx, rollout, actor, now);
  const outlook = outlookOf(rollout, ring, now);
  if (outlook.is === "releasing") return isTime(rollout, now) ? release(trx, rollout, ring, actor, now) : false;
  if (outlook.is !== "passed") return false;
  await trx("rollout_ring").where({ rollout_id: rollout.id, position: ring.position }).update({ passed_at: now.toISOString() });
  await log(trx, rollout, "rollout.ring_passed", { after: { ring: ring.position + 1 } }, actor, now);
  await announce(trx, "rollout", { organisationId: rollout.organisationId });
  return true;
}

function isTime({ startsAt, window, timeZone }: Rollout, now: Date): boolean {
  return (startsAt === null || new Date(startsAt) <= now) && inWindow(window, now, timeZone);
}

/** When phones' turns come again, of one that waits for the clock; null: it does not. */
export function waitsUntil(rollout: Rollout, now: Date): Date | null {
  if (isTime(rollout, now)) return null;
  const { startsAt, window, timeZone } = rollout;
  const start = startsAt === null ? now : new Date(startsAt);
  return nextOpening(window, start > now ? start : now, timeZone);
}

function fails({ gate, counts, forgiven }: RolloutRing): boolean {
  const { healthy, failed } = counts;
  return tooManyFail(gate.mayFail, Math.max(0, failed - forgiven), healthy + failed, sizeOf(counts));
}

function sizeOf({ planned, released, waiting, healthy, failed }: RingCounts): number {
  return planned + released + waiting + healthy + failed;
}

/** How a ring stands. Phones of earlier rings that have not had their turn get it with this one. */
export function outlookOf(rollout: Pick<Rollout, "rings">, ring: RolloutRing, now: Date): RingOutlook {
  const earlier = rollout.rings.filter((one) => one.position < ring.position);
  const planned = earlier.reduce((sum, one) => sum + one.counts.planned, ring.counts.planned);
  const failed = Math.max(0, ring.counts.failed - ring.forgiven);
  const healthy = ring.counts.healthy + ring.counts.failed - failed;
  const counts = { ...ring.counts, planned, healthy, failed };
  return ringOutlook(ring.gate, counts, ring.releasedAt === null ? null : new Date(ring.releasedAt), now);
}

async function halt(trx: Db, rollout: Rollout, ring: RolloutRing, actor: Actor, now: Date): Promise<boolean> {
  const { failed } = ring.counts;
  const why = { code: "failing", ring: ring.position + 1, failed, of: sizeOf(ring.counts) } as const;
  await setState(trx, rollout, "halted", { why: JSON.stringify(why), why_at: now.toISOString() }, actor, now);
  await log(
    trx,
    rollout,
    "rollout.halted",
    { before: { state: "running" }, after: { state: "halted", ring: why.ring, failed, of: why.of } },
    actor,
    now,
  );
  const { organisationId, name } = rollout;
  const alarm = { kind: "rollout_halted", organisationId, phoneId: null, mac: null, address: null, detail: name } as const;
  await raiseAlarm(trx, alarm, now);
  return false;
}

async function release(trx: Db, rollout: Rollout, ring: RolloutRing, actor: Actor, now: Date): Promise<boolean> {
  const of = (state: string) =>
    trx("rollout_phone as q")
      .join("phone as p", "p.id", "q.phone_id")
      .where({ "q.rollout_id": rollout.id, "q.state": state })
      .select<NextPhone[]>({ id: "p.id", organisationId: "p.organisation_id", siteId: "p.site_id" });
  const under = await of("released");
  if (rollout.organisationId !== null && under.length >= rollout.atOnce) return false;
  const next = await of("planned").where("q.ring", "<=", ring.position).orderBy(["q.ring", "q.place"]).limit(mostConsidered);
  const ids = pickNext(next, under, rollout);
  if (ids.length === 0) return false;
  const at = now.toISOString();
  await trx("rollout_phone")
    .where("rollout_id", rollout.id)
    .where(oneOf(trx, "phone_id", ids))
    .update({
      ...{ state: "released", overlaid: 1, released_at: at, heard_at: null, decided_at: null, reason: "silent" },
      firmware_before: trx.raw("(select c.firmware from phone_contact c where c.phone_id = rollout_phone.phone_id)"),
    });
  await trx("rollout_ring")
    .where({ rollout_id: rollout.id, position: ring.position })
    .update({ opened_at: ring.openedAt ?? at, released_at: at });
  await raisePhones(trx, phonesAmong(trx, ids));
  await askResync(trx, { phones: phonesAmong(trx, ids), reason: "rollout", notBefore: null }, actor, now);
  if (ring.openedAt === null) {
    const after = { ring: ring.position + 1, phones: sizeOf(ring.counts) };
    await log(trx, rollout, "rollout.ring_started", { after }, actor, now);
  }
  await announce(trx, "rollout", { organisationId: rollout.organisationId });
  return false;
}

/** Phones that have come below its layers meanwhile are a part of the last ring first. */
async function finish(trx: Db, rollout: Rollout, actor: Actor, now: Date): Promise<boolean> {
  if ((await takeInNewcomers(trx, rollout)) > 0) return true;
  const phones = rollout.rings.reduce((sum, ring) => sum + sizeOf(ring.counts), 0);
  await writeToScopes(trx, rollout, actor, now);
  await endOverlays(trx, rollout.id);
  await setState(trx, rollout, "finished", ended(actor, now), actor, now);
  const after = { state: "finished", phones, values: valuesOf(rollout) };
  await log(trx, rollout, "rollout.finished", { before: { state: rollout.state }, after }, actor, now);
  return false;
}

async function takeInNewcomers(trx: Db, rollout: Rollout): Promise<number> {
  const { id, organisationId, values, rings } = rollout;
  const last = rings.at(-1);
  const shared = values.filter((value) => value.at.layer !== "phones");
  if (!last || shared.length === 0) return 0;
  const { takes } = await sortOut(trx, { organisationId, who: null }, shared);
  const known = new Set<string>(await trx("rollout_phone").where("rollout_id", id).pluck("phone_id"));
  const taken = await takenByRivals(trx, rollout);
  const fresh = takes.filter((phone) => !known.has(phone.id) && !taken.has(phone.id));
  if (fresh.length === 0) return 0;
  await insertPhones(trx, id, fresh, (phone) => ({ ring: last.position, place: known.size + fresh.indexOf(phone) }));
  await trx("rollout_ring").where({ rollout_id: id, position: last.position }).update({ passed_at: null, passed_by: null });
  return fresh.length;
}
