import { formatInstant } from "../domain/local-time.ts";
import { parseNumber } from "../domain/numbers.ts";
import { afterAnswer } from "../domain/porting.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { queueMessage } from "./messages.ts";
import type { OrderEffects } from "./order-effect.ts";
import { endCalledOff, type Order } from "./orders.ts";
import { getOrganisation } from "./organisations.ts";
import { addPortingEvent } from "./porting-events.ts";
import { getPorting, type Porting } from "./porting-rows.ts";
import { isLive, moveOn, settlePorting } from "./porting-steps.ts";
import { record } from "./portings.ts";
import { edit } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";
import { setUserNumber } from "./user-numbers.ts";

/** What the operator's answers make of a porting. What is over stays as it is, and an earlier order of one begun anew is. */
export const portingOrderEffects: OrderEffects<"port_in" | "cancel_porting"> = {
  port_in: {
    sent: async (trx, order, actor, now) => {
      const porting = await portingOf(trx, order);
      if (porting.orderId !== order.id) return;
      await addPortingEvent(trx, porting.id, { kind: "sent" }, actor, now);
    },
    progressed: async (trx, keyring, order, told, actor, now) => {
      const porting = await portingOf(trx, order);
      if (porting.orderId !== order.id) return;
      const state = afterAnswer(porting.state, told.stage);
      const agreed = told.stage === "scheduled" ? new Date(told.at).toISOString() : porting.agreedAt;
      if (state === porting.state && agreed === porting.agreedAt) return;
      const detail = told.stage === "scheduled" ? { at: new Date(told.at).toISOString() } : {};
      const after = await moveOn(trx, porting, { state, agreed_at: agreed }, `porting.${told.stage}`, actor, now, detail);
      await tell(trx, keyring, after, now);
    },
    confirmed: async (trx, keyring, order, _details, actor, now) => {
      const porting = await portingOf(trx, order);
      if (!isLive(porting) || porting.orderId !== order.id) return;
      const after = await settlePorting(trx, porting, "done", {}, actor, now);
      await takeOver(trx, after, actor, now);
      await tell(trx, keyring, after, now);
    },
    refused: async (trx, order, { code, text }, actor, now) => {
      const porting = await portingOf(trx, order);
      const state = afterAnswer(porting.state, "refused");
      if (state === "rejected" || state === "failed") {
        if (isLive(porting) && porting.orderId === order.id) await settlePorting(trx, porting, state, { code, text }, actor, now);
      }
    },
  },
  cancel_porting: {
    confirmed: async (trx, keyring, order, _details, actor, now) => {
      const porting = await portingOf(trx, order);
      if (!isLive(porting) || porting.cancelOrderId !== order.id) return;
      const { organisationId, orderId } = porting;
      if (orderId !== null) await endCalledOff(trx, { organisationId, id: orderId }, actor, now);
      const after = await settlePorting(trx, porting, "cancelled", {}, actor, now);
      await tell(trx, keyring, after, now);
    },
    refused: async (trx, order, { code, text }, actor, now) => {
      const porting = await portingOf(trx, order);
      if (porting.cancelOrderId !== order.id) return;
      await edit(trx, "porting", porting, undefined, { cancel_order_id: null }, actor, now);
      await addPortingEvent(trx, porting.id, { kind: "cancel_refused", detail: { code, text } }, actor, now);
      await record(trx, porting, "porting.cancel_refused", { after: { refusalCode: code, refusalText: text } }, actor, now);
    },
  },
};

function portingOf(trx: Db, { organisationId, subject }: Order): Promise<Porting> {
  return getPorting(trx, { organisationId, id: subject.id });
}

/** The numbers are the organisation's. Those that somebody is to have, they get, where that place is empty. */
async function takeOver(trx: Db, porting: Porting, actor: Actor, now: Date): Promise<void> {
  const { organisationId, id } = porting;
  const columns = ["e164", "organisation_id", "porting_id", "since"].map((name) => [name, "text"] as const);
  const rows = porting.numbers.map(({ e164 }) => [e164, organisationId, id, now.toISOString()]);
  await bulkInsert(trx, "organisation_number", columns, rows);
  for (const { e164, user } of porting.numbers) {
    if (user === null) continue;
    const given = await give(trx, { organisationId, userId: user.id, e164 }, actor, now);
    const detail = { number: e164, user: user.name };
    await addPortingEvent(trx, id, { kind: given ? "number_given" : "number_free", detail }, actor, now);
  }
}

/** @returns false when the person has another number there, or has left: the number stays free */
async function give(
  trx: Db,
  { organisationId, userId, e164 }: { organisationId: string; userId: string; e164: string },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  const kind = parseNumber(e164)?.kind === "mobile" ? "mobile" : "primary";
  const fits = kind === "mobile" || ["geographic", "nationwide"].includes(parseNumber(e164)?.kind ?? "");
  const person = await trx("users").where({ id: userId, organisation_id: organisationId }).first("deactivated_at");
  const has = await trx("user_number").where({ user_id: userId, kind }).first("e164");
  if (!fits || person?.deactivated_at !== null) return false;
  if (has) return has.e164 === e164;
  // A mobile number becomes Mex by an order of its own at the operator, not by moving.
  const mobileProfile = kind === "mobile" ? "external" : null;
  await setUserNumber(trx, { organisationId, userId, kind, number: e164, mobileProfile }, actor, now);
  return true;
}

/** Whoever began it hears by mail how it goes. A refusal is told with its order. */
async function tell(trx: Db, keyring: Keyring, porting: Porting, now: Date): Promise<void> {
  const { organisationId, id, createdById: userId, state, numbers, agreedAt } = porting;
  if (userId === null) return;
  const person = await trx("users")
    .where({ id: userId, organisation_id: organisationId })
    .whereNull("deactivated_at")
    .first("id");
  if (!person) return;
  const { timeZone } = await getOrganisation(trx, { id: organisationId });
  const when = agreedAt === null ? "" : formatInstant(new Date(agreedAt), timeZone);
  const about = { state, number: numbers[0]?.e164 ?? "", when, text: "", portingId: id };
  const key = `porting_changed:${id}:${porting.version}`;
  await queueMessage(trx, keyring, { organisationId, userId, channel: "mail", kind: "porting_changed", about, key }, now);
}
