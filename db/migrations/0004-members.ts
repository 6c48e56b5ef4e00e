import type { Knex } from "knex";

/** Who is in a response group, in which order, and who of them is logged in. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("group_member", (table) => {
    table.text("group_id").notNullable().references("response_group.id").onDelete("CASCADE");
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.integer("order_no").notNullable();
    table.boolean("logged_in").notNullable();
    // Who changed the login last, and when; null: never since the person came in.
    table.text("login_changed_at");
    table.text("login_changed_by");
    table.boolean("may_toggle").notNullable();
    // Which line rings: the mobile, or the fixed one.
    table.boolean("via_mobile").notNullable();
    table.primary(["group_id", "user_id"]);
    table.index(["user_id"]);
  });
  // Membership is edited from the group and from the person, neither of which is in the way of their other fields.
  await knex.schema.alterTable("response_group", (table) => {
    table.integer("members_version").notNullable().defaultTo(1);
  });
  await knex.schema.alterTable("users", (table) => {
    table.integer("memberships_version").notNullable().defaultTo(1);
  });
}
