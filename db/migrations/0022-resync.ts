import type { Knex } from "knex";

/** Who shall fetch again, and what became of it; which phones the exchange knows. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("resync", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    // `resync`: fetch again; `probe`: whether the exchange reaches it.
    table.text("kind").notNullable();
    table.text("organisation_id").notNullable().references("organisation.id");
    // `waiting`, `sending`, `done`.
    table.text("state").notNullable();
    table.text("reason").notNullable();
    table.text("asked_at").notNullable();
    table.text("asked_by").notNullable();
    // When it is asked, tried again, or taken from a process that has died over it; null: there is nothing to do.
    table.text("due_at");
    // Has a turn in its lane of its site's phones.
    table.integer("paced").notNullable().defaultTo(0);
    table.integer("tries").notNullable().defaultTo(0);
    table.text("taken_at");
    // Of the phone when it was put in, and when it was asked the last time.
    table.integer("wanted_revision").notNullable();
    table.integer("asked_revision").notNullable().defaultTo(0);
    table.text("result");
    // What the exchange or phone answered: code and its own words.
    table.integer("status");
    table.text("answer");
    table.text("via");
    table.text("result_at");
    table.primary(["phone_id", "kind"]);
    table.index(["due_at"]);
    table.index(["organisation_id", "state"]);
  });
  // Phones of one site are asked one after the other: when the next one may.
  await knex.schema.createTable("resync_pace", (table) => {
    // `site:<id>`, `organisation:<id>`.
    table.text("lane").primary();
    table.text("next_at").notNullable();
  });
  await knex.schema.createTable("registration", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable().references("organisation.id");
    table.integer("registered").notNullable();
    // The exchange's instant, or when it answered.
    table.text("at").notNullable();
    // `exchange`: it said so itself; `notify`, `options`: its answer showed it.
    table.text("source").notNullable();
    table.text("account").notNullable();
    table.text("user_agent");
    table.text("address");
    table.index(["organisation_id", "registered"]);
  });
}
