import { DomainError } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import { restingAmong } from "./number-quarantine.ts";
import type { Db } from "./types.ts";

/**
 * Of these numbers those that are here already, in any organisation: of people, groups, menus and subscriptions, moved here
 * before, or resting. The number of a mobile at another operator is none of them.
 *
 * @returns each with the organisation that it is of
 */
export async function inventoryAmong(db: Db, numbers: readonly string[], now: Date): Promise<Map<string, string | null>> {
  const wanted = oneOf(db, "e164", numbers);
  type Row = { e164: string; organisation_id: string };
  const sources = [
    db("user_number")
      .where(wanted)
      .where((own) => own.whereNull("mobile_profile").orWhere("mobile_profile", "mex")),
    db("response_group").where(wanted),
    db("menu").where(wanted),
    db("subscription").where(wanted).whereNot("state", "terminated"),
    db("organisation_number").where(wanted),
  ];
  const rows: Row[] = [];
  for (const source of sources) rows.push(...(await source.select<Row[]>("e164", "organisation_id")));
  const resting = await restingAmong(db, numbers, now);
  return new Map([
    ...[...resting.keys()].map((e164) => [e164, null] as const),
    ...rows.map((row) => [row.e164, row.organisation_id] as const),
  ]);
}

/** Of these numbers those that an order is running for, with its porting and organisation. */
export async function claimsAmong(
  db: Db,
  numbers: readonly string[],
): Promise<Map<string, { readonly portingId: string; readonly organisationId: string }>> {
  const rows: { e164: string; id: string; organisation_id: string }[] = await db("porting_claim as c")
    .join("porting as p", "p.id", "c.porting_id")
    .where(oneOf(db, "c.e164", numbers))
    .select("c.e164", "p.id", "p.organisation_id");
  return new Map(rows.map((row) => [row.e164, { portingId: row.id, organisationId: row.organisation_id }]));
}

/**
 * A number that has been moved here, or is on its way, is that organisation's alone.
 *
 * @throws DomainError `number_taken`, which does not say whose it is
 */
export async function mustNotBeForeign(trx: Db, e164: string, organisationId: string | null): Promise<void> {
  const moved = trx("organisation_number").where("e164", e164).select("organisation_id");
  const coming = trx("porting_claim as c")
    .join("porting as p", "p.id", "c.porting_id")
    .where("c.e164", e164)
    .select("p.organisation_id");
  const owners: { organisation_id: string }[] = await moved.union(coming);
  if (owners.some((one) => one.organisation_id !== organisationId)) throw new DomainError("number_taken", { number: e164 });
}

/** Of these numbers those that have been moved to another organisation, or are on their way: here, there or away. */
export async function boundAmong(db: Db, numbers: readonly string[], organisationId: string): Promise<string[]> {
  const moved: string[] = await db("organisation_number")
    .where(oneOf(db, "e164", numbers))
    .whereNot("organisation_id", organisationId)
    .pluck("e164");
  return [...moved, ...(await claimsAmong(db, numbers)).keys()];
}
