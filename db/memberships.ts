import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What one person belongs to. */
export type Memberships = {
  readonly version: number;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
};

export const MembershipsInput = z.strictObject({
  /** Ids of response groups; whoever comes in is logged in, and called last. */
  groups: z.array(z.string().max(64)).max(200),
});
type Of = { readonly organisationId: string; readonly userId: string };
export type SetMemberships = Of & { readonly version?: number; readonly groups: readonly string[] };

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
  return { version: row.memberships_version, groups };
}

/**
 * Puts the person into groups and takes them out; the login in those that stay is left alone.
 *
 * @throws DomainError `user_not_found`, `response_group_not_found`, `version_conflict`
 */
export async function setMemberships(db: Db, input: SetMemberships, actor: Actor, now: Date): Promise<Memberships> {
  return change(db, async (trx) => {
    const before = await getMemberships(trx, input);
    checkVersion(before, input.version);
    const wanted = new Set(input.groups);
    await mustBeGroups(trx, input.organisationId, [...wanted]);
    const had = new Set(before.groups.map((group) => group.id));
    const came = [...wanted].filter((id) => !had.has(id));
    const left = [...had].filter((id) => !wanted.has(id));
    if (came.length + left.length === 0) return before;
    if (came.length > 0) await mustBeActive(trx, input.organisationId, [input.userId]);
    await comeInto(trx, input, came);
    await leave(trx, input, left);
    return note(trx, input, [...came, ...left], before, actor, now);
  });
}

/** Out of every group: the person is deactivated. Inside `change`; nothing is noted where there was nothing. */
export async function leaveEverything(trx: Db, of: Of, actor: Actor, now: Date): Promise<void> {
  const before = await getMemberships(trx, of);
  const left = before.groups.map((group) => group.id);
  if (left.length === 0) return;
  await leave(trx, of, left);
  await note(trx, of, left, before, actor, now);
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

async function mustBeGroups(trx: Db, organisationId: string, ids: readonly string[]): Promise<void> {
  const found: string[] = await trx("response_group")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  if (found.length !== ids.length) throw new DomainError("response_group_not_found");
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
  await recordAudit(trx, { ...entry, before: auditFields(before), after: auditFields(after) }, actor, now);
  await announce(trx, "members", { organisationId });
  return after;
}

function auditFields({ groups }: Memberships) {
  return { groups: groups.map((group) => group.id).toSorted() };
}
