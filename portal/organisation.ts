import { z } from "zod";
import { featureSchemeOf, getOrganisation, UpdateOrganisation, updateOrganisation } from "../db/organisations.ts";
import { mainGroupOf, numberedGroups, setMainGroup } from "../db/shown-numbers.ts";
import { change } from "../db/transaction.ts";
import { featureSchemes } from "../domain/feature-groups.ts";
import { Id } from "./api/fields.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { NumberView, numberView } from "./user-views.ts";

const Main = z.strictObject({ id: z.string(), name: z.string(), number: NumberView });

export const OwnOrganisationView = z.strictObject({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  title: z.string(),
  language: z.string(),
  timeZone: z.string(),
  /** The response group whose number is the main number; null: none. */
  mainGroupId: z.string().nullable(),
  /** Groups that have a number, by name. */
  mainChoices: z.array(Main),
  /** The operator decides. */
  featureScheme: z.enum(featureSchemes),
  /** Beginnings of foreign numbers that calls may be forwarded to; the operator decides. */
  foreignPrefixes: z.array(z.string()),
});
export type OwnOrganisationView = z.infer<typeof OwnOrganisationView>;

type Mine = Pick<RawAsk, "parts"> & { readonly who: Caller };

async function answer({ parts, who }: Mine): Promise<Answer> {
  const { organisationId } = who;
  const found = await getOrganisation(parts.db, { id: organisationId });
  const { id, version, name, title, language, timeZone, foreignPrefixes } = found;
  const groups = await numberedGroups(parts.db, organisationId);
  const body: OwnOrganisationView = {
    ...{ id, version, name, title, language, timeZone, foreignPrefixes: [...foreignPrefixes] },
    mainGroupId: await mainGroupOf(parts.db, organisationId),
    mainChoices: groups.map((group) => ({ id: group.id, name: group.name, number: numberView(group.e164) })),
    featureScheme: await featureSchemeOf(parts.db, organisationId),
  };
  return ok(body, version);
}

export const organisationRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/organisation",
    tag: "Organisation",
    summary: "The organisation itself: what it is called, its language, its main number, and what the operator has decided.",
    answer: OwnOrganisationView,
    handle: answer,
  }),
  route("administrator", {
    method: "patch",
    path: "/organisation",
    tag: "Organisation",
    summary: "Title, language and main number. Phones for which no setting says another language get new files.",
    body: UpdateOrganisation.pick({ title: true, language: true }).extend({ mainGroupId: Id.nullable().optional() }),
    answer: OwnOrganisationView,
    example: { title: "Björkö Bygg AB", mainGroupId: "{group}" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      const { organisationId: id } = who;
      const { mainGroupId, ...fields } = body;
      await change(parts.db, async (trx) => {
        await updateOrganisation(trx, { id, version, ...fields }, who.actor, now);
        if (mainGroupId === undefined) return;
        await setMainGroup(trx, { organisationId: id, groupId: mainGroupId }, who.actor, now);
      });
      return answer(asked);
    },
    current: answer,
  }),
];
