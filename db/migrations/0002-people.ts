import type { Knex } from "knex";
import { foldText, sortKey } from "../../domain/search.ts";
import { isPostgres } from "../dialect/dialect.ts";

/** People sign in, have rights and what their categories hold; lists are sorted and searched by columns of their own. */
export async function up(knex: Knex): Promise<void> {
  await userColumns(knex);
  await listColumns(knex);
  await signIn(knex);
  await rights(knex);
  await backfill(knex);
}

async function userColumns(knex: Knex): Promise<void> {
  await knex.schema.alterTable("organisation", (table) => {
    table.text("feature_scheme").notNullable().defaultTo("ex");
  });
  await knex.schema.alterTable("users", (table) => {
    table.text("username");
    table.text("language");
    table.text("fixed_operator").notNullable().defaultTo("own");
    // JSON arrays of text.
    table.text("search_words").notNullable().defaultTo("[]");
    table.text("features").notNullable().defaultTo("[]");
    // A local date: the first day without service.
    table.text("deactivate_on");
    table.text("deactivated_at");
    // Who gets the keys that point to the person.
    table.text("replaced_by");
    // A category is saved without overwriting another one: each has a version.
    for (const category of ["details", "role", "numbers", "extra", "deactivation", "advanced"]) {
      table.integer(`${category}_version`).notNullable().defaultTo(1);
    }
    table.unique(["username"], { indexName: "users_username" });
    table.index(["deactivate_on"], "users_deactivate_on");
  });
}

/** Text that is compared byte by byte on both databases: see `sortKey` (`domain/search.ts`). */
async function listColumns(knex: Knex): Promise<void> {
  const bytewise = isPostgres(knex) ? 'text collate "C"' : "text";
  for (const table of ["users", "phone", "contact"]) {
    await knex.raw(`alter table ${table} add column sort_key ${bytewise} not null default ''`);
    await knex.raw(`alter table ${table} add column search_text ${bytewise} not null default ''`);
  }
  await knex.raw("create index users_sorted on users (organisation_id, sort_key, id)");
  await knex.raw("create index phone_sorted on phone (organisation_id, sort_key, id)");
  await knex.raw("create index phone_sorted_everywhere on phone (sort_key, id)");
  await knex.raw("create index contact_sorted on contact (list_id, sort_key, id)");
}

async function signIn(knex: Knex): Promise<void> {
  await knex.schema.createTable("credential", (table) => {
    table.text("user_id").primary().references("users.id").onDelete("CASCADE");
    table.text("password_hash").notNullable();
    // Set by somebody else: to be changed at the next sign-in.
    table.boolean("must_change").notNullable();
    table.text("set_at").notNullable();
    table.text("set_by").notNullable();
  });
  await knex.schema.createTable("session", (table) => {
    table.text("id").primary();
    table.text("token_hash").notNullable().unique();
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("created_at").notNullable();
    table.text("last_seen_at").notNullable();
    table.text("expires_at").notNullable();
    table.text("address").notNullable();
    table.text("user_agent");
    // The organisation that operator staff has entered.
    table.text("entered_id").references("organisation.id").onDelete("SET NULL");
    table.index(["user_id"]);
    table.index(["expires_at"]);
  });
  await knex.schema.createTable("password_reset", (table) => {
    table.text("id").primary();
    table.text("token_hash").notNullable().unique();
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("created_at").notNullable();
    table.text("expires_at").notNullable();
    table.index(["user_id"]);
  });
}

async function rights(knex: Knex): Promise<void> {
  await knex.schema.createTable("user_right", (table) => {
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("right_name").notNullable();
    table.primary(["user_id", "right_name"]);
    table.index(["right_name"]);
  });
  // Organisations that an operator looks after; null: all of them.
  await knex.schema.createTable("operated_organisation", (table) => {
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    table.text("organisation_id").references("organisation.id").onDelete("CASCADE");
    table.unique(["user_id", "organisation_id"]);
  });
}

async function backfill(knex: Knex): Promise<void> {
  await knex.raw("insert into user_right (user_id, right_name) select id, 'user' from users");
  const extensions: { user_id: string; digits: string }[] = await knex("extension").whereNotNull("user_id").select("*");
  const byUser = new Map(extensions.map((row) => [row.user_id, row.digits]));
  const users = await knex("users").select("id", "first_name", "last_name", "email");
  await write(
    knex,
    "users",
    users.map((row) => [
      row.id,
      sortKey(row.last_name, row.first_name),
      foldText([row.first_name, row.last_name, row.email ?? "", byUser.get(row.id) ?? ""].join(" ")),
    ]),
  );
  const phones = await knex("phone").select("id", "label", "mac", "model");
  await write(
    knex,
    "phone",
    phones.map((row) => [row.id, sortKey(row.label, row.mac), foldText([row.label, row.mac, row.model].join(" "))]),
  );
  const contacts = await knex("contact").select("id", "first_name", "last_name", "company", "title");
  await write(
    knex,
    "contact",
    contacts.map((row) => [
      row.id,
      sortKey(row.last_name || row.company, row.first_name, row.company),
      foldText([row.first_name, row.last_name, row.company, row.title].join(" ")),
    ]),
  );
}

async function write(knex: Knex, table: string, rows: readonly (readonly string[])[]): Promise<void> {
  const source = isPostgres(knex) ? "jsonb_array_elements(?::jsonb)" : "json_each(?)";
  for (let at = 0; at < rows.length; at += 1000) {
    await knex.raw(
      `update ${table} set sort_key = said.sort_key, search_text = said.search_text
       from (select value->>0 as id, value->>1 as sort_key, value->>2 as search_text from ${source}) as said
       where ${table}.id = said.id`,
      [JSON.stringify(rows.slice(at, at + 1000))],
    );
  }
}
