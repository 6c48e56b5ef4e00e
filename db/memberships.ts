import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { phonesOfUsers, raisePhones } from "./revisions.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What one person belongs to, each by name. */
export type Memberships = {
  readonly version: number;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Lists of external contacts that the person sees. */
  readonly contactLists: readonly { readonly id: string; readonly name: string }[];
};

export const MembershipsInput = z.strictObject({
  /** Ids of response groups; whoever comes in is logged in, and called last. */
  groups: z.array(z.string().max(64)).max(200).optional(),
  /** Ids of lists of contacts. */
  contactLists: z.array(z.string().max(64)).max(500).optional(),
});
type Of = { readonly organisationId: string; readonly userId: string };
/** What is not said stays. */
export type SetMemberships = Of & {
  readonly version?: number | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly contactLists?: readonly string[] | undefined;
};

/** @throws DomainError `user_not_found` */
export async function getMemberships(db: Db, { organisationId, userId }: Of): Promise<Memberships> {
  const row = await db("users")
    .where({ id: userId, organisation_id: organisationId })
    .first<{ memberships_version: number } | undefined>("memberships_version");
  if (!row) throw new DomainError("user_not_found");
  const groups: { id: string; name: string }[] = await db("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where("m.user_id", userId)
    .orderBy(["g.name", "g.id"])
    .select(["g.id", "g.name"]);
  const contactLists: { id: string; name: string }[] = await db("contact_list_member as m")
    .join("contact_list as l", "l.id", "m.list_id")
    .where("m.user_id", userId)
    .orderBy(["l.name", "l.id"])
    .select(["l.id", "l.name"]);
  return { version: row.memberships_version, groups, contactLists };
}

/**
 * Puts the person into groups and lists of contacts, and takes them out; the login in groups that stay is left alone.
 *
 * @throws DomainError `user_not_found`, `response_group_not_found`, `contact_list_not_found`, `version_conflict`
 */
export async function setMemberships(db: Db, input: SetMemberships, actor: Actor, now: Date): Promise<Memberships> {
  return change(db, async (trx) => {
    const before = await getMemberships(trx, input);
    checkVersion(before, input.version);
    const groups = difference(before.groups, input.groups);
    const lists = difference(before.contactLists, input.contactLists);
    await mustBe(trx, "response_group", input.organisationId, input.groups ?? []);
    await mustBe(trx, "contact_list", input.organisationId, input.contactLists ?? []);
    if (groups.came.length + lists.came.length > 0) await mustBeActive(trx, input.organisationId, [input.userId]);
    return write(trx, input, groups, lists, before, actor, now);
  });
}

type Difference = { readonly came: readonly string[]; readonly left: readonly string[] };

/** @param wanted undefined: nothing changes */
function difference(had: readonly { readonly id: string }[], wanted: readonly string[] | undefined): Difference {
  if (wanted === undefined) return { came: [], left: [] };
  const [was, is] = [new Set(had.map(({ id }) => id)), new Set(wanted)];
  return { came: [...is].filter((id) => !was.has(id)), left: [...was].filter((id) => !is.has(id)) };
}

async function write(
  trx: Db,
  of: Of,
  groups: Difference,
  lists: Difference,
  before: Memberships,
  actor: Actor,
  now: Date,
): Promise<Memberships> {
  const [touched, others] = [
    [...groups.came, ...groups.left],
    [...lists.came, ...lists.left],
  ];
  if (touched.length + others.length === 0) return before;
  await comeInto(trx, of, groups.came);
  await leave(trx, of, groups.left);
  if (lists.came.length > 0) {
    await trx("contact_list_member").insert(lists.came.map((id) => ({ list_id: id, user_id: of.userId })));
  }
  await trx("contact_list_member")
    .where("user_id", of.userId)
    .where(oneOf(trx, "list_id", lists.left))
    .delete();
  if (others.length > 0) {
    await raisePhones(trx, phonesOfUsers(trx, [of.userId]));
    await announce(trx, "phonebook", { organisationId: of.organisationId });
  }
  return note(trx, of, touched, before, actor, now);
}

/** Out of every group and list: the person is deactivated. Inside `change`; nothing is noted where there was nothing. */
export async function leaveEverything(trx: Db, of: Of, actor: Actor, now: Date): Promise<void> {
  const before = await getMemberships(trx, of);
  await write(trx, of, difference(before.groups, []), difference(before.contactLists, []), before, actor, now);
}

/** Out of every group: the person is deleted. Lists lose whoever is gone by themselves. Inside `change`. */
export async function leaveGroups(trx: Db, of: Of, actor: Actor, now: Date): Promise<void> {
  const before = await getMemberships(trx, of);
  await write(trx, of, difference(before.groups, []), difference([], []), before, actor, now);
}

/** @throws DomainError `user_not_found` (also one who is deactivated) */
export async function mustBeActive(trx: Db, organisationId: string, userIds: readonly string[]): Promise<void> {
  const found: string[] = await trx("users")
    .where("organisation_id", organisationId)
    .whereNull("deactivated_at")
    .where(oneOf(trx, "id", userIds))
    .pluck("id");
  if (found.length !== userIds.length) throw new DomainError("user_not_found");
}

const missing = { response_group: "response_group_not_found", contact_list: "contact_list_not_found" } as const;

async function mustBe(trx: Db, table: keyof typeof missing, organisationId: string, wanted: readonly string[]): Promise<void> {
  const ids = [...new Set(wanted)];
  if (ids.length === 0) return;
  const found: string[] = await trx(table)
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  if (found.length !== ids.length) throw new DomainError(missing[table]);
}

async function comeInto(trx: Db, { userId }: Of, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  const last: { group_id: string; last: number }[] = await trx("group_member")
    .where(oneOf(trx, "group_id", groupIds))
    .groupBy("group_id")
    .select("group_id")
    .max({ last: "order_no" });
  const order = new Map(last.map((row) => [row.group_id, Number(row.last) + 1]));
  const rows = groupIds.map((id) => ({
    ...{ group_id: id, user_id: userId, order_no: order.get(id) ?? 0 },
    ...{ logged_in: true, may_toggle: true, via_mobile: false },
  }));
  await trx("group_member").insert(rows);
}

async function leave(trx: Db, { userId }: Of, groupIds: readonly string[]): Promise<void> {
  await trx("group_member")
    .where("user_id", userId)
    .where(oneOf(trx, "group_id", groupIds))
    .delete();
}

async function note(
  trx: Db,
  of: Of,
  touched: readonly string[],
  before: Memberships,
  actor: Actor,
  now: Date,
): Promise<Memberships> {
  await trx("response_group")
    .where(oneOf(trx, "id", touched))
    .increment("members_version", 1);
  await trx("users").where("id", of.userId).increment("memberships_version", 1);
  const after = await getMemberships(trx, of);
  const { organisationId, userId } = of;
  const entry = { organisationId, action: "user.memberships_set", subject: { kind: "user", id: userId } };
  await recordAudit(trx, { ...entry, ...changedFields(membershipFields(before), membershipFields(after)) }, actor, now);
  await announce(trx, "members", { organisationId });
  return after;
}

/** As the change log says them: ids, in no order that means anything. */
export function membershipFields({ groups, contactLists }: Memberships) {
  const ids = (of: Memberships["groups"]) => of.map(({ id }) => id).toSorted();
  return { groups: ids(groups), contactLists: ids(contactLists) };
}
