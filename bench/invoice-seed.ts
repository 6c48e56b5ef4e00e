import { isPostgres } from "../db/dialect/dialect.ts";
import { newId } from "../db/ids.ts";
import { keepInvoice } from "../db/testing/invoices.ts";
import type { Db } from "../db/types.ts";
import { foldSums } from "../db/usage-search.ts";

/** `rows` of each invoice but the first, which has `large` of them and `holders` numbers. */
export type InvoiceSize = { readonly invoices: number; readonly rows: number; readonly large: number; readonly holders: number };
/** The large one first. */
export type SeededInvoices = { readonly organisationId: string; readonly ids: readonly string[]; readonly rows: number };

const statements = 200;

/**
 * Invoices of one organisation and what they are specified by, written by the database itself: five cost places, seven classes, calls
 * and fees, and one invoice far larger than the others.
 */
export async function seedInvoices(db: Db, organisationId: string, size: InvoiceSize, now: Date): Promise<SeededInvoices> {
  const ids = Array.from({ length: size.invoices }, (_, n) => newId(now, n % 4096)).sort();
  const fileId = newId(now);
  await db("finance_file").insert({
    ...{ id: fileId, sha256: fileId, kind: "usage", name: "bench.csv", via: "folder", size: 0, state: "taken" },
    ...{ received_at: now.toISOString(), received_by: "bench", faults: "[]", summary: "{}" },
  });
  const first = await keepInvoice(db, organisationId);
  const model: Readonly<Record<string, unknown>> = await db("invoice").where("id", first).first();
  await db("invoice_line").where("invoice_id", first).delete();
  await db("invoice").where("id", first).delete();
  for (let from = 0; from < ids.length; from += statements) {
    await db("invoice").insert(ids.slice(from, from + statements).map((id, at) => invoiceRow(model, id, from + at)));
  }
  const [large = "", ...others] = ids;
  await db.transaction(async (trx) => {
    await writeUsage(trx, [large], size.large, size.holders, fileId, now);
    for (let from = 0; from < others.length; from += 500) {
      await writeUsage(trx, others.slice(from, from + 500), size.rows, 12, fileId, now);
    }
  });
  await db.raw("analyze");
  return { organisationId, ids, rows: size.large + others.length * size.rows };
}

/** As the first one was taken in, with another number, dates and sums. */
function invoiceRow(model: Readonly<Record<string, unknown>>, id: string, n: number) {
  const month = new Date(Date.UTC(2020, n % 80, 1)).toISOString().slice(0, 10);
  const due = `${month.slice(0, 8)}28`;
  const payable = 100_000 + n;
  // Of four, three are paid and one is open.
  const paid = n % 4 === 0 ? 0 : payable;
  return {
    ...model,
    ...{ id, number: String(10_000 + n), reference: `${10_000 + n}17`, search_text: `${10_000 + n} ${10_000 + n}17` },
    ...{ issued_on: month, due_on: due, pay_by: due, period_from: month, period_to: due, taken_at: `${month}T06:00:00.000Z` },
    ...{ net: payable, vat: 0, gross: payable, prepaid: 0, rounding: 0, payable, paid, credited: 0 },
  };
}

/** `count` rows for each of these invoices, their sums, what is searched, and where they came from. */
async function writeUsage(
  trx: Db,
  ids: readonly string[],
  count: number,
  holders: number,
  fileId: string,
  now: Date,
): Promise<void> {
  const postgres = isPostgres(trx);
  const list = JSON.stringify(ids);
  const each = postgres
    ? "(select value as id from jsonb_array_elements_text(?::jsonb)) as one, generate_series(1, ?::int) as n"
    : "(select value as id from json_each(?)) as one, (with recursive c(n) as (select 1 union all select n + 1 from c where n < ?) select n from c) as numbers";
  const n = postgres ? "n.n" : "numbers.n";
  const holder = `(${n} % ${holders})`;
  const classes = ["callsMobile", "callsFixed", "messages", "data", "callsAbroad", "subscription", "callsMobile"];
  const chargeClass = `case (${n} / ${holders}) % 7 ${classes.map((one, at) => `when ${at} then '${one}'`).join(" ")} end`;
  const hour = postgres
    ? `to_char(timestamp '2026-09-01' + (${n} % 40000) * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
    : `strftime('%Y-%m-%dT%H:%M:%S.000Z', '2026-09-01', '+' || (${n} % 40000) || ' minutes')`;
  const text = (expression: string) => (postgres ? `(${expression})::text` : expression);
  await trx.raw(
    `insert into usage_row (invoice_id, position, cost_place, user_id, user_name, number, charge_class, started_at, called,
       description, count, seconds, bytes, net)
     select one.id, ${n}, 'Kostnadsställe ' || ${text(`${holder} % 5`)}, 'user-' || ${text(holder)}, 'Person ' || ${text(holder)},
       '+46701' || ${text(`100000 + ${holder}`)}, ${chargeClass}, ${hour}, '+46702' || ${text(`100000 + ${n} % 7000`)},
       null, 1, ${n} % 600, 0, ${n} % 97 from ${each}`,
    [list, count],
  );
  await trx.raw(
    `insert into usage_sum (invoice_id, position, cost_place, user_id, user_name, number, charge_class, count, seconds, bytes, net)
     select invoice_id, row_number() over (partition by invoice_id order by cost_place, number, charge_class), cost_place, user_id,
       max(user_name), number, charge_class, sum(count), sum(seconds), sum(bytes), sum(net)
     from usage_row where invoice_id in (select ${postgres ? "jsonb_array_elements_text(?::jsonb)" : "value from json_each(?)"})
     group by invoice_id, cost_place, user_id, number, charge_class`,
    [list],
  );
  await foldSums(trx, ids);
  await trx.raw(
    `insert into invoice_usage (invoice_id, finance_file_id, rows, net, taken_at)
     select invoice_id, ${postgres ? "?::text" : "?"}, sum(count), sum(net), ${postgres ? "?::text" : "?"} from usage_sum
     where invoice_id in (select ${postgres ? "jsonb_array_elements_text(?::jsonb)" : "value from json_each(?)"}) group by invoice_id`,
    [fileId, now.toISOString(), list],
  );
}
