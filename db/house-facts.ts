import { byDesign } from "../domain/admission-reasons.ts";
import { oneOf } from "./dialect/dialect.ts";
import { standingOfOrganisations } from "./fleet.ts";
import { countMessages } from "./message-outbox.ts";
import type { Db } from "./types.ts";

/** What an operator may see; null: all organisations. */
type Whose = readonly string[] | null;

export type OrganisationCounts = { readonly users: number; readonly phones: number; readonly notInStep: number };
const nothing: OrganisationCounts = { users: 0, phones: 0, notInStep: 0 };

/** People, phones, and phones that are not current (`domain/standing.ts`), of each of these organisations. */
export async function countsOf(db: Db, organisations: readonly string[], now: Date): Promise<(id: string) => OrganisationCounts> {
  const users: Counted[] = await within(db("users"), db, organisations)
    .whereNull("deactivated_at")
    .groupBy("organisation_id")
    .select("organisation_id")
    .count({ count: "*" });
  const phones = await standingOfOrganisations(db, organisations, now);
  const counts = new Map<string, OrganisationCounts>(organisations.map((id) => [id, nothing]));
  for (const row of users)
    counts.set(row.organisation_id, { ...(counts.get(row.organisation_id) ?? nothing), users: Number(row.count) });
  for (const { id, phones: count, notCurrent: notInStep } of phones)
    counts.set(id, { ...(counts.get(id) ?? nothing), phones: count, notInStep });
  return (id) => counts.get(id) ?? nothing;
}

type Counted = { organisation_id: string; count: number | string };

function within(query: ReturnType<Db>, db: Db, organisations: Whose): ReturnType<Db> {
  return organisations === null ? query : query.where(oneOf(db, "organisation_id", organisations));
}

export type RequestFacts = {
  readonly requests: number;
  readonly refused: number;
  /** Of the newest one; null: none is kept. */
  readonly lastAt: string | null;
};

/** What phones have asked since then, and how much of it was refused: not what a make asks for and by design does not get. */
export async function requestFacts(db: Db, organisations: Whose, since: Date): Promise<RequestFacts> {
  const recent = within(db("journal"), db, organisations).where("at", ">=", since.toISOString());
  const [row]: { requests: number | string; refused: number | string | null }[] = await recent.select(
    db.raw(
      `count(*) as requests, sum(case when status >= 400 and reason not in (${byDesign.map(() => "?")}) then 1 else 0 end) as refused`,
      [...byDesign],
    ),
  );
  const last: { at: string } | undefined = await within(db("journal"), db, organisations).orderBy("at", "desc").first("at");
  return { requests: Number(row?.requests ?? 0), refused: Number(row?.refused ?? 0), lastAt: last?.at ?? null };
}

export type QueueFacts = {
  /** Mail and SMS that are to be sent. */
  readonly mail: number;
  /** Those that could not be sent, of the last week. */
  readonly mailGivenUp: number;
  /** Phones that have asked and belong to nobody. */
  readonly found: number;
};

/** What waits in the whole installation. */
export async function queueFacts(db: Db, now: Date): Promise<QueueFacts> {
  const { waiting, givenUp } = await countMessages(db, now);
  const count = async (query: ReturnType<Db>) => {
    const row: { count?: number | string } | undefined = await query.count({ count: "*" }).first();
    return Number(row?.count ?? 0);
  };
  return {
    mail: waiting,
    mailGivenUp: givenUp,
    found: await count(db("found_phone")),
  };
}
