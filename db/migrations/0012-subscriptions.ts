import type { Knex } from "knex";
import { isPostgres } from "../dialect/dialect.ts";

/**
 * Mobile subscriptions of the operator's own: what they cost, their SIM cards, the data that was used and bought.
 * Money is öre without VAT, data is bytes, days and periods are local (`2026-11-23`, `2026-11`).
 */
export async function up(knex: Knex): Promise<void> {
  await priceList(knex);
  await subscriptions(knex);
  await simCards(knex);
  await data(knex);
  // When the person last proved to be there, by the password: some things need it to be fresh.
  await knex.schema.alterTable("session", (table) => {
    table.text("proved_at");
  });
}

function editable(table: Knex.CreateTableBuilder): void {
  table.text("id").primary();
  table.integer("version").notNullable();
  table.text("created_at").notNullable();
  table.text("updated_at").notNullable();
  table.text("updated_by").notNullable();
}

/** The operator's, for all organisations. */
async function priceList(knex: Knex): Promise<void> {
  await knex.schema.createTable("subscription_type", (table) => {
    editable(table);
    table.text("name").notNullable().unique();
    // A month.
    table.bigInteger("price_ore").notNullable();
    // Of a month; null: without limit.
    table.bigInteger("data_quota_bytes");
    // A month, of each twin card; null: there are none with this type.
    table.bigInteger("twin_price_ore");
    // No longer sold; who has it keeps it.
    table.text("retired_at");
  });
  await knex.schema.createTable("data_package", (table) => {
    editable(table);
    table.bigInteger("bytes").notNullable();
    table.bigInteger("price_ore").notNullable();
    table.text("retired_at");
  });
}

async function subscriptions(knex: Knex): Promise<void> {
  const bytewise = isPostgres(knex) ? 'text collate "C"' : "text";
  await knex.schema.createTable("subscription", (table) => {
    editable(table);
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("e164").notNullable();
    // Null: it is called as whoever has it.
    table.text("label");
    table.text("user_id").references("users.id").onDelete("SET NULL");
    table.text("type_id").notNullable().references("subscription_type.id");
    // `ordered`, `active`, `suspended`, `terminating`, `terminated`.
    table.text("state").notNullable();
    table.text("binding_until");
    // One change of type at most; it holds from that day.
    table.text("pending_type_id").references("subscription_type.id");
    table.text("pending_from");
    // The order that carries it out.
    table.text("pending_order_id");
    // JSON array: services that are blocked, as the mobile operator has confirmed.
    table.text("blocks").notNullable().defaultTo("[]");
    table.boolean("user_may_buy").notNullable().defaultTo(false);
    table.index(["organisation_id", "user_id"]);
    table.index(["user_id"]);
    table.index(["pending_from"]);
  });
  // Of the label; null without one.
  await knex.raw(`alter table subscription add column sort_key ${bytewise}`);
  await knex.raw(`alter table subscription add column search_text ${bytewise} not null default ''`);
  await knex.raw("create index subscription_sorted on subscription (organisation_id, sort_key, id)");
  // A number that came back to the operator can be given out again.
  await knex.raw("create unique index subscription_number on subscription (e164) where state <> 'terminated'");
}

async function simCards(knex: Knex): Promise<void> {
  await knex.schema.createTable("sim_card", (table) => {
    editable(table);
    // Null: in stock, set aside for nobody.
    table.text("organisation_id").references("organisation.id");
    // Null: in stock.
    table.text("subscription_id").references("subscription.id");
    // Null while it is ordered.
    table.text("iccid").unique();
    table.text("imsi");
    // `physical`, `esim`.
    table.text("form").notNullable();
    // `main`, `twin`, `data`.
    table.text("role").notNullable();
    // `ordered`, `inactive`, `active`, `blocked`, `replaced`, `terminated`.
    table.text("state").notNullable();
    // As they were delivered. An eSIM may have none of them.
    table.text("pin1_sealed");
    table.text("puk1_sealed");
    table.text("pin2_sealed");
    table.text("puk2_sealed");
    // What an eSIM is fetched with (`LPA:1$…`).
    table.text("activation_sealed");
    table.text("activate_on");
    table.text("blocked_at");
    table.text("blocked_by");
    // `lost`, `stolen`, `paused`.
    table.text("block_reason");
    table.text("replaced_by").references("sim_card.id");
    table.text("replaced_at");
    table.index(["subscription_id"]);
    table.index(["organisation_id", "state"]);
  });
}

async function data(knex: Knex): Promise<void> {
  await knex.schema.createTable("data_purchase", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("subscription_id").notNullable().references("subscription.id");
    // A second purchase with the same key is the same purchase.
    table.text("idempotency_key").notNullable();
    table.text("order_id");
    // As they were when it was bought.
    table.bigInteger("bytes").notNullable();
    table.bigInteger("price_ore").notNullable();
    // The month that the data can be used in.
    table.text("period").notNullable();
    // `ordered`, `confirmed`, `refused`, `cancelled`.
    table.text("state").notNullable();
    table.text("bought_at").notNullable();
    table.text("bought_by").notNullable();
    table.text("bought_by_user_id").references("users.id").onDelete("SET NULL");
    table.unique(["organisation_id", "idempotency_key"]);
    table.index(["subscription_id", "period"]);
  });
  await knex.schema.createTable("subscription_usage", (table) => {
    table.text("sim_card_id").notNullable().references("sim_card.id").onDelete("CASCADE");
    table.text("day").notNullable();
    // Whose the card was that day.
    table.text("subscription_id").notNullable().references("subscription.id");
    table.bigInteger("domestic_bytes").notNullable();
    table.bigInteger("eu_bytes").notNullable();
    table.bigInteger("other_bytes").notNullable();
    // When the operator counted.
    table.text("updated_at").notNullable();
    table.primary(["sim_card_id", "day"]);
    table.index(["subscription_id", "day"]);
    table.index(["day"]);
  });
  // What was told before, where a counter went backwards.
  await knex.schema.createTable("usage_correction", (table) => {
    table.text("id").primary();
    table.text("sim_card_id").notNullable().references("sim_card.id").onDelete("CASCADE");
    table.text("day").notNullable();
    table.bigInteger("domestic_bytes").notNullable();
    table.bigInteger("eu_bytes").notNullable();
    table.bigInteger("other_bytes").notNullable();
    // When the operator had counted that.
    table.text("counted_at").notNullable();
    table.text("corrected_at").notNullable();
    table.index(["sim_card_id", "day"]);
  });
}
