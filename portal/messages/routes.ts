import { z } from "zod";
import { mostInstalls, sendInstall, sendInstalls } from "../../db/installs.ts";
import { listMessages } from "../../db/message-log.ts";
import { getNotices, NoticeInput, setNotices } from "../../db/notices.ts";
import { getPerson } from "../../db/people.ts";
import { DomainError } from "../../domain/errors.ts";
import { endNotices, installChannel, installKinds, messageChannels } from "../../domain/message.ts";
import { Id } from "../api/fields.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { ok, type Route, route } from "../api/route.ts";
import { BulkResultView } from "../users-many.ts";
import { MessageView, messageView } from "./views.ts";

const tag = "Messages";
const mostShown = 50;
const params = z.strictObject({ user: z.string().max(200) });
const SendInput = z.strictObject({ kind: z.enum(installKinds) });
/** Whether anybody sends it from here: if not, operator staff reads it in the outbox. */
const sends = z.boolean();
const SentView = z.strictObject({ sends });
export type SentView = z.infer<typeof SentView>;
const SentManyView = z.strictObject({ results: z.array(BulkResultView), sends });
export type SentManyView = z.infer<typeof SentManyView>;
const MessagesView = z.strictObject({ rows: z.array(MessageView) });
export type MessagesView = z.infer<typeof MessagesView>;
const NoticesView = z.strictObject({
  version: z.int(),
  channel: z.enum(messageChannels),
  diversionEnds: z.enum(endNotices),
});
export type NoticesView = z.infer<typeof NoticesView>;

/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });
type Kind = z.infer<typeof SendInput>["kind"];

/** Its link has to lead somewhere. @throws DomainError `portal_url_missing` */
function demandAddress({ portalUrl }: ApiParts): void {
  if (portalUrl === null) throw new DomainError("portal_url_missing");
}

async function send(parts: ApiParts, to: { organisationId: string; userId: string }, kind: Kind, who: Caller, now: Date) {
  demandAddress(parts);
  await sendInstall(parts.db, parts.keyring, { ...to, kind }, who.actor, now);
  parts.post?.wake();
  return ok({ sends: isSent(parts, kind) });
}

function isSent(parts: ApiParts, kind: Kind): boolean {
  return parts[installChannel[kind]] !== null;
}

async function sentTo({ db }: ApiParts, to: { organisationId: string; userId: string }) {
  await getPerson(db, { organisationId: to.organisationId, id: to.userId });
  return ok({ rows: (await listMessages(db, to, mostShown)).map(messageView) });
}

export const messageRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/messages",
    tag,
    summary: `Sends up to ${mostInstalls} users the link to the app (SMS) or the softphone (mail), with a result for each. Who has none of what it takes is left out.`,
    body: z.strictObject({
      users: z.array(Id).min(1).max(mostInstalls),
      kind: z.enum(installKinds),
      /** How many people whoever sends has been shown: of others nothing is sent (M4). */
      count: z.int().min(1),
    }),
    answer: SentManyView,
    example: { users: ["{user}", "{colleague}"], kind: "app_install", count: 2 },
    handle: async ({ parts, who, body, now }) => {
      demandAddress(parts);
      const ids = [...new Set(body.users)];
      if (ids.length !== body.count) throw new DomainError("message_count_wrong");
      const input = { organisationId: who.organisationId, ids, kind: body.kind };
      const results = await sendInstalls(parts.db, parts.keyring, input, who.actor, now);
      parts.post?.wake();
      const outcome = (sent: boolean) => (sent ? "changed" : "refused");
      return ok({
        results: results.map(({ id, name, messageId, code, detail }) => {
          return { id, name, outcome: outcome(messageId !== null), code, values: detail };
        }),
        sends: isSent(parts, body.kind),
      });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users/:user/messages",
    tag,
    summary:
      "Sends the link to the app (SMS) or the softphone (mail), good once and for a day. An earlier one of the kind is void.",
    params,
    body: SendInput,
    answer: SentView,
    example: { kind: "app_install" },
    handle: async ({ parts, who, params: { user: userId }, body, now }) =>
      send(parts, { organisationId: who.organisationId, userId }, body.kind, who, now),
  }),
  route("administrator", {
    method: "get",
    path: "/users/:user/messages",
    tag,
    summary: `The latest ${mostShown} messages to a user, and what became of each.`,
    params,
    answer: MessagesView,
    handle: async ({ parts, who, params: { user: userId } }) => sentTo(parts, { organisationId: who.organisationId, userId }),
  }),
  route("user", {
    method: "post",
    path: "/me/messages",
    tag,
    summary: "Sends oneself the link to the app (SMS) or the softphone (mail).",
    body: SendInput,
    answer: SentView,
    example: { kind: "app_install" },
    handle: async ({ parts, who, body, now }) => send(parts, own(who), body.kind, who, now),
  }),
  route("user", {
    method: "get",
    path: "/me/messages",
    tag,
    summary: `The latest ${mostShown} messages to oneself, and what became of each.`,
    answer: MessagesView,
    handle: async ({ parts, who }) => sentTo(parts, own(who)),
  }),
  route("user", {
    method: "get",
    path: "/me/notices",
    tag,
    summary: "What one is told before a diversion ends, and how.",
    answer: NoticesView,
    handle: async ({ parts, who }) => notices(parts, who),
  }),
  route("user", {
    method: "patch",
    path: "/me/notices",
    tag,
    summary: "Chooses whether one is told before a diversion ends: never, only when it has lasted for a day or more, or always.",
    body: NoticeInput,
    answer: NoticesView,
    example: { diversionEnds: "all" },
    versioned: true,
    handle: async ({ parts, who, body, version, now }) => {
      const choice = await setNotices(parts.db, { ...own(who), ...body, version }, who.actor, now);
      return ok(choice, choice.version);
    },
    current: async ({ parts, who }) => notices(parts, who),
  }),
];

async function notices({ db }: ApiParts, who: Caller) {
  const choice = await getNotices(db, own(who));
  return ok(choice, choice.version);
}
