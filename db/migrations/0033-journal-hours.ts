import type { Knex } from "knex";

/** How much of the journal each hour (UTC) holds, so that nobody has to count it to know when it is full. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("journal_hour", (table) => {
    // `2026-11-23T09`
    table.text("hour").primary();
    table.bigInteger("entries").notNullable();
    // As estimated, with indices.
    table.bigInteger("bytes").notNullable();
  });
  await knex.raw(`insert into journal_hour (hour, entries, bytes)
    select substr(at, 1, 13), count(*), count(*) * 420 + sum(length(path) + length(address)
      + coalesce(length(user_agent), 0) + 3 * coalesce(length(phone_id), 0) + 2 * coalesce(length(organisation_id), 0)
      + 2 * coalesce(length(mac), 0))
    from journal group by substr(at, 1, 13)`);
}
