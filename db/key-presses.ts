import { z } from "zod";
import { databaseMillis } from "./dialect/dialect.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** What a phone's screen was told after a press; choices are not kept, their addresses are the phone's own. */
const Said = z.object({ title: z.string(), lines: z.array(z.string()) });
export type SaidAfterPress = z.infer<typeof Said>;

/** Rows of presses that are over are of no use to anybody. Milliseconds. */
const kept = 60_000;

/**
 * Takes a press for this process alone, among those that answer phones.
 *
 * @param name which key of which phone, and what was chosen
 * @param pressId of this press, made by the caller
 * @param within milliseconds: the same again so soon is the same press
 * @returns false: another process has it
 */
export async function takePress(db: Db, name: string, pressId: string, within: number): Promise<boolean> {
  const now = databaseMillis(db);
  await db.raw(
    `insert into key_press (name, press_id, at) values (?, ?, ${now})
     on conflict (name) do update set press_id = excluded.press_id, at = excluded.at, page = null
       where key_press.at <= excluded.at - ?`,
    [name, pressId, within],
  );
  const mine = await db("key_press").where({ name, press_id: pressId }).first("name");
  return mine !== undefined;
}

/** What came of a press that this process has taken; what is older is forgotten. */
export async function notePress(db: Db, name: string, pressId: string, said: SaidAfterPress): Promise<void> {
  await db("key_press")
    .where({ name, press_id: pressId })
    .update({ page: JSON.stringify(said) });
  await db("key_press")
    .whereRaw(`at < ${databaseMillis(db)} - ?`, [kept])
    .delete();
}

/** A press that could not be acted on is none. */
export async function dropPress(db: Db, name: string, pressId: string): Promise<void> {
  await batch(db, (trx) => trx("key_press").where({ name, press_id: pressId }).delete());
}

/** What came of the newest press of that name; null: it is not known yet; `nothing`: it has changed nothing. */
export async function saidAfterPress(db: Db, name: string): Promise<SaidAfterPress | "nothing" | null> {
  const row = await db("key_press").where({ name }).first<{ page: string | null } | undefined>("page");
  if (!row) return "nothing";
  return row.page ? Said.parse(JSON.parse(row.page)) : null;
}
