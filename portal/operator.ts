import { z } from "zod";
import { listFound } from "../db/found-phones.ts";
import {
  createOrganisation,
  LanguageTag,
  listOrganisations,
  type Organisation,
  OrganisationName,
  TimeZone,
} from "../db/organisations.ts";
import { deliveryStates, pagePhones, phoneSorts } from "../db/phone-pages.ts";
import { phoneStates } from "../db/phones.ts";
import { demand, mayOperate } from "../domain/rights.ts";
import { NameInput, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery, searchQuery } from "./api/paging.ts";
import { created, ok, type Route, route } from "./api/route.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { FoundView, foundView } from "./phones.ts";

const tag = "Operator";
const OrganisationView = z.strictObject({
  ...versionedView,
  name: z.string(),
  title: z.string(),
  language: z.string(),
  timeZone: z.string(),
});
const OrganisationInput = z.strictObject({
  name: OrganisationName,
  title: NameInput,
  language: LanguageTag.default("sv"),
  timeZone: TimeZone.default("Europe/Stockholm"),
});

function view({ id, version, updatedAt, name, title, language, timeZone }: Organisation) {
  return { id, version, updatedAt, name, title, language, timeZone };
}

export const operatorRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/organisations",
    tag,
    summary: "The organisations that the operator looks after, by title.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(OrganisationView),
    handle: async ({ parts, who, query }) => {
      const all = await listOrganisations(parts.db);
      const own = all.filter((one) => mayOperate(who.session.access, one.id));
      return ok(pageOfAll(own.map(view), (one) => one.title, query));
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/organisations",
    tag,
    summary: "Creates an organisation; for operators who look after all of them.",
    body: OrganisationInput,
    answer: OrganisationView,
    example: { name: "bjorko-bygg-norr", title: "Björkö Bygg Norr AB" },
    handle: async ({ parts, who, body, now }) => {
      demand(who.session.access.operates === "all");
      const organisation = await createOrganisation(parts.db, body, who.actor, now);
      return created(view(organisation), organisation.version);
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/phones",
    tag,
    summary: "Phones of every organisation that the operator looks after.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      order: orderQuery,
      sort: z.enum(phoneSorts).default("label"),
      state: z.enum(phoneStates).optional(),
      delivery: z.enum(deliveryStates).optional(),
    }),
    answer: pageOf(PhoneRowView.extend({ organisation: z.strictObject({ id: z.string(), title: z.string() }) })),
    handle: async ({ parts, who, query }) => {
      const { q: search, order, ...rest } = query;
      const { operates } = who.session.access;
      const organisationId = operates === "all" ? null : operates;
      const { total, rows } = await pagePhones(parts.db, { ...rest, organisationId, search, descending: order === "desc" });
      const views = rows.map((row) => ({
        ...phoneRowView(row),
        organisation: { id: row.organisationId, title: row.organisationTitle },
      }));
      return ok({ total, rows: views });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/found",
    tag,
    summary: "Phones that have asked and belong to nobody; those that point to nobody only for operators of all organisations.",
    query: z.strictObject(pageQuery),
    answer: pageOf(FoundView.extend({ organisationId: z.string().nullable() })),
    handle: async ({ parts, who, query }) => {
      const { access } = who.session;
      const all = await listFound(parts.db, { organisationId: null, limit: 10_000 });
      const own = all.filter(({ organisationId: id }) => (id === null ? access.operates === "all" : mayOperate(access, id)));
      const rows = own.slice(query.offset, query.offset + query.limit);
      return ok({ total: own.length, rows: rows.map((one) => ({ ...foundView(one), organisationId: one.organisationId })) });
    },
  }),
];
