import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { GroupMember } from "../domain/group-login.ts";
import { type AuditValue, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { mustBeActive } from "./memberships.ts";
import { getResponseGroup } from "./response-groups.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { fullName } from "./users.ts";

/** Members of one group at most. */
export const mostMembers = 500;

export type Member = GroupMember & {
  readonly name: string;
  /** The mobile rings, instead of the fixed number. */
  readonly viaMobile: boolean;
  /** When the login was last changed and by whom; null: never since the person came in. */
  readonly changed: { readonly at: string; readonly by: string } | null;
};
export type Members = { readonly version: number; readonly members: readonly Member[] };

type Row = {
  group_id: string;
  user_id: string;
  first_name: string;
  last_name: string;
  logged_in: boolean | number;
  may_toggle: boolean | number;
  via_mobile: boolean | number;
  login_changed_at: string | null;
  login_changed_by: string | null;
};

function present(row: Row): Member {
  const { login_changed_at: at, login_changed_by: by } = row;
  return {
    groupId: row.group_id,
    userId: row.user_id,
    name: fullName(row),
    loggedIn: Boolean(row.logged_in),
    mayToggle: Boolean(row.may_toggle),
    viaMobile: Boolean(row.via_mobile),
    changed: at === null ? null : { at, by: by ?? "" },
  };
}

/** Members of these groups, in the order in which the group calls them. One query for any number of groups. */
export async function membersOf(db: Db, groupIds: readonly string[]): Promise<Map<string, Member[]>> {
  const rows: Row[] = await db("group_member as m")
    .join("users as u", "u.id", "m.user_id")
    .where(oneOf(db, "m.group_id", groupIds))
    .orderBy(["m.group_id", "m.order_no", "m.user_id"])
    .select(["m.group_id", "m.user_id", "m.logged_in", "m.may_toggle", "m.via_mobile"])
    .select(["m.login_changed_at", "m.login_changed_by", "u.first_name", "u.last_name"]);
  return Map.groupBy(rows.map(present), (member) => member.groupId);
}

type Of = { readonly organisationId: string; readonly groupId: string };

/** @throws DomainError `response_group_not_found` */
export async function getMembers(db: Db, { organisationId, groupId }: Of): Promise<Members> {
  const row = await db("response_group")
    .where({ id: groupId, organisation_id: organisationId })
    .first<{ members_version: number } | undefined>("members_version");
  if (!row) throw new DomainError("response_group_not_found");
  return { version: row.members_version, members: (await membersOf(db, [groupId])).get(groupId) ?? [] };
}

export const MembersInput = z.strictObject({
  /** In the order in which the group calls them. */
  members: z
    .array(
      z.strictObject({
        userId: z.string().max(64),
        /** False: the login is fixed, only an administrator changes it. */
        mayToggle: z.boolean().default(true),
        viaMobile: z.boolean().default(false),
        /** Absent: as it is; logged in for whoever is new. */
        loggedIn: z.boolean().optional(),
      }),
    )
    .max(mostMembers)
    .refine((members) => new Set(members.map((one) => one.userId)).size === members.length, "input_invalid"),
});
export const SetMembers = MembersInput.extend({ organisationId: z.string(), groupId: z.string(), version: z.int().optional() });
export type SetMembers = z.infer<typeof SetMembers>;

/**
 * Who is in the group and in which order. Whoever stays keeps the login, unless it is said.
 *
 * @throws DomainError `response_group_not_found`, `user_not_found` (also one who is deactivated), `version_conflict`
 */
export async function setMembers(db: Db, input: SetMembers, actor: Actor, now: Date): Promise<Members> {
  return change(db, async (trx) => {
    const { organisationId, groupId } = input;
    await getResponseGroup(trx, { organisationId, id: groupId });
    const before = await getMembers(trx, { organisationId, groupId });
    checkVersion(before, input.version);
    const known = new Map(before.members.map((one) => [one.userId, one]));
    await mustBeActive(
      trx,
      organisationId,
      input.members.map((one) => one.userId).filter((id) => !known.has(id)),
    );
    const rows = input.members.map((said, at) => rowOf(groupId, at, said, known.get(said.userId), actor, now));
    await trx("group_member").where("group_id", groupId).delete();
    if (rows.length > 0) await trx("group_member").insert(rows);
    const after = await getMembers(trx, { organisationId, groupId });
    if (JSON.stringify(auditFields(before)) === JSON.stringify(auditFields(after))) return after;
    await trx("response_group").where("id", groupId).increment("members_version", 1);
    const wanted = new Set(input.members.map((one) => one.userId));
    const moved = [...wanted].filter((id) => !known.has(id)).concat([...known.keys()].filter((id) => !wanted.has(id)));
    await trx("users")
      .where(oneOf(trx, "id", moved))
      .increment("memberships_version", 1);
    const entry = { organisationId, action: "response_group.members_set", subject: { kind: "group", id: groupId } };
    await recordAudit(trx, { ...entry, before: auditFields(before), after: auditFields(after) }, actor, now);
    await announce(trx, "members", { organisationId });
    return getMembers(trx, { organisationId, groupId });
  });
}

type Said = SetMembers["members"][number];

function rowOf(groupId: string, at: number, said: Said, was: Member | undefined, actor: Actor, now: Date) {
  const loggedIn = said.loggedIn ?? was?.loggedIn ?? true;
  const changed = was && was.loggedIn !== loggedIn ? { at: now.toISOString(), by: actor.name } : (was?.changed ?? null);
  return {
    group_id: groupId,
    user_id: said.userId,
    order_no: at,
    logged_in: loggedIn,
    login_changed_at: changed?.at ?? null,
    login_changed_by: changed?.by ?? null,
    may_toggle: said.mayToggle,
    via_mobile: said.viaMobile,
  };
}

function auditFields({ members }: Members): AuditValue {
  return { members: members.map(({ userId, mayToggle, viaMobile, loggedIn }) => ({ userId, mayToggle, viaMobile, loggedIn })) };
}
