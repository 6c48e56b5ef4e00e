import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Former holders are known for this long: usage of that time has come in long since. Milliseconds. */
const remembered = 730 * 24 * 3_600_000;

/** Whose a number is, or was. */
export type Holder = { readonly userId: string; readonly name: string };

/** Of an organisation, whose a number was at an instant. Null: nobody's, or not to be told. */
export type HolderOf = (organisationId: string, number: string, at: Date) => Holder | null;

/** Somebody gives numbers up: it is kept since when they had them. Part of the transaction that takes them away. */
export async function keepHoldings(
  trx: Db,
  rows: readonly { organisation_id: string; e164: string; user_id: string; since: string | null }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const until = now.toISOString();
  await trx("former_number").insert(
    rows.map(({ organisation_id, e164, user_id, since }) => ({ organisation_id, e164, user_id, since, until })),
  );
}

type Holding = {
  organisation_id: string;
  e164: string;
  user_id: string;
  first_name: string | null;
  last_name: string | null;
  since: string | null;
  until: string | null;
};

/**
 * Who has had some numbers. Before its first holder is known to have it, a number was that person's too: the house may be younger
 * than its numbers. Other operators' numbers may stand at several people, and are nobody's then. Two queries.
 */
export async function numberHolders(db: Db, numbers: readonly string[]): Promise<HolderOf> {
  const columns = ["n.organisation_id", "n.e164", "n.user_id", "n.since", "u.first_name", "u.last_name"];
  const current: Holding[] = await db("user_number as n")
    .join("users as u", "u.id", "n.user_id")
    .where(oneOf(db, "n.e164", numbers))
    .select([...columns, db.raw("null as until")]);
  const former: Holding[] = await db("former_number as n")
    .leftJoin("users as u", "u.id", "n.user_id")
    .where(oneOf(db, "n.e164", numbers))
    .select([...columns, "n.until"]);
  const byNumber = Map.groupBy([...former, ...current], (one) => one.e164);
  return (organisationId, number, at) => holderAt(byNumber.get(number) ?? [], organisationId, at.toISOString());
}

function holderAt(holdings: readonly Holding[], organisationId: string, at: string): Holder | null {
  const begun = ({ since }: Holding) => since ?? "";
  const first = holdings.reduce((least, one) => (begun(one) < least ? begun(one) : least), "9");
  const then = holdings.filter((one) =>
    at < first ? begun(one) === first : begun(one) <= at && (one.until === null || at < one.until),
  );
  const [one] = then;
  if (!one || then.some((other) => other.user_id !== one.user_id)) return null;
  // Another firm's, or of somebody who is no longer here at all.
  if (one.organisation_id !== organisationId || one.first_name === null) return null;
  return { userId: one.user_id, name: [one.first_name, one.last_name ?? ""].filter((word) => word !== "").join(" ") };
}

/** Forgets who had numbers long ago. */
export async function purgeHoldings(db: Db, now: Date): Promise<void> {
  await db("former_number")
    .where("until", "<", new Date(now.getTime() - remembered).toISOString())
    .delete();
}
