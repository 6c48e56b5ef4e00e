import { z } from "zod";
import { setEveryLogin, setLogin } from "../db/group-logins.ts";
import { getMembers, type Members, MembersInput, setMembers } from "../db/group-members.ts";
import { loadMembersNow } from "../db/member-states.ts";
import { getMemberships, type Memberships, MembershipsInput, setMemberships } from "../db/memberships.ts";
import { picturesOf } from "../db/pictures.ts";
import { getResponseGroup } from "../db/response-groups.ts";
import type { Db } from "../db/types.ts";
import { memberSkips, whySkipped } from "../domain/member-skips.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, ok, type Route, route } from "./api/route.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";
import { NumberView, numberView } from "./user-views.ts";

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
      /** Of the line that rings; null: there is none. */
      number: NumberView.nullable(),
      /** Why calls pass the member by just now; null: they ring. */
      skipped: z.enum(memberSkips).nullable(),
      /** Until when, of an absence with an end. */
      until: z.string().nullable(),
    }),
  ),
});
export type MembersView = z.infer<typeof MembersView>;

/** What a person belongs to. */
export const MembershipsView = z.strictObject({
  version: z.int(),
  groups: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** Lists of external contacts that the person sees. */
  contactLists: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type MembershipsView = z.infer<typeof MembershipsView>;

type OfGroup = { readonly organisationId: string; readonly groupId: string };

async function answerMembers(db: Db, of: OfGroup, { version, members }: Members, now: Date): Promise<Answer> {
  const { ringsDiverted } = await getResponseGroup(db, { organisationId: of.organisationId, id: of.groupId });
  const states = await loadMembersNow(db, of.organisationId, members, now);
  const pictures = await picturesOf(
    db,
    members.map((one) => one.userId),
  );
  const view = members.map(({ groupId: _group, ...member }) => {
    const state = states.get(member.userId);
    return {
      ...member,
      picture: pictureView(pictures.get(member.userId)),
      number: state?.number ? numberView(state.number) : null,
      skipped: state ? whySkipped(state, { ringsDiverted }) : "deactivated",
      until: state?.until?.toISOString() ?? null,
    };
  });
  return ok({ version, members: view }, version);
}

const answerMemberships = ({ version, groups, contactLists }: Memberships): Answer =>
  ok({ version, groups: [...groups], contactLists: [...contactLists] }, version);

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
    handle: async ({ parts, who, params, now }) => {
      const of = ofGroup(who, params);
      return answerMembers(parts.db, of, await getMembers(parts.db, of), now);
    },
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
      const of = ofGroup(who, params);
      return answerMembers(parts.db, of, await setMembers(parts.db, { ...of, ...body, version }, who.actor, now), now);
    },
    current: async ({ parts, who, params, now }) => {
      const of = ofGroup(who, params);
      return answerMembers(parts.db, of, await getMembers(parts.db, of), now);
    },
  }),
  route("administrator", {
    method: "put",
    path: "/groups/:group/members/:user/login",
    tag: "Groups",
    summary: "Logs one member in or out, also one whose login is fixed. The wanted state is named: asking twice does it once.",
    params: groupParams.extend({ user: z.string().max(200) }),
    body: z.strictObject({ loggedIn: z.boolean() }),
    answer: MembersView,
    example: { loggedIn: false },
    handle: async ({ parts, who, params, body, now }) => {
      const of = ofGroup(who, params);
      const input = { ...of, userId: params.user, loggedIn: body.loggedIn, by: "administrator" } as const;
      await setLogin(parts.db, input, who.actor, now);
      return answerMembers(parts.db, of, await getMembers(parts.db, of), now);
    },
  }),
  route("administrator", {
    method: "put",
    path: "/groups/:group/logins",
    tag: "Groups",
    summary: "Logs every member in or out at once. Says whose login that changed.",
    params: groupParams,
    body: z.strictObject({ loggedIn: z.boolean() }),
    answer: MembersView.extend({ changed: z.array(z.string()) }),
    example: { loggedIn: true },
    handle: async ({ parts, who, params, body, now }) => {
      const of = ofGroup(who, params);
      const changed = await setEveryLogin(parts.db, { ...of, ...body }, who.actor, now);
      const answer = await answerMembers(parts.db, of, await getMembers(parts.db, of), now);
      return { ...answer, body: { ...MembersView.parse(answer.body), changed } };
    },
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user/memberships",
    tag: "Users",
    summary: "The response groups that a user is in, and the lists of contacts that the user sees.",
    params: userParams,
    answer: MembershipsView,
    handle: async ({ parts, who, params }) => answerMemberships(await getMemberships(parts.db, ofUser(who, params))),
  }),
  route("administrator", {
    method: "put",
    path: "/users/:user/memberships",
    tag: "Users",
    summary:
      "Puts a user into response groups and lists of contacts, and takes the user out of others. Whoever comes into a group is logged in, and called last. What is not said stays.",
    params: userParams,
    body: MembershipsInput,
    answer: MembershipsView,
    example: { groups: ["{group}"], contactLists: ["{list}"] },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) =>
      answerMemberships(await setMemberships(parts.db, { ...ofUser(who, params), ...body, version }, who.actor, now)),
    current: async ({ parts, who, params }) => answerMemberships(await getMemberships(parts.db, ofUser(who, params))),
  }),
];
