import type { Knex } from "knex";

/** Long work over many phones, what it does to each, and how far it has come. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("job", (table) => {
    table.text("id").primary();
    // Whose phones they are.
    table.text("organisation_id").notNullable().references("organisation.id");
    // `change`: the same for each phone; `undo`: takes back another job; `intake`: what files of another system say.
    table.text("kind").notNullable();
    // JSON: what is done to each.
    table.text("change").notNullable();
    // `running`, `done`, `cancelled`.
    table.text("state").notNullable();
    table.integer("total").notNullable();
    table.integer("changed").notNullable().defaultTo(0);
    table.integer("unchanged").notNullable().defaultTo(0);
    table.integer("refused").notNullable().defaultTo(0);
    // Who answers for it: the log says so of each phone.
    table.text("actor_kind").notNullable();
    table.text("actor_id");
    table.text("actor_name").notNullable();
    table.integer("actor_administrator").notNullable();
    table.text("actor_organisation_id");
    table.text("address");
    table.text("created_at").notNullable();
    table.text("ended_at");
    table.text("cancelled_by");
    // The job that this one takes back.
    table.text("undoes").references("job.id").onDelete("CASCADE");
    table.index(["organisation_id", "created_at"]);
    table.index(["state", "created_at"]);
    table.index(["undoes"]);
  });
  await knex.schema.createTable("job_item", (table) => {
    table.text("job_id").notNullable().references("job.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    table.text("phone_id");
    // Label, else MAC, when the job was made.
    table.text("name").notNullable();
    // Sealed: what an intake writes for it. Emptied when it has been done.
    table.text("payload_sealed");
    // Null: not yet; `changed`, `unchanged`, `refused`.
    table.text("outcome");
    table.text("code");
    // JSON: what fills in the sentence of the code.
    table.text("detail");
    // Of the log: what takes it back.
    table.text("write_id");
    table.primary(["job_id", "position"]);
    table.index(["job_id", "outcome", "position"]);
  });
}
