import type { Knex } from "knex";

/** Who may see whole numbers in an invoice's specification for a while, and why. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("call_sight", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("invoice_id").notNullable().references("invoice.id").onDelete("CASCADE");
    // Who looks; stays when that person is gone.
    table.text("by_id").notNullable();
    table.text("by_name").notNullable();
    table.text("reason").notNullable();
    // Whose rows alone; both null: the whole invoice.
    table.text("user_id");
    table.text("number");
    table.text("given_at").notNullable();
    // When it ends, also when it was ended before its time.
    table.text("until").notNullable();
    table.index(["invoice_id", "by_id", "until"]);
    table.index(["organisation_id", "given_at"]);
    table.index(["given_at"]);
  });
}
