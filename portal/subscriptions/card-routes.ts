import { z } from "zod";
import { demandProof } from "../../db/password-proofs.ts";
import { activateSim, blockSims, Replacement, replaceSim, unblockSim } from "../../db/sim-card-orders.ts";
import { getSimCard } from "../../db/sim-card-rows.ts";
import { readSimCodes, type SimCodes } from "../../db/sim-codes.ts";
import { blockReasons, codesShownSeconds } from "../../domain/sim-card.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, type RawAsk, type Route, route } from "../api/route.ts";
import { answerSubscription, askerOf } from "./routes.ts";
import { SubscriptionView } from "./views.ts";

const tag = "SIM cards";
const params = z.strictObject({ card: z.string().max(200) });

/** Codes as they were delivered; null: the card has none of that kind. */
export const CodesView = z.strictObject({
  pin1: z.string().nullable(),
  puk1: z.string().nullable(),
  pin2: z.string().nullable(),
  puk2: z.string().nullable(),
  /** What an eSIM is fetched with. */
  activation: z.string().nullable(),
  /** To be taken away after so many seconds. */
  shownSeconds: z.int(),
});
export type CodesView = z.infer<typeof CodesView>;

/** Never kept by anything between. */
export function answerCodes(codes: SimCodes): Answer {
  return { ...created({ ...codes, shownSeconds: codesShownSeconds }), headers: { "Cache-Control": "no-store" } };
}

const of = ({ organisationId }: Caller, id: string) => ({ organisationId, id });

/** The subscription that the card belongs to. */
async function answerCard(
  asked: Pick<RawAsk, "parts" | "now"> & { readonly who: Caller },
  id: string,
  fresh = false,
): Promise<Answer> {
  const { subscriptionId } = await getSimCard(asked.parts.db, of(asked.who, id));
  return answerSubscription(asked, subscriptionId, fresh);
}

export const simCardRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/sim-cards/:card/codes",
    tag,
    summary:
      "PIN and PUK of a card as they were delivered, for whoever entered their password within the last five minutes (`POST /session/proof`). It stands in the change log.",
    params,
    answer: CodesView,
    handle: async ({ parts, who, params, now }) => {
      await getSimCard(parts.db, of(who, params.card));
      await demandProof(parts.db, who.session.id, now);
      return answerCodes((await readSimCodes(parts.db, parts.keyring, of(who, params.card), who.actor, now)).codes);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/sim-cards/:card/block",
    tag,
    summary: "Asks the operator to block a card. A second time changes nothing.",
    params,
    body: z.strictObject({ reason: z.enum(blockReasons) }),
    answer: SubscriptionView,
    example: { reason: "lost" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const target = { simCardId: params.card };
      await blockSims(parts.db, { organisationId: who.organisationId, target, reason: body.reason }, who.actor, now);
      return answerCard(asked, params.card);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/sim-cards/:card/unblock",
    tag,
    summary: "Asks the operator to open a blocked card again; one that was lost or stolen only operator staff opens.",
    params,
    answer: SubscriptionView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      await unblockSim(parts.db, { ...of(who, params.card), asker: askerOf(who) }, who.actor, now);
      return answerCard(asked, params.card);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/sim-cards/:card/activate",
    tag,
    summary: "Asks the operator to put a card into use that has come.",
    params,
    answer: SubscriptionView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      await activateSim(parts.db, of(who, params.card), who.actor, now);
      return answerCard(asked, params.card);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/sim-cards/:card/replace",
    tag,
    summary: "Orders a card instead of this one, which stays as it is until the new one is in use.",
    params,
    body: Replacement,
    answer: SubscriptionView,
    example: { form: "physical", deliverTo: "Björkö Bygg AB\nSågvägen 4\n123 45 Björkö" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      await replaceSim(parts.db, { ...of(who, params.card), ...body }, who.actor, now);
      return answerCard(asked, params.card, true);
    },
  }),
];
