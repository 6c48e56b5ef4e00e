import type { Knex } from "knex";

/** Contacts say more of themselves, and a list is for those who are in it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("contact", (table) => {
    table.text("email").notNullable().defaultTo("");
    table.text("note").notNullable().defaultTo("");
    // JSON array of texts.
    table.text("tags").notNullable().defaultTo("[]");
  });
  await knex.schema.alterTable("contact_number", (table) => {
    // Who calls: a number is looked up as it is.
    table.index(["number"], "contact_number_number");
  });
  await knex.schema.alterTable("contact_list", (table) => {
    // Whoever is new comes into the list without being put there.
    table.boolean("for_everyone").notNullable().defaultTo(false);
    // Who is in it is edited beside the name.
    table.integer("members_version").notNullable().defaultTo(1);
  });
  await knex.schema.createTable("contact_list_member", (table) => {
    table.text("list_id").notNullable().references("contact_list.id").onDelete("CASCADE");
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.primary(["list_id", "user_id"]);
    table.index(["user_id"], "contact_list_member_user");
  });
  // Until now each list was everybody's: it stays so.
  await knex("contact_list").update({ for_everyone: true });
  await knex.raw(
    `insert into contact_list_member (list_id, user_id)
     select l.id, u.id from contact_list l join users u on u.organisation_id = l.organisation_id where u.deactivated_at is null`,
  );
}
