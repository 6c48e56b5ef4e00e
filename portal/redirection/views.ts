import { z } from "zod";
import type { RedirectionAccount } from "../../db/redirection-accounts.ts";
import type { AccountCounts, Redirection, RedirectionLine } from "../../db/redirections.ts";
import {
  redirectionFaults,
  redirectionKinds,
  redirectionPhases,
  redirectionServices,
  redirectionStates,
  redirectionTasks,
} from "../../domain/redirection.ts";
import { versionedView } from "../api/fields.ts";

/** How a try went: the service's own answer, with what must not be seen covered. */
const tried = {
  fault: z.enum(redirectionFaults).nullable(),
  status: z.int().nullable(),
  answer: z.string(),
};

export const AccountView = z.strictObject({
  ...versionedView,
  kind: z.enum(redirectionKinds),
  name: z.string(),
  /** Null: for phones of every organisation. */
  organisation: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
  url: z.string(),
  userName: z.string(),
  details: z.strictObject({
    serverName: z.string().optional(),
    company: z.string().optional(),
    profile: z.string().optional(),
  }),
  /** Since when new phones are registered by themselves. */
  automaticSince: z.string().nullable(),
  /** `wanted`: it is being tested; `at` null: it never was. */
  test: z.strictObject({ wanted: z.boolean(), at: z.string().nullable(), ...tried }),
  counts: z.strictObject({
    waiting: z.int(),
    registered: z.int(),
    unregistered: z.int(),
    elsewhere: z.int(),
    stuck: z.int(),
  }),
  /** Phones that it could take and that are not there. */
  missing: z.int(),
});
export type AccountView = z.infer<typeof AccountView>;

export function accountView(
  account: RedirectionAccount,
  of: { readonly organisationTitle: string | null; readonly counts: AccountCounts; readonly missing: number },
): AccountView {
  const { id, version, updatedAt, kind, name, organisationId, url, userName, details, automaticSince, test } = account;
  return {
    ...{ id, version, updatedAt, kind, name, url, userName, automaticSince, test },
    details: { ...details },
    organisation: organisationId === null ? null : { id: organisationId, title: of.organisationTitle ?? "" },
    counts: of.counts,
    missing: of.missing,
  };
}

const place = {
  id: z.string(),
  phase: z.enum(redirectionPhases),
  task: z.enum(redirectionTasks).nullable(),
  askedAt: z.string(),
  askedBy: z.string(),
  tries: z.int(),
  nextTryAt: z.string().nullable(),
  /** What the service said last, and when. */
  state: z.enum(redirectionStates).nullable(),
  stateAt: z.string().nullable(),
  triedAt: z.string().nullable(),
  ...tried,
};

function placeView(row: Redirection) {
  const { id, phase, task, askedAt, askedBy, tries, nextTryAt, state, stateAt, triedAt, fault, status, answer } = row;
  return { id, phase, task, askedAt, askedBy, tries, nextTryAt, state, stateAt, triedAt, fault, status, answer };
}

/** A phone at a service, in the operator's list. */
export const RedirectionView = z.strictObject({
  ...place,
  account: z.strictObject({ id: z.string(), name: z.string(), kind: z.enum(redirectionKinds) }),
  organisation: z.strictObject({ id: z.string(), title: z.string() }),
  phone: z.strictObject({ id: z.string(), mac: z.string(), label: z.string() }),
});
export type RedirectionView = z.infer<typeof RedirectionView>;

export function redirectionView(row: RedirectionLine): RedirectionView {
  return {
    ...placeView(row),
    account: { id: row.accountId, name: row.accountName, kind: row.kind },
    organisation: { id: row.organisationId, title: row.organisationTitle },
    phone: { id: row.phoneId, mac: row.mac, label: row.phoneLabel },
  };
}

/** One of the services that a phone may be registered at; `place` null: it has never been. */
export const PhoneRedirectionView = z.strictObject({
  account: z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(redirectionKinds),
    /** False: it cannot be asked what it has. */
    checks: z.boolean(),
    automatic: z.boolean(),
  }),
  place: z.strictObject(place).nullable(),
});
export type PhoneRedirectionView = z.infer<typeof PhoneRedirectionView>;

export function phoneRedirectionView(account: RedirectionAccount, row: Redirection | undefined): PhoneRedirectionView {
  const { id, name, kind, automaticSince } = account;
  const { checks } = redirectionServices[kind];
  return { account: { id, name, kind, checks, automatic: automaticSince !== null }, place: row ? placeView(row) : null };
}
