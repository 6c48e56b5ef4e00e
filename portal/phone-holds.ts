import { z } from "zod";
import { holdLevelOf } from "../db/hold-levels.ts";
import { denyHold, type Hold, listHolds, releaseHold } from "../db/phone-holds.ts";
import { expectNothing, expectPhone, loadHomes } from "../db/phone-homes.ts";
import { getPhone } from "../db/phones.ts";
import { holdLevels, holdReasons, homeNetwork } from "../domain/hold.ts";
import type { ApiParts } from "./api/parts.ts";
import { done, ok, type Route, route } from "./api/route.ts";

const tag = "Phones";
const params = z.strictObject({ phone: z.string().max(200) });
const oneHold = params.extend({ hold: z.string().max(200) });

const HoldView = z.strictObject({
  id: z.string(),
  state: z.enum(["held", "reported", "released", "denied"]),
  /** What was not as it had been. */
  reasons: z.array(z.enum(holdReasons)),
  network: z.string(),
  address: z.string(),
  transport: z.string(),
  userAgent: z.string().nullable(),
  firmware: z.string().nullable(),
  firstAt: z.string(),
  lastAt: z.string(),
  count: z.int(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
});

/** Who has asked in a phone's name without looking like it, and what it has looked like until now. */
export const PhoneHoldsView = z.strictObject({
  level: z.enum(holdLevels),
  /** Until when something strange is believed once; null: nobody has said that the phone moves. */
  expectedUntil: z.string().nullable(),
  /** Where it has asked from, newest first. */
  networks: z.array(z.string()),
  firmware: z.string().nullable(),
  holds: z.array(HoldView),
});
export type PhoneHoldsView = z.infer<typeof PhoneHoldsView>;

function view({ id, state, reasons, network, address, transport, userAgent, firmware, ...rest }: Hold): z.infer<typeof HoldView> {
  const { firstAt, lastAt, count, decidedAt, decidedBy } = rest;
  const asked = { network, address, transport, userAgent, firmware };
  return { id, state, reasons: [...reasons], ...asked, firstAt, lastAt, count, decidedAt, decidedBy };
}

type By = { readonly organisationId: string; readonly phoneId: string };

async function holdsOf({ db }: ApiParts, { organisationId, phoneId }: By, now: Date): Promise<PhoneHoldsView> {
  await getPhone(db, { organisationId, id: phoneId });
  const { home = null, contact = null, expectedUntil = null } = (await loadHomes(db, [phoneId])).get(phoneId) ?? {};
  const holds = await listHolds(db, { organisationId, phoneId, limit: 50 });
  return {
    level: await holdLevelOf(db, organisationId),
    expectedUntil: expectedUntil !== null && Date.parse(expectedUntil) > now.getTime() ? expectedUntil : null,
    networks: [...(home?.networks ?? (contact ? [homeNetwork(contact.address)] : []))],
    firmware: home?.firmware ?? contact?.firmware ?? null,
    holds: holds.map(view),
  };
}

/** What becomes of whoever had a phone's proof and did not look like it. */
export const phoneHoldRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/:phone/holds",
    tag,
    summary: "Who has had the phone's proof without looking like it, last first, and how the phone has asked until now.",
    params,
    answer: PhoneHoldsView,
    handle: async ({ parts, who, params, now }) =>
      ok(await holdsOf(parts, { organisationId: who.organisationId, phoneId: params.phone }, now)),
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/holds/:hold/release",
    tag,
    summary: "It was the phone: whoever looks like this is served from now on.",
    params: oneHold,
    answer: PhoneHoldsView,
    handle: async ({ parts, who, params, now }) => {
      const by = { organisationId: who.organisationId, phoneId: params.phone };
      await releaseHold(parts.db, { ...by, id: params.hold }, who.actor, now);
      return ok(await holdsOf(parts, by, now));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/holds/:hold/deny",
    tag,
    summary: "It was not the phone: it stays out, and the phone gets a new address. The old one holds until the new one is used.",
    params: oneHold,
    answer: PhoneHoldsView,
    handle: async ({ parts, who, params, now }) => {
      const by = { organisationId: who.organisationId, phoneId: params.phone };
      await denyHold(parts.db, parts.keyring, { ...by, id: params.hold }, who.actor, now);
      return ok(await holdsOf(parts, by, now));
    },
  }),
  route("administrator", {
    method: "put",
    path: "/phones/:phone/expected",
    tag,
    summary: "Says beforehand that the phone moves or gets older firmware: something strange is believed once within that time.",
    params,
    body: z.strictObject({ hours: z.int().min(1).max(336).default(24) }),
    answer: PhoneHoldsView,
    example: { hours: 24 },
    handle: async ({ parts, who, params, body, now }) => {
      const by = { organisationId: who.organisationId, phoneId: params.phone };
      await expectPhone(parts.db, { ...by, hours: body.hours }, who.actor, now);
      return ok(await holdsOf(parts, by, now));
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/phones/:phone/expected",
    tag,
    summary: "The phone is not expected to move any more.",
    params,
    handle: async ({ parts, who, params, now }) => {
      await expectNothing(parts.db, { organisationId: who.organisationId, phoneId: params.phone }, who.actor, now);
      return done();
    },
  }),
];
