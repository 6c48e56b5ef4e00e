import { z } from "zod";
import { featureSchemeOf, getOrganisation, LanguageTag } from "../db/organisations.ts";
import { getPerson } from "../db/people.ts";
import { updateDetails } from "../db/people-changes.ts";
import { pagePhones } from "../db/phone-pages.ts";
import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { mayAdminister } from "../domain/rights.ts";
import { pageOf, pageQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { changeKeys, KeysChange } from "./keys.ts";
import { getPhoneRow } from "./phone-detail.ts";
import { PhoneRowView, PhoneView, phoneRowView } from "./phone-views.ts";
import { answerPhone } from "./phones.ts";
import { UserView, userView } from "./user-views.ts";

const tag = "Mina sidor";
const params = z.strictObject({ phone: z.string().max(200) });
type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", id: session.userId });

async function answerMe({ parts, who, now }: Mine): Promise<Answer> {
  const by = own(who);
  const person = await getPerson(parts.db, by);
  const { timeZone } = await getOrganisation(parts.db, { id: by.organisationId });
  const scheme = await featureSchemeOf(parts.db, by.organisationId);
  return ok(userView(person, wallClock(now, timeZone).date, scheme), person.versions.details);
}

/** As the person is in the own organisation: what an operator may do in the entered one holds there only. */
function atHome(who: Caller): Caller {
  const administrator = mayAdminister(who.session.access, own(who).organisationId);
  return { ...who, administrator, actor: { ...who.actor, kind: "user", administrator } };
}

/** The person's own phone; another's answers as none. @throws DomainError `phone_not_found` */
async function demandOwn({ parts, who }: Mine, phone: string): Promise<void> {
  const { organisationId, id } = own(who);
  const { userId, state } = await getPhoneRow(parts.db, { organisationId, id: phone });
  if (userId !== id || state === "retired") throw new DomainError("phone_not_found");
}

async function answerOwn(asked: Mine, phone: string): Promise<Answer> {
  await demandOwn(asked, phone);
  return answerPhone({ ...asked, who: { ...asked.who, organisationId: own(asked.who).organisationId } }, phone);
}

export const meRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me",
    tag,
    summary: "The person's own details.",
    answer: UserView,
    handle: answerMe,
  }),
  route("user", {
    method: "patch",
    path: "/me",
    tag,
    summary: "Own e-mail and language.",
    body: z.strictObject({
      email: z.email().max(200).nullable().optional(),
      language: LanguageTag.nullable().optional(),
    }),
    answer: UserView,
    example: { language: "en" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      await updateDetails(parts.db, { ...own(who), version, ...body }, who.actor, now);
      return answerMe(asked);
    },
    current: answerMe,
  }),
  route("user", {
    method: "get",
    path: "/me/phones",
    tag,
    summary: "The person's own phones.",
    query: z.strictObject(pageQuery),
    answer: pageOf(PhoneRowView),
    handle: async ({ parts, who, query, now }) => {
      const { organisationId, id: userId } = own(who);
      const filter = { organisationId, userId, search: "", sort: "label", descending: false, ...query } as const;
      const { total, rows } = await pagePhones(parts.db, filter);
      return ok({ total, rows: rows.map((row) => phoneRowView(row, now)) });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/phones/:phone",
    tag,
    summary: "One of the person's own phones, with its keys.",
    params,
    answer: PhoneView,
    handle: (asked) => answerOwn(asked, asked.params.phone),
  }),
  route("user", {
    method: "patch",
    path: "/me/phones/:phone/keys",
    tag,
    summary: "Programs and clears keys that the administrator has left open.",
    params,
    body: KeysChange,
    answer: PhoneView,
    example: { set: [{ place: { module: 0, index: 5 }, kind: "blf", target: { kind: "user", id: "{user}" } }] },
    versioned: true,
    handle: async (asked) => {
      await demandOwn(asked, asked.params.phone);
      await changeKeys({ ...asked, who: atHome(asked.who) }, own(asked.who).organisationId, asked.params.phone);
      return answerOwn(asked, asked.params.phone);
    },
    current: (asked) => answerOwn(asked, asked.params.phone),
  }),
];
