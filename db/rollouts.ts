import { DomainError } from "../domain/errors.ts";
import { refuseProblems } from "../domain/problem.ts";
import { planRings, type RolloutAct, type RolloutState, rolloutCan } from "../domain/rollout.ts";
import type { AuditValue } from "./audit.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { askResync } from "./resync.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { mayKeep, writeForReleased } from "./rollout-ends.ts";
import { type RolloutInput, rolloutProblems } from "./rollout-input.ts";
import { phonesOverlaid } from "./rollout-overlays.ts";
import {
  type Conflict,
  candidateColumns,
  candidates,
  planRollout,
  type RolloutCandidate,
  type RolloutPlanning,
  rivalsOf,
} from "./rollout-planning.ts";
import { currentRing, getRollout, type Rollout } from "./rollout-rows.ts";
import { made } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { RolloutInput } from "./rollout-input.ts";
export { findRollout, getRollout, listRollouts, pageRollouts, type Rollout } from "./rollout-rows.ts";

type Of = { readonly organisationId: string | null; readonly id: string };

/** Used where a roll-out is of every organisation. */
const operatorZone = "Europe/Stockholm";

/**
 * Begins a roll-out: its phones are put into rings, and the first ring's turn comes with the next round.
 *
 * @param input `organisationId` null: of every organisation (operator)
 * @throws DomainError as `planRollout`; `rollout_empty` (no phone's files would say something else), `rollout_conflict`
 * (another roll-out has some of the phones; detail: `rollout`, `phone`, `more`); ProblemsError of `rolloutProblems`
 */
export async function createRollout(
  db: Db,
  input: RolloutInput & { readonly organisationId: string | null },
  actor: Actor,
  now: Date,
): Promise<Rollout> {
  return change(db, async (trx) => {
    refuseProblems(rolloutProblems(input));
    const { organisationId, name, window } = input;
    mustBeOwn(input);
    const plan = await planRollout(trx, input);
    refuseConflicts(plan.conflicts);
    if (plan.takes.length === 0) throw new DomainError("rollout_empty", { phones: plan.cannot.length });
    const id = newId(now);
    const zone = organisationId === null ? operatorZone : (await getOrganisation(trx, { id: organisationId })).timeZone;
    await trx("rollout").insert({
      ...made(id, actor, now),
      organisation_id: organisationId,
      name,
      created_by: actor.name,
      state: "running",
      starts_at: input.startsAt,
      window_days: window === null ? null : [...new Set(window.days)].sort().join(""),
      window_from: window?.from ?? null,
      window_to: window?.to ?? null,
      time_zone: zone,
      at_once: input.atOnce,
      at_once_site: input.atOnceSite,
      back_of: input.backOf,
      look_at: now.toISOString(),
    });
    await insertParts(trx, id, input, plan);
    const rollout = await getRollout(trx, { organisationId, id });
    await log(
      trx,
      rollout,
      "rollout.created",
      { after: { name, phones: plan.takes.length, values: valuesOf(rollout) } },
      actor,
      now,
    );
    await announce(trx, "rollout", { organisationId });
    return rollout;
  });
}

/** An organisation's own roll-out says nothing to others. */
function mustBeOwn({ organisationId, values }: { organisationId: string | null; values: RolloutInput["values"] }): void {
  if (organisationId === null) return;
  for (const { at, name } of values) {
    if (at.layer === "phones" || (at.layer !== "operator" && at.organisationId === organisationId)) continue;
    throw new DomainError("layer_invalid", { name, layer: at.layer, layers: "organisation" });
  }
}

function refuseConflicts([first]: readonly Conflict[]): void {
  if (!first) return;
  throw new DomainError("rollout_conflict", { rollout: first.name, phone: first.phone, more: first.phones - 1 });
}

async function insertParts(trx: Db, id: string, input: RolloutInput, plan: RolloutPlanning): Promise<void> {
  await trx("rollout_value").insert(
    plan.values.map((value, position) => ({
      ...{ rollout_id: id, position, scope: value.scope, layer: value.at.layer, organisation_id: value.organisationId },
      ...{ vendor: value.vendor ?? "", name: value.name, value: value.value, before: value.before, mixed: value.mixed },
    })),
  );
  await trx("rollout_ring").insert(
    input.rings.map(({ of, gate }, position) => ({
      ...{ rollout_id: id, position, kind: of.kind },
      ...{ share: of.kind === "share" ? of.share : null, site_id: of.kind === "site" ? of.siteId : null },
      ...{ back_within: gate.backWithin, watched_for: gate.watchedFor, may_fail: gate.mayFail, least_heard: gate.leastHeard },
      ...{ registered: gate.registered, by_hand: gate.byHand },
    })),
  );
  const places = planRings(
    input.rings.map((ring) => ring.of),
    plan.takes,
    // The same name draws the same phones: who looks first knows who is first.
    input.name,
  );
  await insertPhones(trx, id, plan.takes, (phone) => places.get(phone.id) ?? { ring: input.rings.length - 1, place: 0 });
}

/** Puts phones into rings, as planned. */
export async function insertPhones<P extends { readonly id: string; readonly organisationId: string }>(
  trx: Db,
  rolloutId: string,
  phones: readonly P[],
  placeOf: (phone: P) => { readonly ring: number; readonly place: number },
): Promise<void> {
  const columns = [
    ...(["rollout_id", "phone_id", "organisation_id"] as const).map((name) => [name, "text"] as const),
    ...(["ring", "place"] as const).map((name) => [name, "integer"] as const),
    ["state", "text"] as const,
  ];
  const rows = phones.map((phone) => {
    const { ring, place } = placeOf(phone);
    return [rolloutId, phone.id, phone.organisationId, ring, place, "planned"];
  });
  await bulkInsert(trx, "rollout_phone", columns, rows);
}

/** What the change log says of a roll-out's values: each as it is stored. */
export function valuesOf(rollout: Rollout): AuditValue {
  return rollout.values.map(({ vendor, name, value }) => `${vendor === null ? "" : `${vendor} `}${name}: ${value ?? "–"}`);
}

export async function log(
  trx: Db,
  { id, organisationId }: { readonly id: string; readonly organisationId: string | null },
  action: `rollout.${string}`,
  fields: { readonly before?: AuditValue; readonly after?: AuditValue },
  actor: Actor,
  now: Date,
): Promise<void> {
  await recordAudit(trx, { organisationId, action, subject: { kind: "rollout", id }, ...fields }, actor, now);
}

/**
 * @param already what it becomes by that: of one that is so, nothing is done
 * @throws DomainError `rollout_not_found`, `rollout_state_refused` (detail: `state`)
 */
async function getFor(trx: Db, by: Of, act: RolloutAct, already: RolloutState | null = null): Promise<Rollout> {
  const rollout = await getRollout(trx, by);
  if (rollout.state !== already && !rolloutCan(act, rollout.state))
    throw new DomainError("rollout_state_refused", { state: rollout.state, name: rollout.name });
  return rollout;
}

/** Writes a new state, and has the roll-out looked at with the next round. */
export async function setState(
  trx: Db,
  rollout: Rollout,
  state: RolloutState,
  columns: Readonly<Record<string, string | null>>,
  actor: Actor,
  now: Date,
): Promise<void> {
  const meta = { version: rollout.version + 1, updated_at: now.toISOString(), updated_by: actor.name };
  await trx("rollout")
    .where("id", rollout.id)
    .update({ state, ...columns, ...meta, look_at: now.toISOString() });
  await announce(trx, "rollout", { organisationId: rollout.organisationId });
}

/** Nobody gets it until it goes on; who has it keeps it. @throws DomainError `rollout_not_found`, `rollout_state_refused` */
export async function pauseRollout(db: Db, by: Of, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "pause", "paused");
    if (rollout.state === "paused") return rollout;
    await setState(trx, rollout, "paused", { why: null, why_at: now.toISOString() }, actor, now);
    await log(trx, rollout, "rollout.paused", { before: { state: rollout.state }, after: { state: "paused" } }, actor, now);
    return getRollout(trx, by);
  });
}

/**
 * It goes on. Of one that has stopped by itself, the phones that have failed so far no longer count: it stops again when
 * as many more fail.
 *
 * @throws DomainError `rollout_not_found`, `rollout_state_refused`
 */
export async function resumeRollout(db: Db, by: Of, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "resume", "running");
    if (rollout.state === "running") return rollout;
    if (rollout.state === "halted") await forgive(trx, rollout);
    await setState(trx, rollout, "running", { why: null, why_at: null }, actor, now);
    await log(trx, rollout, "rollout.resumed", { before: { state: rollout.state }, after: { state: "running" } }, actor, now);
    return getRollout(trx, by);
  });
}

async function forgive(trx: Db, { id, rings }: Rollout): Promise<void> {
  for (const { position, counts } of rings) {
    if (counts.failed === 0) continue;
    await trx("rollout_ring").where({ rollout_id: id, position }).update({ forgiven: counts.failed });
  }
}

/**
 * The ring whose turn it is has passed, whatever its gate says: the next one begins. Phones of it that have not had
 * their turn get it with the next ring.
 *
 * @throws DomainError `rollout_not_found`, `rollout_state_refused`
 */
export async function advanceRollout(db: Db, by: Of & { readonly ring: number }, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "advance");
    const ring = currentRing(rollout);
    // Somebody else, or its gate, has let it pass already.
    if (ring === null || ring.position !== by.ring) return rollout;
    await forgive(trx, rollout);
    await trx("rollout_ring")
      .where({ rollout_id: rollout.id, position: ring.position })
      .update({ passed_at: now.toISOString(), passed_by: actor.name });
    await setState(trx, rollout, "running", { why: null, why_at: null }, actor, now);
    await log(trx, rollout, "rollout.ring_passed", { after: { ring: ring.position + 1 } }, actor, now);
    return getRollout(trx, by);
  });
}

/**
 * Leaves a phone out: it keeps what it had, also when the roll-out is finished. One that has got it is given back what it had.
 *
 * @throws DomainError `rollout_not_found`, `phone_not_found` (it is not of the roll-out), `rollout_state_refused`,
 * `rollout_keep_refused` (a vendor's parameter that nothing was said of cannot be kept)
 */
export async function skipPhone(db: Db, by: Of & { readonly phoneId: string }, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "skip");
    const row = await phoneOf(trx, by);
    if (row.state === "skipped") return rollout;
    if (!(await mayKeep(trx, rollout, by.phoneId))) throw new DomainError("rollout_keep_refused");
    await trx("rollout_phone")
      .where({ rollout_id: by.id, phone_id: by.phoneId })
      .update({ state: "skipped", overlaid: 0, reason: null, decided_at: now.toISOString() });
    if (row.overlaid === 1) await giveBack(trx, by.phoneId, actor, now);
    await settlePhone(trx, rollout, by.phoneId, "rollout.phone_skipped", actor, now);
    return getRollout(trx, by);
  });
}

/**
 * A phone that was left out has its turn with the ring that is on.
 *
 * @throws DomainError as `skipPhone`; `rollout_conflict` when another roll-out has begun to give it the same
 */
export async function includePhone(db: Db, by: Of & { readonly phoneId: string }, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "skip");
    const row = await phoneOf(trx, by);
    if (row.state !== "skipped") return rollout;
    const phones: RolloutCandidate[] = await candidates(trx).where("p.id", by.phoneId).select(candidateColumns);
    refuseConflicts(await rivalsOf(trx, rollout, phones));
    await trx("rollout_phone")
      .where({ rollout_id: by.id, phone_id: by.phoneId })
      .update({ state: "planned", released_at: null, decided_at: null });
    await settlePhone(trx, rollout, by.phoneId, "rollout.phone_included", actor, now);
    return getRollout(trx, by);
  });
}

async function phoneOf(trx: Db, { id, phoneId }: { id: string; phoneId: string }): Promise<{ state: string; overlaid: number }> {
  const row: { state: string; overlaid: number } | undefined = await trx("rollout_phone")
    .where({ rollout_id: id, phone_id: phoneId })
    .first("state", "overlaid");
  if (!row) throw new DomainError("phone_not_found");
  return row;
}

async function giveBack(trx: Db, phoneId: string, actor: Actor, now: Date): Promise<void> {
  await raisePhones(trx, onePhone(trx, phoneId));
  await askResync(trx, { phones: onePhone(trx, phoneId), reason: "rollout", notBefore: null }, actor, now);
}

async function settlePhone(
  trx: Db,
  rollout: Rollout,
  phoneId: string,
  action: "rollout.phone_skipped" | "rollout.phone_included",
  actor: Actor,
  now: Date,
): Promise<void> {
  const skipped = action === "rollout.phone_skipped";
  const fields = { before: { phoneId, skipped: !skipped }, after: { phoneId, skipped } };
  await log(trx, rollout, action, fields, actor, now);
  await setState(trx, rollout, rollout.state, {}, actor, now);
}

/**
 * Every phone is given back what it had: its files are what they were before, to the byte. In one transaction.
 *
 * @throws DomainError `rollout_not_found`, `rollout_state_refused`
 */
export async function takeBackRollout(db: Db, by: Of, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "take_back", "taken_back");
    if (rollout.state === "taken_back") return rollout;
    const phones = phonesOverlaid(trx, rollout.id);
    const raised = await raisePhones(trx, phones);
    await askResync(trx, { phones, reason: "rollout", notBefore: null }, actor, now);
    await endOverlays(trx, rollout.id);
    await setState(trx, rollout, "taken_back", { ...ended(actor, now), why: null }, actor, now);
    await log(
      trx,
      rollout,
      "rollout.taken_back",
      { before: { state: rollout.state }, after: { state: "taken_back", phones: raised } },
      actor,
      now,
    );
    return getRollout(trx, by);
  });
}

/**
 * It ends where it stands: phones that have got it have it as their own from now on, nobody else gets it. No file changes.
 *
 * @throws DomainError `rollout_not_found`, `rollout_state_refused`
 */
export async function leaveRollout(db: Db, by: Of, actor: Actor, now: Date): Promise<Rollout> {
  return change(db, async (trx) => {
    const rollout = await getFor(trx, by, "leave", "left");
    if (rollout.state === "left") return rollout;
    const phones = await writeForReleased(trx, rollout, actor, now);
    await endOverlays(trx, rollout.id);
    await setState(trx, rollout, "left", { ...ended(actor, now), why: null }, actor, now);
    await log(trx, rollout, "rollout.left", { before: { state: rollout.state }, after: { state: "left", phones } }, actor, now);
    return getRollout(trx, by);
  });
}

export function ended(actor: Actor, now: Date) {
  return { ended_at: now.toISOString(), ended_by: actor.name };
}

export async function endOverlays(trx: Db, rolloutId: string): Promise<void> {
  await trx("rollout_phone").where({ rollout_id: rolloutId, overlaid: 1 }).update({ overlaid: 0 });
}
