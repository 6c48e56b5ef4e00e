import { DomainError } from "../../domain/errors.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { oneOf } from "../dialect/dialect.ts";
import { inventoryAmong } from "../number-inventory.ts";
import type { Db } from "../types.ts";
import type { BringBack } from "./bring-back.ts";
import type { KeptRow } from "./keep.ts";
import type { CarriedTable } from "./tables.ts";

/** Errors that are told at most. */
const mostTold = 50;

/** What keeps rows from coming back: numbers, names and networks that are somebody's here. They do not say whose. */
export async function clashesOf(to: BringBack, carried: CarriedTable, rows: readonly KeptRow[]): Promise<readonly DomainError[]> {
  if (rows.length === 0) return [];
  const { table } = carried;
  const alone: DomainError[] = [];
  for (const column of carried.alone ?? []) {
    const values = textsOf(rows, column);
    const taken: string[] = await to
      .db(table)
      .where(oneOf(to.db, column, values))
      .pluck(column);
    alone.push(...taken.map((value) => takenError(column, value)));
  }
  const numbers = numbersOf(table, rows);
  const others = numbers.length === 0 ? [] : await takenNumbers(to, numbers);
  return [...alone, ...others, ...(table === "extension" ? await takenExtensions(to, rows) : [])].slice(0, mostTold);
}

const textsOf = (rows: readonly KeptRow[], column: string) =>
  rows.flatMap((row) => (typeof row[column] === "string" ? [row[column]] : []));

function takenError(column: string, value: string): DomainError {
  if (column === "e164") return new DomainError("number_taken", { number: displayNumber(value) });
  if (column === "username") return new DomainError("username_taken", { username: value });
  return new DomainError("fleet_archive_clash");
}

/** Numbers of the exchange; those of mobiles at other operators are anybody's. */
function numbersOf(table: string, rows: readonly KeptRow[]): string[] {
  if (table === "user_number")
    return textsOf(
      rows.filter((row) => row.mobile_profile === null || row.mobile_profile === "mex"),
      "e164",
    );
  return table === "response_group" || table === "menu" ? textsOf(rows, "e164") : [];
}

/** A number that rests because somebody of this organisation had it comes back, too. */
async function takenNumbers({ db, organisationId, now }: BringBack, numbers: readonly string[]): Promise<DomainError[]> {
  await db("number_quarantine")
    .where(oneOf(db, "e164", numbers))
    .where("organisation_id", organisationId)
    .delete();
  const owners = await inventoryAmong(db, numbers, now);
  const held = await heldAmong(db, numbers);
  return [...owners]
    .filter(([number, owner]) => owner !== organisationId || held.has(number))
    .map(([number]) => takenError("e164", number));
}

async function heldAmong(db: Db, numbers: readonly string[]): Promise<Set<string>> {
  const wanted = oneOf(db, "e164", numbers);
  const held: string[][] = [
    await db("user_number")
      .where(wanted)
      .where((own) => own.whereNull("mobile_profile").orWhere("mobile_profile", "mex"))
      .pluck("e164"),
    await db("response_group").where(wanted).pluck("e164"),
    await db("menu").where(wanted).pluck("e164"),
  ];
  return new Set(held.flat());
}

async function takenExtensions({ db, organisationId }: BringBack, rows: readonly KeptRow[]): Promise<DomainError[]> {
  const taken: string[] = await db("extension")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "digits", textsOf(rows, "digits")))
    .pluck("digits");
  return taken.map((number) => new DomainError("number_taken", { number }));
}
