import type { Knex } from "knex";

/** Firmware images: what there is, what is on its way in, and who is fetching. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("firmware_image", (table) => {
    table.text("id").primary();
    table.integer("version").notNullable().defaultTo(1);
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.text("created_by").notNullable();
    table.text("vendor").notNullable();
    // As phones ask for it.
    table.text("name").notNullable();
    // Of the bytes, in hex: the name of the file that holds them.
    table.text("sha256").notNullable();
    table.bigInteger("bytes").notNullable();
    // `phone`, `ramdisk`, `updater`, `module`.
    table.text("kind").notNullable();
    // What a phone says when it runs it; null: neither name nor bytes tell.
    table.text("firmware_version");
    // `image`: recognised; `hand`: somebody said so.
    table.text("models_by").notNullable();
    // `upload`, `folder`.
    table.text("source").notNullable();
    table.unique(["vendor", "name"]);
    table.index(["sha256"]);
  });
  await knex.schema.createTable("firmware_image_model", (table) => {
    table.text("image_id").notNullable().references("firmware_image.id").onDelete("CASCADE");
    table.text("vendor").notNullable();
    table.text("model").notNullable();
    table.primary(["image_id", "model"]);
    table.index(["vendor", "model"]);
  });
  // A file that is coming in part by part.
  await knex.schema.createTable("firmware_upload", (table) => {
    table.text("id").primary();
    table.text("created_at").notNullable();
    table.text("created_by").notNullable();
    table.text("actor_id");
    table.text("updated_at").notNullable();
    table.text("name").notNullable();
    table.bigInteger("bytes").notNullable();
    // So many are on the disk for certain.
    table.bigInteger("received").notNullable();
    table.index(["updated_at"]);
  });
  // Files that somebody has laid into the folder of a make, as they were when they were looked into.
  await knex.schema.createTable("firmware_file", (table) => {
    table.text("vendor").notNullable();
    table.text("name").notNullable();
    table.bigInteger("bytes").notNullable();
    table.text("changed_at").notNullable();
    table.text("looked_at").notNullable();
    // Null: it was taken in, as `image_id`.
    table.text("problem");
    table.text("detail");
    table.text("image_id").references("firmware_image.id").onDelete("SET NULL");
    table.primary(["vendor", "name"]);
  });
  // Who is fetching an image now. A process that dies lets go when `until` has passed.
  await knex.schema.createTable("firmware_transfer", (table) => {
    // `phone:<id>`, `address:<address>`.
    table.text("asker").primary();
    table.text("organisation_id").notNullable();
    // Empty: of no site.
    table.text("site_id").notNullable();
    table.text("process").notNullable();
    table.text("until").notNullable();
    table.index(["organisation_id", "site_id"]);
    table.index(["until"]);
  });
}
