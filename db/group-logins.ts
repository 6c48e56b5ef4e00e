import { DomainError } from "../domain/errors.ts";
import { changeEveryLogin, changeLogin, type LoginChange } from "../domain/group-login.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { getMembers, type Member, membersOf } from "./group-members.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** A group as its member sees it. */
export type GroupOfMine = {
  readonly id: string;
  readonly name: string;
  readonly e164: string | null;
  readonly me: Member;
  /** All of them, the person too, in the order of the group. */
  readonly members: readonly Member[];
};

type Person = { readonly organisationId: string; readonly userId: string };

/** The groups that a person is in, by name. Two queries for any number of them. */
export async function groupsOfPerson(db: Db, { organisationId, userId }: Person): Promise<GroupOfMine[]> {
  const groups: { id: string; name: string; e164: string | null }[] = await db("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where({ "m.user_id": userId, "g.organisation_id": organisationId })
    .orderBy(["g.name", "g.id"])
    .select(["g.id", "g.name", "g.e164"]);
  const members = await membersOf(
    db,
    groups.map((group) => group.id),
  );
  return groups.flatMap((group) => {
    const all = members.get(group.id) ?? [];
    const me = all.find((one) => one.userId === userId);
    return me ? [{ ...group, me, members: all }] : [];
  });
}

/**
 * Logs a member in or out; the wanted state is named, so that a double tap does it once.
 *
 * @param by `self`: the member
 * @returns false: it was so already
 * @throws DomainError `response_group_not_found` (also where the person is no member), `group_login_fixed`
 */
export async function setLogin(
  db: Db,
  input: Person & { readonly groupId: string; readonly loggedIn: boolean; readonly by: "self" | "administrator" },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  return change(db, async (trx) => {
    const group = (await groupsOfPerson(trx, input)).find((one) => one.id === input.groupId);
    if (!group) throw new DomainError("response_group_not_found");
    const wanted = changeLogin(group.me, input.loggedIn, input.by);
    if (wanted) await write(trx, input, [wanted], actor, now);
    return wanted !== null;
  });
}

/** Out of every group that the person may leave. @returns the groups that changed */
export async function logOutOfAll(db: Db, person: Person, actor: Actor, now: Date): Promise<string[]> {
  return change(db, async (trx) => {
    const mine = (await groupsOfPerson(trx, person)).map((group) => group.me);
    const changes = changeEveryLogin(mine, false, "self");
    if (changes.length > 0) await write(trx, person, changes, actor, now);
    return changes.map((one) => one.groupId);
  });
}

/**
 * In or out of several groups at once, as an administrator may; where it is so already it stays.
 *
 * @throws DomainError `response_group_not_found` where the person is not in one of them
 */
export async function putLogins(
  db: Db,
  input: Person & { readonly groups: readonly string[]; readonly loggedIn: boolean },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const mine = (await groupsOfPerson(trx, input)).filter((group) => input.groups.includes(group.id));
    if (mine.length !== input.groups.length) throw new DomainError("response_group_not_found");
    const members = mine.map((group) => group.me);
    const changes = changeEveryLogin(members, input.loggedIn, "administrator");
    if (changes.length > 0) await write(trx, input, changes, actor, now);
  });
}

/**
 * Every member of a group in or out at once, as an administrator may, also those whose login is fixed.
 *
 * @param input.users only these of them; absent: all
 * @returns whose login changed
 * @throws DomainError `response_group_not_found`
 */
export async function setEveryLogin(
  db: Db,
  input: {
    readonly organisationId: string;
    readonly groupId: string;
    readonly loggedIn: boolean;
    readonly users?: readonly string[];
  },
  actor: Actor,
  now: Date,
): Promise<readonly string[]> {
  return change(db, async (trx) => {
    const { organisationId, groupId, loggedIn, users } = input;
    const { members } = await getMembers(trx, { organisationId, groupId });
    const wanted = users === undefined ? members : members.filter((one) => users.includes(one.userId));
    const changed = changeEveryLogin(wanted, loggedIn, "administrator").map((one) => one.userId);
    if (changed.length === 0) return [];
    await trx("group_member")
      .where("group_id", groupId)
      .where(oneOf(trx, "user_id", changed))
      .update({ logged_in: loggedIn, login_changed_at: now.toISOString(), login_changed_by: actor.name });
    const entry = { organisationId, action: "response_group.logins_set", subject: { kind: "group", id: groupId } };
    const said = (state: boolean) => ({ users: changed, loggedIn: state });
    await recordAudit(trx, { ...entry, before: said(!loggedIn), after: said(loggedIn) }, actor, now);
    await announce(trx, "members", { organisationId });
    return changed;
  });
}

/** All to the same state, with one audit entry. */
async function write(trx: Db, person: Person, changes: readonly LoginChange[], actor: Actor, now: Date): Promise<void> {
  const loggedIn = changes.every((one) => one.loggedIn);
  const groups = changes.map((one) => one.groupId).toSorted();
  await trx("group_member")
    .where("user_id", person.userId)
    .where(oneOf(trx, "group_id", groups))
    .update({ logged_in: loggedIn, login_changed_at: now.toISOString(), login_changed_by: actor.name });
  const { organisationId, userId } = person;
  const entry = { organisationId, action: "user.group_login_changed", subject: { kind: "user", id: userId } };
  const [before, after] = [
    { groups, loggedIn: !loggedIn },
    { groups, loggedIn },
  ];
  await recordAudit(trx, { ...entry, before, after }, actor, now);
  await announce(trx, "members", { organisationId });
}
