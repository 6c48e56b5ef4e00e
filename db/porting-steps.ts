import { DomainError } from "../domain/errors.ts";
import { instantOf, wallClock } from "../domain/local-time.ts";
import { type NumberKind, parseNumber } from "../domain/numbers.ts";
import { cancelProblem, liveStates, type PortingState, portingTimeProblem } from "../domain/porting.ts";
import { type Problem, refuseProblems } from "../domain/problem.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { cancelOrder, getOrder, isUnsent, placeOrder } from "./orders.ts";
import { getOrganisation } from "./organisations.ts";
import { addPortingEvent } from "./porting-events.ts";
import { clearOwner, ownerDigits } from "./porting-owner.ts";
import { getPorting, type Porting } from "./porting-rows.ts";
import { numberProblems, type PortingOf, portingFor, record } from "./portings.ts";
import { checkVersion, edit, unlessTaken } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Asked = PortingOf & { readonly version?: number | undefined };

/** What kinds of numbers it is for: how many days it takes hangs on them. */
function kindsOf(porting: Pick<Porting, "numbers">): NumberKind[] {
  return porting.numbers.flatMap(({ e164 }) => parseNumber(e164)?.kind ?? []);
}

/** What a porting lacks before it can be signed for. */
async function portingGaps(db: Db, porting: Porting, now: Date): Promise<Problem[]> {
  const { timeZone } = await getOrganisation(db, { id: porting.organisationId });
  const today = wallClock(now, timeZone).date;
  const missing = (["ownerName", "ownerNumber", "otherOperator", "signer"] as const)
    .filter((field) => (porting[field] ?? "") === "")
    .map((field): Problem => ({ field, code: "porting_field_missing" }));
  const none: Problem[] = porting.numbers.length === 0 ? [{ field: "numbers", code: "porting_field_missing" }] : [];
  const wanted = { date: porting.wantedDate ?? "", time: porting.wantedTime ?? "" };
  const time = portingTimeProblem(wanted, kindsOf(porting), today);
  const at: Problem[] = wanted.date === "" ? [{ field: "wantedDate", code: "porting_field_missing" }] : time ? [time] : [];
  const numbers = porting.numbers.map(({ e164 }) => e164);
  return [...none, ...(await numberProblems(db, numbers, porting, now)), ...missing, ...at.map(asWanted)];
}

/** Beside the field as the form calls it. */
function asWanted(problem: Problem): Problem {
  const field = problem.field === "date" ? "wantedDate" : problem.field === "time" ? "wantedTime" : problem.field;
  return { ...problem, field };
}

/**
 * The letter of authority can be made and signed.
 *
 * @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict`; ProblemsError `porting_field_missing`,
 * `porting_day_off`, `porting_too_early`, `porting_too_late`, `porting_hour_not_whole`, `porting_number_known`,
 * `porting_number_pending`
 */
export async function preparePorting(db: Db, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => {
    const porting = await portingFor(trx, "prepare", input);
    refuseProblems(await portingGaps(trx, porting, now));
    return moveOn(trx, porting, { state: "awaiting_signature" }, "porting.prepared", actor, now);
  });
}

/**
 * Back to the draft, where it can be changed: what was signed is of what was there before, and goes.
 *
 * @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict`
 */
export async function reopenPorting(db: Db, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => {
    const porting = await portingFor(trx, "reopen", input);
    await trx("porting_letter").where("porting_id", porting.id).delete();
    // A personal number that was kept long enough is not there any more, and is to be said anew.
    await trx("porting")
      .where({ id: porting.id, owner_kind: "person" })
      .whereNull("owner_number_sealed")
      .update({ owner_number: null });
    const anew = { state: "draft", refusal_code: null, refusal_text: null, agreed_at: null, settled_at: null } as const;
    return moveOn(trx, porting, { ...anew, order_id: null, submitted_at: null }, "porting.reopened", actor, now);
  });
}

/**
 * Lays the order. What was true when it was prepared may not be any more.
 *
 * @throws DomainError as `preparePorting`, and `porting_signature_missing`
 */
export async function submitPorting(db: Db, keyring: Keyring, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => {
    const porting = await portingFor(trx, "submit", input);
    if (porting.signedCopy === null) throw new DomainError("porting_signature_missing");
    refuseProblems(await portingGaps(trx, porting, now));
    const { organisationId, id } = porting;
    const { timeZone } = await getOrganisation(trx, { id: organisationId });
    const numbers = porting.numbers.map(({ e164 }) => e164);
    await claim(trx, id, numbers);
    const { instant } = instantOf({ date: porting.wantedDate ?? "", time: porting.wantedTime ?? "" }, timeZone);
    const payload = {
      numbers,
      ...{ ownerName: porting.ownerName, ownerNumber: clearOwner(porting.ownerKind, await ownerDigits(trx, keyring, porting)) },
      ...{ losingOperator: porting.otherOperator, signer: porting.signer, wantedAt: instant.toISOString() },
    };
    const subject = { kind: "porting", id } as const;
    const key = `port_in:${id}:${porting.version}`;
    const order = await placeOrder(trx, { organisationId, kind: "port_in", subject, payload, idempotencyKey: key }, actor, now);
    const columns = { state: "submitted", order_id: order.id, submitted_at: now.toISOString() } as const;
    return moveOn(trx, porting, columns, "porting.submitted", actor, now);
  });
}

/** One order for a number at a time. @throws DomainError `porting_number_pending` */
async function claim(trx: Db, portingId: string, numbers: readonly string[]): Promise<void> {
  const columns = [["e164", "text"] as const, ["porting_id", "text"] as const];
  const rows = numbers.map((e164) => [e164, portingId]);
  await unlessTaken("porting_number_pending", {}, bulkInsert(trx, "porting_claim", columns, rows));
}

/**
 * Calls it off: at once while nobody has the order, else by an order of its own, which the operator answers.
 *
 * @throws DomainError `porting_not_found`, `porting_state_refused` (also while it is being called off), `porting_cancel_late`,
 * `version_conflict`
 */
export async function cancelPorting(db: Db, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => {
    const porting = await getPorting(trx, input);
    checkVersion(porting, input.version);
    const { organisationId, id, orderId } = porting;
    const { timeZone } = await getOrganisation(trx, { id: organisationId });
    const problem = cancelProblem({ ...porting, at: whenOf(porting, timeZone) }, now, timeZone);
    if (problem !== null || porting.cancelOrderId !== null) {
      throw new DomainError(problem ?? "porting_state_refused", { state: porting.state });
    }
    if (orderId === null || (await calledBack(trx, { organisationId, id: orderId }, actor, now))) {
      return settlePorting(trx, porting, "cancelled", {}, actor, now);
    }
    const numbers = porting.numbers.map(({ e164 }) => e164);
    const idempotencyKey = `cancel_porting:${id}:${porting.version}`;
    const subject = { kind: "porting", id } as const;
    const order = { organisationId, kind: "cancel_porting", subject, payload: { numbers, orderId }, idempotencyKey } as const;
    const placed = await placeOrder(trx, order, actor, now);
    await edit(trx, "porting", porting, undefined, { cancel_order_id: placed.id }, actor, now);
    await addPortingEvent(trx, id, { kind: "cancel_asked" }, actor, now);
    await record(trx, porting, "porting.cancel_ordered", {}, actor, now);
    return getPorting(trx, porting);
  });
}

/** True when nobody has had the order, and it is taken back. */
async function calledBack(trx: Db, of: PortingOf, actor: Actor, now: Date): Promise<boolean> {
  const order = await getOrder(trx, of);
  if (!isUnsent(order)) return false;
  await cancelOrder(trx, of, actor, now);
  return true;
}

/** The agreed instant, else the wished one. */
export function whenOf({ agreedAt, wantedDate, wantedTime }: Porting, zone: string): Date | null {
  if (agreedAt !== null) return new Date(agreedAt);
  if (wantedDate === null || wantedTime === null) return null;
  return instantOf({ date: wantedDate, time: wantedTime }, zone).instant;
}

type Columns = Readonly<Record<string, string | null>> & { readonly state: PortingState };

/** Into another state, with its place in the story and its entry. */
export async function moveOn(
  trx: Db,
  porting: Porting,
  columns: Columns,
  action: string,
  actor: Actor,
  now: Date,
  detail: Readonly<Record<string, string>> = {},
): Promise<Porting> {
  await edit(trx, "porting", porting, undefined, columns, actor, now);
  await addPortingEvent(trx, porting.id, { kind: columns.state, detail }, actor, now);
  const fields = { before: { state: porting.state }, after: { state: columns.state, ...detail } };
  await record(trx, porting, action, fields, actor, now);
  return getPorting(trx, porting);
}

/** Nothing more is under way: the numbers may be ordered again. */
export async function settlePorting(
  trx: Db,
  porting: Porting,
  state: "done" | "rejected" | "failed" | "cancelled",
  detail: Readonly<Record<string, string>>,
  actor: Actor,
  now: Date,
): Promise<Porting> {
  await trx("porting_claim").where("porting_id", porting.id).delete();
  const { code = null, text = null } = detail;
  const columns = { state, settled_at: now.toISOString(), cancel_order_id: null, refusal_code: code, refusal_text: text };
  return moveOn(trx, porting, columns, `porting.${state}`, actor, now, detail);
}

/** True while the other operator has the order. */
export const isLive = ({ state }: Pick<Porting, "state">): boolean => liveStates.includes(state);
