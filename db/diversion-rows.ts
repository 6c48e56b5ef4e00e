import { z } from "zod";
import { type Diversion, diversionAt, lastsUntil } from "../domain/diversion.ts";
import { reasonCodes } from "../domain/diversion-reasons.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Actor, actorKinds, type Db } from "./types.ts";

/** Where an absence was said. */
export const diversionSources = ["portal", "admin", "app", "phone", "calendar"] as const;
export type DiversionSource = (typeof diversionSources)[number];

/** One absence of a person as it is kept: nothing is deleted before its time (rule H6). */
export type KeptDiversion = Diversion & {
  readonly version: number;
  readonly createdAt: string;
  readonly setBy: Pick<Actor, "kind" | "id" | "name">;
  readonly source: DiversionSource;
  /** What its end was before somebody ended it early, or another one replaced it; undefined: nobody has. */
  readonly endBefore: Date | null | undefined;
  /** The one that it ended by beginning at once. */
  readonly replaces: string | null;
};

export type DiversionRow = {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
  updated_by: string;
  organisation_id: string;
  user_id: string;
  reason: string;
  starts_at: string;
  ends_at: string | null;
  note: string | null;
  set_by_kind: string;
  set_by_id: string | null;
  set_by_name: string;
  source: string;
  cancelled_at: string | null;
  end_before: string | null;
  replaces: string | null;
};

const Reason = z.enum(reasonCodes).catch("annat");
const Kind = z.enum(actorKinds).catch("system");
const Source = z.enum(diversionSources).catch("portal");
const time = (text: string | null) => (text === null ? null : new Date(text));

export function presentDiversion(row: DiversionRow): KeptDiversion {
  return {
    id: row.id,
    version: row.version,
    createdAt: row.created_at,
    userId: row.user_id,
    reason: Reason.parse(row.reason),
    note: row.note,
    startsAt: new Date(row.starts_at),
    endsAt: time(row.ends_at),
    cancelledAt: time(row.cancelled_at),
    setBy: { kind: Kind.parse(row.set_by_kind), id: row.set_by_id, name: row.set_by_name },
    source: Source.parse(row.source),
    endBefore: row.end_before === null ? undefined : time(row.end_before === "open" ? null : row.end_before),
    replaces: row.replaces,
  };
}

/** All that is kept of a person, in order of their starts. */
export async function loadDiversions(db: Db, userId: string): Promise<KeptDiversion[]> {
  const rows: DiversionRow[] = await db("diversion").where("user_id", userId).orderBy(["starts_at", "id"]).select("*");
  return rows.map(presentDiversion);
}

/** The absence in force, and until when: its own end, or the start of the planned one that takes over. */
export type CurrentDiversion = {
  readonly diversion: KeptDiversion;
  readonly until: Date | null;
  /** The person lets colleagues know reasons of health and family. */
  readonly sharesPrivate: boolean;
};

/** Who of these people is away now. One query, however many they are; who has been deactivated is not in the answer. */
export async function loadAway(db: Db, userIds: readonly string[], now: Date): Promise<Map<string, CurrentDiversion>> {
  const begun = db("diversion as b")
    .whereRaw("b.user_id = d.user_id")
    .whereNull("b.cancelled_at")
    .where("b.starts_at", "<=", now.toISOString())
    .max("b.starts_at");
  const rows: (DiversionRow & Sharing)[] = await db("diversion as d")
    .join("users as u", "u.id", "d.user_id")
    .where(oneOf(db, "d.user_id", userIds))
    .whereNull("u.deactivated_at")
    .whereNull("d.cancelled_at")
    // From the one that began last on: what began before it is over.
    .where("d.starts_at", ">=", begun)
    .select("d.*", "u.shares_private_reasons");
  const sharing = new Set(rows.filter((row) => Boolean(row.shares_private_reasons)).map((row) => row.user_id));
  const byUser = Map.groupBy(rows.map(presentDiversion), (one) => one.userId);
  const away = new Map<string, CurrentDiversion>();
  for (const [userId, all] of byUser) {
    const diversion = diversionAt(all, now);
    if (diversion) away.set(userId, { diversion, until: lastsUntil(diversion, all), sharesPrivate: sharing.has(userId) });
  }
  return away;
}

type Sharing = { shares_private_reasons: boolean | number };

/** Narrows a query of `users as u` to those who are away at that moment, or to those who are not. */
export function whereAway(db: Db, people: ReturnType<Db>, { is, at }: { readonly is: boolean; readonly at: Date }): void {
  const moment = at.toISOString();
  const begun = (row: string) => (query: ReturnType<Db>) =>
    query
      .whereNull(`${row}.cancelled_at`)
      .where(`${row}.starts_at`, "<=", moment)
      .where((full: ReturnType<Db>) => full.whereNull(`${row}.ends_at`).orWhereRaw("??.ends_at > ??.starts_at", [row, row]));
  const later = db("diversion as l")
    .whereRaw("l.user_id = d.user_id")
    .where(begun("l"))
    .whereRaw("(l.starts_at > d.starts_at or (l.starts_at = d.starts_at and l.id > d.id))");
  const inForce = db("diversion as d")
    .whereRaw("d.user_id = u.id")
    .where(begun("d"))
    .where((open) => open.whereNull("d.ends_at").orWhere("d.ends_at", ">", moment))
    .whereNotExists(later.select("l.id"))
    .select("d.id");
  if (is) people.whereExists(inForce);
  else people.whereNotExists(inForce);
}

/** When somebody's state next changes by itself: an absence begins or ends. Null: none is known of. */
export async function nextAbsenceChange(db: Db, organisationId: string, now: Date): Promise<Date | null> {
  const after = (column: string) =>
    db("diversion")
      .where("organisation_id", organisationId)
      .where(column, ">", now.toISOString())
      .whereNull("cancelled_at")
      .min<{ at: string | null }[]>({ at: column });
  const found = (await Promise.all([after("starts_at"), after("ends_at")])).flat().flatMap(({ at }) => (at === null ? [] : [at]));
  const [first] = found.sort();
  return first === undefined ? null : new Date(first);
}
