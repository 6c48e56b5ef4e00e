import { oneOf } from "./dialect/dialect.ts";
import { boundAmong } from "./number-inventory.ts";
import { restingAmong } from "./number-quarantine.ts";
import type { Db } from "./types.ts";
import { Extension } from "./users.ts";

export type FreeNumber = {
  readonly e164: string;
  /** The extension that goes with it, where the organisation's extensions are the last digits of its numbers. */
  readonly extension: string | null;
};

/** Hundreds of numbers that are looked into. */
const mostBlocks = 5;

/**
 * Numbers that nobody has and that do not rest, in the hundreds in which the organisation has numbers already: the largest hundred first, and
 * in it what comes after the last number in use. Whether they are the organisation's, its operator knows.
 */
export async function freeNumbers(db: Db, organisationId: string, now: Date, most: number): Promise<FreeNumber[]> {
  const people: { e164: string; digits: string | null }[] = await db("user_number as n")
    .leftJoin("extension as x", "x.user_id", "n.user_id")
    .where({ "n.organisation_id": organisationId, "n.kind": "primary" })
    .select("n.e164", "x.digits");
  const owned = async (table: "response_group" | "menu"): Promise<string[]> =>
    db(table).where("organisation_id", organisationId).whereNotNull("e164").pluck("e164");
  const shared = [...(await owned("response_group")), ...(await owned("menu"))];
  const moved: string[] = await db("organisation_number").where("organisation_id", organisationId).orderBy("e164").pluck("e164");
  const own = [...people.map((one) => one.e164), ...shared.filter(isFixed)];
  // What has been moved here is the organisation's for certain.
  const candidates = [...new Set([...moved.filter(isFixed), ...inHundredsOf([...own, ...moved.filter(isFixed)])])];
  const taken = new Set<string>([
    ...(await db("user_number")
      .where(oneOf(db, "e164", candidates))
      .pluck("e164")),
    ...(await db("response_group")
      .where(oneOf(db, "e164", candidates))
      .pluck("e164")),
    ...(await db("menu")
      .where(oneOf(db, "e164", candidates))
      .pluck("e164")),
  ]);
  for (const e164 of await boundAmong(db, candidates, organisationId)) taken.add(e164);
  const resting = await restingAmong(db, candidates, now);
  const short: string[] = await db("extension").where("organisation_id", organisationId).pluck("digits");
  const digits = commonLength(people);
  const used = new Set(short);
  const free = candidates.filter((number) => !taken.has(number) && !resting.has(number)).slice(0, most);
  return free.map((e164) => {
    const extension = digits === null ? "" : e164.slice(-digits);
    return { e164, extension: Extension.safeParse(extension).success && !used.has(extension) ? extension : null };
  });
}

const isFixed = (e164: string): boolean => !/^\+467[02369]/.test(e164);

/** All numbers of the hundreds, best first. */
function inHundredsOf(own: readonly string[]): string[] {
  const blocks = Map.groupBy(own, (e164) => e164.slice(0, -2));
  const largest = [...blocks].sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
  return largest.slice(0, mostBlocks).flatMap(([block, some]) => {
    const last = Math.max(...some.map((e164) => Number(e164.slice(-2))));
    return Array.from({ length: 100 }, (_, n) => `${block}${String((last + 1 + n) % 100).padStart(2, "0")}`);
  });
}

/** How many digits of the number are the extension, for most who have both; null: it is no rule here. */
function commonLength(people: readonly { e164: string; digits: string | null }[]): number | null {
  const both = people.flatMap(({ e164, digits }) => (digits === null ? [] : [{ e164, digits }]));
  const fitting = both.filter(({ e164, digits }) => e164.endsWith(digits));
  if (fitting.length === 0 || fitting.length * 2 <= both.length) return null;
  return fitting[0]?.digits.length ?? null;
}
