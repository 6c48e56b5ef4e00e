import type { Knex } from "knex";

/** Who had a number when: calls belong to whoever made them, also after the number has moved to somebody else. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("user_number", (table) => {
    // Null: nobody knows.
    table.text("since");
  });
  await knex.schema.createTable("former_number", (table) => {
    table.text("organisation_id").notNullable();
    table.text("e164").notNullable();
    // Stays when the user is gone.
    table.text("user_id").notNullable();
    table.text("since");
    table.text("until").notNullable();
    table.index(["e164"]);
    table.index(["until"]);
  });
}
