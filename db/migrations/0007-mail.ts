import type { Knex } from "knex";

/** Mail that has been promised and not sent yet: it is sent after a crash too. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("mail_outbox", (table) => {
    table.text("id").primary();
    table.text("kind").notNullable();
    // What somebody typed who asks for a link: whose name that is, is looked up when it is sent.
    table.text("asked_sealed");
    table.text("organisation_id").references("organisation.id").onDelete("CASCADE");
    table.text("user_id").references("users.id").onDelete("CASCADE");
    table.text("token_sealed");
    table.text("created_at").notNullable();
    table.integer("tries").notNullable().defaultTo(0);
    table.text("next_try_at").notNullable();
    // A code, never what the mail server said: that names people.
    table.text("fault");
    table.text("given_up_at");
    table.index(["given_up_at", "next_try_at"]);
    table.index(["user_id"]);
  });
  await knex.schema.alterTable("password_reset", (table) => {
    // `reset` or `invitation`.
    table.text("kind").notNullable().defaultTo("reset");
  });
}
