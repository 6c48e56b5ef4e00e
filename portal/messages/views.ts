import { z } from "zod";
import type { SentMessage } from "../../db/message-log.ts";
import { messageChannels, messageKinds, messageStates } from "../../domain/message.ts";
import { displayNumber } from "../../domain/numbers.ts";

/** What was sent to somebody and what became of it; never what it says. */
export const MessageView = z.strictObject({
  id: z.string(),
  channel: z.enum(messageChannels),
  kind: z.enum(messageKinds),
  state: z.enum(messageStates),
  /** Since when it is so. */
  stateAt: z.string(),
  createdAt: z.string(),
  /** Its link is good until then. */
  expiresAt: z.string(),
  /** Empty: Klyka itself. */
  sentBy: z.string(),
  /** Address, or number as people read it; null: it has not been tried. */
  to: z.string().nullable(),
  tries: z.int(),
  nextTryAt: z.string().nullable(),
  /** A code: why it did not go, the last time. */
  fault: z.string().nullable(),
});
export type MessageView = z.infer<typeof MessageView>;

/** A message and what became of it; numbers as they are read. */
export function messageView(message: SentMessage): MessageView {
  const { id, channel, kind, state, stateAt, createdAt, expiresAt, sentBy, to, tries, nextTryAt, fault } = message;
  const shown = to === null || channel === "mail" ? to : displayNumber(to);
  return { id, channel, kind, state, stateAt, createdAt, expiresAt, sentBy, to: shown, tries, nextTryAt, fault };
}
