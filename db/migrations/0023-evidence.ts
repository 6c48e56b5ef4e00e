import type { Knex } from "knex";

/** What shows that a phone has and uses what it should, and how it stands by that. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("rendered_file", (table) => {
    // Since when these bytes are what the phone should have; null: since before this was noted.
    table.text("wanted_at");
  });
  await knex.schema.alterTable("delivery", (table) => {
    // When it fetched these bytes for the first time; `at` is the last time.
    table.text("first_at");
  });
  await knex("delivery").update({ first_at: knex.ref("at") });
  // What besides bytes the plan wants of the phone, as it was when its files were made.
  await knex.schema.createTable("phone_wanted", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    table.integer("revision").notNullable();
    // The files that a phone of its model asks for, by role, joined by commas; empty: the model is not in the catalogue.
    table.text("roles").notNullable();
    // Version; null: whatever it has.
    table.text("firmware");
    // Between two asks of its own accord; 0: none.
    table.integer("poll_hours").notNullable();
  });
  await knex.schema.createTable("render_failure", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("role").notNullable();
    table.integer("revision").notNullable();
    table.text("at").notNullable();
    table.text("code").notNullable();
    table.primary(["phone_id", "role"]);
  });
  // The newest time that somebody asked in the phone's name and did not get its files.
  await knex.schema.createTable("ask_refused", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    table.text("at").notNullable();
    table.text("code").notNullable();
    table.text("address").notNullable();
  });
  // What somebody has set at the phone itself, over what it should have.
  await knex.schema.createTable("local_change", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    // Of the file in which the phone has told it.
    table.text("name").notNullable();
    table.text("at").notNullable();
    // Names of parameters, joined by commas.
    table.text("parameters").notNullable();
    table.primary(["phone_id", "name"]);
  });
  // Worked out from all of these by domain/standing.ts, so that very many phones can be counted. Every phone that is not retired has one.
  await knex.schema.createTable("phone_standing", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable().references("organisation.id");
    // Of the phone, when it was worked out; one that has been raised since is `preparing`.
    table.integer("revision").notNullable();
    // Of the rule by which it was worked out.
    table.integer("rule").notNullable();
    table.text("files").notNullable();
    table.text("reason").notNullable();
    table.text("since");
    // After that instant it is `late_reason` instead.
    table.text("due_at");
    table.text("late_reason");
    // File roles, a code, a version: what the reason is about.
    table.text("about").notNullable();
    table.index(["organisation_id", "reason", "due_at", "late_reason"]);
    table.index(["reason", "due_at", "late_reason"]);
    table.index(["due_at"]);
  });
  // How many phones stood how, by the hour.
  await knex.schema.createTable("fleet_sample", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("at").notNullable();
    table.integer("current").notNullable();
    table.integer("waiting").notNullable();
    table.integer("stopped").notNullable();
    table.primary(["organisation_id", "at"]);
    table.index(["at"]);
  });
}
