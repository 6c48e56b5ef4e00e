import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Actor, Db } from "./types.ts";

/** L7: a primary number that somebody gave up is nobody else's for so long: callers and links would reach the wrong person. */
export const restDays = 90;
const day = 86_400_000;
/** Whoever had a number for less than this had it by mistake: it does not rest. */
const mistake = day;

type Had = { readonly e164: string; readonly organisationId: string; readonly userId: string };
type Row = { e164: string; organisation_id: string; user_id: string; given_up_at: string; until: string };

/** Numbers that their users give up. `always`: also those that they had for less than a day. Inside `change`. */
export async function rest(trx: Db, numbers: readonly Had[], now: Date, always = false): Promise<void> {
  const young = always ? new Set<string>() : await givenOfLate(trx, numbers, now);
  const until = new Date(now.getTime() + restDays * day).toISOString();
  const rows = numbers
    .filter(({ userId, e164 }) => !young.has(`${userId} ${e164}`))
    .map(({ e164, organisationId, userId }): Row => {
      return { e164, organisation_id: organisationId, user_id: userId, given_up_at: now.toISOString(), until };
    });
  for (let from = 0; from < rows.length; from += 100) {
    const some = rows.slice(from, from + 100);
    await trx("number_quarantine").insert(some).onConflict("e164").merge();
  }
}

const Given = z.object({ primaryNumber: z.string() });

/** `<user> <number>` of those whose change log says that they got it within the last day. */
async function givenOfLate(trx: Db, numbers: readonly Had[], now: Date): Promise<Set<string>> {
  const ids = [...new Set(numbers.map((one) => one.userId))];
  if (ids.length === 0) return new Set();
  const entries: { subject_id: string; after: string }[] = await trx("audit")
    .where(oneOf(trx, "subject_id", ids))
    .where("at", ">", new Date(now.getTime() - mistake).toISOString())
    .select("subject_id", "after");
  return new Set(
    entries.flatMap(({ subject_id: id, after }) => {
      const said = Given.safeParse(JSON.parse(after));
      return said.success ? [`${id} ${said.data.primaryNumber}`] : [];
    }),
  );
}

/** Numbers that somebody has again. */
export async function wake(trx: Db, numbers: readonly string[]): Promise<void> {
  await trx("number_quarantine")
    .where(oneOf(trx, "e164", numbers))
    .delete();
}

/** Of these numbers those that rest, with who may have them back. */
export async function restingAmong(db: Db, numbers: readonly string[], now: Date): Promise<Map<string, Resting>> {
  const rows: Row[] = await db("number_quarantine")
    .where(oneOf(db, "e164", numbers))
    .where("until", ">", now.toISOString())
    .select("*");
  return new Map(rows.map((row) => [row.e164, present(row)]));
}

export type Resting = {
  readonly e164: string;
  readonly userId: string;
  /** The first local day on which somebody else may have it. */
  readonly until: string;
};

function present({ e164, user_id: userId, until }: Row): Resting {
  return { e164, userId, until: wallClock(new Date(until), "Europe/Stockholm").date };
}

/** Numbers of the organisation that rest, the first that is free again first. */
export async function listResting(db: Db, organisationId: string, now: Date, most: number): Promise<Resting[]> {
  const rows: Row[] = await db("number_quarantine")
    .where("organisation_id", organisationId)
    .where("until", ">", now.toISOString())
    .orderBy(["until", "e164"])
    .limit(most)
    .select("*");
  return rows.map(present);
}

/** @throws DomainError `number_quarantined` with the day, unless it rests for that user */
export async function refuseResting(trx: Db, e164: string, userId: string, now: Date): Promise<void> {
  const resting = (await restingAmong(trx, [e164], now)).get(e164);
  if (resting && resting.userId !== userId) throw quarantined(resting);
}

export function quarantined({ e164: number, until }: Resting): DomainError {
  return new DomainError("number_quarantined", { number, until });
}

/**
 * Numbers that have rested long enough: those of people who have been deactivated are taken from them, and are free.
 *
 * @param release takes a primary number from a person, with its entry @returns how many
 */
export async function endQuarantines(
  db: Db,
  now: Date,
  release: (of: { organisationId: string; userId: string }, actor: Actor) => Promise<unknown>,
): Promise<number> {
  const over: Row[] = await db("number_quarantine")
    .where("until", "<=", now.toISOString())
    .orderBy("until")
    .limit(1000)
    .select("*");
  const held: { e164: string; user_id: string }[] = await db("user_number as n")
    .join("users as u", "u.id", "n.user_id")
    .where(
      oneOf(
        db,
        "n.e164",
        over.map((row) => row.e164),
      ),
    )
    .where("n.kind", "primary")
    .whereNotNull("u.deactivated_at")
    .select("n.e164", "n.user_id");
  const still = new Set(held.map((row) => `${row.user_id} ${row.e164}`));
  for (const row of over) {
    if (still.has(`${row.user_id} ${row.e164}`))
      await release({ organisationId: row.organisation_id, userId: row.user_id }, system);
    await wake(db, [row.e164]);
  }
  return over.length;
}

const system: Actor = { kind: "system", id: null, name: "quarantine", organisationId: null };
