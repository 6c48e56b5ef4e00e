import { z } from "zod";
import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
import type { FeatureScheme } from "../domain/feature-groups.ts";
import type { Access } from "../domain/rights.ts";
import { changeMembers } from "./contact-member-changes.ts";
import { membersOf } from "./contact-members.ts";
import { updateDeactivation } from "./deactivations.ts";
import { LanguageTag } from "./organisations.ts";
import { loadPeople, type Person } from "./people.ts";
import { AdvancedInput, updateAdvanced, updateDetails } from "./people-changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** People in one request at most: a page that changes more sends several, and shows how far it has come. */
export const mostAtOnce = 100;

/** One thing that many people get. */
export const BulkChange = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("language"), language: LanguageTag.nullable() }),
  z.strictObject({ what: z.literal("right"), right: z.enum(["user", "administrator"]), on: z.boolean() }),
  z.strictObject({ what: z.literal("feature"), feature: z.string().max(60), on: z.boolean() }),
  z.strictObject({ what: z.literal("voicemail"), voicemail: AdvancedInput.shape.voicemail.unwrap() }),
  z.strictObject({ what: z.literal("contactList"), listId: z.string().max(64), on: z.boolean() }),
  z.strictObject({ what: z.literal("deactivation"), deactivateOn: z.string().max(20).nullable() }),
]);
export type BulkChange = z.infer<typeof BulkChange>;

export type BulkResult = {
  readonly id: string;
  readonly name: string;
  readonly outcome: "changed" | "unchanged" | "refused";
  /** Why it was refused. */
  readonly code: ErrorCode | null;
  readonly detail: ErrorDetail;
};

/**
 * The same change for many. Each person stands alone: what one is refused, the others get.
 *
 * @throws DomainError `user_not_found` when one of them is none of the organisation's: then nobody is changed
 */
export async function changePeople(
  db: Db,
  input: { readonly organisationId: string; readonly ids: readonly string[]; readonly change: BulkChange },
  scheme: FeatureScheme,
  access: Access | "all",
  actor: Actor,
  now: Date,
): Promise<BulkResult[]> {
  return change(db, async (trx) => {
    const ids = [...new Set(input.ids)];
    const people = await loadPeople(trx, input.organisationId, ids);
    const byId = new Map(people.map((person) => [person.id, person]));
    if (input.change.what === "contactList") {
      if (people.length !== ids.length) throw new DomainError("user_not_found");
      return await inList(trx, { organisationId: input.organisationId, people, ...input.change }, actor, now);
    }
    const wanted = input.change;
    const results: BulkResult[] = [];
    for (const id of ids) {
      const person = byId.get(id);
      if (!person) throw new DomainError("user_not_found");
      results.push(await changeOne(trx, person, wanted, scheme, access, actor, now));
    }
    return results;
  });
}

type InList = {
  readonly organisationId: string;
  readonly people: readonly Person[];
  readonly listId: string;
  readonly on: boolean;
};

/** All at once: a list is changed once for everybody. Whoever is deactivated is in none. */
async function inList(trx: Db, { organisationId, people, listId, on }: InList, actor: Actor, now: Date): Promise<BulkResult[]> {
  const had = new Set((await membersOf(trx, [listId])).get(listId) ?? []);
  const refused = (person: Person) => on && person.deactivatedAt !== null;
  const ids = people.filter((person) => !refused(person)).map(({ id }) => id);
  await changeMembers(trx, { organisationId, listId, in: on ? ids : [], out: on ? [] : ids }, actor, now);
  return people.map((person) => {
    const outcome = refused(person) ? "refused" : had.has(person.id) === on ? "unchanged" : "changed";
    return { id: person.id, name: person.name, outcome, code: outcome === "refused" ? "user_deactivated" : null, detail: {} };
  });
}

async function changeOne(
  trx: Db,
  person: Person,
  wanted: Exclude<BulkChange, { what: "contactList" }>,
  scheme: FeatureScheme,
  access: Access | "all",
  actor: Actor,
  now: Date,
): Promise<BulkResult> {
  const { id, name, organisationId } = person;
  const by = { organisationId, id };
  const save = (savepoint: Db): Promise<Person> => {
    if (wanted.what === "language") return updateDetails(savepoint, { ...by, language: wanted.language }, actor, now);
    if (wanted.what === "deactivation") {
      return updateDeactivation(savepoint, { ...by, deactivateOn: wanted.deactivateOn }, actor, now);
    }
    return updateAdvanced(savepoint, { ...by, ...advanced(person, wanted) }, scheme, access, actor, now);
  };
  try {
    // A savepoint of its own: PostgreSQL refuses everything after a failed statement.
    const after = await trx.transaction(save);
    return { id, name, outcome: same(after.versions, person.versions) ? "unchanged" : "changed", code: null, detail: {} };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { id, name, outcome: "refused", code: error.code, detail: error.detail };
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Advanced = Exclude<BulkChange, { what: "language" | "deactivation" | "contactList" }>;

function advanced(person: Person, wanted: Advanced): z.infer<typeof AdvancedInput> {
  if (wanted.what === "feature") {
    const already = person.features.includes(wanted.feature) === wanted.on;
    return { features: already ? {} : { [wanted.feature]: wanted.on } };
  }
  if (wanted.what === "voicemail") return { voicemail: wanted.voicemail };
  const others = person.rights.filter((right) => right !== wanted.right);
  return { rights: wanted.on ? [...others, wanted.right] : others };
}
