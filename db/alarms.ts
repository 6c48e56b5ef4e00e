import { recordAudit } from "./audit.ts";
import { isPostgres, oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { batch, change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const alarmKinds = [
  "window_taken",
  "window_network",
  "window_used",
  "render_failed",
  "certificate_mismatch",
  "token_misused",
  "unknown_flood",
  "phone_held",
  "rollout_halted",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];
export type Alarm = {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly organisationId: string | null;
  readonly phoneId: string | null;
  readonly mac: string | null;
  readonly address: string | null;
  readonly detail: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly acknowledgedAt: string | null;
};

type Row = {
  id: string;
  kind: AlarmKind;
  organisation_id: string | null;
  phone_id: string | null;
  mac: string | null;
  address: string | null;
  detail: string;
  first_at: string;
  last_at: string;
  count: number;
  acknowledged_at: string | null;
};

export type AlarmInput = {
  readonly kind: AlarmKind;
  readonly organisationId: string | null;
  readonly phoneId: string | null;
  readonly mac: string | null;
  readonly address: string | null;
  readonly detail: string;
};

/** The same alarm of the same phone that nobody has acknowledged is counted up, not doubled. */
export async function raiseAlarm(db: Db, input: AlarmInput, now: Date): Promise<void> {
  await batch(db, async (trx) => {
    const same = { kind: input.kind, phone_id: input.phoneId, mac: input.mac, organisation_id: input.organisationId };
    const at = now.toISOString();
    const again = { address: input.address, detail: input.detail, last_at: at };
    // Two processes that raise it at the same moment would both find none.
    if (isPostgres(trx)) await trx.raw("select pg_advisory_xact_lock(hashtext(?))", [`alarm ${JSON.stringify(same)}`]);
    const counted = trx("alarm").where(same).whereNull("acknowledged_at").increment("count", 1).update(again);
    if ((await counted) > 0) return;
    await trx("alarm").insert({ id: newId(now), ...same, ...again, first_at: at, count: 1, acknowledged_at: null });
  });
}

/** Idempotent; leaves an audit entry. */
export async function acknowledgeAlarm(
  db: Db,
  input: { organisationId: string | null; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const query = trx("alarm").where("id", input.id).whereNull("acknowledged_at");
    if (input.organisationId !== null) query.where("organisation_id", input.organisationId);
    if ((await query.update({ acknowledged_at: now.toISOString() })) === 0) return;
    const subject = { kind: "alarm", id: input.id };
    await recordAudit(trx, { organisationId: input.organisationId, action: "alarm.acknowledged", subject }, actor, now);
  });
}

/** Forgets those that somebody has looked at and that have not come again since before then. @returns how many */
export async function purgeAlarms(db: Db, before: Date): Promise<number> {
  return batch(db, (trx) => trx("alarm").whereNotNull("acknowledged_at").where("last_at", "<", before.toISOString()).delete());
}

export async function findAlarm(db: Db, id: string): Promise<Alarm | null> {
  const row = await db<Row>("alarm").where("id", id).first();
  return row ? present(row) : null;
}

export type AlarmFilter = {
  /** Several, or null for all: operators. */
  readonly organisationId: string | readonly string[] | null;
  readonly phoneId?: string | undefined;
  /** Only those that nobody has looked at. */
  readonly open?: boolean | undefined;
  readonly limit?: number | undefined;
};

/** Newest first, with the title of whose they are. */
export async function listAlarms(
  db: Db,
  filter: AlarmFilter,
): Promise<(Alarm & { readonly organisationTitle: string | null })[]> {
  const query: ReturnType<Db> = db("alarm as a").leftJoin("organisation as o", "o.id", "a.organisation_id");
  const whose = filter.organisationId;
  if (typeof whose === "string") query.where("a.organisation_id", whose);
  else if (whose !== null) query.where(oneOf(db, "a.organisation_id", whose));
  if (filter.phoneId !== undefined) query.where("a.phone_id", filter.phoneId);
  if (filter.open) query.whereNull("a.acknowledged_at");
  const rows: (Row & { organisation_title: string | null })[] = await query
    .orderBy([
      { column: "a.last_at", order: "desc" },
      { column: "a.id", order: "desc" },
    ])
    .limit(filter.limit ?? 100)
    .select("a.*", "o.title as organisation_title");
  return rows.map((row) => ({ ...present(row), organisationTitle: row.organisation_title }));
}

/** How many of them nobody has looked at. @param organisations null: all */
export async function countOpenAlarms(db: Db, organisations: readonly string[] | null): Promise<number> {
  const query: ReturnType<Db> = db("alarm").whereNull("acknowledged_at");
  if (organisations !== null) query.where(oneOf(db, "organisation_id", organisations));
  const row: { count?: number | string } | undefined = await query.count({ count: "*" }).first();
  return Number(row?.count ?? 0);
}

function present(row: Row): Alarm {
  return {
    id: row.id,
    kind: row.kind,
    organisationId: row.organisation_id,
    phoneId: row.phone_id,
    mac: row.mac,
    address: row.address,
    detail: row.detail,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
    acknowledgedAt: row.acknowledged_at,
  };
}
