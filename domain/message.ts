/** Mail and SMS: what kinds there are, what becomes of each, and how often somebody gets one. */

export const messageChannels = ["mail", "sms"] as const;
export type MessageChannel = (typeof messageChannels)[number];

export const messageKinds = [
  "reset",
  "invitation",
  "app_install",
  "softphone_install",
  "data_threshold",
  "diversion_ends",
  "invoice_issued",
  "porting_changed",
  "order_refused",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Kinds with a link that ties an app to somebody's number. */
export const installKinds = ["app_install", "softphone_install"] as const;
export type InstallKind = (typeof installKinds)[number];
export const installChannel: Readonly<Record<InstallKind, MessageChannel>> = { app_install: "sms", softphone_install: "mail" };

/** Plain facts that the words of a message are made of. */
export type MessageAbout = { readonly [name: string]: string | number | boolean | null };

/**
 * `queued`: waits. `sending`: a process is at it, or was when it died. `sent`: the mail server or provider has taken it.
 * `delivered`: the provider says that it came through. `used`: its link has been used. `failed`: given up.
 * `not_sent`: nothing here sends such messages; it is read in the operator's outbox.
 */
export const messageStates = ["queued", "sending", "sent", "delivered", "used", "failed", "not_sent"] as const;
export type MessageState = (typeof messageStates)[number];

const hour = 3_600_000;
const day = 24 * hour;

/** How long a message is worth sending, and its link is good. Milliseconds. */
export const messageLasts: Readonly<Record<MessageKind, number>> = {
  reset: hour,
  invitation: 7 * day,
  app_install: day,
  softphone_install: day,
  data_threshold: day,
  diversion_ends: 6 * hour,
  invoice_issued: 3 * day,
  porting_changed: 3 * day,
  order_refused: 3 * day,
};
