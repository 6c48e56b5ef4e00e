import type { Knex } from "knex";

/** Which file an upload is of: two with the same name and size are not one. */
export async function up(knex: Knex): Promise<void> {
  // What the sender has made of all of its bytes; null: whoever began it goes on with it by its id alone.
  await knex.schema.alterTable("firmware_upload", (table) => table.text("fingerprint"));
}
