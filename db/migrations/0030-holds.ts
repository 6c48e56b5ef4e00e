import type { Knex } from "knex";

/** How each phone has asked until now, who asked otherwise, and in which network phones that nobody owns were found. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("phone_home", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    // Networks (CIDR) with blanks between, newest first. Empty: what its last contact says counts.
    table.text("networks").notNullable().defaultTo("");
    // A make, as its User-Agent says; the model and the firmware likewise.
    table.text("program");
    table.text("model");
    table.text("firmware");
    // Until then whatever is strange once is believed: somebody has said that the phone moves. ISO 8601 UTC.
    table.text("expected_until");
  });
  await knex.schema.createTable("phone_hold", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    // What makes two askers the same: network, program, model and firmware, with lines between.
    table.text("look").notNullable();
    table.text("network").notNullable();
    table.text("address").notNullable();
    table.text("transport").notNullable();
    table.text("user_agent");
    table.text("program");
    table.text("model");
    table.text("firmware");
    // `domain/hold.ts`: what was strange, with commas between.
    table.text("reasons").notNullable();
    // `held`: gets nothing; `reported`: is served; `released`: it was the phone; `denied`: it was not.
    table.text("state").notNullable();
    table.text("first_at").notNullable();
    table.text("last_at").notNullable();
    table.integer("count").notNullable();
    table.text("decided_at");
    table.text("decided_by");
    table.unique(["phone_id", "look"]);
    table.index(["organisation_id", "state", "network"]);
    table.index(["last_at"]);
  });
  // Sealed: what the phone may still sign with until it has used its new digest secret once.
  await knex.schema.alterTable("phone", (table) => table.text("previous_digest_sealed"));
  await knex.schema.alterTable("found_phone", (table) => {
    // /24 or /56 that it last asked from; null: found before this column was there.
    table.text("network");
    table.index(["network", "last_seen_at"]);
  });
}
