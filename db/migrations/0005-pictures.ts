import type { Knex } from "knex";

/** Pictures of people, kept by what is in them: whoever changes theirs gets another address, and a backup has them all. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("picture", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    // SHA-256 of the larger one, hexadecimal.
    table.text("hash").notNullable();
    // Pixels of a side.
    table.integer("size").notNullable();
    table.text("media_type").notNullable();
    table.binary("bytes").notNullable();
    table.primary(["organisation_id", "hash", "size"]);
  });
  await knex.schema.createTable("user_picture", (table) => {
    table.text("user_id").primary().references("users.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable();
    table.text("hash").notNullable();
    table.text("set_at").notNullable();
    table.text("set_by").notNullable();
    table.index(["organisation_id", "hash"]);
  });
}
