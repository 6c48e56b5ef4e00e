import type { Knex } from "knex";

/** Phones that somebody has chosen in a list, kept while it is said what shall be done to them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("phone_selection", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("created_at").notNullable();
    table.text("created_by").notNullable();
    table.index(["created_at"]);
  });
  await knex.schema.createTable("phone_selection_phone", (table) => {
    table.text("selection_id").notNullable().references("phone_selection.id").onDelete("CASCADE");
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.primary(["selection_id", "phone_id"]);
    table.index(["phone_id"]);
  });
}
