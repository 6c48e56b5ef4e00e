import type { Knex } from "knex";
import { sortKey } from "../../domain/search.ts";
import { bulkUpdate } from "../dialect/bulk-insert.ts";
import { chunks, isPostgres } from "../dialect/dialect.ts";

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
  await sortAnew(knex);
}

/** By company too; and whoever has a first name alone stands where that says. */
async function sortAnew(knex: Knex): Promise<void> {
  const bytewise = isPostgres(knex) ? 'text collate "C"' : "text";
  await knex.raw(`alter table contact add column company_key ${bytewise} not null default ''`);
  await knex.raw("create index contact_by_company on contact (list_id, company_key, id)");
  const rows: { id: string; first_name: string; last_name: string; company: string }[] = await knex("contact").select(
    ...["id", "first_name", "last_name", "company"],
  );
  for (const part of chunks(rows, 1000)) {
    const said = part.map(({ id, first_name: first, last_name: last, company }) => ({
      ...{ id, steps: [] },
      texts: [sortKey(last || company || first, first, company), sortKey(company, last, first)],
    }));
    await bulkUpdate(knex, "contact", ["sort_key", "company_key"], [], said);
  }
}
