import type { Knex } from "knex";
import { foldText } from "../../domain/search.ts";
import { isPostgres } from "../dialect/dialect.ts";

/** Keys with a label of their own are few: they are found by it without reading all keys. */
export async function up(knex: Knex): Promise<void> {
  const bytewise = isPostgres(knex) ? 'text collate "C"' : "text";
  for (const owner of ["phone", "layout"]) {
    await knex.raw(`alter table ${owner}_key add column label_fold ${bytewise}`);
    await fold(knex, `${owner}_key`);
    await knex.raw(
      `create index ${owner}_key_labelled on ${owner}_key (${owner}_id, label_fold, module, key_index) where label_fold is not null`,
    );
  }
}

async function fold(knex: Knex, table: string): Promise<void> {
  const labels: string[] = await knex(table).whereNotNull("label").distinct("label").pluck("label");
  for (const label of labels)
    await knex(table)
      .where("label", label)
      .update({ label_fold: foldText(label) });
}
