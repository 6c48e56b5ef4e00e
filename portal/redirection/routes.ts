import { z } from "zod";
import { listOrganisations } from "../../db/organisations.ts";
import { getPhone } from "../../db/phones.ts";
import {
  accountsFor,
  askAccountTest,
  CreateRedirectionAccount,
  createRedirectionAccount,
  deleteRedirectionAccount,
  getRedirectionAccount,
  listRedirectionAccounts,
  type RedirectionAccount,
  UpdateRedirectionAccount,
  updateRedirectionAccount,
} from "../../db/redirection-accounts.ts";
import { askRedirection, countMissing, registerEvery, retryRedirection } from "../../db/redirection-asks.ts";
import { countRedirections, noneOf, pageRedirections, redirectionsOf } from "../../db/redirections.ts";
import { DomainError } from "../../domain/errors.ts";
import { redirectionPhases, redirectionServices, redirectionTasks } from "../../domain/redirection.ts";
import { mayOperate } from "../../domain/rights.ts";
import { deleteAsRead, Id } from "../api/fields.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type Route, route } from "../api/route.ts";
import { own } from "../orders/routes.ts";
import {
  AccountView,
  accountView,
  PhoneRedirectionView,
  phoneRedirectionView,
  RedirectionView,
  redirectionView,
} from "./views.ts";

const tag = "Redirection";
const accountParams = z.strictObject({ redirectionAccount: z.string().max(200) });
const phoneParams = z.strictObject({ phone: z.string().max(200) });

const AccountInput = CreateRedirectionAccount.extend({ organisationId: Id.nullable() });

/** The accounts as they are shown, in a fixed number of queries. */
async function viewsOf({ db }: ApiParts, who: Caller, accounts: readonly RedirectionAccount[]): Promise<AccountView[]> {
  const titles = new Map((await listOrganisations(db)).map(({ id, title }) => [id, title]));
  const counts = await countRedirections(db, own(who));
  const missing = await countMissing(db, accounts);
  return accounts.map((one) =>
    accountView(one, {
      organisationTitle: one.organisationId === null ? null : (titles.get(one.organisationId) ?? ""),
      counts: counts.get(one.id) ?? noneOf(),
      missing: missing.get(one.id) ?? 0,
    }),
  );
}

async function answerAccount(parts: ApiParts, who: Caller, id: string): Promise<Answer> {
  const account = await getRedirectionAccount(parts.db, { id, whose: own(who) });
  const [view] = await viewsOf(parts, who, [account]);
  return ok(view, account.version);
}

/** What is for everybody is for operators of all organisations. @throws DomainError */
function mayHave({ session }: Caller, organisationId: string | null): void {
  if (organisationId === null && session.access.operates !== "all") throw new DomainError("all_organisations_needed");
  if (organisationId !== null && !mayOperate(session.access, organisationId)) throw new DomainError("organisation_not_found");
}

async function answerPhone({ db }: ApiParts, organisationId: string, phoneId: string): Promise<Answer> {
  const phone = await getPhone(db, { organisationId, id: phoneId });
  const accounts = await accountsFor(db, organisationId);
  const rows = await redirectionsOf(db, { organisationId, mac: phone.mac });
  const fitting = accounts.filter(({ kind }) => redirectionServices[kind].vendor === phone.vendor);
  const services = fitting.map((account) =>
    phoneRedirectionView(
      account,
      rows.find(({ accountId }) => accountId === account.id),
    ),
  );
  return ok({ services });
}

const PhoneServicesView = z.strictObject({ services: z.array(PhoneRedirectionView) });

export const redirectionRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/redirection/accounts",
    tag,
    summary: "Accounts at makers' services that tell phones where to ask, with how many phones are where.",
    answer: z.strictObject({ accounts: z.array(AccountView) }),
    handle: async ({ parts, who }) =>
      ok({ accounts: await viewsOf(parts, who, await listRedirectionAccounts(parts.db, own(who))) }),
  }),
  route("operator", {
    method: "post",
    path: "/operator/redirection/accounts",
    tag,
    summary: "Adds an account. Its secret is sealed, and never shown again.",
    body: AccountInput,
    answer: AccountView,
    example: {
      ...{ kind: "snom_sraps", name: "Snom SRAPS", organisationId: "{organisation}" },
      ...{ url: "https://secure-provisioning.snom.com/api/v1/", userName: "bjorko", secret: "hemlig-nyckel" },
    },
    handle: async ({ parts, who, body, now }) => {
      mayHave(who, body.organisationId);
      const account = await createRedirectionAccount(parts.db, parts.keyring, body, who.actor, now);
      const [view] = await viewsOf(parts, who, [account]);
      return created(view, account.version);
    },
  }),
  route("operator", {
    method: "patch",
    path: "/operator/redirection/accounts/:redirectionAccount",
    tag,
    summary:
      "Changes an account. Without a secret the one that is there stays; what had been given up for its sake is tried again.",
    params: accountParams,
    body: UpdateRedirectionAccount,
    answer: AccountView,
    example: { name: "Snom", automatic: true },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const by = { id: params.redirectionAccount, whose: own(who), version };
      const { id } = await updateRedirectionAccount(parts.db, parts.keyring, by, body, who.actor, now);
      return answerAccount(parts, who, id);
    },
    current: ({ parts, who, params }) => answerAccount(parts, who, params.redirectionAccount),
  }),
  route("operator", {
    method: "delete",
    path: "/operator/redirection/accounts/:redirectionAccount",
    tag,
    summary: "Removes an account and throws its secret away. What is registered at the service stays there.",
    params: accountParams,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { id: params.redirectionAccount, whose: own(who) };
      await deleteAsRead(
        parts.db,
        version,
        (trx) => getRedirectionAccount(trx, by),
        (trx) => deleteRedirectionAccount(trx, by, who.actor, now),
      );
      return done();
    },
    current: ({ parts, who, params }) => answerAccount(parts, who, params.redirectionAccount),
  }),
  route("operator", {
    method: "post",
    path: "/operator/redirection/accounts/:redirectionAccount/test",
    tag,
    summary: "Has the service asked whether it takes name and secret. What came of it is told by the event `redirection`.",
    params: accountParams,
    answer: AccountView,
    handle: async ({ parts, who, params, now }) => {
      const { id } = await askAccountTest(parts.db, { id: params.redirectionAccount, whose: own(who) }, now);
      return answerAccount(parts, who, id);
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/redirection/accounts/:redirectionAccount/register",
    tag,
    summary: "Registers every phone that the account is for and that is not there yet.",
    params: accountParams,
    answer: z.strictObject({ phones: z.int() }),
    handle: async ({ parts, who, params, now }) => {
      const by = { id: params.redirectionAccount, whose: own(who) };
      return ok({ phones: await registerEvery(parts.db, by, who.actor, now) });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/redirection",
    tag,
    summary: "Phones at makers' services: those given up first, then what waits, then the latest.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      account: Id.optional(),
      phase: z.enum(redirectionPhases).optional(),
    }),
    answer: pageOf(RedirectionView),
    handle: async ({ parts, who, query }) => {
      const { q: search, account: accountId, ...rest } = query;
      const { total, rows } = await pageRedirections(parts.db, { ...rest, accountId, search, whose: own(who) });
      return ok({ total, rows: rows.map(redirectionView) });
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/redirection/:redirection/retry",
    tag,
    summary: "Tries again now what has been given up, or waits for its next try.",
    params: z.strictObject({ redirection: z.string().max(200) }),
    answer: z.strictObject({ id: z.string(), phase: z.enum(redirectionPhases) }),
    handle: async ({ parts, who, params, now }) => {
      const { id, phase } = await retryRedirection(parts.db, { id: params.redirection, whose: own(who) }, who.actor, now);
      return ok({ id, phase });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone/redirection",
    tag,
    summary: "Makers' services that the phone may be registered at, and where it stands at each.",
    params: phoneParams,
    answer: PhoneServicesView,
    handle: ({ parts, who, params }) => answerPhone(parts, who.organisationId, params.phone),
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/redirection",
    tag,
    summary:
      "Has the phone registered, taken away or looked up at a service. What came of it is told by the event `redirection`.",
    params: phoneParams,
    body: z.strictObject({ accountId: Id, task: z.enum(redirectionTasks) }),
    answer: PhoneServicesView,
    example: { accountId: "{redirectionAccount}", task: "register" },
    handle: async ({ parts, who, params, body, now }) => {
      const { organisationId } = who;
      await askRedirection(parts.db, { organisationId, phoneId: params.phone, ...body }, who.actor, now);
      return answerPhone(parts, organisationId, params.phone);
    },
  }),
];
