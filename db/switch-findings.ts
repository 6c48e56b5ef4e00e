import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type Finding, type FindingKind, movesStayFor } from "../domain/switch-findings.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What ports were called when it was noticed. */
const Detail = z.object({ port: z.string(), from: z.string().optional() });
export type FindingDetail = z.output<typeof Detail>;

export type OpenFinding = Finding & {
  readonly id: string;
  readonly organisationId: string;
  readonly switchId: string;
  readonly detail: FindingDetail;
  readonly at: string;
};

type Row = {
  id: string;
  organisation_id: string;
  switch_id: string;
  port: number;
  kind: FindingKind;
  mac: string;
  new_mac: string | null;
  detail: string;
  at: string;
};

const columns = ["id", "organisation_id", "switch_id", "port", "kind", "mac", "new_mac", "detail", "at"] as const;

function present(row: Row): OpenFinding {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    switchId: row.switch_id,
    port: row.port,
    kind: row.kind,
    mac: row.mac,
    newMac: row.new_mac,
    detail: Detail.parse(JSON.parse(row.detail)),
    at: row.at,
  };
}

/**
 * Neither over nor dismissed, nor settled since its switch was asked: whoever has moved somebody to the new phone is not asked to do so
 * again, also when the switch is silent.
 */
function toLookAt(db: Db, organisationId: string) {
  const inUse = (column: "mac" | "new_mac") =>
    db("phone")
      .whereRaw("phone.mac = ??", [`switch_finding.${column}`])
      .where("phone.organisation_id", organisationId)
      .whereNot("phone.state", "retired")
      .select("phone.id");
  return db("switch_finding")
    .where("organisation_id", organisationId)
    .whereNull("ended_at")
    .whereNull("dismissed_at")
    .whereExists(inUse("mac"))
    .where((any) => any.whereNot("kind", "new_phone").orWhereNotExists(inUse("new_mac")));
}

/** What is to be looked at, newest first: neither over nor dismissed. */
export async function listFindings(
  db: Db,
  filter: { readonly organisationId: string; readonly switchId?: string | undefined; readonly mac?: string | undefined },
): Promise<OpenFinding[]> {
  const query = toLookAt(db, filter.organisationId)
    .orderBy([
      { column: "at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(500);
  if (filter.switchId !== undefined) query.where("switch_id", filter.switchId);
  if (filter.mac !== undefined) query.where("mac", filter.mac);
  const rows: Row[] = await query.select(columns);
  return rows.map(present);
}

/** How many there are on each switch. */
export async function countFindings(db: Db, organisationId: string): Promise<ReadonlyMap<string, number>> {
  const rows: { switch_id: string; count: number | string }[] = await toLookAt(db, organisationId)
    .groupBy("switch_id")
    .select("switch_id")
    .count({ count: "*" });
  return new Map(rows.map((row) => [row.switch_id, Number(row.count)]));
}

/** It is not shown any more; what is still so is not told again. @throws DomainError `switch_finding_not_found` */
export async function dismissFinding(
  db: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = by;
    const open = trx("switch_finding").where({ id, organisation_id: organisationId }).whereNull("dismissed_at");
    const row: Row | undefined = await open.clone().first(columns);
    if (!row) throw new DomainError("switch_finding_not_found");
    await open.update({ dismissed_at: now.toISOString(), dismissed_by: actor.name });
    const entry = { organisationId, action: "switch.finding_dismissed", subject: { kind: "switch", id: row.switch_id } };
    const { port, from } = present(row).detail;
    const after = { finding: row.kind, port, phone: row.mac, ...(from === undefined ? {} : { from }) };
    await recordAudit(trx, { ...entry, after, restore: { findingId: id } }, actor, now);
    await announce(trx, "switch", { organisationId });
  });
}

/** It is shown again while it is so. @throws DomainError `switch_finding_not_found` */
export async function showFinding(db: Db, by: { readonly organisationId: string; readonly id: string }): Promise<void> {
  await change(db, async (trx) => {
    const hidden = trx("switch_finding").where({ id: by.id, organisation_id: by.organisationId });
    const shown = await hidden.update({ dismissed_at: null, dismissed_by: null });
    if (shown === 0) throw new DomainError("switch_finding_not_found");
    await announce(trx, "switch", { organisationId: by.organisationId });
  });
}

const keyOf = ({ kind, port, mac, newMac }: Finding): string => [kind, port, mac, newMac ?? ""].join(" ");

/**
 * What is so now, of all kinds but moves: what is new is noted, what is over ends. Inside a transaction.
 *
 * @returns whether anything changed
 */
export async function settleFindings(
  trx: Db,
  at: { readonly organisationId: string; readonly switchId: string },
  found: readonly Finding[],
  portName: (port: number) => string,
  now: Date,
): Promise<boolean> {
  const rows: Row[] = await trx("switch_finding").where("switch_id", at.switchId).whereNull("ended_at").select(columns);
  const [moves, states] = [rows.filter((row) => row.kind === "phone_moved"), rows.filter((row) => row.kind !== "phone_moved")];
  const wanted = new Map(found.map((one) => [keyOf(one), one]));
  const known = new Set(states.map((row) => keyOf(present(row))));
  const old = new Date(now.getTime() - movesStayFor).toISOString();
  const over = [...states.filter((row) => !wanted.has(keyOf(present(row)))), ...moves.filter((row) => row.at < old)];
  const fresh = [...wanted.values()].filter((one) => !known.has(keyOf(one)));
  if (over.length > 0) {
    const ids = over.map(({ id }) => id);
    await trx("switch_finding").whereIn("id", ids).update({ ended_at: now.toISOString() });
  }
  const noted = fresh.map((one) => ({ ...one, switchId: at.switchId, detail: { port: portName(one.port) } }));
  await noteFindings(trx, at.organisationId, noted, now);
  return over.length + fresh.length > 0;
}

/** Notes what has been found. Inside a transaction. */
export async function noteFindings(
  trx: Db,
  organisationId: string,
  found: readonly (Finding & { readonly switchId: string; readonly detail: FindingDetail })[],
  now: Date,
): Promise<void> {
  if (found.length === 0) return;
  const columns = ["id", "organisation_id", "switch_id", "kind", "mac", "new_mac", "detail", "at"];
  const rows = found.map(({ kind, switchId, port, mac, newMac, detail }, turn) => [
    ...[newId(now, turn), organisationId, switchId, kind, mac, newMac],
    ...[JSON.stringify(detail), now.toISOString(), port],
  ]);
  const named = columns.map((name) => [name, "text"] as const);
  await bulkInsert(trx, "switch_finding", [...named, ["port", "integer"]], rows);
}

/** A phone's moves are over once it has moved again. Inside a transaction. */
export async function endMoves(trx: Db, organisationId: string, macs: readonly string[], now: Date): Promise<void> {
  if (macs.length === 0) return;
  await trx("switch_finding")
    .where({ organisation_id: organisationId, kind: "phone_moved" })
    .whereIn("mac", [...macs])
    .whereNull("ended_at")
    .update({ ended_at: now.toISOString() });
}

/** @returns how many that ended before then are forgotten */
export async function forgetFindings(db: Db, before: Date): Promise<number> {
  return db("switch_finding").where("ended_at", "<", before.toISOString()).delete();
}
