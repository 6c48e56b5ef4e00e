import type { Knex } from "knex";

/** People are away, forward calls, choose the number that they show, and have hours of work. */
export async function up(knex: Knex): Promise<void> {
  await diversions(knex);
  await forwardings(knex);
  await ownSettings(knex);
  // Whom a change is about, for those who look at their own things alone.
  await knex.schema.alterTable("change", (table) => {
    table.text("user_id");
  });
}

async function diversions(knex: Knex): Promise<void> {
  await knex.schema.createTable("diversion", (table) => {
    table.text("id").primary();
    table.integer("version").notNullable().defaultTo(1);
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("reason").notNullable();
    table.text("starts_at").notNullable();
    // Null: open.
    table.text("ends_at");
    table.text("note");
    table.text("set_by_kind").notNullable();
    table.text("set_by_id");
    table.text("set_by_name").notNullable();
    table.text("source").notNullable();
    table.text("cancelled_at");
    // Set when somebody ended it early, or another one replaced it: what its end was before (`open` for none).
    table.text("end_before");
    // The one that it ended when it began at once.
    table.text("replaces");
    table.index(["user_id", "starts_at"]);
    table.index(["ends_at"]);
  });
}

async function forwardings(knex: Knex): Promise<void> {
  await knex.schema.createTable("call_forwarding", (table) => {
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("kind").notNullable();
    // No foreign key: a target that is gone is kept, and told.
    table.text("target_kind");
    table.text("target_id");
    table.text("target_number");
    table.integer("seconds");
    table.boolean("enabled").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.primary(["user_id", "kind"]);
    table.index(["organisation_id"]);
    table.index(["target_id"]);
  });
}

async function ownSettings(knex: Knex): Promise<void> {
  await knex.schema.alterTable("users", (table) => {
    // `primary`, `mobile`, `main`, `hidden`, `group:<id>`: see `domain/shown-number.ts`.
    table.text("shown_number").notNullable().defaultTo("primary");
    table.text("shown_from_mobile");
    table.boolean("mobile_outside_hours").notNullable().defaultTo(false);
    table.integer("shown_version").notNullable().defaultTo(1);
    // JSON array of weekdays, 1 = Monday; null: the usual hours.
    table.text("work_days");
    table.text("work_from");
    table.text("work_to");
    table.integer("hours_version").notNullable().defaultTo(1);
    table.integer("forwarding_version").notNullable().defaultTo(1);
  });
  await knex.schema.alterTable("organisation", (table) => {
    // The group whose number is the organisation's main number.
    table.text("main_group_id").references("response_group.id").onDelete("SET NULL");
  });
}
