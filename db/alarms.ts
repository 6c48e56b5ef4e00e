import { recordAudit } from "./audit.ts";
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

/** Newest first. `organisationId` null: all (operator). */
export async function listAlarms(
  db: Db,
  filter: { organisationId: string | null; phoneId?: string | undefined; open?: boolean | undefined; limit?: number | undefined },
): Promise<Alarm[]> {
  const query = db<Row>("alarm").orderBy([
    { column: "last_at", order: "desc" },
    { column: "id", order: "desc" },
  ]);
  if (filter.organisationId !== null) query.where("organisation_id", filter.organisationId);
  if (filter.phoneId !== undefined) query.where("phone_id", filter.phoneId);
  if (filter.open) query.whereNull("acknowledged_at");
  const rows: Row[] = await query.limit(filter.limit ?? 100);
  return rows.map((row) => ({
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
  }));
}
