import type { Knex } from "knex";

/** Colleagues see who is away, foreign numbers are permitted by their beginning, and given-up numbers rest for a while. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("users", (table) => {
    // Colleagues see the reasons that are private, too.
    table.boolean("shares_private_reasons").notNullable().defaultTo(false);
  });
  await knex.schema.alterTable("organisation", (table) => {
    // JSON array of `+47`, `+45` …: where calls may be forwarded to abroad.
    table.text("foreign_prefixes").notNullable().defaultTo("[]");
  });
  await knex.schema.alterTable("diversion", (table) => {
    table.index(["organisation_id", "starts_at"], "diversion_starts");
    table.index(["organisation_id", "ends_at"], "diversion_ends");
  });
  await resting(knex);
}

/** Primary numbers that somebody gave up: until then they are nobody else's. */
async function resting(knex: Knex): Promise<void> {
  await knex.schema.createTable("number_quarantine", (table) => {
    table.text("e164").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    // Who had it. No foreign key: the person may have been deleted, and come back by undoing that.
    table.text("user_id").notNullable();
    table.text("given_up_at").notNullable();
    table.text("until").notNullable();
    table.index(["until"], "number_quarantine_until");
    table.index(["user_id"], "number_quarantine_user");
  });
  const gone: { e164: string; organisation_id: string; user_id: string; deactivated_at: string }[] = await knex(
    "user_number as n",
  )
    .join("users as u", "u.id", "n.user_id")
    .where("n.kind", "primary")
    .whereNotNull("u.deactivated_at")
    .select("n.e164", "n.organisation_id", "n.user_id", "u.deactivated_at");
  const rows = gone.map(({ deactivated_at: at, ...row }) => ({ ...row, given_up_at: at, until: ninetyDaysAfter(at) }));
  for (let from = 0; from < rows.length; from += 100) await knex("number_quarantine").insert(rows.slice(from, from + 100));
}

function ninetyDaysAfter(at: string): string {
  return new Date(Date.parse(at) + 90 * 86_400_000).toISOString();
}
