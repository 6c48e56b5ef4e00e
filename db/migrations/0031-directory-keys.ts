import type { Knex } from "knex";

/** Phones that came from another installation keep the passwords that they sign in to the directory with. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("organisation", (table) => {
    // What those passwords follow from; null: this installation's own key.
    table.text("directory_key_sealed");
  });
}
