import type { Knex } from "knex";

/** Makers' services that tell new phones where to ask: the operator's accounts there, and which phones are registered. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("redirection_account", (table) => {
    table.text("id").primary();
    table.integer("version").notNullable();
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    // `domain/redirection.ts`.
    table.text("kind").notNullable();
    table.text("name").notNullable();
    // Whose phones; null: everybody's.
    table.text("organisation_id").references("organisation.id");
    table.text("url").notNullable();
    // JSON: what the kind needs besides, nothing secret.
    table.text("details").notNullable();
    table.text("user_name").notNullable();
    table.text("secret_sealed");
    // From when on new phones are registered by themselves; null: they are not.
    table.text("automatic_since");
    // The latest test: what came of it, and the answer in the service's own words.
    table.text("test_wanted_at");
    table.text("tested_at");
    table.text("test_fault");
    table.integer("test_status");
    table.text("test_answer");
    table.text("deleted_at");
    table.index(["organisation_id"]);
  });
  await knex.schema.createTable("redirection", (table) => {
    table.text("id").primary();
    table.text("account_id").notNullable().references("redirection_account.id");
    table.text("mac").notNullable();
    // The phone that has or had that MAC, and whose it is or was.
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("organisation_id").notNullable().references("organisation.id");
    // `registered` or `unregistered`: what it shall be; who said so: `person`, `automatic`, `retired`.
    table.text("wanted").notNullable();
    table.text("wanted_by").notNullable();
    table.text("asked_at").notNullable();
    table.text("asked_by").notNullable();
    // What there is to do: `register`, `unregister`, `check`; null: nothing.
    table.text("task");
    table.integer("tries").notNullable().defaultTo(0);
    // When it is tried, or taken from a process that died over it; null: not by itself.
    table.text("next_try_at");
    // Given up after the last try, until somebody tries again.
    table.text("dead_at");
    // As the service said last: `registered`, `unregistered`, `elsewhere`; null: it has not said.
    table.text("state");
    table.text("state_at");
    // SHA-256 of the address that it was registered with.
    table.text("url_hash");
    // Of the last try; the answer in the service's own words, secrets covered.
    table.text("tried_at");
    table.text("fault");
    table.integer("status");
    table.text("answer");
    table.unique(["account_id", "mac"]);
    table.index(["next_try_at"]);
    table.index(["mac"]);
    table.index(["phone_id"]);
    table.index(["organisation_id", "asked_at"]);
    table.index(["account_id", "state"]);
  });
}
