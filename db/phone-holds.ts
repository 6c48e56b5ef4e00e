import { DomainError } from "../domain/errors.ts";
import { type HoldReason, holdReasons } from "../domain/hold.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { chunks, oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { acceptLook, type Look } from "./phone-homes.ts";
import { getLivePhone } from "./phone-rows.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import type { Keyring } from "./secrets.ts";
import { replaceToken } from "./tokens.ts";
import { batchInTurn, change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** An asker with a phone's proof that did not look like the phone. */
export type StrangeAsk = Look & {
  readonly phoneId: string;
  readonly organisationId: string;
  readonly address: string;
  readonly transport: string;
  readonly userAgent: string | null;
  readonly reasons: readonly HoldReason[];
  /** False: it was served all the same. */
  readonly held: boolean;
  readonly at: string;
};
export type HoldState = "held" | "reported" | "released" | "denied";
export type Hold = Omit<StrangeAsk, "held" | "at"> & {
  readonly id: string;
  readonly state: HoldState;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
};

export type HoldRow = {
  id: string;
  organisation_id: string;
  phone_id: string;
  network: string;
  address: string;
  transport: string;
  user_agent: string | null;
  program: string | null;
  model: string | null;
  firmware: string | null;
  reasons: string;
  state: HoldState;
  first_at: string;
  last_at: string;
  count: number;
  decided_at: string | null;
  decided_by: string | null;
};

/** Of one phone so many are kept: whoever asks from everywhere does not fill the table. */
export const mostHoldsOfPhone = 50;

function lookOf({ network, program, model, firmware }: Look): string {
  return [network, program ?? "", model ?? "", firmware ?? ""].join("\n");
}

/**
 * Notes them; written behind. The same asker again is counted up; what has been decided stays decided.
 *
 * @returns those that nobody has decided about
 */
export async function recordHolds<T extends StrangeAsk>(db: Db, list: readonly T[]): Promise<ReadonlySet<T>> {
  const undecided = new Set<T>();
  const latest = new Map<string, { one: T; count: number; firstAt: string }>();
  for (const one of list) {
    const key = `${one.phoneId}\n${lookOf(one)}`;
    const before = latest.get(key);
    latest.set(key, { one, count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? one.at });
  }
  const sorted = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  for (const part of chunks(sorted, 50)) {
    await batchInTurn(db, async (trx) => {
      const ids = [...new Set(part.map(({ one }) => one.phoneId))];
      const alive = new Set<string>(
        await trx("phone")
          .where(oneOf(trx, "id", ids))
          .whereNot("state", "retired")
          .pluck("id"),
      );
      const rows = part.flatMap(({ one, count, firstAt }) => (alive.has(one.phoneId) ? [rowOf(one, count, firstAt)] : []));
      if (rows.length === 0) return;
      const again = Object.fromEntries(
        ["address", "transport", "user_agent", "reasons", "last_at"].map((name): [string, unknown] => [
          name,
          trx.raw("excluded.??", [name]),
        ]),
      );
      // Held once and served another time: the setting was changed in between.
      const state = trx.raw("case when phone_hold.state in ('held', 'reported') then excluded.state else phone_hold.state end");
      const count = trx.raw("phone_hold.count + excluded.count");
      await trx("phone_hold")
        .insert(rows)
        .onConflict(["phone_id", "look"])
        .merge({ ...again, state, count });
      await dropOldest(trx, ids);
      const open: { phone_id: string; look: string }[] = await trx("phone_hold")
        .where(oneOf(trx, "phone_id", ids))
        .whereIn("state", ["held", "reported"])
        .select("phone_id", "look");
      const looks = new Set(open.map((row) => `${row.phone_id}\n${row.look}`));
      for (const { one } of part) if (looks.has(`${one.phoneId}\n${lookOf(one)}`)) undecided.add(one);
    });
  }
  return undecided;
}

function rowOf(one: StrangeAsk, count: number, firstAt: string) {
  return {
    id: newId(new Date(one.at)),
    organisation_id: one.organisationId,
    phone_id: one.phoneId,
    look: lookOf(one),
    network: one.network,
    address: one.address,
    transport: one.transport,
    user_agent: one.userAgent,
    program: one.program,
    model: one.model,
    firmware: one.firmware,
    reasons: one.reasons.join(","),
    state: one.held ? "held" : "reported",
    first_at: firstAt,
    last_at: one.at,
    count,
  };
}

async function dropOldest(trx: Db, phoneIds: readonly string[]): Promise<void> {
  const ranked = trx("phone_hold")
    .where(oneOf(trx, "phone_id", phoneIds))
    .select("id", trx.raw("row_number() over (partition by phone_id order by last_at desc, id desc) as nth"));
  await trx("phone_hold")
    .whereIn("id", trx.from(ranked.as("ranked")).where("nth", ">", mostHoldsOfPhone).select("id"))
    .delete();
}

export function presentHold(row: HoldRow): Hold {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    phoneId: row.phone_id,
    network: row.network,
    address: row.address,
    transport: row.transport,
    userAgent: row.user_agent,
    program: row.program,
    model: row.model,
    firmware: row.firmware,
    reasons: holdReasons.filter((reason) => row.reasons.split(",").includes(reason)),
    state: row.state,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  };
}

export type HoldFilter = {
  /** Null: everybody's. */
  readonly organisationId: string | null;
  readonly phoneId?: string | undefined;
  /** Only those that nobody has decided about. */
  readonly open?: boolean | undefined;
  readonly limit?: number | undefined;
};

/** Last asked first. */
export async function listHolds(db: Db, filter: HoldFilter): Promise<(Hold & { readonly mac: string })[]> {
  const query: ReturnType<Db> = db("phone_hold as h").join("phone as p", "p.id", "h.phone_id");
  if (filter.organisationId !== null) query.where("h.organisation_id", filter.organisationId);
  if (filter.phoneId !== undefined) query.where("h.phone_id", filter.phoneId);
  if (filter.open) query.whereIn("h.state", ["held", "reported"]);
  const rows: (HoldRow & { mac: string })[] = await query
    .orderBy([
      { column: "h.last_at", order: "desc" },
      { column: "h.id", order: "desc" },
    ])
    .limit(filter.limit ?? 200)
    .select("h.*", "p.mac");
  return rows.map((row) => ({ ...presentHold(row), mac: row.mac }));
}

/** Askers that have not come again since are forgotten. @returns how many */
export async function forgetHolds(db: Db, before: Date): Promise<number> {
  return db("phone_hold").where("last_at", "<", before.toISOString()).delete();
}

type By = { readonly organisationId: string; readonly phoneId: string; readonly id: string };

/**
 * It was the phone: whoever looks like this is served from now on. Idempotent.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused` (retired), `hold_not_found`
 */
export async function releaseHold(db: Db, by: By, actor: Actor, now: Date): Promise<Hold> {
  return change(db, async (trx) => {
    const hold = await getHold(trx, by);
    if (hold.state === "released") return hold;
    await acceptLook(trx, hold.phoneId, hold);
    await decideHold(trx, hold, "released", actor, now);
    await settleHoldAlarms(trx, hold, actor, now);
    await record(trx, "phone.hold_released", hold, actor, now);
    return getHold(trx, by);
  });
}

/**
 * It was not the phone: whoever looks like this stays out, without further alarms, and the phone gets a new address. The old
 * one holds until the phone itself has used the new one. Idempotent. @throws as `releaseHold`
 */
export async function denyHold(db: Db, keyring: Keyring, by: By, actor: Actor, now: Date): Promise<Hold> {
  return change(db, async (trx) => {
    const hold = await getHold(trx, by);
    if (hold.state === "denied") return hold;
    await replaceToken(trx, keyring, hold.phoneId);
    await decideHold(trx, hold, "denied", actor, now);
    await settleHoldAlarms(trx, hold, actor, now);
    await record(trx, "phone.hold_denied", hold, actor, now);
    await raisePhones(trx, onePhone(trx, hold.phoneId));
    return getHold(trx, by);
  });
}

async function getHold(trx: Db, { organisationId, phoneId, id }: By): Promise<Hold> {
  await getLivePhone(trx, { organisationId, id: phoneId });
  const row = await trx<HoldRow>("phone_hold").where({ id, phone_id: phoneId, organisation_id: organisationId }).first();
  if (!row) throw new DomainError("hold_not_found");
  return presentHold(row);
}

/** Inside `change`. */
export async function decideHold(trx: Db, { id }: Hold, state: HoldState, actor: Actor, now: Date): Promise<void> {
  const decided = { state, decided_at: now.toISOString(), decided_by: actor.name };
  await trx("phone_hold").where({ id }).update(decided);
}

/** The phone's alarms about it are over when nothing undecided is left. Inside `change`. */
export async function settleHoldAlarms(trx: Db, { phoneId, organisationId }: Hold, actor: Actor, now: Date): Promise<void> {
  const left = await trx("phone_hold").where("phone_id", phoneId).whereIn("state", ["held", "reported"]).first("id");
  if (left) return;
  const open = trx("alarm").where({ kind: "phone_held", phone_id: phoneId }).whereNull("acknowledged_at");
  const ids: string[] = await open.clone().pluck("id");
  await open.update({ acknowledged_at: now.toISOString() });
  for (const id of ids.slice(0, 1)) {
    const subject = { kind: "alarm", id };
    await recordAudit(trx, { organisationId, action: "alarm.acknowledged", subject }, actor, now);
  }
}

async function record(trx: Db, action: string, hold: Hold, actor: Actor, now: Date): Promise<void> {
  const { organisationId, phoneId, network, address, userAgent, firmware, reasons } = hold;
  const entry = { organisationId, action, subject: { kind: "phone", id: phoneId } };
  await recordAudit(trx, { ...entry, after: { network, address, userAgent, firmware, reasons: reasons.join(", ") } }, actor, now);
  await announce(trx, "phone", { organisationId, phoneId });
}
