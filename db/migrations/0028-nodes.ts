import type { Knex } from "knex";
import { isPostgres } from "../dialect/dialect.ts";

/** What server processes on one database know of each other. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("node", (table) => {
    // Of one process: made when it starts.
    table.text("id").primary();
    // What the operator calls it.
    table.text("name").notNullable();
    table.text("version").notNullable();
    table.text("started_at").notNullable();
    table.text("beat_at").notNullable();
    // `serving`, `stopping`.
    table.text("state").notNullable();
    // JSON: names and ports of its listeners.
    table.text("listeners").notNullable();
    // The newest change that it has seen.
    table.bigInteger("seen").notNullable();
    // How far its clock is ahead of the database's, milliseconds.
    table.bigInteger("clock_ahead").notNullable();
  });
  // How often something has happened, as each process has counted it.
  await knex.schema.createTable("shared_count", (table) => {
    table.text("scope").notNullable();
    table.text("key").notNullable();
    // Beginning and end of the window of time, milliseconds since 1970.
    table.bigInteger("began").notNullable();
    table.bigInteger("ends").notNullable();
    table.text("node_id").notNullable();
    table.bigInteger("count").notNullable();
    // Where different things are counted: which of so many places they fall into, base64.
    table.text("places");
    // By the database's clock, milliseconds since 1970.
    table.bigInteger("pushed_at").notNullable();
    table.primary(["scope", "key", "began", "node_id"]);
    table.index(["pushed_at"]);
    table.index(["ends"]);
  });
  // Tries at passwords and the like; whose is not written here.
  await knex.schema.createTable("attempt", (table) => {
    // Keyed hash of what is counted.
    table.text("key").primary();
    table.bigInteger("count").notNullable();
    // Milliseconds since 1970.
    table.bigInteger("until").notNullable();
    table.index(["until"]);
  });
  // Which counts of a digest nonce have been used.
  await knex.schema.createTable("nonce_use", (table) => {
    table.text("nonce").notNullable();
    table.bigInteger("count").notNullable();
    table.bigInteger("until").notNullable();
    table.primary(["nonce", "count"]);
    table.index(["until"]);
  });
  // A key that a phone pressed just now, and what the phone was told: pressed again by a proxy, it acts no second time.
  await knex.schema.createTable("key_press", (table) => {
    table.text("name").primary();
    table.text("press_id").notNullable();
    table.bigInteger("at").notNullable();
    // JSON; null: it is not known yet.
    table.text("page");
    table.index(["at"]);
  });
  // Which process reads it: the others leave it alone while that one is there.
  await knex.schema.alterTable("finance_file", (table) => {
    table.text("reader");
  });
  // Whoever has taken a window goes on at any process.
  await knex.schema.alterTable("first_contact_window", (table) => {
    table.index(["taken_at"]);
  });
  if (!isPostgres(knex)) return;
  // Nothing in these outlives a database that falls: their writes wait for no disk.
  for (const name of fleeting) await knex.raw("alter table ?? set unlogged", [name]);
  // Whoever writes a change, and however: it is heard when the transaction commits, once. It says that there is something, not what.
  await knex.raw(`create function tell_changes() returns trigger language plpgsql as
    $$ begin perform pg_notify('klyka_changes', ''); return null; end $$`);
  await knex.raw("create trigger tell_changes after insert on change for each statement execute function tell_changes()");
}

const fleeting = ["shared_count", "attempt", "nonce_use", "key_press"];
