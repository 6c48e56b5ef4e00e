import type { Knex } from "knex";

/** What phones' own SNMP agents say. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("phone_agent", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    // When it is asked the next time, or taken from a process that has died over it.
    table.text("due_at").notNullable();
    table.integer("tries").notNullable().defaultTo(0);
    table.text("asked_at");
    // `domain/switch-port.ts`: why it did not answer the last time; null: it did, or is not to be asked.
    table.text("fault");
    // What it said the last time that it answered.
    table.text("answered_at");
    table.text("started_at");
    table.text("description");
    table.text("name");
    table.index(["due_at"]);
  });
}
