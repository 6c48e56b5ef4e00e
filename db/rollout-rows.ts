import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { isLive, type RingKind, type RolloutPhoneState, type RolloutState, rolloutPhoneStates } from "../domain/rollout.ts";
import type { Gate, RingCounts } from "../domain/rollout-gate.ts";
import type { RolloutWindow } from "../domain/rollout-window.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type EditableRow, versioned } from "./rows.ts";
import { eachPhoneOf, type LayerRef, layerOf, type PhoneModel } from "./setting-scopes.ts";
import type { Db, Versioned } from "./types.ts";

/** Where a value will stand; `phones`: at each phone of the roll-out, of one model or (null) of any. */
export type RolloutPlace = LayerRef | { readonly layer: "phones"; readonly of: PhoneModel | null };

export type RolloutValue = {
  readonly at: RolloutPlace;
  readonly scope: string;
  /** Null: a neutral setting. */
  readonly vendor: VendorId | null;
  readonly name: string;
  /** As it is stored; null: what is said there is taken away. */
  readonly value: string | null;
  /** What was said there when it began, as it is stored. */
  readonly before: string | null;
  /** Of each phone's own: some had one of their own, and that is not kept. */
  readonly mixed: boolean;
};

export type RolloutRing = {
  readonly position: number;
  readonly kind: RingKind;
  /** Hundredths of a percent; of a share alone. */
  readonly share: number | null;
  readonly siteId: string | null;
  readonly gate: Gate;
  /** Failed phones that no longer count: somebody let it go on. */
  readonly forgiven: number;
  /** When the first, and the latest, of its phones had its turn. */
  readonly openedAt: string | null;
  readonly releasedAt: string | null;
  readonly passedAt: string | null;
  /** Who let it pass; null: its gate. */
  readonly passedBy: string | null;
  readonly counts: RingCounts;
};

/** Why it stands: more phones fail than may. */
export type RolloutWhy = { readonly code: "failing"; readonly ring: number; readonly failed: number; readonly of: number };

export type Rollout = Versioned & {
  /** Null: of every organisation. */
  readonly organisationId: string | null;
  readonly name: string;
  readonly createdBy: string;
  readonly state: RolloutState;
  readonly startsAt: string | null;
  readonly window: RolloutWindow | null;
  readonly timeZone: string;
  readonly atOnce: number;
  readonly atOnceSite: number;
  readonly why: RolloutWhy | null;
  readonly whyAt: string | null;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly backOf: string | null;
  readonly values: readonly RolloutValue[];
  readonly rings: readonly RolloutRing[];
};

type Row = EditableRow & {
  organisation_id: string | null;
  name: string;
  created_by: string;
  state: RolloutState;
  starts_at: string | null;
  window_days: string | null;
  window_from: string | null;
  window_to: string | null;
  time_zone: string;
  at_once: number;
  at_once_site: number;
  why: string | null;
  why_at: string | null;
  ended_at: string | null;
  ended_by: string | null;
  back_of: string | null;
};
export type ValueRow = {
  rollout_id: string;
  scope: string;
  organisation_id: string | null;
  vendor: VendorId | "";
  name: string;
  value: string | null;
  before: string | null;
  mixed: boolean | number;
};
type RingRow = {
  rollout_id: string;
  position: number;
  kind: RingKind;
  share: number | null;
  site_id: string | null;
  back_within: number;
  watched_for: number;
  may_fail: number;
  least_heard: number;
  registered: boolean | number;
  by_hand: boolean | number;
  forgiven: number;
  opened_at: string | null;
  released_at: string | null;
  passed_at: string | null;
  passed_by: string | null;
};
type CountRow = { rollout_id: string; ring: number; state: RolloutPhoneState; count: number | string };

/** `organisationId` null: everybody's (operator). With `live`, those whose values stand for phones. */
export type RolloutFilter = {
  readonly organisationId: string | null;
  readonly id?: string;
  readonly live?: boolean;
};

/** The newest first, each with its values, rings and counts: four queries, however many there are. */
export async function listRollouts(db: Db, { organisationId, id, live }: RolloutFilter): Promise<Rollout[]> {
  const query = db<Row>("rollout").orderBy([
    { column: "created_at", order: "desc" },
    { column: "id", order: "desc" },
  ]);
  if (organisationId !== null) query.where("organisation_id", organisationId);
  if (id !== undefined) query.where("id", id);
  if (live === true) query.whereIn("state", ["running", "paused", "halted"]);
  return withParts(db, await query.limit(500));
}

/** Which are shown: an organisation's; of all organisations (`all`, with those over all of them), or of these. */
export type RolloutsOf = { readonly organisationIds: "all" | readonly string[] };

/** A page of them, the newest first: five queries, however many there are. */
export async function pageRollouts(
  db: Db,
  { organisationIds }: RolloutsOf,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly rows: Rollout[] }> {
  const query = db<Row>("rollout");
  if (organisationIds !== "all") query.where(oneOf(db, "organisation_id", organisationIds));
  const [counted] = await query.clone().count<{ count: number | string }[]>({ count: "*" });
  const newest = [
    { column: "created_at", order: "desc" as const },
    { column: "id", order: "desc" as const },
  ];
  const rows: Row[] = await query.orderBy(newest).offset(offset).limit(limit);
  return { total: Number(counted?.count ?? 0), rows: await withParts(db, rows) };
}

export async function findRollout(db: Db, by: { organisationId: string | null; id: string }): Promise<Rollout | null> {
  const [rollout] = await listRollouts(db, by);
  return rollout ?? null;
}

/** @throws DomainError `rollout_not_found` */
export async function getRollout(db: Db, by: { organisationId: string | null; id: string }): Promise<Rollout> {
  const rollout = await findRollout(db, by);
  if (!rollout) throw new DomainError("rollout_not_found");
  return rollout;
}

async function withParts(db: Db, rows: readonly Row[]): Promise<Rollout[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const of = (table: string) => db(table).where(oneOf(db, "rollout_id", ids));
  const values: ValueRow[] = await of("rollout_value").orderBy("position");
  const rings: RingRow[] = await of("rollout_ring").orderBy("position");
  const counts: CountRow[] = await of("rollout_phone")
    .groupBy("rollout_id", "ring", "state")
    .select("rollout_id", "ring", "state")
    .count({ count: "*" });
  const byId = <T extends { rollout_id: string }>(list: readonly T[]) => Map.groupBy(list, (one) => one.rollout_id);
  const [valuesOf, ringsOf, countsOf] = [byId(values), byId(rings), byId(counts)];
  return rows.map((row) => ({
    ...present(row),
    values: (valuesOf.get(row.id) ?? []).flatMap(presentValue),
    rings: (ringsOf.get(row.id) ?? []).map((ring) => presentRing(ring, countsOf.get(row.id) ?? [])),
  }));
}

function present(row: Row): Omit<Rollout, "values" | "rings"> {
  const { window_days: days, window_from: from, window_to: to } = row;
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    name: row.name,
    createdBy: row.created_by,
    state: row.state,
    startsAt: row.starts_at,
    window: days === null || from === null || to === null ? null : { days: [...days].map(Number), from, to },
    timeZone: row.time_zone,
    atOnce: row.at_once,
    atOnceSite: row.at_once_site,
    why: row.why === null ? null : JSON.parse(row.why),
    whyAt: row.why_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    backOf: row.back_of,
  };
}

/** Nothing of one whose scope is none of ours. */
export function presentValue(row: ValueRow): RolloutValue[] {
  const { scope, name, value, before } = row;
  const each = eachPhoneOf(scope);
  const at: RolloutPlace | null = each === undefined ? layerOf(scope, row.organisation_id) : { layer: "phones", of: each };
  if (at === null) return [];
  return [{ at, scope, vendor: row.vendor === "" ? null : row.vendor, name, value, before, mixed: Boolean(row.mixed) }];
}

function presentRing(row: RingRow, counts: readonly CountRow[]): RolloutRing {
  const mine = counts.filter((one) => one.ring === row.position);
  const count = (state: RolloutPhoneState) => Number(mine.find((one) => one.state === state)?.count ?? 0);
  const [planned = 0, released = 0, waiting = 0, healthy = 0, failed = 0, skipped = 0] = rolloutPhoneStates.map(count);
  return {
    position: row.position,
    kind: row.kind,
    share: row.share,
    siteId: row.site_id,
    gate: {
      backWithin: row.back_within,
      watchedFor: row.watched_for,
      mayFail: row.may_fail,
      leastHeard: row.least_heard,
      registered: Boolean(row.registered),
      byHand: Boolean(row.by_hand),
    },
    forgiven: row.forgiven,
    openedAt: row.opened_at,
    releasedAt: row.released_at,
    passedAt: row.passed_at,
    passedBy: row.passed_by,
    counts: { planned, released, waiting, healthy, failed, skipped },
  };
}

/** The ring whose turn it is: the first that has not passed; null: all have. */
export function currentRing(rollout: Pick<Rollout, "rings">): RolloutRing | null {
  return rollout.rings.find((ring) => ring.passedAt === null) ?? null;
}

/** @throws DomainError `rollout_state_refused` when it is over */
export function mustLive(rollout: Rollout): void {
  if (!isLive(rollout.state)) throw new DomainError("rollout_state_refused", { state: rollout.state, name: rollout.name });
}
