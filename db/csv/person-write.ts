import { setImmediate as nextTurn } from "node:timers/promises";
import type { AuditAction } from "../../domain/audit-actions.ts";
import { dialString } from "../../domain/dialling.ts";
import { changedFields, recordAudits } from "../audit.ts";
import { announce } from "../changes.ts";
import { joinListsForEveryone } from "../contact-members.ts";
import { updateDeactivation } from "../deactivations.ts";
import { bulkInsert, bulkUpdate } from "../dialect/bulk-insert.ts";
import { chunks, oneOf } from "../dialect/dialect.ts";
import { dialFormOf } from "../followers.ts";
import { newId } from "../ids.ts";
import { userListColumns } from "../list-columns.ts";
import { rest, wake } from "../number-quarantine.ts";
import { phonesFollowingUsers, phonesWithAccountsOf, raisePhones } from "../revisions.ts";
import { createSipAccount } from "../sip-accounts.ts";
import { fullName } from "../users.ts";
import type { PersonWrite } from "./person-plan.ts";
import { auditFieldsOf, type PersonState } from "./person-state.ts";
import type { SheetContext } from "./sheet.ts";

type Ready = PersonWrite & { readonly id: string };
type Category = keyof ReturnType<typeof auditFieldsOf>;
const categories: readonly Category[] = ["details", "role", "numbers", "extra", "advanced"];

/**
 * Writes what a plan says, in a fixed number of statements for every few hundred people; only accounts and dates, which are
 * few, one by one. Inside `change`, with a plan made in the same transaction: nothing is checked again.
 */
export async function writePeople(context: SheetContext, writes: readonly PersonWrite[]): Promise<void> {
  const ready = writes.map((write) => ({ ...write, id: write.person?.id ?? newId(context.now) }));
  const [fresh, known] = [ready.filter((one) => one.before === null), ready.filter((one) => one.before !== null)];
  const changed = known.filter((one) => categoriesOf(one).length > 0);
  await insertPeople(context, fresh);
  await updatePeople(context, changed);
  await writeNumbers(context, [...fresh, ...changed.filter((one) => categoriesOf(one).includes("numbers"))]);
  await joinListsForEveryone(
    context.db,
    fresh.map(({ id }) => id),
  );
  await writeRights(context, [...fresh, ...changed.filter((one) => !same(one.before?.rights, one.after.rights))]);
  await writeAudit(context, fresh, changed);
  await raiseShowing(context, changed);
  if (fresh.length + changed.length > 0) await announce(context.db, "phonebook", { organisationId: context.organisationId });
  await writeOneByOne(context, ready);
}

/** Rows in one statement: the thread that answers phones has a turn after each. */
const atOnce = 500;

async function inParts<T>(all: readonly T[], write: (part: readonly T[]) => Promise<void>): Promise<void> {
  for (const part of chunks(all, atOnce)) {
    await write(part);
    await nextTurn();
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function categoriesOf({ before, after }: PersonWrite): Category[] {
  if (before === null) return [];
  const [was, is] = [auditFieldsOf(before), auditFieldsOf(after)];
  return categories.filter((category) => !same(was[category], is[category]));
}

const texts = ["first_name", "last_name", "email", "username", "language", "fixed_operator", "search_words", "features"] as const;
const listed = ["sort_key", "search_text"] as const;

function columnsOf(after: PersonState): (string | null)[] {
  const { sort_key: sorted, search_text: searched } = userListColumns(after, after.searchWords);
  return [
    ...[after.firstName, after.lastName, after.email, after.username, after.language, after.fixedOperator],
    ...[JSON.stringify(after.searchWords), JSON.stringify(after.features), sorted, searched],
  ];
}

async function insertPeople({ db, organisationId, actor, now }: SheetContext, fresh: readonly Ready[]): Promise<void> {
  const at = now.toISOString();
  const columns = ["id", "organisation_id", "created_at", "updated_at", "updated_by", ...texts, ...listed];
  await inParts(fresh, (part) =>
    bulkInsert(
      db,
      "users",
      named(...columns),
      part.map(({ id, after }) => [id, organisationId, at, at, actor.name, ...columnsOf(after)]),
    ),
  );
}

async function updatePeople({ db, actor, now }: SheetContext, changed: readonly Ready[]): Promise<void> {
  // Two people may swap user names: whoever gets another has none in between.
  const renamed = changed.filter(({ before, after }) => before?.username !== after.username);
  const ids = renamed.map(({ id }) => id);
  await db("users")
    .where(oneOf(db, "id", ids))
    .update({ username: null });
  const counters = ["version", ...categories.map((category) => `${category}_version`)];
  await inParts(changed, (part) =>
    bulkUpdate(
      db,
      "users",
      [...texts, ...listed, "updated_at", "updated_by"],
      counters,
      part.map((one) => ({
        id: one.id,
        texts: [...columnsOf(one.after), now.toISOString(), actor.name],
        steps: [1, ...categories.map((category) => (categoriesOf(one).includes(category) ? 1 : 0))],
      })),
    ),
  );
}

async function writeNumbers({ db, organisationId, now }: SheetContext, some: readonly Ready[]): Promise<void> {
  const given = new Set(some.flatMap(({ after }) => (after.primary === null ? [] : [after.primary])));
  // What goes from one to another in the same file goes on purpose.
  const givenUp = some.flatMap(({ id: userId, before }) => {
    const e164 = before?.primary ?? null;
    return e164 === null || given.has(e164) ? [] : [{ e164, organisationId, userId }];
  });
  await rest(db, givenUp, now);
  await wake(db, [...given]);
  const ids = some.map(({ id }) => id);
  for (const table of ["user_number", "extension"])
    await db(table)
      .where(oneOf(db, "user_id", ids))
      .delete();
  const numbers = some.flatMap(({ id, after: { primary, secondary, mobile } }) => {
    const mex = mobile?.profile === "mex" && secondary === mobile.e164;
    const rows: (string | null)[][] = [
      [id, organisationId, "primary", primary, null],
      [id, organisationId, "secondary", secondary, mex ? "mex" : null],
      [id, organisationId, "mobile", mobile?.e164 ?? null, mobile?.profile ?? null],
    ];
    return rows.filter((row) => row[3] !== null);
  });
  await bulkInsert(db, "user_number", named("user_id", "organisation_id", "kind", "e164", "mobile_profile"), numbers);
  const short = some.flatMap(({ id, after }) => (after.extension === null ? [] : [[organisationId, after.extension, id]]));
  await bulkInsert(db, "extension", named("organisation_id", "digits", "user_id"), short);
}

async function writeRights({ db }: SheetContext, some: readonly Ready[]): Promise<void> {
  const ids = some.map(({ id }) => id);
  await db("user_right")
    .where(oneOf(db, "user_id", ids))
    .delete();
  const rows = some.flatMap(({ id, after }) => after.rights.map((right) => [id, right]));
  await bulkInsert(db, "user_right", named("user_id", "right_name"), rows);
}

const named = (...columns: string[]) => columns.map((column) => [column, "text"] as const);

/** One entry for each person and category, as if each had been saved by hand. */
async function writeAudit(context: SheetContext, fresh: readonly Ready[], changed: readonly Ready[]): Promise<void> {
  const { db, organisationId, actor, now } = context;
  const entry = (action: AuditAction, id: string, after: PersonState) => ({
    ...{ organisationId, action, subject: { kind: "user", id }, name: nameOf(after) },
  });
  const created = fresh.map(({ id, after }) => {
    const { details, role, numbers, extra, advanced } = auditFieldsOf(after);
    return { ...entry("user.created", id, after), after: { ...details, ...role, ...numbers, ...extra, ...advanced } };
  });
  const updated = changed.flatMap((one) => {
    const [was, is] = [one.before && auditFieldsOf(one.before), auditFieldsOf(one.after)];
    return categoriesOf(one).map((category) => ({
      ...entry(`user.${category}_updated`, one.id, one.after),
      ...changedFields(was?.[category] ?? {}, is[category]),
    }));
  });
  await inParts([...created, ...updated], (part) => recordAudits(db, part, actor, now));
}

/** Phones whose keys or accounts show what has changed. */
async function raiseShowing({ db, organisationId }: SheetContext, changed: readonly Ready[]): Promise<void> {
  const form = await dialFormOf(db, organisationId);
  const dialled = ({ extension, primary, mobile }: PersonState) =>
    dialString({ extension, numbers: [primary, mobile?.e164 ?? null] }, form);
  const ids = (differs: (before: PersonState, after: PersonState) => boolean) =>
    changed.flatMap(({ id, before, after }) => (before && differs(before, after) ? [id] : []));
  const renamed = ids((before, after) => nameOf(before) !== nameOf(after));
  const renumbered = ids((before, after) => dialled(before) !== dialled(after));
  if (renamed.length + renumbered.length === 0) return;
  await raisePhones(
    db,
    phonesFollowingUsers(db, renamed, { name: true, number: false }),
    phonesFollowingUsers(db, renumbered, { name: false, number: true }),
    phonesWithAccountsOf(db, renamed),
  );
}

const nameOf = ({ firstName, lastName }: PersonState): string => fullName({ first_name: firstName, last_name: lastName });

async function writeOneByOne(context: SheetContext, ready: readonly Ready[]): Promise<void> {
  const { db, keyring, organisationId, actor, now } = context;
  for (const { id, before, after } of ready) {
    if (after.sipUser !== null && after.sipUser !== before?.sipUser) {
      const account = { label: null, sipUser: after.sipUser, authUser: null, secret: null, registrar: null };
      await createSipAccount(db, keyring, { organisationId, userId: id, ...account }, actor, now);
    }
    if (after.deactivateOn !== (before?.deactivateOn ?? null)) {
      await updateDeactivation(db, { organisationId, id, deactivateOn: after.deactivateOn }, actor, now);
    }
  }
}
