import type { Knex } from "knex";

/** What the mobile operator is asked to do, how often that was tried, what it has told us. */
export async function up(knex: Knex): Promise<void> {
  await orders(knex);
  await attempts(knex);
  await messages(knex);
}

async function orders(knex: Knex): Promise<void> {
  await knex.schema.createTable("orders", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.integer("version").notNullable();
    // `domain/order.ts`.
    table.text("kind").notNullable();
    table.text("subject_kind").notNullable();
    table.text("subject_id").notNullable();
    // JSON; never a PIN or a PUK.
    table.text("payload").notNullable();
    // Digits that it is found by: its numbers and cards.
    table.text("search_text").notNullable();
    // A second one with the same key is the same order.
    table.text("idempotency_key").notNullable();
    table.text("state").notNullable();
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.text("placed_by_kind").notNullable();
    table.text("placed_by_id");
    table.text("placed_by").notNullable();
    // `manual` or `http`, from when it is sent.
    table.text("via");
    // Of operator staff that works on it.
    table.text("taken_by_id");
    table.text("taken_by");
    table.text("taken_at");
    table.integer("tries").notNullable().defaultTo(0);
    // Null: it is not to be sent by itself.
    table.text("next_try_at");
    table.text("fault");
    // Given up after the last try, until somebody tries again or settles it.
    table.text("dead_at");
    table.text("sent_at");
    // What the operator calls it.
    table.text("reference");
    table.text("settled_at");
    table.text("settled_by");
    table.text("refusal_code");
    table.text("refusal_text");
    table.unique(["organisation_id", "idempotency_key"]);
    table.index(["state", "created_at"]);
    table.index(["subject_kind", "subject_id"]);
    table.index(["organisation_id", "created_at"]);
    table.index(["next_try_at"]);
  });
}

async function attempts(knex: Knex): Promise<void> {
  await knex.schema.createTable("order_attempt", (table) => {
    table.text("id").primary();
    table.text("order_id").notNullable().references("orders.id").onDelete("CASCADE");
    table.text("at").notNullable();
    // Of the answer; null: there was none.
    table.integer("status");
    // A code; null: it was taken.
    table.text("fault");
    table.index(["order_id", "at"]);
  });
}

async function messages(knex: Knex): Promise<void> {
  // What the operator's system has told, by its own id: the second time it changes nothing.
  await knex.schema.createTable("operator_event", (table) => {
    table.text("id").primary();
    table.text("kind").notNullable();
    table.text("received_at").notNullable();
    // Of the body: another one with the same id is refused.
    table.text("body_hash").notNullable();
    table.index(["received_at"]);
  });
}
