import { z } from "zod";
import { groupsOfPerson, putLogins, setEveryLogin } from "../group-logins.ts";
import { getMembers, MembersInput, setMembers } from "../group-members.ts";
import { getMemberships, MembershipsInput, membershipFields, setMemberships } from "../memberships.ts";
import type { Undoer } from "./undoer.ts";

const MembersSaid = MembersInput.nullable().catch(null);
const Login = z.object({ groups: z.array(z.string()), loggedIn: z.boolean() });

/** Order, locks and who is in. A login is the person's own: what has become of it since stands in nobody's way. */
const members: Undoer = {
  current: async (trx, { organisationId, id, after }) => {
    const left = new Map(MembersSaid.parse(after)?.members.map((one) => [one.userId, one.loggedIn]));
    const now = await getMembers(trx, { organisationId, groupId: id });
    return {
      members: now.members.map(({ userId, mayToggle, viaMobile, loggedIn }) => ({
        ...{ userId, mayToggle, viaMobile },
        loggedIn: left.get(userId) ?? loggedIn,
      })),
    };
  },
  putBack: (trx, { organisationId, id, before, after, actor, now }) => {
    const left = new Map(MembersSaid.parse(after)?.members.map((one) => [one.userId, one.loggedIn]));
    const wanted = MembersInput.parse(before).members.map(({ loggedIn, ...one }) =>
      left.get(one.userId) === loggedIn ? one : { ...one, loggedIn },
    );
    return setMembers(trx, { organisationId, groupId: id, members: wanted }, actor, now);
  },
};

const memberships: Undoer = {
  current: async (trx, { organisationId, id }) => membershipFields(await getMemberships(trx, { organisationId, userId: id })),
  putBack: (trx, { organisationId, id, before, actor, now }) =>
    setMemberships(trx, { organisationId, userId: id, ...MembershipsInput.parse(before) }, actor, now),
};

const login: Undoer = {
  current: async (trx, { organisationId, id, after }) => {
    const { groups, loggedIn } = Login.parse(after);
    const mine = await groupsOfPerson(trx, { organisationId, userId: id });
    const still = groups.filter((one) => mine.some((group) => group.id === one && group.me.loggedIn === loggedIn));
    return { groups: still, loggedIn };
  },
  putBack: (trx, { organisationId, id, before, actor, now }) =>
    putLogins(trx, { organisationId, userId: id, ...Login.parse(before) }, actor, now),
};

const Logins = z.object({ users: z.array(z.string()), loggedIn: z.boolean() });
/** Taken back as a whole: not when one of them has logged in or out since. */
const logins: Undoer = {
  current: async (trx, { organisationId, id, after }) => {
    const { users, loggedIn } = Logins.parse(after);
    const { members } = await getMembers(trx, { organisationId, groupId: id });
    const still = users.filter((user) => members.some((one) => one.userId === user && one.loggedIn === loggedIn));
    return { users: still, loggedIn };
  },
  putBack: (trx, { organisationId, id, before, actor, now }) =>
    setEveryLogin(trx, { organisationId, groupId: id, ...Logins.parse(before) }, actor, now),
};

export const groupUndoers: Readonly<Record<string, Undoer>> = {
  "response_group.members_set": members,
  "response_group.logins_set": logins,
  "user.memberships_set": memberships,
  "user.group_login_changed": login,
};
