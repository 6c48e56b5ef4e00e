import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneLine } from "../domain/one-line.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { joinListsForEveryone } from "./contact-members.ts";
import { pointersTo } from "./destination-pointers.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import { type Followed, raiseFollowers } from "./followers.ts";
import { newId } from "./ids.ts";
import { userListColumns } from "./list-columns.ts";
import { leaveGroups } from "./memberships.ts";
import { keepHoldings } from "./number-holders.ts";
import { setExtension } from "./number-owners.ts";
import { rest } from "./number-quarantine.ts";
import { getOrganisation } from "./organisations.ts";
import { removePicture } from "./pictures.ts";
import { phonesWithUsersAccounts } from "./revisions.ts";
import { keepAdministrators } from "./rights.ts";
import { type EditableRow, edit, made, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";
import { loadUserNumbers, type UserNumber, writeUserNumber } from "./user-number-rows.ts";
import { restorable } from "./user-traces.ts";

export const PersonName = z.string().overwrite(oneLine).trim().min(1).max(100);
/** Short internal number: 2 to 6 digits, not beginning with 0 and no emergency number. */
export const Extension = z
  .string()
  .regex(/^[1-9][0-9]{1,5}$/, "extension_invalid")
  .refine((digits) => digits !== "112", "extension_invalid");

export const CreateUser = z.strictObject({
  organisationId: z.string(),
  firstName: PersonName,
  lastName: PersonName,
  email: z.email().nullable().default(null),
  extension: Extension.nullable().default(null),
  /** Written in any form; a fixed number. */
  primaryNumber: z.string().nullable().default(null),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const UpdateUser = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  firstName: PersonName.optional(),
  lastName: PersonName.optional(),
  email: z.email().nullable().optional(),
  extension: Extension.nullable().optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

/** The parts in which a user is edited. Each has a version, so that saving one never overwrites another. */
export const userCategories = ["details", "role", "numbers", "extra", "deactivation", "advanced"] as const;
export type UserCategory = (typeof userCategories)[number];

/** Fields of the audit log that are no details. */
const categoryOf: Readonly<Record<string, UserCategory>> = {
  fixedOperator: "role",
  extension: "numbers",
  primaryNumber: "numbers",
  secondaryNumber: "numbers",
  mobileNumber: "numbers",
  mobileProfile: "numbers",
  searchWords: "extra",
  deactivateOn: "deactivation",
  deactivated: "deactivation",
  replacedBy: "deactivation",
  features: "advanced",
  softphone: "advanced",
  rights: "advanced",
  operates: "advanced",
};

type Fields = Record<string, AuditValue>;

export type User = Versioned & {
  readonly organisationId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** First and last name: what keys and accounts show. */
  readonly name: string;
  readonly email: string | null;
  readonly extension: string | null;
  readonly numbers: readonly UserNumber[];
};

/** @param id of a user who comes back @throws DomainError `organisation_not_found`, `number_invalid`, `number_kind_refused`, `number_taken` (also an extension) */
export async function createUser(db: Db, input: CreateUser, actor: Actor, now: Date, id = newId(now)): Promise<User> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    await getOrganisation(trx, { id: organisationId });
    const row = {
      ...made(id, actor, now),
      organisation_id: organisationId,
      first_name: input.firstName,
      last_name: input.lastName,
      email: input.email,
      ...userListColumns(input, []),
    };
    await trx("users").insert(row);
    await trx("user_right").insert({ user_id: row.id, right_name: "user" });
    await joinListsForEveryone(trx, [row.id]);
    await setExtension(trx, organisationId, { userId: row.id }, input.extension);
    if (input.primaryNumber !== null) {
      const number = {
        organisationId,
        userId: row.id,
        kind: "primary",
        number: input.primaryNumber,
        mobileProfile: null,
      } as const;
      await writeUserNumber(trx, number, now);
    }
    const user = await getUser(trx, { organisationId, id: row.id });
    const entry = { organisationId, action: "user.created", subject: { kind: "user", id: row.id } };
    await recordAudit(trx, { ...entry, after: userFields(user) }, actor, now);
    await announce(trx, "phonebook", { organisationId });
    return user;
  });
}

/** Raises the phones whose keys or accounts show what changed. @throws DomainError `user_not_found`, `version_conflict`, `number_taken` */
export async function updateUser(db: Db, input: UpdateUser, actor: Actor, now: Date): Promise<User> {
  return change(db, async (trx) => {
    const before = await getUser(trx, input);
    const columns = { first_name: input.firstName, last_name: input.lastName, email: input.email };
    await edit(trx, "users", before, input.version, columns, actor, now);
    if (input.extension !== undefined) await setExtension(trx, input.organisationId, { userId: input.id }, input.extension);
    const after = await getUser(trx, input);
    await afterUserChange(trx, "user.updated", before, after, actor, now);
    return after;
  });
}

/**
 * Audit, phonebook, categories and phones after a change of a user. Inside `change`.
 *
 * @param more fields for the audit entry that `User` does not have
 */
export async function afterUserChange(
  trx: Db,
  action: string,
  before: User,
  after: User,
  actor: Actor,
  now: Date,
  more: { readonly before: Fields; readonly after: Fields } = { before: {}, after: {} },
): Promise<void> {
  const { id, organisationId } = before;
  const fields = changedFields({ ...userFields(before), ...more.before }, { ...userFields(after), ...more.after });
  await noteCategories(trx, after, Object.keys(fields.after));
  await recordAudit(trx, { organisationId, action, subject: { kind: "user", id }, ...fields }, actor, now);
  const accounts = before.name === after.name ? [] : [phonesWithUsersAccounts(trx, id)];
  await raiseFollowers(trx, { kind: "user", id, organisationId }, followed(before), followed(after), ...accounts);
  await announce(trx, "phonebook", { organisationId });
}

/** What lists sort and search by, and the versions of the categories that the change is in. */
async function noteCategories(trx: Db, user: User, changed: readonly string[]): Promise<void> {
  const row = await trx("users").where("id", user.id).first<{ search_words: string }>("search_words");
  const counted = new Set(changed.map((name) => `${categoryOf[name] ?? "details"}_version`));
  await trx("users")
    .where("id", user.id)
    .update(userListColumns(user, z.array(z.string()).parse(JSON.parse(row.search_words))));
  if (counted.size > 0) {
    await trx("users")
      .where("id", user.id)
      .increment(Object.fromEntries([...counted].map((name) => [name, 1])));
  }
}

/** Keys that follow the user stay as they are and become misfits; accounts and phones lose their user. @throws DomainError `user_not_found`, `last_administrator`, `user_is_destination` */
export async function deleteUser(db: Db, input: { organisationId: string; id: string }, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getUser(trx, input);
    await keepAdministrators(trx, organisationId, id);
    const restore = await restorable(trx, id);
    await leaveGroups(trx, { organisationId, userId: id }, actor, now);
    await removePicture(trx, { organisationId, userId: id }, actor, now);
    const places = (await pointersTo(trx, organisationId, { kind: "user", id })).filter((one) => one.ownerKind !== "user");
    if (places.length > 0) {
      throw new DomainError("user_is_destination", { places: [...new Set(places.map((one) => one.ownerName))] });
    }
    const target = { kind: "user", id, organisationId } as const;
    await raiseFollowers(trx, target, followed(before), null, phonesWithUsersAccounts(trx, id));
    const primary = before.numbers.flatMap(({ kind, e164 }) =>
      kind === "primary" ? [{ e164, organisationId, userId: id }] : [],
    );
    await rest(trx, primary, now);
    await keepHoldings(trx, await trx("user_number").where("user_id", id).select(), now);
    await trx("users").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "user.deleted", subject: { kind: "user", id } };
    await recordAudit(trx, { ...entry, before: userFields(before), ...restore }, actor, now);
    await announce(trx, "phonebook", { organisationId });
  });
}

function followed(user: User): Followed {
  const number = (kind: UserNumber["kind"]) => user.numbers.find((one) => one.kind === kind)?.e164 ?? null;
  return { name: user.name, extension: user.extension, numbers: [number("primary"), number("mobile")] };
}

/** Names and numbers as the audit log says them. */
export function userFields(user: User): Record<string, AuditValue> {
  const { firstName, lastName, email, extension } = user;
  const numbers = Object.fromEntries(user.numbers.map((number) => [`${number.kind}Number`, number.e164]));
  const profile = user.numbers.find((number) => number.mobileProfile)?.mobileProfile ?? null;
  const none = { primaryNumber: null, secondaryNumber: null, mobileNumber: null };
  return { firstName, lastName, email, extension, ...none, ...numbers, mobileProfile: profile };
}

export type UserRow = EditableRow & { organisation_id: string; first_name: string; last_name: string; email: string | null };

/** Users with numbers and extensions, in the order of the rows. */
export async function presentUsers(db: Db, rows: readonly UserRow[]): Promise<User[]> {
  const ids = rows.map((row) => row.id);
  const numbers = await loadUserNumbers(db, ids);
  const extensions: { user_id: string; digits: string }[] = await db("extension")
    .where(oneOf(db, "user_id", ids))
    .select("user_id", "digits");
  const byUser = new Map(extensions.map((row) => [row.user_id, row.digits]));
  return rows.map((row) => ({
    ...versioned(row),
    organisationId: row.organisation_id,
    firstName: row.first_name,
    lastName: row.last_name,
    name: fullName(row),
    email: row.email,
    extension: byUser.get(row.id) ?? null,
    numbers: numbers.get(row.id) ?? [],
  }));
}

/** What keys, accounts and phonebooks show. */
export function fullName(row: { first_name: string; last_name: string }): string {
  return `${row.first_name} ${row.last_name}`;
}

/** `number` in any written form: any of the user's numbers, or the extension. */
export async function findUser(
  db: Db,
  by:
    | { organisationId: string; id: string }
    | { organisationId: string; number: string }
    | { organisationId: string; email: string },
): Promise<User | null> {
  const query = db<UserRow>("users").where("organisation_id", by.organisationId);
  if ("email" in by) query.where("email", by.email);
  else {
    const id = "id" in by ? by.id : await ownerOfNumber(db, by.organisationId, by.number);
    if (id === null) return null;
    query.where("id", id);
  }
  const [user] = await presentUsers(db, await query.orderBy("id").limit(1));
  return user ?? null;
}

/** The user's id. Two look-ups: joined with "or", SQLite would read every user of the organisation. */
async function ownerOfNumber(db: Db, organisationId: string, written: string): Promise<string | null> {
  const e164 = parseNumber(written)?.canonical ?? "";
  const numbers: string[] = await db("user_number")
    .where({ organisation_id: organisationId, e164 })
    .orderBy("user_id")
    .limit(1)
    .pluck("user_id");
  const extensions: string[] = await db("extension")
    .where({ organisation_id: organisationId, digits: written.trim() })
    .whereNotNull("user_id")
    .limit(1)
    .pluck("user_id");
  return numbers[0] ?? extensions[0] ?? null;
}

/** As `findUser` by id. @throws DomainError `user_not_found` */
export async function getUser(db: Db, by: { organisationId: string; id: string }): Promise<User> {
  const user = await findUser(db, { organisationId: by.organisationId, id: by.id });
  if (!user) throw new DomainError("user_not_found");
  return user;
}

type UserFilter = {
  readonly organisationId: string;
  readonly search?: string | undefined;
  /** Without those who have been deactivated. */
  readonly active?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
};

/** By last, then first name. `search` matches names, extension and digits of numbers. */
export async function listUsers(db: Db, filter: UserFilter): Promise<User[]> {
  const { organisationId, search = "" } = filter;
  const query = db<UserRow>("users").where("organisation_id", organisationId);
  if (filter.active) query.whereNull("deactivated_at");
  if (search.trim() !== "") query.whereIn("id", matching(db, organisationId, search.trim()));
  const ordered = query.orderBy(["last_name", "first_name", "id"]).offset(filter.offset ?? 0);
  return presentUsers(db, await ordered.limit(filter.limit ?? 1000));
}

function matching(db: Db, organisationId: string, search: string) {
  const digits = parseNumber(search)?.canonical ?? search.replace(/\D/g, "").replace(/^0+/, "");
  const named = db("users")
    .where("organisation_id", organisationId)
    .where((name) => name.where(contains(db, "first_name", search)).orWhere(contains(db, "last_name", search)))
    .select("id");
  if (digits === "") return named;
  const numbered = db("user_number")
    .where("organisation_id", organisationId)
    .where(contains(db, "e164", digits));
  const extensions = db("extension").where({ organisation_id: organisationId, digits }).whereNotNull("user_id");
  return named.union([numbered.select("user_id"), extensions.select("user_id")]);
}
