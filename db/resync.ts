import type { ResyncKind, ResyncReason, ResyncResult, ResyncState } from "../domain/resync.ts";
import { recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf, textsOf } from "./dialect/dialect.ts";
import type { PhoneSelection } from "./revisions.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What a phone is to be asked, and what became of it the last time. */
export type Resync = {
  readonly phoneId: string;
  readonly kind: ResyncKind;
  readonly state: ResyncState;
  readonly reason: ResyncReason;
  readonly askedAt: string;
  readonly askedBy: string;
  /** When it is asked, or tried again; null: there is nothing to do. */
  readonly dueAt: string | null;
  readonly tries: number;
  /** Null: it has not been asked yet. */
  readonly result: ResyncResult | null;
  /** What was answered: code and its own words. */
  readonly status: number | null;
  readonly answer: string | null;
  readonly via: string | null;
  readonly resultAt: string | null;
};

export type ResyncRow = {
  phone_id: string;
  kind: ResyncKind;
  organisation_id: string;
  state: ResyncState;
  reason: ResyncReason;
  asked_at: string;
  asked_by: string;
  due_at: string | null;
  paced: number;
  tries: number;
  taken_at: string | null;
  wanted_revision: number;
  asked_revision: number;
  result: ResyncResult | null;
  status: number | null;
  answer: string | null;
  via: string | null;
  result_at: string | null;
};

export function presentResync(row: ResyncRow): Resync {
  return {
    phoneId: row.phone_id,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    dueAt: row.state === "done" ? null : row.due_at,
    tries: row.tries,
    result: row.result,
    status: row.status,
    answer: row.answer,
    via: row.via,
    resultAt: row.result_at,
  };
}

export type AskResync = {
  /** Found and retired phones among them are left alone. */
  readonly phones: PhoneSelection;
  readonly reason: ResyncReason;
  /** Null: as soon as its turn comes. */
  readonly notBefore: Date | null;
  /** Default `resync`; `probe` only asks the exchange whether it reaches the phone. */
  readonly kind?: ResyncKind;
};

/** These phones, for `askResync` and `raisePhones`. */
export function phonesAmong(trx: Db, ids: readonly string[]): PhoneSelection {
  return trx.raw(`select id from phone where id in (${textsOf(trx)})`, [JSON.stringify(ids)]);
}

const columns = "phone_id, kind, organisation_id, state, reason, asked_at, asked_by, due_at, paced, tries, wanted_revision";

/** Who waits already is asked when the earlier of the two said; one that is being asked just now is asked once more. */
const onto = `insert into resync (${columns})
  select p.id, ?, p.organisation_id, 'waiting', ?, ?, ?, ?, 0, 0, p.revision from phone p
  where p.state in ('claimed', 'bound') and p.id in (?)
  on conflict (phone_id, kind) do update set
    state = case when resync.state = 'sending' then 'sending' else 'waiting' end,
    reason = excluded.reason, asked_at = excluded.asked_at, asked_by = excluded.asked_by,
    due_at = case when resync.state = 'sending' then resync.due_at
      when resync.state = 'waiting' and resync.tries = 0 and resync.due_at < excluded.due_at then resync.due_at
      else excluded.due_at end,
    paced = case when resync.state <> 'done' and resync.tries = 0 and resync.due_at < excluded.due_at then resync.paced else 0 end,
    tries = case when resync.state = 'sending' then resync.tries else 0 end,
    wanted_revision = excluded.wanted_revision`;

/**
 * Puts in that phones shall be asked to fetch again: one wish a phone, whoever says it. In a fixed number of
 * statements for any number of phones. The log names one phone; of many it says for each organisation how many.
 *
 * @returns how many phones will be asked
 */
export async function askResync(db: Db, input: AskResync, actor: Actor, now: Date): Promise<number> {
  return change(db, async (trx) => {
    const { phones, reason, notBefore, kind = "resync" } = input;
    const due = (notBefore ?? now).toISOString();
    await trx.raw(onto, [kind, reason, now.toISOString(), actor.name, due, phones]);
    const asked: { organisation_id: string; count: number | string; one: string }[] = await trx("phone")
      .whereIn("state", ["claimed", "bound"])
      .whereRaw("id in (?)", [phones])
      .groupBy("organisation_id")
      .select("organisation_id")
      .count({ count: "*" })
      .min({ one: "id" });
    // Asking the exchange where a phone is changes nothing. A roll-out says itself what it does.
    const logged = kind === "probe" || reason === "rollout" ? [] : asked;
    const entries = logged.map(({ organisation_id: organisationId, count, one }) => ({
      organisationId,
      action: "phone.resync_asked",
      subject: Number(count) === 1 ? { kind: "phone", id: one } : { kind: "organisation", id: organisationId },
      after: { phones: Number(count), notBefore: notBefore?.toISOString() ?? null },
    }));
    await recordAudits(trx, entries, actor, now);
    for (const { organisation_id: organisationId, count, one } of asked)
      await announce(trx, "resync", { organisationId, phoneId: Number(count) === 1 ? one : null });
    return asked.reduce((sum, { count }) => sum + Number(count), 0);
  });
}

/** Takes back what has not been asked yet. @returns how many phones will no longer be asked */
export async function cancelResync(
  db: Db,
  input: { readonly organisationId: string; readonly phones: PhoneSelection },
  actor: Actor,
  now: Date,
): Promise<number> {
  return change(db, async (trx) => {
    const { organisationId, phones } = input;
    const waiting: { phone_id: string }[] = await trx("resync")
      .where({ organisation_id: organisationId, state: "waiting" })
      .whereRaw("phone_id in (?)", [phones])
      .select("phone_id");
    const ids = [...new Set(waiting.map((row) => row.phone_id))];
    const [one] = ids;
    if (one === undefined) return 0;
    // A change that is waited with is as if the phone had been asked about it: else it would be put in again.
    await trx("resync")
      .where({ organisation_id: organisationId, state: "waiting" })
      .where(oneOf(trx, "phone_id", ids))
      .update({ state: "done", due_at: null, tries: 0, asked_revision: trx.ref("wanted_revision") });
    const subject = ids.length === 1 ? { kind: "phone", id: one } : { kind: "organisation", id: organisationId };
    const entry = { organisationId, action: "phone.resync_cancelled", subject, after: { phones: ids.length } };
    await recordAudits(trx, [entry], actor, now);
    await announce(trx, "resync", { organisationId, phoneId: ids.length === 1 ? one : null });
    return ids.length;
  });
}

/** Of those of these phones that have ever been to be asked. */
export async function resyncsOf(db: Db, phoneIds: readonly string[], kind: ResyncKind = "resync"): Promise<Map<string, Resync>> {
  const rows: ResyncRow[] = await db<ResyncRow>("resync")
    .where(oneOf(db, "phone_id", phoneIds))
    .where("kind", kind);
  return new Map(rows.map((row) => [row.phone_id, presentResync(row)]));
}

export type ResyncCount = { readonly state: ResyncState; readonly result: ResyncResult | null; readonly count: number };

/** How many wait, are asked just now, and what became of the others. @param organisationId null: everybody's */
export async function countResyncs(db: Db, organisationId: string | null): Promise<ResyncCount[]> {
  const query = db<ResyncRow>("resync").where("kind", "resync").groupBy("state", "result");
  if (organisationId !== null) query.where("organisation_id", organisationId);
  const rows: { state: ResyncState; result: ResyncResult | null; count: number | string }[] = await query
    .select("state", "result")
    .count({ count: "*" });
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Tells that something became of these: once for each organisation; of one phone it says which. */
export async function announceEach(trx: Db, about: readonly { phoneId: string; organisationId: string }[]): Promise<void> {
  for (const [organisationId, phones] of Map.groupBy(about, (one) => one.organisationId))
    await announce(trx, "resync", { organisationId, phoneId: phones.length === 1 ? (phones[0]?.phoneId ?? null) : null });
}
