import type { Knex } from "knex";

/** Numbers that move between operators, what was signed for it, and the numbers that are ours by it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("porting", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.integer("version").notNullable();
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    // Who began it, and is told how it goes; null: operator staff.
    table.text("created_by_id");
    // `in`: to us; `out`: from us.
    table.text("direction").notNullable();
    // `domain/porting.ts`.
    table.text("state").notNullable();
    table.text("owner_name").notNullable();
    // `organisation`, `person`.
    table.text("owner_kind").notNullable();
    // Ten digits of an organisation; of a person as it may be shown, and whole only sealed.
    table.text("owner_number");
    table.text("owner_number_sealed");
    table.text("other_operator").notNullable();
    // Local date and whole hour.
    table.text("wanted_date");
    table.text("wanted_time");
    table.text("agreed_at");
    table.text("signer").notNullable();
    // Of the order that is running, or ran last.
    table.text("order_id");
    // Of the order that calls it off, while that is running.
    table.text("cancel_order_id");
    table.text("refusal_code");
    table.text("refusal_text");
    table.text("submitted_at");
    table.text("settled_at");
    table.text("first_number");
    table.integer("number_count").notNullable();
    table.text("search_text").notNullable();
    table.index(["organisation_id", "created_at"]);
    table.index(["settled_at"]);
  });
  await knex.schema.createTable("porting_number", (table) => {
    table.text("porting_id").notNullable().references("porting.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    table.text("e164").notNullable();
    // Who is to have it; null: it becomes free.
    table.text("user_id").references("users.id").onDelete("SET NULL");
    table.primary(["porting_id", "position"]);
    table.unique(["porting_id", "e164"]);
    table.index(["e164"]);
    table.index(["user_id"]);
  });
  // One order for a number at a time, whoever lays it.
  await knex.schema.createTable("porting_claim", (table) => {
    table.text("e164").primary();
    table.text("porting_id").notNullable().references("porting.id").onDelete("CASCADE");
    table.index(["porting_id"]);
  });
  await knex.schema.createTable("porting_letter", (table) => {
    table.text("porting_id").primary().references("porting.id").onDelete("CASCADE");
    table.text("name").notNullable();
    table.text("media_type").notNullable();
    // Bytes; the SHA-256 of them in hexadecimal.
    table.integer("size").notNullable();
    table.text("sha256").notNullable();
    table.text("received_at").notNullable();
    table.text("received_by").notNullable();
    table.binary("body_sealed").notNullable();
  });
  await knex.schema.createTable("porting_event", (table) => {
    table.text("id").primary();
    table.text("porting_id").notNullable().references("porting.id").onDelete("CASCADE");
    table.text("at").notNullable();
    // A state, or what else happened: `domain/porting.ts`.
    table.text("kind").notNullable();
    table.text("by_name").notNullable();
    // JSON: an hour, a reason, a number.
    table.text("detail").notNullable();
    table.index(["porting_id", "at"]);
  });
  // Numbers that have been moved here: of that organisation, also while nobody has them.
  await knex.schema.createTable("organisation_number", (table) => {
    table.text("e164").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("porting_id").references("porting.id").onDelete("SET NULL");
    table.text("since").notNullable();
    table.index(["organisation_id"]);
  });
}
