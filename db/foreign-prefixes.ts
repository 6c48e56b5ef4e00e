import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { foreignRefusal, readForeignPrefix, tidyForeignPrefixes } from "../domain/foreign-prefixes.ts";
import { parseNumber } from "../domain/numbers.ts";
import { type AuditInput, recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Actor, Db } from "./types.ts";

const Prefixes = z.array(z.string());

/** Beginnings of foreign numbers that the organisation's calls may go on to. */
export async function foreignPrefixesOf(db: Db, organisationId: string): Promise<string[]> {
  const row: { foreign_prefixes: string } | undefined = await db("organisation")
    .where("id", organisationId)
    .first("foreign_prefixes");
  return row ? Prefixes.parse(JSON.parse(row.foreign_prefixes)) : [];
}

/**
 * Says where calls may go on to abroad. What is forwarded to a country that is not permitted any more is turned off at once,
 * and stands in the change log of each person. Inside `change`.
 *
 * @throws DomainError `foreign_prefix_invalid`
 */
export async function setForeignPrefixes(
  trx: Db,
  input: { readonly organisationId: string; readonly prefixes: readonly string[] },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { organisationId } = input;
  const before = await foreignPrefixesOf(trx, organisationId);
  const after = tidyForeignPrefixes(input.prefixes.map(read));
  if (before.join() === after.join()) return;
  await trx("organisation")
    .where("id", organisationId)
    .update({ foreign_prefixes: JSON.stringify(after) });
  const subject = { kind: "organisation", id: organisationId };
  const entry = { organisationId, action: "organisation.foreign_prefixes_set", subject };
  const fields = { before: { foreignPrefixes: before }, after: { foreignPrefixes: after } };
  // The people's entries come first: what is taken back from behind has the permission back before it is needed.
  const closed = await closeForwardings(trx, organisationId, after, actor, now);
  await recordAudits(trx, [...closed, { ...entry, ...fields }], actor, now);
}

function read(written: string): string {
  const prefix = readForeignPrefix(written);
  if (prefix === null)
    throw new DomainError("foreign_prefix_invalid", { prefix: written.slice(0, 40), field: "foreignPrefixes" });
  return prefix;
}

type Row = { user_id: string; kind: string; target_number: string; seconds: number | null };

async function closeForwardings(
  trx: Db,
  organisationId: string,
  prefixes: readonly string[],
  actor: Actor,
  now: Date,
): Promise<AuditInput[]> {
  const on: Row[] = await trx("call_forwarding")
    .where({ organisation_id: organisationId, target_kind: "number", enabled: true })
    .orderBy(["user_id", "kind"])
    .select("user_id", "kind", "target_number", "seconds");
  const refused = on.filter(({ target_number: number }) => isRefused(number, prefixes));
  if (refused.length === 0) return [];
  const numbers = [...new Set(refused.map((row) => row.target_number))];
  await trx("call_forwarding")
    .where({ organisation_id: organisationId, target_kind: "number", enabled: true })
    .where(oneOf(trx, "target_number", numbers))
    .update({ enabled: false, updated_at: now.toISOString(), updated_by: actor.name });
  const people = Map.groupBy(refused, (row) => row.user_id);
  await trx("users")
    .where(oneOf(trx, "id", [...people.keys()]))
    .increment("forwarding_version", 1);
  await announce(trx, "presence", { organisationId });
  return [...people].map(([id, rows]) => {
    const said = (enabled: boolean) => Object.fromEntries(rows.map((row) => [row.kind, saidOf(row, enabled)]));
    const subject = { kind: "user", id };
    return { organisationId, action: "user.forwarding_updated", subject, before: said(true), after: said(false) };
  });
}

const saidOf = ({ target_number: number, seconds }: Row, enabled: boolean) => ({
  target: { kind: "number", number },
  seconds,
  enabled,
});

function isRefused(number: string, prefixes: readonly string[]): boolean {
  return parseNumber(number)?.kind === "foreign" && foreignRefusal(number, prefixes) !== null;
}
