import { DomainError } from "../domain/errors.ts";
import { newId } from "./ids.ts";
import { type PhoneListFilter, phonesOfList } from "./phone-pages.ts";
import type { PhoneModel } from "./setting-scopes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Phones that somebody has chosen in a list, kept while it is said what shall be done to them. */
export type PhoneSelection = {
  readonly id: string;
  readonly phones: number;
  /** The commonest first. */
  readonly models: readonly (PhoneModel & { readonly phones: number })[];
};

/** What nobody has used for so long is forgotten, milliseconds. */
const keptFor = 7 * 24 * 3_600_000;

/**
 * Keeps which phones a filter means now, however many they are. Nothing is done to them, and it is no entry of the log.
 *
 * @throws DomainError `phone_not_found` (one that is named is not there), `phone_selection_empty`
 */
export async function keepSelection(
  db: Db,
  filter: PhoneListFilter & { readonly organisationId: string },
  actor: Actor,
  now: Date,
): Promise<PhoneSelection> {
  return change(db, async (trx) => {
    const { organisationId } = filter;
    const id = newId(now);
    const made = { created_at: now.toISOString(), created_by: actor.name };
    await trx("phone_selection").insert({ id, organisation_id: organisationId, ...made });
    await trx(trx.raw("phone_selection_phone (selection_id, phone_id)")).insert(
      phonesOfList(trx, filter)
        .whereIn("p.state", ["claimed", "bound"])
        .select(trx.raw("? as selection_id", [id]), "p.id as phone_id"),
    );
    const kept = await getSelection(trx, { organisationId, id });
    if (filter.ids !== undefined && kept.phones < new Set(filter.ids).size) throw new DomainError("phone_not_found");
    if (kept.phones === 0) throw new DomainError("phone_selection_empty");
    return kept;
  });
}

/** As it is now: phones that have been taken out of service, or given away, are not among them. @throws DomainError `phone_selection_not_found` */
export async function getSelection(
  db: Db,
  { organisationId, id }: { readonly organisationId: string; readonly id: string },
): Promise<PhoneSelection> {
  if (!(await db("phone_selection").where({ id, organisation_id: organisationId }).first("id")))
    throw new DomainError("phone_selection_not_found");
  const models: (PhoneModel & { phones: number | string })[] = await db("phone as p")
    .whereIn("p.id", selectedPhones(db, id))
    .where("p.organisation_id", organisationId)
    .whereIn("p.state", ["claimed", "bound"])
    .groupBy("p.vendor", "p.model")
    .orderByRaw("count(*) desc, p.vendor, p.model")
    .select("p.vendor", "p.model")
    .count({ phones: "*" });
  const counted = models.map((model) => ({ ...model, phones: Number(model.phones) }));
  return { id, phones: counted.reduce((sum, { phones }) => sum + phones, 0), models: counted };
}

/** Ids of its phones, as a query. */
export function selectedPhones(db: Db, selectionId: string) {
  return db("phone_selection_phone").where("selection_id", selectionId).select("phone_id");
}

/** Those that were kept so long that nobody will use them. @returns how many */
export async function forgetSelections(db: Db, now: Date): Promise<number> {
  return db("phone_selection")
    .where("created_at", "<", new Date(now.getTime() - keptFor).toISOString())
    .delete();
}
