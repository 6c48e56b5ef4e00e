import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { Access, Right } from "../domain/rights.ts";
import { type FixedOperator, fixedOperators } from "../domain/user-rules.ts";
import { oneOf } from "./dialect/dialect.ts";
import { picturesOf } from "./pictures.ts";
import { loadRights } from "./rights.ts";
import type { Db } from "./types.ts";
import { presentUsers, type User, type UserCategory, type UserRow, userCategories } from "./users.ts";

/** A user with everything that administrators edit. No secret is in it. */
export type Person = User & {
  readonly username: string | null;
  /** Null: the organisation's. */
  readonly language: string | null;
  readonly fixedOperator: FixedOperator;
  readonly searchWords: readonly string[];
  /** Memberships of feature groups, unknown ones too. */
  readonly features: readonly string[];
  /** Has a licence for the softphone. */
  readonly softphone: boolean;
  /** The first day without service, a local date. */
  readonly deactivateOn: string | null;
  /** When it was done. */
  readonly deactivatedAt: string | null;
  /** Who gets the keys that point to the person. */
  readonly replacedBy: string | null;
  readonly rights: readonly Right[];
  readonly operates: Access["operates"];
  readonly hasPassword: boolean;
  /** Of the picture, as its address has it; null: initials are shown. */
  readonly picture: string | null;
  readonly versions: Readonly<Record<UserCategory, number>>;
};

type PersonRow = UserRow & {
  username: string | null;
  language: string | null;
  fixed_operator: string;
  search_words: string;
  features: string;
  softphone: boolean | number;
  deactivate_on: string | null;
  deactivated_at: string | null;
  replaced_by: string | null;
} & { [C in UserCategory as `${C}_version`]: number };

const Words = z.array(z.string());
const Operator = z.enum(fixedOperators).catch("own");

/** In the order of the rows, with a fixed number of queries. */
export async function presentPeople(db: Db, rows: readonly PersonRow[]): Promise<Person[]> {
  const ids = rows.map((row) => row.id);
  // One after the other: inside a transaction there is one connection.
  const users = await presentUsers(db, rows);
  const granted = await loadRights(db, ids);
  const withPassword: string[] = await db("credential")
    .where(oneOf(db, "user_id", ids))
    .pluck("user_id");
  const passwords = new Set(withPassword);
  const pictures = await picturesOf(db, ids);
  const byId = new Map(users.map((user) => [user.id, user]));
  return rows.flatMap((row) => {
    const user = byId.get(row.id);
    const more = { hasPassword: passwords.has(row.id), picture: pictures.get(row.id) ?? null };
    return user ? [toPerson(row, user, { ...(granted.get(row.id) ?? { rights: [], operates: [] }), ...more })] : [];
  });
}

type Found = Pick<Person, "rights" | "operates" | "hasPassword" | "picture">;

function toPerson(row: PersonRow, user: User, found: Found): Person {
  return {
    ...user,
    ...found,
    username: row.username,
    language: row.language,
    fixedOperator: Operator.parse(row.fixed_operator),
    searchWords: Words.parse(JSON.parse(row.search_words)),
    features: Words.parse(JSON.parse(row.features)),
    softphone: Boolean(row.softphone),
    deactivateOn: row.deactivate_on,
    deactivatedAt: row.deactivated_at,
    replacedBy: row.replaced_by,
    versions: versionsOf(row),
  };
}

function versionsOf(row: PersonRow): Record<UserCategory, number> {
  const { details_version: details, role_version: role, numbers_version: numbers } = row;
  const { extra_version: extra, deactivation_version: deactivation, advanced_version: advanced } = row;
  return { details, role, numbers, extra, deactivation, advanced };
}

/** @throws DomainError `user_not_found` */
export async function getPerson(db: Db, by: { organisationId: string; id: string }): Promise<Person> {
  const rows: PersonRow[] = await db("users").where({ organisation_id: by.organisationId, id: by.id }).select("*");
  const [person] = await presentPeople(db, rows);
  if (!person) throw new DomainError("user_not_found");
  return person;
}

/** People by id, in no order; ids of other organisations are left out. */
export async function loadPeople(db: Db, organisationId: string, ids: readonly string[]): Promise<Person[]> {
  const rows: PersonRow[] = await db("users")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "id", ids))
    .select("*");
  return presentPeople(db, rows);
}

/** Everybody of the organisation, deactivated people too, in Swedish order. */
export async function everyPerson(db: Db, organisationId: string): Promise<Person[]> {
  const rows: PersonRow[] = await db("users").where("organisation_id", organisationId).orderBy(["sort_key", "id"]).select("*");
  return presentPeople(db, rows);
}

export { userCategories };
