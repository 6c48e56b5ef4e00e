import { DomainError } from "./errors.ts";

/** A person in a response group. Membership is the administrator's, the login the person's own. */
export type GroupMember = {
  readonly groupId: string;
  readonly userId: string;
  readonly loggedIn: boolean;
  /** False: the login is fixed, only an administrator changes it. */
  readonly mayToggle: boolean;
};

export type LoginChange = { readonly groupId: string; readonly userId: string; readonly loggedIn: boolean };

/**
 * Logs in or out; the wanted state is named, so that a double tap does it once. Null: it is so already.
 *
 * @param by `self`: the member; others than administrators may change nobody else's
 * @throws DomainError `group_login_fixed`
 */
export function changeLogin(member: GroupMember, wanted: boolean, by: "self" | "administrator"): LoginChange | null {
  if (member.loggedIn === wanted) return null;
  if (by === "self" && !member.mayToggle) throw new DomainError("group_login_fixed", { groupId: member.groupId });
  return { groupId: member.groupId, userId: member.userId, loggedIn: wanted };
}

/** Out of (or into) every group at once; fixed ones stay as they are and are not in the answer. */
export function changeEveryLogin(
  memberships: readonly GroupMember[],
  wanted: boolean,
  by: "self" | "administrator",
): LoginChange[] {
  return memberships
    .filter((member) => member.loggedIn !== wanted && (by === "administrator" || member.mayToggle))
    .map(({ groupId, userId }) => ({ groupId, userId, loggedIn: wanted }));
}

export function countLoggedIn(members: readonly GroupMember[]): number {
  return members.filter((member) => member.loggedIn).length;
}

/** What happens to callers of a group when nobody is logged in. `unanswered`: nothing has been said, so nobody answers. */
export const whenNobody = ["overflow", "closed", "queue", "unanswered"] as const;
export type WhenNobody = (typeof whenNobody)[number];

/** Logging out leaves an open group without anybody: name the effect and ask. Null: no matter. */
export function lastMemberWarning(
  member: GroupMember,
  members: readonly GroupMember[],
  group: { readonly open: boolean; readonly whenNobody: WhenNobody },
): WhenNobody | null {
  if (!group.open || !member.loggedIn) return null;
  const others = members.filter((one) => one.userId !== member.userId);
  return countLoggedIn(others) === 0 ? group.whenNobody : null;
}
