import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneLine } from "../domain/one-line.ts";
import { foldText, sortKey } from "../domain/search.ts";
import { longestLabel, subscriptionStates } from "../domain/subscription.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { checkVersion, edit, made, mustBelong, unlessTaken } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { addSimCard, NewSimCard } from "./sim-cards.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { getSubscriptionType } from "./subscription-types.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Null: it is called as whoever has it. */
const SubscriptionLabel = z
  .string()
  .overwrite(oneLine)
  .trim()
  .max(longestLabel)
  .transform((text) => (text === "" ? null : text))
  .nullable();

export const CreateSubscription = z.strictObject({
  /** A mobile number in any written form. */
  number: z.string().max(60),
  typeId: z.string().min(1).max(64),
  label: SubscriptionLabel.default(null),
  /** Absent: whoever of the organisation has the number. */
  userId: z.string().min(1).max(64).nullable().optional(),
  state: z.enum(subscriptionStates).default("active"),
  /** A local date. */
  bindingUntil: z.iso.date().nullable().default(null),
  simCard: NewSimCard.nullable().default(null),
});
export type CreateSubscription = z.output<typeof CreateSubscription>;

export const UpdateSubscription = z.strictObject({
  label: SubscriptionLabel.optional(),
  userId: z.string().min(1).max(64).nullable().optional(),
  userMayBuy: z.boolean().optional(),
});
export type UpdateSubscription = z.output<typeof UpdateSubscription>;

type Of = { readonly organisationId: string; readonly id: string };

/** What the change log says of a subscription, and what is searched by. */
export function subscriptionFields({ label, user, userMayBuy }: Subscription) {
  return { label, userId: user?.id ?? null, userMayBuy };
}

/** What is called so, with what it is sorted and searched by. */
export function subscriptionColumns(label: string | null): {
  label: string | null;
  sort_key: string | null;
  search_text: string;
} {
  return { label, sort_key: label === null ? null : sortKey(label), search_text: label === null ? "" : foldText(label) };
}

/**
 * Of operator staff: a number that is at the mobile operator already.
 *
 * @throws DomainError `number_invalid`, `number_kind_refused`, `number_taken`, `subscription_type_not_found`, `user_not_found`,
 * and as `addSimCard`
 */
export async function createSubscription(
  db: Db,
  keyring: Keyring,
  input: CreateSubscription & { readonly organisationId: string },
  actor: Actor,
  now: Date,
): Promise<Subscription> {
  return change(db, async (trx) => {
    const { organisationId, number, typeId, label, state, bindingUntil, simCard } = input;
    await getOrganisation(trx, { id: organisationId });
    await getSubscriptionType(trx, typeId);
    const e164 = mobileNumber(number);
    const userId = input.userId === undefined ? await ownerOf(trx, organisationId, e164) : input.userId;
    if (userId !== null) await mustBelong(trx, "users", userId, organisationId, "user_not_found");
    const id = newId(now);
    const row = { ...made(id, actor, now), organisation_id: organisationId, e164, user_id: userId, type_id: typeId };
    const more = { state, binding_until: bindingUntil, ...subscriptionColumns(label) };
    await unlessTaken("number_taken", { number: e164 }, trx("subscription").insert({ ...row, ...more }));
    const entry = { organisationId, action: "subscription.created", subject: { kind: "subscription", id } };
    await recordAudit(trx, { ...entry, after: { number: e164, label, userId, typeId, state } }, actor, now);
    if (simCard !== null) await addSimCard(trx, keyring, { ...simCard, organisationId, subscriptionId: id }, actor, now);
    await announce(trx, "subscription", { organisationId, userId });
    return getSubscription(trx, { organisationId, id });
  });
}

function mobileNumber(written: string): string {
  const number = parseNumber(written);
  if (!number) throw new DomainError("number_invalid", { number: written.slice(0, 40) });
  if (number.kind !== "mobile") throw new DomainError("number_kind_refused", { number: number.canonical, kind: number.kind });
  return number.canonical;
}

async function ownerOf(trx: Db, organisationId: string, e164: string): Promise<string | null> {
  const row = await trx("user_number")
    .where({ organisation_id: organisationId, e164, kind: "mobile" })
    .orderBy("user_id")
    .first<{ user_id: string } | undefined>("user_id");
  return row?.user_id ?? null;
}

/**
 * What it is called, who has it, and whether they may buy data. What stays the same raises no version.
 *
 * @throws DomainError `subscription_not_found`, `user_not_found`, `version_conflict`
 */
export async function updateSubscription(
  db: Db,
  input: UpdateSubscription & Of & { readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Subscription> {
  return change(db, async (trx) => {
    const { organisationId, id, version } = input;
    const before = await getSubscription(trx, input);
    checkVersion(before, version);
    const was = subscriptionFields(before);
    const { label = was.label, userId = was.userId, userMayBuy = was.userMayBuy } = input;
    const fields = changedFields(was, { label, userId, userMayBuy });
    if (Object.keys(fields.after).length === 0) return before;
    if (userId !== null && userId !== was.userId) await mustBelong(trx, "users", userId, organisationId, "user_not_found");
    const columns = { ...subscriptionColumns(label), user_id: userId, user_may_buy: userMayBuy };
    await edit(trx, "subscription", before, version, columns, actor, now);
    const entry = { organisationId, action: "subscription.updated", subject: { kind: "subscription", id } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announceTo(trx, organisationId, [was.userId, userId]);
    return getSubscription(trx, input);
  });
}

async function announceTo(trx: Db, organisationId: string, userIds: readonly (string | null)[]): Promise<void> {
  for (const userId of new Set(userIds)) await announce(trx, "subscription", { organisationId, userId });
}
