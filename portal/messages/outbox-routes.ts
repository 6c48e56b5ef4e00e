import { z } from "zod";
import { recordAudit } from "../../db/audit.ts";
import { getOutboxMessage, type OutboxMessage, pageOutbox } from "../../db/message-log.ts";
import { messageAgain, type WaitingMessage } from "../../db/message-outbox.ts";
import { getPerson } from "../../db/people.ts";
import { change } from "../../db/transaction.ts";
import { DomainError } from "../../domain/errors.ts";
import { type MessageState, messageChannels, needsLink } from "../../domain/message.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { demandOver } from "../../domain/rights.ts";
import { Id } from "../api/fields.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { done, ok, type Route, route } from "../api/route.ts";
import { compose } from "./compose.ts";
import { MessageView, messageView } from "./views.ts";

const tag = "Operator";
const params = z.strictObject({ message: z.string().max(200) });

const OutboxRowView = MessageView.extend({
  organisationId: z.string().nullable(),
  organisation: z.string().nullable(),
  userId: z.string().nullable(),
  /** Null: somebody asked by a name that has not been looked up yet. */
  person: z.string().nullable(),
});
export type OutboxRowView = z.infer<typeof OutboxRowView>;
const OutboxView = pageOf(OutboxRowView).extend({
  /** Channels that are really sent; what goes by another is read here. */
  sends: z.strictObject({ mail: z.boolean(), sms: z.boolean() }),
});
export type OutboxView = z.infer<typeof OutboxView>;
const OutboxTextView = z.strictObject({
  row: OutboxRowView,
  /** Where it goes, as it would be sent now; null: nowhere. */
  to: z.string().nullable(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  /** It has a link that is not shown here. */
  hidesLink: z.boolean(),
  /** It can be sent, now that there is somebody who sends. */
  sendable: z.boolean(),
});
export type OutboxTextView = z.infer<typeof OutboxTextView>;

/** What one looks for. `waiting`: on its way; `not_sent`: nobody sends it here. */
const shows = {
  waiting: ["queued", "sending"],
  not_sent: ["not_sent"],
  sent: ["sent", "delivered", "used"],
  failed: ["failed"],
} as const satisfies Record<string, readonly MessageState[]>;

function organisationsOf({ session }: Caller): readonly string[] | null {
  const { operates } = session.access;
  return operates === "all" ? null : operates;
}

function rowView(message: OutboxMessage): OutboxRowView {
  const { organisationId, organisation, userId, person } = message;
  return { ...messageView(message), organisationId, organisation, userId, person };
}

export const outboxRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/outbox",
    tag,
    summary: "Mail and SMS to the users of the organisations that the operator looks after, the latest first.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      show: z.enum(["waiting", "not_sent", "sent", "failed"]).optional(),
      channel: z.enum(messageChannels).optional(),
      organisation: Id.optional(),
    }),
    answer: OutboxView,
    handle: async ({ parts, who, query }) => {
      const { offset, limit, q: search, show, channel, organisation: organisationId } = query;
      const states = show === undefined ? null : shows[show];
      const filter = { organisations: organisationsOf(who), states, channel, organisationId, search, offset, limit };
      const { total, rows } = await pageOutbox(parts.db, filter);
      return ok({ total, rows: rows.map(rowView), sends: { mail: parts.mail !== null, sms: parts.sms !== null } });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/outbox/:message",
    tag,
    summary: "What a message says. A link that lets whoever has it in is covered.",
    params,
    answer: OutboxTextView,
    handle: async ({ parts, who, params: { message: id } }) => ok(await read(parts, who, id, "covered")),
  }),
  route("operator", {
    method: "post",
    path: "/operator/outbox/:message/link",
    tag,
    summary:
      "The same with its link, for handing on by hand what nobody sends. Stands in the change log. Whoever has the link can become that person: of operator staff only those who make operators see it.",
    params,
    answer: OutboxTextView,
    handle: async ({ parts, who, params: { message: id }, now }) => {
      const { message } = await getOutboxMessage(parts.db, parts.keyring, { id, organisations: organisationsOf(who) });
      const { organisationId, userId } = message;
      if (organisationId !== null && userId !== null)
        demandOver(who.session.access, await getPerson(parts.db, { organisationId, id: userId }));
      const shown = await read(parts, who, id, "whole");
      if (organisationId !== null && userId !== null) {
        const entry = { organisationId, action: "message.read", subject: { kind: "user", id: userId } };
        await change(parts.db, (trx) => recordAudit(trx, entry, who.actor, now));
      }
      return ok(shown);
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/outbox/:message/retry",
    tag,
    summary: "Sends a message that was not sent or has failed once more, if its link is still good.",
    params,
    handle: async ({ parts, who, params: { message: id }, now }) => {
      await change(parts.db, async (trx) => {
        const by = { id, organisations: organisationsOf(who) };
        const { message, waiting } = await getOutboxMessage(trx, parts.keyring, by);
        if (!isSendable(parts, message, waiting, now)) throw new DomainError("message_not_sendable");
        await messageAgain(trx, id, now);
        const { organisationId, userId } = message;
        const entry = { organisationId, action: "message.retried", subject: { kind: "user", id: userId ?? "" } };
        await recordAudit(trx, entry, who.actor, now);
      });
      parts.post?.wake();
      return done();
    },
  }),
];

function isSendable(parts: ApiParts, message: OutboxMessage, { kind, secret }: WaitingMessage, now: Date): boolean {
  const { state, channel, expiresAt, userId } = message;
  if ((state !== "not_sent" && state !== "failed") || userId === null) return false;
  return parts[channel] !== null && expiresAt > now.toISOString() && (secret !== null || !needsLink(kind));
}

async function read(parts: ApiParts, who: Caller, id: string, how: "covered" | "whole"): Promise<OutboxTextView> {
  const { message, waiting } = await getOutboxMessage(parts.db, parts.keyring, { id, organisations: organisationsOf(who) });
  const sendable = isSendable(parts, message, waiting, parts.now());
  const row = rowView(message);
  // Whose name it is that was typed is not looked up here: that makes the link.
  if (waiting.asked !== null) return { row, to: null, subject: null, text: null, hidesLink: false, sendable };
  // What is on its way comes to whom it is for, and to nobody else.
  const forHand = waiting.secret !== null && message.state === "not_sent";
  const secret = needsLink(waiting.kind) && !(how === "whole" && forHand) ? "…" : waiting.secret;
  const composed = await compose(parts, { ...waiting, secret });
  const shown = { row, hidesLink: how === "covered" && forHand, sendable };
  if (composed === null || composed.channel === null) return { ...shown, to: null, subject: null, text: null };
  if (composed.channel === "sms") return { ...shown, to: displayNumber(composed.to), subject: null, text: composed.text };
  return { ...shown, to: composed.to, subject: composed.letter.subject, text: composed.letter.text };
}
