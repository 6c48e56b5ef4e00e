import { z } from "zod";
import { DeactivationInput, updateDeactivation } from "../db/deactivations.ts";
import { loadDeskPhones } from "../db/desk-phones.ts";
import { loadAway } from "../db/diversion-rows.ts";
import { latestMessages } from "../db/message-log.ts";
import { featureSchemeOf, getOrganisation } from "../db/organisations.ts";
import { hashPassword } from "../db/password-hash.ts";
import { getPerson, type Person } from "../db/people.ts";
import {
  AdvancedInput,
  DetailsInput,
  ExtraInput,
  NumbersInput,
  RoleInput,
  updateAdvanced,
  updateDetails,
  updateExtra,
  updateNumbers,
  updateRole,
} from "../db/people-changes.ts";
import { createPerson, PersonInput } from "../db/people-create.ts";
import { listPeople, personSorts, personStatuses } from "../db/people-pages.ts";
import { loadPointers } from "../db/pointers.ts";
import { generatePassword } from "../db/secrets.ts";
import { setPassword } from "../db/sign-in.ts";
import type { UserCategory } from "../db/users.ts";
import { featureCodes } from "../domain/feature-groups.ts";
import { wallClock } from "../domain/local-time.ts";
import { demandOver, rights } from "../domain/rights.ts";
import { Id } from "./api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, type Asked, created, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { AwayClock, awayClock } from "./away-view.ts";
import { PointerView } from "./groups.ts";
import { demandGoodPassword, NewPassword } from "./session.ts";
import { gate } from "./sign-in/sign-in.ts";
import { UserListView, UserView, userListView, userView } from "./user-views.ts";

const tag = "Users";
const UsersView = pageOf(UserListView).extend(AwayClock);
export type UsersView = z.infer<typeof UsersView>;

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

async function todayOf({ parts, who, now }: Mine): Promise<string> {
  const { timeZone } = await getOrganisation(parts.db, { id: who.organisationId });
  return wallClock(now, timeZone).date;
}

async function present(asked: Mine, person: Person): Promise<UserView> {
  const scheme = await featureSchemeOf(asked.parts.db, asked.who.organisationId);
  return userView(person, await todayOf(asked), scheme);
}

const of = (asked: Mine & { params: unknown }): { organisationId: string; id: string } => ({
  organisationId: asked.who.organisationId,
  id: UserParam.parse(asked.params).user,
});
const UserParam = z.strictObject({ user: z.string().max(200) });

type CategoryAsked<B> = Asked<unknown, unknown, B> & { readonly who: Caller };

/** Saves one category; the version is that category's. */
function categoryRoute<B extends z.ZodType>(
  category: UserCategory,
  say: {
    readonly summary: string;
    readonly body: B;
    readonly example: unknown;
    readonly save: (asked: CategoryAsked<z.output<B>>) => Promise<Person>;
  },
): Route {
  const answer = async (asked: Mine, person: Person): Promise<Answer> =>
    ok(await present(asked, person), person.versions[category]);
  return route("administrator", {
    method: "patch",
    path: `/users/:user/${category}`,
    tag,
    summary: say.summary,
    body: say.body,
    answer: UserView,
    example: say.example,
    versioned: true,
    handle: async (asked) => answer(asked, await say.save(asked)),
    current: async (asked) => answer(asked, await getPerson(asked.parts.db, of(asked))),
  });
}

export const userRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/users",
    tag,
    summary: "Users in Swedish order. A search reads numbers in any written form and leaves out accents, best found first.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      order: orderQuery,
      sort: z.enum(personSorts).default("name"),
      status: z.enum(personStatuses).default("active"),
      right: z.enum(rights).optional().meta({ description: "Only who has that right." }),
      feature: z.enum(featureCodes).optional().meta({ description: "Only members of that feature group." }),
      group: Id.optional().meta({ description: "Only members of that response group." }),
      list: Id.optional().meta({ description: "Only members of that list of contacts." }),
    }),
    answer: UsersView,
    handle: async (asked) => {
      const { q: search, order, group: groupId, list: listId, ...rest } = asked.query;
      const { db } = asked.parts;
      const today = await todayOf(asked);
      const filter = { ...rest, organisationId: asked.who.organisationId, groupId, listId, today, search };
      const { total, rows } = await listPeople(db, { ...filter, descending: order === "desc" });
      const ids = rows.map(({ id }) => id);
      const phones = await loadDeskPhones(db, ids);
      const away = await loadAway(db, ids, asked.now);
      const messages = await latestMessages(db, ids);
      const view = (person: Person) => {
        const { id } = person;
        return userListView(person, today, phones.get(id) ?? [], away.get(id), messages.get(id));
      };
      const clock = await awayClock(db, asked.who.organisationId, asked.now);
      return ok({ total, rows: rows.map(view), ...clock });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users",
    tag,
    summary: "Creates a user; only the names are needed.",
    body: PersonInput,
    answer: UserView,
    example: { firstName: "Åsa", lastName: "Öberg", primaryNumber: "08-465 004 21", extension: "421" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const input = { ...body, organisationId: who.organisationId };
      const person = await createPerson(parts.db, input, who.session.access, who.actor, now);
      return created(await present(asked, person), person.versions.details);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user",
    tag,
    summary: "One user, with everything that the six categories hold.",
    answer: UserView,
    handle: async (asked) => {
      const person = await getPerson(asked.parts.db, of(asked));
      return ok(await present(asked, person), person.version);
    },
  }),
  categoryRoute("details", {
    summary: "Användarfält: names, e-mail, user name, language.",
    body: DetailsInput,
    example: { firstName: "Åsa", username: "asa.oberg" },
    save: async (asked) => {
      demandOver(asked.who.session.access, await getPerson(asked.parts.db, of(asked)));
      return updateDetails(asked.parts.db, { ...asked.body, ...writes(asked) }, asked.who.actor, asked.now);
    },
  }),
  categoryRoute("role", {
    summary: "Rollfält: the operator of the fixed number, from which the billing id follows.",
    body: RoleInput,
    example: { fixedOperator: "telia" },
    save: (asked) => updateRole(asked.parts.db, { ...asked.body, ...writes(asked) }, asked.who.actor, asked.now),
  }),
  categoryRoute("numbers", {
    summary: "Nummerfält: fixed, mobile and secondary number, extension. A Mex mobile is the secondary number too.",
    body: NumbersInput,
    example: { mobile: { number: "070-174 06 21", profile: "mex" } },
    save: (asked) => updateNumbers(asked.parts.db, { ...asked.body, ...writes(asked) }, asked.who.actor, asked.now),
  }),
  categoryRoute("extra", {
    summary: "Extra fält: search words.",
    body: ExtraInput,
    example: { searchWords: ["kranförare"] },
    save: (asked) => updateExtra(asked.parts.db, { ...asked.body, ...writes(asked) }, asked.who.actor, asked.now),
  }),
  categoryRoute("deactivation", {
    summary: "Deaktivering: the first day without service, and who gets the keys. Today is at once.",
    body: DeactivationInput,
    example: { deactivateOn: "2031-01-01", replacedBy: "{colleague}" },
    save: (asked) => updateDeactivation(asked.parts.db, { ...asked.body, ...writes(asked) }, asked.who.actor, asked.now),
  }),
  categoryRoute("advanced", {
    summary: "Avancerade inställningar: feature groups and rights. The change of a right acts on the person's next request.",
    body: AdvancedInput,
    example: { rights: ["user"] },
    save: async (asked) => {
      const { parts, who, body, now } = asked;
      const scheme = await featureSchemeOf(parts.db, who.organisationId);
      return updateAdvanced(parts.db, { ...body, ...writes(asked) }, scheme, who.session.access, who.actor, now);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user/pointers",
    tag,
    summary:
      "What points to the person: keys of phones and layouts, phones, accounts, forwardings, ways of groups and menus. To be seen before a deactivation.",
    answer: z.strictObject({
      keys: z.array(z.strictObject({ phoneId: z.string(), phoneLabel: z.string(), mac: z.string(), place: z.string() })),
      layoutKeys: z.array(z.strictObject({ layoutId: z.string(), layoutName: z.string(), place: z.string() })),
      phones: z.array(z.strictObject({ id: z.string(), label: z.string(), mac: z.string(), model: z.string() })),
      accounts: z.array(z.strictObject({ id: z.string(), sipUser: z.string() })),
      forwardings: z.array(z.strictObject({ userId: z.string(), userName: z.string() })),
      calls: z.array(PointerView),
    }),
    handle: async (asked) => {
      const { organisationId, id: userId } = of(asked);
      await getPerson(asked.parts.db, { organisationId, id: userId });
      return ok(await loadPointers(asked.parts.db, { organisationId, userId }));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users/:user/password",
    tag,
    summary: "Sets a password that the person changes at the next sign-in. Without one it is generated, and shown this once.",
    body: z.strictObject({ password: NewPassword.optional() }),
    answer: z.strictObject({ password: z.string().nullable() }),
    example: {},
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const { organisationId, id: userId } = of(asked);
      demandOver(who.session.access, await getPerson(parts.db, { organisationId, id: userId }));
      if (body.password !== undefined) await demandGoodPassword(parts, userId, body.password);
      const password = body.password ?? generatePassword();
      const passwordHash = await gate.through(() => hashPassword(password));
      await setPassword(parts.db, { organisationId, userId, passwordHash, mustChange: true }, who.actor, now);
      return ok({ password: body.password === undefined ? password : null });
    },
  }),
];

function writes(asked: CategoryAsked<unknown>): { organisationId: string; id: string; version: number } {
  return { ...of(asked), version: asked.version };
}
