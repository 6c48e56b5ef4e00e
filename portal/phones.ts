import { z } from "zod";
import { type FoundPhoneListing, listFound } from "../db/found-phones.ts";
import { deliveryStates, pagePhones, phoneSorts } from "../db/phone-pages.ts";
import {
  AddPhone,
  addPhone,
  claimPhone,
  getPhone,
  Mac,
  phoneStates,
  retirePhone,
  setPhoneAccounts,
  UpdatePhone,
  updatePhone,
} from "../db/phones.ts";
import { DomainError } from "../domain/errors.ts";
import { vendorIds } from "../domain/plan.ts";
import type { PhoneModel } from "../templates/model.ts";
import { deleteAsRead, Id } from "./api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, done, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { getPhoneRow, modelOf, phoneDetail } from "./phone-detail.ts";
import { AccountIds, ModuleNames, PhoneRowView, PhoneView, phoneRowView } from "./phone-views.ts";
import { InputError } from "./problem.ts";
import { standingFilter, standingQuery } from "./standing-views.ts";

const tag = "Phones";
const params = z.strictObject({ phone: z.string().max(200) });
const { label } = UpdatePhone.shape;
const model = z.string().max(20);

const place = {
  label: AddPhone.shape.label,
  siteId: Id.nullable().default(null),
  layoutId: Id.nullable().default(null),
  userId: Id.nullable().default(null),
  modules: ModuleNames.default([]),
  /** SIP accounts by id, position 1 first. */
  accounts: z.array(Id).max(34).default([]),
};
const AddInput = z.strictObject({ mac: Mac, vendor: z.enum(vendorIds), model, ...place });
/** Vendor and model may be left out when the phone said them itself. */
const ClaimInput = z.strictObject({
  mac: Mac,
  vendor: z.enum(vendorIds).nullable().default(null),
  model: model.nullable().default(null),
  ...place,
});
const PhoneChange = z.strictObject({
  label,
  siteId: Id.nullable().optional(),
  layoutId: Id.nullable().optional(),
  userId: Id.nullable().optional(),
  modules: ModuleNames.optional(),
});
const references = { siteId: "{site}", layoutId: "{layout}", userId: "{user}" };

/** @throws InputError when the model does not take such modules, or so many */
export function checkModules(model: PhoneModel, modules: readonly string[]): void {
  const known = modules.every((name) => model.modules.some((one) => one.name === name));
  if (known && modules.length <= model.maxModules) return;
  throw new InputError([{ field: "modules", code: "input_invalid", detail: { most: model.maxModules } }]);
}

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/** The phone as it is now, with its version. */
export async function answerPhone({ parts, who, now }: Mine, id: string): Promise<Answer> {
  const phone = await phoneDetail(parts, { organisationId: who.organisationId, id }, now);
  return ok(phone, phone.version);
}

export const FoundView = z.strictObject({
  id: z.string(),
  mac: z.string(),
  vendor: z.enum(vendorIds).nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  address: z.string(),
  userAgent: z.string().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
});

export function foundView({ at: lastSeenAt, organisationId: _hint, ...one }: FoundPhoneListing): z.infer<typeof FoundView> {
  return { ...one, lastSeenAt };
}

export const phoneRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones",
    tag,
    summary: "Phones with their state, and whether they have what they should have.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      order: orderQuery,
      sort: z.enum(phoneSorts).default("label"),
      state: z.enum(phoneStates).optional(),
      delivery: z.enum(deliveryStates).optional(),
      ...standingQuery,
      ...{ userId: Id.optional(), siteId: Id.optional(), layoutId: Id.optional() },
    }),
    answer: pageOf(PhoneRowView),
    handle: async ({ parts, who, query, now }) => {
      const { q: search, order, standing, reason, ...rest } = query;
      const narrowed = { ...rest, standing: standingFilter({ standing, reason }, now) };
      const filter = { ...narrowed, organisationId: who.organisationId, search, descending: order === "desc" };
      const { total, rows } = await pagePhones(parts.db, filter);
      return ok({ total, rows: rows.map((row) => phoneRowView(row, now)) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/found",
    tag,
    summary: "Phones that have asked, seem to be here, and belong to nobody.",
    query: z.strictObject(pageQuery),
    answer: pageOf(FoundView),
    handle: async ({ parts, who, query }) => {
      const all = await listFound(parts.db, { organisationId: who.organisationId });
      return ok({ total: all.length, rows: all.slice(query.offset, query.offset + query.limit).map(foundView) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones",
    tag,
    summary: "Adds a phone that has not asked yet.",
    body: AddInput,
    answer: PhoneView,
    example: {
      mac: "00:15:65:7f:00:01",
      vendor: "yealink",
      model: "T46U",
      label: "Receptionen",
      ...references,
      accounts: ["{account}"],
    },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      checkModules(modelOf(body.vendor, body.model), body.modules);
      const phone = await addPhone(parts.db, parts.keyring, { organisationId: who.organisationId, ...body }, who.actor, now);
      return { ...(await answerPhone(asked, phone.id)), status: 201 };
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/claim",
    tag,
    summary: "Claims a phone that has been found here. It still has to prove itself: open its first-contact window.",
    body: ClaimInput,
    answer: PhoneView,
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const found = await listFound(parts.db, { organisationId: who.organisationId });
      const one = found.find((each) => each.mac === body.mac);
      if (!one) throw new DomainError("phone_not_found", { mac: body.mac });
      const vendor = body.vendor ?? one.vendor;
      const id = body.model ?? one.model;
      if (vendor === null || id === null) throw new DomainError("model_unknown");
      checkModules(modelOf(vendor, id), body.modules);
      const input = { ...body, organisationId: who.organisationId, vendor, model: id };
      const phone = await claimPhone(parts.db, parts.keyring, input, who.actor, now);
      return { ...(await answerPhone(asked, phone.id)), status: 201 };
    },
    example: { mac: "00:15:65:7f:00:02", label: "Receptionen" },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone",
    tag,
    summary: "One phone: its drawing in millimetres, keys with what they show, what does not fit, its first-contact window.",
    params,
    answer: PhoneView,
    handle: (asked) => answerPhone(asked, asked.params.phone),
  }),
  route("administrator", {
    method: "patch",
    path: "/phones/:phone",
    tag,
    summary: "Whose the phone is, where it stands, its layout and expansion modules.",
    params,
    body: PhoneChange,
    answer: PhoneView,
    example: { label: "Receptionen", ...references },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const by = { organisationId: who.organisationId, id: params.phone };
      if (body.modules) {
        const { vendor, model: id } = await getPhone(parts.db, by);
        checkModules(modelOf(vendor, id), body.modules);
      }
      await updatePhone(parts.db, { ...by, version, ...body }, who.actor, now);
      return answerPhone(asked, params.phone);
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
  route("administrator", {
    method: "put",
    path: "/phones/:phone/accounts",
    tag,
    summary: "All SIP accounts of the phone, position 1 first; null leaves a position empty.",
    params,
    body: z.strictObject({ accounts: AccountIds }),
    answer: PhoneView,
    example: { accounts: ["{account}"] },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const input = { organisationId: who.organisationId, id: params.phone, version, accounts: body.accounts };
      await setPhoneAccounts(parts.db, input, who.actor, now);
      return answerPhone(asked, params.phone);
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
  route("administrator", {
    method: "delete",
    path: "/phones/:phone",
    tag,
    summary: "Retires a phone: it gets nothing any more, its tokens are void, its MAC is free to be added again.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.phone };
      const read = (trx: typeof parts.db) => getPhoneRow(trx, by);
      await deleteAsRead(parts.db, version, read, (trx) => retirePhone(trx, by, who.actor, now));
      return done();
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
];
