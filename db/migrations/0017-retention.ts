import type { Knex } from "knex";

/** How long things are kept where it is not the usual time, and what was erased last. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("retention", (table) => {
    // `domain/retention.ts`.
    table.text("job").primary();
    // In the unit of the job; null: the usual.
    table.integer("amount");
    table.integer("version").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.text("ran_at");
    // The last time that there was something to erase, and how many rows it was.
    table.text("removed_at");
    table.bigInteger("removed");
  });
}
