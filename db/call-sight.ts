import { readReason, sightMinutes } from "../domain/call-sight.ts";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Leave to see whole numbers for a while. `of` null: on the whole invoice, else one holder's alone. */
export type CallSightGrant = {
  readonly id: string;
  readonly reason: string;
  readonly of: { readonly userId: string | null; readonly number: string | null } | null;
  readonly givenAt: string;
  readonly until: string;
};

export type GiveSight = {
  readonly organisationId: string;
  readonly invoiceId: string;
  readonly reason: string;
  readonly of: CallSightGrant["of"];
};

/**
 * Lets the actor see whole numbers on an invoice for a quarter of an hour; who, when and why stands in the change log. What no
 * list may tell of stays unseen.
 *
 * @throws DomainError `invoice_not_found`, `sight_reason_missing`
 */
export async function giveSight(db: Db, input: GiveSight, actor: Actor, now: Date): Promise<CallSightGrant> {
  const reason = readReason(input.reason);
  return change(db, async (trx) => {
    const { organisationId, invoiceId, of } = input;
    await mustBeInvoice(trx, organisationId, invoiceId);
    const until = new Date(now.getTime() + sightMinutes * 60_000).toISOString();
    const grant = { id: newId(now), reason, of, givenAt: now.toISOString(), until };
    await endOpen(trx, input, actor, now);
    await trx("call_sight").insert({
      ...{ id: grant.id, organisation_id: organisationId, invoice_id: invoiceId, by_id: byOf(actor), by_name: actor.name },
      ...{ reason, ...columnsOf(of), given_at: grant.givenAt, until },
    });
    const after = { reason, until, ...(of === null ? {} : { userId: of.userId, number: of.number }) };
    const subject = { kind: "invoice", id: invoiceId };
    await recordAudit(trx, { organisationId, action: "invoice.calls_unmasked", subject, after }, actor, now);
    return grant;
  });
}

/** Masks again before the time is out. @throws DomainError `invoice_not_found` */
export async function endSight(
  db: Db,
  input: { readonly organisationId: string; readonly invoiceId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    await mustBeInvoice(trx, input.organisationId, input.invoiceId);
    const ended = await endOpen(trx, input, actor, now);
    if (ended === 0) return;
    const subject = { kind: "invoice", id: input.invoiceId };
    const entry = { organisationId: input.organisationId, action: "invoice.calls_masked", subject };
    await recordAudit(trx, entry, actor, now);
  });
}

/** What the actor may see of an invoice now; null: everything masked. */
export async function findSight(
  db: Db,
  by: { readonly organisationId: string; readonly invoiceId: string },
  actor: Actor,
  now: Date,
): Promise<CallSightGrant | null> {
  const row = await db("call_sight")
    .where({ organisation_id: by.organisationId, invoice_id: by.invoiceId, by_id: byOf(actor) })
    .where("until", ">", now.toISOString())
    .orderBy("given_at", "desc")
    .first<Row | undefined>();
  return row ? presentGrant(row) : null;
}

/** True when what was given is about that holder's rows. */
export function seesCalls(
  grant: Pick<CallSightGrant, "of"> | null,
  holder: { readonly userId: string | null; readonly number: string | null },
): boolean {
  if (grant === null) return false;
  return grant.of === null || (grant.of.userId === holder.userId && grant.of.number === holder.number);
}

/** Somebody's sight of whole numbers of a person's calls. */
export type SightOfPerson = {
  readonly invoiceId: string;
  readonly byName: string;
  readonly reason: string;
  readonly givenAt: string;
};

/** Who has seen whole numbers of a person's calls, when and why: the newest first. */
export async function sightsOfPerson(
  db: Db,
  of: { readonly organisationId: string; readonly userId: string },
  limit: number,
): Promise<SightOfPerson[]> {
  const rows: Row[] = await db("call_sight as c")
    .where("c.organisation_id", of.organisationId)
    // Of the whole invoice, where the person has rows on it.
    .where((any) =>
      any
        .where("c.user_id", of.userId)
        .orWhere((whole) =>
          whole
            .whereNull("c.user_id")
            .whereNull("c.number")
            .whereIn("c.invoice_id", db("usage_sum").where("user_id", of.userId).select("invoice_id")),
        ),
    )
    .orderBy([
      { column: "c.given_at", order: "desc" },
      { column: "c.id", order: "desc" },
    ])
    .limit(limit)
    .select("c.*");
  return rows.map((row) => ({ invoiceId: row.invoice_id, byName: row.by_name, reason: row.reason, givenAt: row.given_at }));
}

/** Notes that whole numbers left in a file. */
export async function recordFullExport(
  db: Db,
  input: { readonly organisationId: string; readonly invoiceId: string; readonly reason: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, invoiceId, reason } = input;
    const subject = { kind: "invoice", id: invoiceId };
    const entry = { organisationId, action: "invoice.calls_exported", subject, after: { reason } };
    await recordAudit(trx, entry, actor, now);
  });
}

type Row = {
  id: string;
  invoice_id: string;
  by_name: string;
  reason: string;
  user_id: string | null;
  number: string | null;
  given_at: string;
  until: string;
};

/** What belongs to no person and no number has an empty one: else it would be the whole invoice. */
function columnsOf(of: CallSightGrant["of"]): { user_id: string | null; number: string | null } {
  if (of === null) return { user_id: null, number: null };
  return { user_id: of.userId, number: of.number ?? (of.userId === null ? "" : null) };
}

function presentGrant({ id, reason, user_id: userId, number, given_at: givenAt, until }: Row): CallSightGrant {
  const of = userId === null && number === null ? null : { userId, number: number === "" ? null : number };
  return { id, reason, of, givenAt, until };
}

/** Whoever acts without being a person has no sight of its own. */
function byOf(actor: Actor): string {
  return actor.id ?? actor.kind;
}

async function endOpen(
  trx: Db,
  { organisationId, invoiceId }: { readonly organisationId: string; readonly invoiceId: string },
  actor: Actor,
  now: Date,
): Promise<number> {
  return trx("call_sight")
    .where({ organisation_id: organisationId, invoice_id: invoiceId, by_id: byOf(actor) })
    .where("until", ">", now.toISOString())
    .update({ until: now.toISOString() });
}

async function mustBeInvoice(trx: Db, organisationId: string, id: string): Promise<void> {
  const row = await trx("invoice").where({ id, organisation_id: organisationId }).first("id");
  if (!row) throw new DomainError("invoice_not_found");
}
