import { z } from "zod";
import {
  CreateSipAccount,
  createSipAccount,
  deleteSipAccount,
  getSipAccount,
  listSipAccounts,
  type SipAccount,
  UpdateSipAccount,
  updateSipAccount,
} from "../db/sip-accounts.ts";
import type { Db } from "../db/types.ts";
import { deleteAsRead, Id, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "./api/paging.ts";
import { created, done, ok, type Route, route } from "./api/route.ts";

const tag = "Accounts";
/** The secret is in no answer. */
export const AccountView = z.strictObject({
  ...versionedView,
  sipUser: z.string(),
  authUser: z.string(),
  label: z.string().nullable(),
  userId: z.string().nullable(),
  registrar: z.strictObject({ host: z.string(), port: z.int().nullable() }).nullable(),
});
const userId = Id.nullable();
const AccountInput = CreateSipAccount.omit({ organisationId: true }).extend({ userId: userId.default(null) });
const AccountChange = UpdateSipAccount.omit({ organisationId: true, id: true, version: true }).extend({
  userId: userId.optional(),
});
const params = z.strictObject({ account: z.string().max(200) });

function view(account: SipAccount): z.infer<typeof AccountView> {
  const { id, version, updatedAt, sipUser, authUser, label, userId: whose, registrar } = account;
  return { id, version, updatedAt, sipUser, authUser, label, userId: whose, registrar };
}

export const accountRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/accounts",
    tag,
    summary: "SIP accounts, without their secrets.",
    query: z.strictObject({ ...pageQuery, order: orderQuery, userId: Id.optional() }),
    answer: pageOf(AccountView),
    handle: async ({ parts, who, query }) => {
      const { userId: whose, ...page } = query;
      const all = await listSipAccounts(parts.db, { organisationId: who.organisationId, userId: whose });
      return ok(pageOfAll(all.map(view), (one) => one.sipUser, page));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/accounts",
    tag,
    summary: "Creates a SIP account; without a secret one is generated, which nobody needs to see.",
    body: AccountInput,
    answer: AccountView,
    example: { sipUser: "kundtjanst", userId: "{user}" },
    handle: async ({ parts, who, body, now }) => {
      const input = { organisationId: who.organisationId, ...body };
      const account = await createSipAccount(parts.db, parts.keyring, input, who.actor, now);
      return created(view(account), account.version);
    },
  }),
  route("administrator", {
    method: "patch",
    path: "/accounts/:account",
    tag,
    summary: "Changes a SIP account; exactly the phones that have it get new files.",
    params,
    body: AccountChange,
    answer: AccountView,
    example: { label: "Kundtjänst", userId: "{user}" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { organisationId: who.organisationId, id: params.account, version, ...body };
      const account = await updateSipAccount(parts.db, parts.keyring, input, who.actor, now);
      return ok(view(account), account.version);
    },
    current: async ({ parts, who, params }) => {
      const account = await getSipAccount(parts.db, { organisationId: who.organisationId, id: params.account });
      return ok(view(account), account.version);
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/accounts/:account",
    tag,
    summary: "Deletes a SIP account; phones that have it lose it.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.account };
      const remove = (trx: Db) => deleteSipAccount(trx, by, who.actor, now);
      await deleteAsRead(parts.db, version, (trx) => getSipAccount(trx, by), remove);
      return done();
    },
    current: async ({ parts, who, params }) => {
      const account = await getSipAccount(parts.db, { organisationId: who.organisationId, id: params.account });
      return ok(view(account), account.version);
    },
  }),
];
