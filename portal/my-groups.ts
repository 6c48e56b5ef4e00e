import { z } from "zod";
import { type GroupOfMine, groupsOfPerson, logOutOfAll, setLogin } from "../db/group-logins.ts";
import { picturesOf } from "../db/pictures.ts";
import { loadGroupWays } from "../db/response-group-ways.ts";
import { loadSchedules } from "../db/schedules.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { countLoggedIn, lastMemberWarning, type WhenNobody, whenNobody } from "../domain/group-login.ts";
import { whenNobodyOf } from "../domain/response-group.ts";
import type { Caller } from "./api/parts.ts";
import { ok, type RawAsk, type Route, route } from "./api/route.ts";
import { openView } from "./open-state.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";
import { NumberView, numberView } from "./user-views.ts";

const tag = "Mina sidor";

/** A response group as its member sees it. */
export const MyGroupView = z.strictObject({
  id: z.string(),
  name: z.string(),
  number: NumberView.nullable(),
  loggedIn: z.boolean(),
  /** When the login was last changed and by whom; null: never. */
  changed: z.strictObject({ at: z.string(), by: z.string() }).nullable(),
  /** Null: the person may log in and out. `fixed`: only an administrator may. */
  refused: z.literal("fixed").nullable(),
  /** The mobile rings, instead of the fixed number. */
  viaMobile: z.boolean(),
  /** Members who are logged in, and all of them; the person counts. */
  loggedInCount: z.int(),
  total: z.int(),
  /** The others, those who are logged in first; of a large group the first of them. */
  colleagues: z.array(
    z.strictObject({ id: z.string(), name: z.string(), picture: PictureView.nullable(), loggedIn: z.boolean() }),
  ),
  /** What callers meet if the person, being the last one logged in, logs out. Null: somebody else is. */
  ifLast: z.enum(whenNobody).nullable(),
});
export type MyGroupView = z.infer<typeof MyGroupView>;
const Groups = z.strictObject({ groups: z.array(MyGroupView) });

const mostColleagues = 50;

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

type Facts = {
  readonly pictures: ReadonlyMap<string, string>;
  readonly group: { readonly open: boolean; readonly whenNobody: WhenNobody };
};

function view({ id, name, e164, me, members }: GroupOfMine, { pictures, group }: Facts): MyGroupView {
  const others = members.filter((one) => one.userId !== me.userId);
  const colleagues = [...others.filter((one) => one.loggedIn), ...others.filter((one) => !one.loggedIn)].slice(0, mostColleagues);
  return {
    ...{ id, name, loggedIn: me.loggedIn, changed: me.changed, viaMobile: me.viaMobile },
    number: e164 === null ? null : numberView(e164),
    refused: me.mayToggle ? null : "fixed",
    loggedInCount: countLoggedIn(members),
    total: members.length,
    colleagues: colleagues.map(({ userId, name: called, loggedIn }) => ({
      ...{ id: userId, name: called, loggedIn },
      picture: pictureView(pictures.get(userId)),
    })),
    ifLast: lastMemberWarning(me, members, group),
  };
}

async function groupsOf(db: Db, who: Caller, now: Date): Promise<MyGroupView[]> {
  const groups = await groupsOfPerson(db, own(who));
  const people = new Set(groups.flatMap((group) => group.members.map((one) => one.userId)));
  const pictures = await picturesOf(db, [...people]);
  const { organisationId } = own(who);
  const owners = groups.map(({ id }) => ({ kind: "group", id }) as const);
  const schedules = await loadSchedules(db, organisationId, owners);
  const ways = await loadGroupWays(
    db,
    organisationId,
    groups.map(({ id }) => id),
  );
  return groups.map((one) => {
    const { open } = openView(schedules.get(`group:${one.id}`), now);
    return view(one, { pictures, group: { open, whenNobody: whenNobodyOf(ways(one.id)) } });
  });
}

async function answerOne({ parts, who, now }: Mine, groupId: string): Promise<MyGroupView> {
  const group = (await groupsOf(parts.db, who, now)).find((one) => one.id === groupId);
  if (!group) throw new DomainError("response_group_not_found");
  return group;
}

export const myGroupRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/groups",
    tag,
    summary: "The response groups that the person is in, who else is logged in, and what logging out would mean.",
    answer: Groups,
    handle: async ({ parts, who, now }) => ok({ groups: await groupsOf(parts.db, who, now) }),
  }),
  route("user", {
    method: "put",
    path: "/me/groups/:group",
    tag,
    summary: "Logs in or out. The wanted state is named: asking twice does it once.",
    params: z.strictObject({ group: z.string().max(200) }),
    body: z.strictObject({ loggedIn: z.boolean() }),
    answer: MyGroupView,
    example: { loggedIn: false },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const input = { ...own(who), groupId: params.group, loggedIn: body.loggedIn, by: "self" } as const;
      await setLogin(parts.db, input, who.actor, now);
      return ok(await answerOne(asked, params.group));
    },
  }),
  route("user", {
    method: "post",
    path: "/me/groups/log-out-all",
    tag,
    summary: "Logs out of every group that the person may leave. Says which ones that were.",
    body: z.strictObject({}),
    answer: Groups.extend({ changed: z.array(z.string()) }),
    example: {},
    handle: async ({ parts, who, now }) => {
      const changed = await logOutOfAll(parts.db, own(who), who.actor, now);
      return ok({ changed, groups: await groupsOf(parts.db, who, now) });
    },
  }),
];
