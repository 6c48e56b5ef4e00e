import type { Knex } from "knex";

/** Mail and SMS in one outbox, with what became of each; links that install the app; what people want to be told. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("message", (table) => {
    table.text("id").primary();
    // `mail`, `sms`.
    table.text("channel").notNullable();
    table.text("kind").notNullable();
    // `queued`, `sending`, `sent`, `delivered`, `used`, `failed`, `not_sent`.
    table.text("state").notNullable();
    table.text("state_at").notNullable();
    // What somebody typed who asks for a link: whose name that is, is looked up when it is sent.
    table.text("asked_sealed");
    table.text("organisation_id").references("organisation.id").onDelete("CASCADE");
    table.text("user_id").references("users.id").onDelete("CASCADE");
    // JSON: plain facts that its words are made of.
    table.text("about").notNullable().defaultTo("{}");
    // The token of its link, for as long as it may have to be sent.
    table.text("secret_sealed");
    // A second message with the same one is not put in.
    table.text("once_key").unique();
    // The address or number that it went to.
    table.text("sent_to");
    // What the provider of SMS calls it.
    table.text("provider_id");
    table.text("sent_by").notNullable().defaultTo("");
    table.text("created_at").notNullable();
    // Null: there is nothing more to do.
    table.text("next_try_at");
    table.integer("tries").notNullable().defaultTo(0);
    // Nobody wants it any more after this.
    table.text("expires_at").notNullable();
    // A code, never what the other end said: that names people.
    table.text("fault");
    table.index(["channel", "next_try_at"]);
    table.index(["user_id", "id"]);
    table.index(["organisation_id", "id"]);
    table.index(["state", "id"]);
    table.index(["created_at"]);
    // What has a secret that is to be forgotten.
    table.index(["expires_at"], "message_expires", { predicate: knex.whereNotNull("secret_sealed") });
  });
  await knex.schema.alterTable("users", (table) => {
    // Has a licence for the softphone.
    table.boolean("softphone").notNullable().defaultTo(false);
  });
  await knex.schema.createTable("install_token", (table) => {
    // SHA-256; the token itself stands in its message alone.
    table.text("token_hash").primary();
    table.text("organisation_id").notNullable().references("organisation.id").onDelete("CASCADE");
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    // `app_install`, `softphone_install`.
    table.text("kind").notNullable();
    table.text("message_id").notNullable().references("message.id").onDelete("CASCADE");
    table.text("created_at").notNullable();
    table.text("expires_at").notNullable();
    table.text("used_at");
    table.index(["user_id", "kind"]);
    table.index(["message_id"]);
    table.index(["expires_at"]);
  });
  await knex.schema.createTable("message_choice", (table) => {
    table.text("user_id").primary().references("users.id").onDelete("CASCADE");
    table.integer("version").notNullable();
    // `mail`, `sms`.
    table.text("channel").notNullable();
    // Told before a diversion ends: `none`, `long`, `all`.
    table.text("diversion_ends").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
  });
}
