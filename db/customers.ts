import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { parseOrganisationNumber } from "../domain/organisation-number.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import type { Scope } from "./payments.ts";
import { edit } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** An organisation as the operator's invoices know it. Öre. */
export type BilledCustomer = {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly title: string;
  /** Ten digits. */
  readonly organisationNumber: string | null;
  readonly customerNumber: string | null;
  /** Its administrators are told of new invoices. */
  readonly notice: boolean;
  /** What is not paid yet, of that what should have been, and what it has to its credit. */
  readonly owed: number;
  readonly overdue: number;
  readonly credit: number;
};

export const UpdateCustomer = z.strictObject({
  /** Any written form. */
  organisationNumber: z.string().max(20).nullable().optional(),
  customerNumber: z.string().overwrite(oneLine).trim().min(1).max(40).nullable().optional(),
  notice: z.boolean().optional(),
});
export type UpdateCustomer = z.output<typeof UpdateCustomer>;

type Row = {
  id: string;
  version: number;
  updated_at: string;
  title: string;
  organisation_number: string | null;
  customer_number: string | null;
  invoice_notice: boolean | number;
};
const columns = ["id", "version", "updated_at", "title", "organisation_number", "customer_number", "invoice_notice"] as const;

/** By title. @param today local date: what should have been paid before it is overdue */
export async function pageCustomers(
  db: Db,
  asked: {
    readonly scope: Scope;
    readonly search: string;
    readonly today: string;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly total: number; readonly rows: readonly BilledCustomer[] }> {
  const some = inScope(db, asked.scope);
  if (asked.search !== "") {
    const digits = asked.search.replace(/\D/g, "");
    some.where((or) => {
      or.where(contains(db, "title", asked.search)).orWhere(contains(db, "customer_number", asked.search));
      if (digits !== "") or.orWhere(contains(db, "organisation_number", digits));
    });
  }
  const counted: { total: number | string }[] = await some.clone().count({ total: "*" });
  const rows: Row[] = await some.clone().orderBy(["title", "id"]).offset(asked.offset).limit(asked.limit).select(columns);
  return { total: Number(counted[0]?.total ?? 0), rows: await withSums(db, rows, asked.today) };
}

/** @throws DomainError `organisation_not_found` */
export async function getCustomer(
  db: Db,
  by: { readonly id: string; readonly scope: Scope; readonly today: string },
): Promise<BilledCustomer> {
  const rows: Row[] = await inScope(db, by.scope).where("id", by.id).select(columns);
  const [found] = await withSums(db, rows, by.today);
  if (!found) throw new DomainError("organisation_not_found");
  return found;
}

/** @throws DomainError `organisation_not_found`, `version_conflict`, `organisation_number_invalid`, `customer_number_taken` */
export async function updateCustomer(
  db: Db,
  input: UpdateCustomer & { readonly id: string; readonly version: number; readonly scope: Scope; readonly today: string },
  actor: Actor,
  now: Date,
): Promise<BilledCustomer> {
  return change(db, async (trx) => {
    const before = await getCustomer(trx, input);
    const { customerNumber, notice } = input;
    const organisationNumber = numberOf(input.organisationNumber);
    if (customerNumber) await mustBeFree(trx, customerNumber, input.id);
    const written = { organisation_number: organisationNumber, customer_number: customerNumber, invoice_notice: notice };
    await edit(trx, "organisation", before, input.version, written, actor, now);
    const after = await getCustomer(trx, input);
    const fields = ({ organisationNumber, customerNumber, notice }: BilledCustomer) => ({
      organisationNumber,
      customerNumber,
      notice,
    });
    const changed = changedFields(fields(before), fields(after));
    const entry = {
      organisationId: input.id,
      action: "organisation.customer_set",
      subject: { kind: "organisation", id: input.id },
    };
    if (Object.keys(changed.after).length > 0) await recordAudit(trx, { ...entry, ...changed }, actor, now);
    await announce(trx, "organisation", { organisationId: input.id });
    return after;
  });
}

function numberOf(written: string | null | undefined): string | null | undefined {
  if (written === null || written === undefined) return written;
  if (written.trim() === "") return null;
  const number = parseOrganisationNumber(written);
  if (number === null) throw new DomainError("organisation_number_invalid", { number: written, field: "organisationNumber" });
  return number;
}

async function mustBeFree(trx: Db, number: string, id: string): Promise<void> {
  const other = await trx("organisation")
    .where("customer_number", number)
    .whereNot({ id })
    .first<{ title: string } | undefined>("title");
  if (other) throw new DomainError("customer_number_taken", { number, title: other.title, field: "customerNumber" });
}

function inScope(db: Db, scope: Scope): ReturnType<Db> {
  return scope === null ? db("organisation") : db("organisation").where(oneOf(db, "id", scope));
}

async function withSums(db: Db, rows: readonly Row[], today: string): Promise<BilledCustomer[]> {
  const ids = rows.map(({ id }) => id);
  const balance = "payable - paid - credited";
  const sum = (when: string) => `sum(case when ${when} then ${balance} else 0 end)`;
  const sums: { organisation_id: string; owed: number; overdue: number; credit: number }[] = await db("invoice")
    .where(oneOf(db, "organisation_id", ids))
    .whereNull("voided_at")
    .groupBy("organisation_id")
    .select([
      "organisation_id",
      db.raw(`${sum(`${balance} > 0`)} as owed`),
      db.raw(`${sum(`${balance} > 0 and pay_by < ?`)} as overdue`, [today]),
      db.raw(`${sum(`${balance} < 0`)} as credit`),
    ]);
  const carried: { organisation_id: string; amount: number }[] = await db("payment")
    .where(oneOf(db, "organisation_id", ids))
    .whereNull("closed_at")
    .groupBy("organisation_id")
    .select(["organisation_id", db.raw("sum(amount - allocated) as amount")]);
  const byId = new Map(sums.map((one) => [one.organisation_id, one]));
  const left = new Map(carried.map((one) => [one.organisation_id, Number(one.amount)]));
  return rows.map((row) => {
    const found = byId.get(row.id);
    return {
      ...{ id: row.id, version: row.version, updatedAt: row.updated_at, title: row.title },
      ...{
        organisationNumber: row.organisation_number,
        customerNumber: row.customer_number,
        notice: Boolean(row.invoice_notice),
      },
      ...{ owed: Number(found?.owed ?? 0), overdue: Number(found?.overdue ?? 0) },
      credit: -Number(found?.credit ?? 0) + (left.get(row.id) ?? 0) || 0,
    };
  });
}
