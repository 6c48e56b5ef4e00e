import { z } from "zod";
import { getMembers, type Members, MembersInput, setMembers } from "../db/group-members.ts";
import { getMemberships, type Memberships, MembershipsInput, setMemberships } from "../db/memberships.ts";
import { picturesOf } from "../db/pictures.ts";
import type { Db } from "../db/types.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, ok, type Route, route } from "./api/route.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";

/** Who is in a group, in the order in which it calls them. */
export const MembersView = z.strictObject({
  version: z.int(),
  members: z.array(
    z.strictObject({
      userId: z.string(),
      name: z.string(),
      picture: PictureView.nullable(),
      loggedIn: z.boolean(),
      changed: z.strictObject({ at: z.string(), by: z.string() }).nullable(),
      mayToggle: z.boolean(),
      viaMobile: z.boolean(),
    }),
  ),
});
export type MembersView = z.infer<typeof MembersView>;

/** What a person belongs to. */
export const MembershipsView = z.strictObject({
  version: z.int(),
  groups: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type MembershipsView = z.infer<typeof MembershipsView>;

async function answerMembers(db: Db, { version, members }: Members): Promise<Answer> {
  const pictures = await picturesOf(
    db,
    members.map((one) => one.userId),
  );
  const view = members.map(({ groupId: _group, ...member }) => ({
    ...member,
    picture: pictureView(pictures.get(member.userId)),
  }));
  return ok({ version, members: view }, version);
}

const answerMemberships = ({ version, groups }: Memberships): Answer => ok({ version, groups: [...groups] }, version);

const groupParams = z.strictObject({ group: z.string().max(200) });
const userParams = z.strictObject({ user: z.string().max(200) });
const ofGroup = (who: Caller, params: { group: string }) => ({ organisationId: who.organisationId, groupId: params.group });
const ofUser = (who: Caller, params: { user: string }) => ({ organisationId: who.organisationId, userId: params.user });

export const membershipRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/groups/:group/members",
    tag: "Groups",
    summary: "Who is in a response group, in the order in which it calls them, and who is logged in.",
    params: groupParams,
    answer: MembersView,
    handle: async ({ parts, who, params }) => answerMembers(parts.db, await getMembers(parts.db, ofGroup(who, params))),
  }),
  route("administrator", {
    method: "put",
    path: "/groups/:group/members",
    tag: "Groups",
    summary: "Sets who is in the group and in which order. Logins that are not said stay; whoever is new is logged in.",
    params: groupParams,
    body: MembersInput,
    answer: MembersView,
    example: { members: [{ userId: "{user}", mayToggle: true, viaMobile: false, loggedIn: true }] },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { ...ofGroup(who, params), ...body, version };
      return answerMembers(parts.db, await setMembers(parts.db, input, who.actor, now));
    },
    current: async ({ parts, who, params }) => answerMembers(parts.db, await getMembers(parts.db, ofGroup(who, params))),
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user/memberships",
    tag: "Users",
    summary: "The response groups that a user is in.",
    params: userParams,
    answer: MembershipsView,
    handle: async ({ parts, who, params }) => answerMemberships(await getMemberships(parts.db, ofUser(who, params))),
  }),
  route("administrator", {
    method: "put",
    path: "/users/:user/memberships",
    tag: "Users",
    summary: "Puts a user into response groups and takes the user out of others. Whoever comes in is logged in, and called last.",
    params: userParams,
    body: MembershipsInput,
    answer: MembershipsView,
    example: { groups: ["{group}"] },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) =>
      answerMemberships(await setMemberships(parts.db, { ...ofUser(who, params), ...body, version }, who.actor, now)),
    current: async ({ parts, who, params }) => answerMemberships(await getMemberships(parts.db, ofUser(who, params))),
  }),
];
