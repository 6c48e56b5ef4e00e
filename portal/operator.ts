import { z } from "zod";
import { listFound } from "../db/found-phones.ts";
import { countsOf } from "../db/house-facts.ts";
import {
  createOrganisation,
  getOrganisation,
  LanguageTag,
  listOrganisations,
  type Organisation,
  OrganisationName,
  TimeZone,
  UpdateOrganisation,
  updateOrganisation,
} from "../db/organisations.ts";
import { deliveryStates, pagePhones, phoneSorts } from "../db/phone-pages.ts";
import { AddPhone, ClaimPhone, claimPhone, Mac, phoneStates } from "../db/phones.ts";
import { DomainError } from "../domain/errors.ts";
import { vendorIds } from "../domain/plan.ts";
import { demand, mayOperate } from "../domain/rights.ts";
import { foldText } from "../domain/search.ts";
import { Id, NameInput, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery, searchQuery } from "./api/paging.ts";
import type { ApiParts, Caller } from "./api/parts.ts";
import { created, ok, type Route, route } from "./api/route.ts";
import { modelOf } from "./phone-detail.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { FoundView, foundView } from "./phones.ts";
import { standingFilter, standingQuery } from "./standing-views.ts";

const tag = "Operator";
const OrganisationView = z.strictObject({
  ...versionedView,
  name: z.string(),
  title: z.string(),
  language: z.string(),
  timeZone: z.string(),
  /** Beginnings of foreign numbers that calls may be forwarded to. */
  foreignPrefixes: z.array(z.string()),
});
export const OrganisationRowView = OrganisationView.extend({
  users: z.int(),
  phones: z.int(),
  /** Phones that do not have what they should have. */
  notInStep: z.int(),
});
export type OrganisationRowView = z.infer<typeof OrganisationRowView>;
const OrganisationInput = z.strictObject({
  name: OrganisationName,
  title: NameInput,
  language: LanguageTag.default("sv"),
  timeZone: TimeZone.default("Europe/Stockholm"),
});

function view({ id, version, updatedAt, name, title, language, timeZone, foreignPrefixes }: Organisation) {
  return { id, version, updatedAt, name, title, language, timeZone, foreignPrefixes: [...foreignPrefixes] };
}

/** One that the operator looks after. @throws DomainError `organisation_not_found` */
async function operated({ db }: ApiParts, { session }: Caller, id: string): Promise<Organisation> {
  if (!mayOperate(session.access, id)) throw new DomainError("organisation_not_found");
  // What is not there answers as what is somebody else's.
  return getOrganisation(db, { id }).catch(() => {
    throw new DomainError("organisation_not_found");
  });
}

/** Every word stands in the title or the short name. */
function isCalled({ title, name }: Organisation, search: string): boolean {
  const text = `${foldText(title)} ${foldText(name)}`;
  return foldText(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const operatorRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/organisations",
    tag,
    summary: "The organisations that the operator looks after, by title.",
    query: z.strictObject({ ...pageQuery, q: searchQuery, order: orderQuery }),
    answer: pageOf(OrganisationRowView),
    handle: async ({ parts, who, query, now }) => {
      const all = await listOrganisations(parts.db);
      const own = all.filter((one) => mayOperate(who.session.access, one.id) && isCalled(one, query.q));
      const { total, rows } = pageOfAll(own.map(view), (one) => one.title, query);
      const counts = await countsOf(
        parts.db,
        rows.map(({ id }) => id),
        now,
      );
      return ok({ total, rows: rows.map((row) => ({ ...row, ...counts(row.id) })) });
    },
  }),
  route("operator", {
    method: "patch",
    path: "/operator/organisations/:organisation",
    tag,
    summary:
      "Title, language and time zone of an organisation, and where its calls may be forwarded to abroad. Phones for which no setting says otherwise get new files.",
    params: z.strictObject({ organisation: z.string().max(200) }),
    // Not those of a new one: what is absent stays, and has no default.
    body: UpdateOrganisation.pick({ title: true, language: true, timeZone: true, foreignPrefixes: true }),
    answer: OrganisationView,
    example: { title: "Björkö Bygg AB" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const { id } = await operated(parts, who, params.organisation);
      const organisation = await updateOrganisation(parts.db, { id, version, ...body }, who.actor, now);
      return ok(view(organisation), organisation.version);
    },
    current: async ({ parts, who, params }) => {
      const organisation = await operated(parts, who, params.organisation);
      return ok(view(organisation), organisation.version);
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
      ...standingQuery,
    }),
    answer: pageOf(PhoneRowView.extend({ organisation: z.strictObject({ id: z.string(), title: z.string() }) })),
    handle: async ({ parts, who, query, now }) => {
      const { q: search, order, standing, reason, ...rest } = query;
      const { operates } = who.session.access;
      const organisationId = operates === "all" ? null : operates;
      const filter = { ...rest, organisationId, search, standing: standingFilter({ standing, reason }, now) };
      const { total, rows } = await pagePhones(parts.db, { ...filter, descending: order === "desc" });
      const views = rows.map((row) => ({
        ...phoneRowView(row, now),
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
  route("operator", {
    method: "post",
    path: "/operator/claim",
    tag,
    summary: "Gives a phone that belongs to nobody to an organisation. It still has to prove itself there.",
    body: z.strictObject({
      organisationId: Id,
      mac: Mac,
      vendor: z.enum(vendorIds).nullable().default(null),
      model: z.string().max(20).nullable().default(null),
      label: AddPhone.shape.label,
    }),
    answer: z.strictObject({ id: z.string(), organisationId: z.string() }),
    example: { organisationId: "{organisation}", mac: "00:15:65:7f:01:41", label: "Receptionen" },
    handle: async ({ parts, who, body, now }) => {
      const { access } = who.session;
      const { id: organisationId } = await operated(parts, who, body.organisationId);
      const [one] = await listFound(parts.db, { organisationId: null, mac: body.mac, limit: 1 });
      const hint = one?.organisationId ?? null;
      if (!one || !(hint === null ? access.operates === "all" : mayOperate(access, hint))) {
        throw new DomainError("phone_not_found", { mac: body.mac });
      }
      const [vendor, model] = [body.vendor ?? one.vendor, body.model ?? one.model];
      if (vendor === null || model === null) throw new DomainError("model_unknown");
      modelOf(vendor, model);
      const input = ClaimPhone.parse({ organisationId, mac: body.mac, vendor, model, label: body.label });
      const phone = await claimPhone(parts.db, parts.keyring, input, who.actor, now);
      return created({ id: phone.id, organisationId }, phone.version);
    },
  }),
];
