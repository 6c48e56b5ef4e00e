import type { Knex } from "knex";

/** Invoices and what was used, the money that came in for them, the files that both came in, and the keys to send such files with. */
export async function up(knex: Knex): Promise<void> {
  await customers(knex);
  await files(knex);
  await invoices(knex);
  await usage(knex);
  await payments(knex);
  await keys(knex);
}

async function customers(knex: Knex): Promise<void> {
  await knex.schema.alterTable("organisation", (table) => {
    // Ten digits; of several organisations at one operator it may be the same.
    table.text("organisation_number");
    // What the operator's invoices call it.
    table.text("customer_number").unique();
    // Its administrators are told of each new invoice.
    table.boolean("invoice_notice").notNullable().defaultTo(false);
    table.index(["organisation_number"]);
  });
}

async function files(knex: Knex): Promise<void> {
  await knex.schema.createTable("finance_file", (table) => {
    table.text("id").primary();
    // Of the bytes, hexadecimal.
    table.text("sha256").notNullable();
    // `invoice`, `usage`, `payments`, or `unknown`.
    table.text("kind").notNullable();
    table.text("name").notNullable();
    // `upload`, `folder`, `api`.
    table.text("via").notNullable();
    // Bytes.
    table.bigInteger("size").notNullable();
    // `reading`, `taken`, `refused`.
    table.text("state").notNullable();
    // Of a file that is being read: how far, 0 to 100.
    table.integer("percent").notNullable().defaultTo(0);
    table.text("received_at").notNullable();
    table.text("received_by").notNullable();
    // JSON: what was wrong with it, `FileFault` of `domain/file-fault.ts`.
    table.text("faults").notNullable();
    // JSON: what was taken from it.
    table.text("summary").notNullable();
    // Of payments alone: accounting material. Invoices keep theirs; usage is traffic data and its file is not kept.
    table.binary("body");
    table.index(["received_at"]);
    table.index(["sha256"]);
  });
  // The same file is taken once; one that was refused may be sent again when what it lacked is there.
  await knex.raw("create unique index finance_file_taken_once on finance_file (sha256) where state <> 'refused'");
}

async function invoices(knex: Knex): Promise<void> {
  await knex.schema.createTable("invoice", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("finance_file_id").references("finance_file.id");
    // `invoice`, `creditNote`: every amount of a credit note is negative.
    table.text("kind").notNullable();
    table.text("number").notNullable();
    // Whose series the number is of: organisation number, VAT number or name.
    table.text("seller").notNullable();
    // Local dates.
    table.text("issued_on").notNullable();
    table.text("due_on");
    // The last day on which money still comes in time.
    table.text("pay_by");
    table.text("period_from");
    table.text("period_to");
    // Öre.
    for (const amount of ["net", "vat", "gross", "prepaid", "rounding", "payable"]) table.bigInteger(amount).notNullable();
    // The sums of its allocations, kept with them: from payments, and from (or of) credit notes.
    table.bigInteger("paid").notNullable().defaultTo(0);
    table.bigInteger("credited").notNullable().defaultTo(0);
    table.text("bankgiro");
    table.text("reference");
    table.text("search_text").notNullable();
    table.text("taken_at").notNullable();
    table.text("voided_at");
    table.text("voided_by");
    table.text("void_reason");
    // JSON: parties, sums of VAT, adjustments, references and the note. Last: SQLite reads through it to what stands behind it.
    table.text("body").notNullable();
    table.unique(["seller", "number"]);
    // All that lists are counted, narrowed, sorted and added up by: without the rows.
    const listed = ["organisation_id", "issued_on", "id", "number", "kind", "due_on", "pay_by", "payable", "paid", "credited"];
    table.index([...listed, "voided_at"], "invoice_listed");
    table.index(["reference"]);
    table.index(["finance_file_id"]);
  });
  await knex.schema.createTable("invoice_line", (table) => {
    table.text("invoice_id").notNullable().references("invoice.id").onDelete("CASCADE");
    // From 1.
    table.integer("position").notNullable();
    table.text("line_id").notNullable();
    table.text("text").notNullable();
    table.text("description");
    // Decimals as written; kronor, for that many units.
    table.text("quantity").notNullable();
    table.text("unit").notNullable();
    table.text("unit_price").notNullable();
    table.text("price_for").notNullable();
    table.bigInteger("net").notNullable();
    table.integer("vat_rate").notNullable();
    table.text("cost_place");
    table.text("period_from");
    table.text("period_to");
    table.primary(["invoice_id", "position"]);
  });
  await knex.schema.createTable("invoice_file", (table) => {
    table.text("invoice_id").notNullable().references("invoice.id").onDelete("CASCADE");
    // `ubl`: as it came. `pdf`: made once, when it came.
    table.text("kind").notNullable();
    table.text("name").notNullable();
    table.text("media_type").notNullable();
    table.text("sha256").notNullable();
    table.integer("size").notNullable();
    table.binary("bytes").notNullable();
    table.primary(["invoice_id", "kind"]);
  });
}

/** Of rows and their sums: what they are of. */
function usedBy(table: Knex.CreateTableBuilder): void {
  table.text("invoice_id").notNullable().references("invoice.id").onDelete("CASCADE");
  // From 1, in the order of the file or of the specification.
  table.integer("position").notNullable();
  table.text("cost_place");
  // Who had the number when the file came; stays when the user is gone.
  table.text("user_id");
  table.text("user_name");
  // Canonical; null on what belongs to no number.
  table.text("number");
  // `chargeClasses` of `domain/invoice-specification.ts`.
  table.text("charge_class").notNullable();
}

async function usage(knex: Knex): Promise<void> {
  await knex.schema.createTable("usage_row", (table) => {
    usedBy(table);
    table.text("started_at").notNullable();
    // Canonical or as the operator wrote it; null on fees and data.
    table.text("called");
    table.text("description");
    table.integer("count").notNullable();
    table.integer("seconds").notNullable();
    table.bigInteger("bytes").notNullable();
    // Öre.
    table.bigInteger("net").notNullable();
    table.primary(["invoice_id", "position"]);
    table.index(["invoice_id", "number", "charge_class", "started_at"]);
    table.index(["user_id", "started_at"]);
  });
  // What the rows add up to, per cost place, holder and class. Stays when the rows themselves are erased.
  await knex.schema.createTable("usage_sum", (table) => {
    usedBy(table);
    // What is searched: `foldText` of the cost place and the name.
    table.text("place_search");
    table.text("name_search");
    table.bigInteger("count").notNullable();
    table.bigInteger("seconds").notNullable();
    table.bigInteger("bytes").notNullable();
    table.bigInteger("net").notNullable();
    table.primary(["invoice_id", "position"]);
    table.index(["user_id"]);
    table.index(["number", "invoice_id"]);
  });
  // Which file an invoice's usage came in: one file, and once. Rows of an invoice that is not here are still being written, and not seen.
  await knex.schema.createTable("invoice_usage", (table) => {
    table.text("invoice_id").primary().references("invoice.id").onDelete("CASCADE");
    table.text("finance_file_id").notNullable().references("finance_file.id");
    table.bigInteger("rows").notNullable();
    table.bigInteger("net").notNullable();
    table.text("taken_at").notNullable();
    // When the rows were erased, and only the sums are left.
    table.text("erased_at");
    table.index(["finance_file_id"]);
  });
}

async function payments(knex: Knex): Promise<void> {
  await knex.schema.createTable("payment", (table) => {
    table.text("id").primary();
    table.text("finance_file_id").notNullable().references("finance_file.id");
    // `Payment.key` of `domain/camt054.ts`: the same money is taken once.
    table.text("key").notNullable().unique();
    // Öre.
    table.bigInteger("amount").notNullable();
    // The sum of its allocations, kept with them.
    table.bigInteger("allocated").notNullable().defaultTo(0);
    table.text("booked_on").notNullable();
    table.text("value_on");
    table.text("account").notNullable();
    table.text("payer");
    table.text("message");
    table.text("end_to_end_id");
    // JSON: `PaidReference[]`.
    table.text("paid_references").notNullable();
    // Whose money it is, and whose invoices it is for; null: not known yet.
    table.text("organisation_id").references("organisation.id");
    table.text("seller");
    table.text("taken_at").notNullable();
    // Set aside by hand: given back, or for something else than these invoices.
    table.text("closed_at");
    table.text("closed_by");
    table.text("close_reason");
    table.index(["organisation_id", "booked_on"]);
    table.index(["finance_file_id"]);
    table.index(["booked_on"]);
  });
  await knex.schema.createTable("payment_allocation", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("invoice_id").notNullable().references("invoice.id");
    // Where it comes from.
    table.text("payment_id").references("payment.id");
    table.text("credit_note_id").references("invoice.id");
    // Öre; negative: taken back.
    table.bigInteger("amount").notNullable();
    table.text("made_at").notNullable();
    table.text("made_by").notNullable();
    table.index(["organisation_id"]);
    table.index(["invoice_id"]);
    table.index(["payment_id"]);
    table.index(["credit_note_id"]);
    table.check("(payment_id is null) <> (credit_note_id is null)", [], "allocation_has_one_source");
  });
}

async function keys(knex: Knex): Promise<void> {
  await knex.schema.createTable("finance_key", (table) => {
    table.text("id").primary();
    table.text("name").notNullable();
    // SHA-256; the token itself is stored nowhere.
    table.text("token_hash").notNullable().unique();
    table.text("created_at").notNullable();
    table.text("created_by").notNullable();
    // Noted at most once an hour.
    table.text("last_used_at");
    table.text("revoked_at");
    table.unique(["name"], { predicate: knex.whereNull("revoked_at") });
  });
}
