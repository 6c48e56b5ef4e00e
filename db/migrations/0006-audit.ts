import type { Knex } from "knex";
import { isPostgres } from "../dialect/dialect.ts";

/** The change log is searched, says what things were called, and knows what one save wrote, so that it can be undone. */
export async function up(knex: Knex): Promise<void> {
  const bytewise = isPostgres(knex) ? 'text collate "C"' : "text";
  await knex.schema.alterTable("audit", (table) => {
    // What one request wrote together; of an entry alone, its own id.
    table.text("write_id").notNullable().defaultTo("");
    // Of whoever did it, where that is known.
    table.text("address");
    // What the thing was called then.
    table.text("subject_name").notNullable().defaultTo("");
    // The write that this one takes back.
    table.text("undoes");
    // JSON: what taking it back needs beside the fields.
    table.text("restore");
  });
  await knex.raw(`alter table audit add column search_text ${bytewise} not null default ''`);
  await knex.raw("update audit set write_id = id, search_text = lower(actor_name)");
  await knex.schema.alterTable("audit", (table) => {
    table.index(["write_id"], "audit_write");
    table.index(["undoes"], "audit_undoes");
    table.index(["at", "id"], "audit_at");
    table.index(["organisation_id", "actor_id", "at"], "audit_actor");
    table.index(["organisation_id", "action", "at"], "audit_action");
  });
}
