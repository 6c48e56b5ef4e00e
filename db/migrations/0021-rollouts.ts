import type { Knex } from "knex";

/** Values that are given to phones ring by ring. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("rollout", (table) => {
    table.text("id").primary();
    table.integer("version").notNullable().defaultTo(1);
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    // Null: phones of every organisation.
    table.text("organisation_id").references("organisation.id");
    table.text("name").notNullable();
    table.text("created_by").notNullable();
    // `running`, `paused`, `halted`; `finished`, `taken_back`, `left`.
    table.text("state").notNullable();
    // Not before; null: at once.
    table.text("starts_at");
    // Weekdays `12345`, wall clocks `22:00`, `04:00`; null: at any time.
    table.text("window_days");
    table.text("window_from");
    table.text("window_to");
    table.text("time_zone").notNullable();
    // Phones under way at once: of one organisation, of one site.
    table.integer("at_once").notNullable();
    table.integer("at_once_site").notNullable();
    // Why it is paused or halted: a code and its facts, as JSON.
    table.text("why");
    table.text("why_at");
    table.text("ended_at");
    table.text("ended_by");
    // The roll-out whose values this one puts back.
    table.text("back_of");
    // When it is looked at next: whoever takes it sets it forward.
    table.text("look_at").notNullable();
    table.index(["organisation_id", "state"]);
    table.index(["state", "look_at"]);
  });
  await knex.schema.createTable("rollout_value", (table) => {
    table.text("rollout_id").notNullable().references("rollout.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    // As in `setting`; `phone:*`: each phone's own.
    table.text("scope").notNullable();
    table.text("layer").notNullable();
    table.text("organisation_id");
    // Empty: a neutral setting.
    table.text("vendor").notNullable();
    table.text("name").notNullable();
    // Null: what is said there is taken away.
    table.text("value");
    // What was said there when the roll-out began.
    table.text("before");
    // Of each phone's own: some had one of their own, which is not kept.
    table.boolean("mixed").notNullable().defaultTo(false);
    table.primary(["rollout_id", "position"]);
    table.index(["scope", "vendor", "name"]);
  });
  await knex.schema.createTable("rollout_ring", (table) => {
    table.text("rollout_id").notNullable().references("rollout.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    // `phones`, `share`, `site`, `rest`.
    table.text("kind").notNullable();
    // Hundredths of a percent of all its phones.
    table.integer("share");
    table.text("site_id");
    // The gate: fetched and back within so many minutes, looked at for at least so many, so many hundredths of a percent may fail.
    table.integer("back_within").notNullable();
    table.integer("watched_for").notNullable();
    table.integer("may_fail").notNullable();
    // So many hundredths of a percent must have been heard of.
    table.integer("least_heard").notNullable();
    table.boolean("registered").notNullable();
    // Somebody must say that it goes on.
    table.boolean("by_hand").notNullable();
    // Phones that had failed when somebody let it go on all the same.
    table.integer("forgiven").notNullable().defaultTo(0);
    table.text("opened_at");
    table.text("released_at");
    table.text("passed_at");
    // Who let it pass; null: its gate.
    table.text("passed_by");
    table.primary(["rollout_id", "position"]);
  });
  await knex.schema.createTable("rollout_phone", (table) => {
    table.text("rollout_id").notNullable().references("rollout.id").onDelete("CASCADE");
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable().references("organisation.id");
    table.integer("ring").notNullable();
    // In the ring: the lower comes first.
    table.integer("place").notNullable();
    // `planned`, `released`, `waiting`, `healthy`, `failed`, `skipped`.
    table.text("state").notNullable();
    // 1: the roll-out's values stand for it.
    table.integer("overlaid").notNullable().defaultTo(0);
    table.text("released_at");
    // When it was first heard of since.
    table.text("heard_at");
    table.text("decided_at");
    table.text("reason");
    // What it said it ran when it was released.
    table.text("firmware_before");
    table.primary(["rollout_id", "phone_id"]);
    table.index(["phone_id", "overlaid"]);
    table.index(["rollout_id", "ring", "state", "place"]);
    table.index(["rollout_id", "state"]);
  });
}
