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

const minute = 60_000;
/** Pauses after the first, second … try to send; after the last one it is given up. Milliseconds. */
const shortPauses = [1, 5, 15, 30].map((minutes) => minutes * minute);
const longPauses = [1, 5, 15, 30, 60, 120, 240, 240, 240].map((minutes) => minutes * minute);

/** @param tries how often it has been tried @returns milliseconds until the next try; null: there is none */
export function pauseAfter(kind: MessageKind, tries: number): number | null {
  // Whoever asks for a new password waits at the screen.
  return (kind === "reset" ? shortPauses : longPauses)[tries - 1] ?? null;
}

/**
 * What a report of the provider makes of a message. Reports come twice, late and in any order: what is known is not
 * forgotten.
 *
 * @returns null: nothing new
 */
export function afterReport(state: MessageState, report: "sent" | "delivered" | "failed"): MessageState | null {
  if (state === "used" || state === "delivered" || state === "not_sent") return null;
  if (report === "delivered") return "delivered";
  if (state === "failed") return null;
  if (report === "failed") return "failed";
  return state === "sent" ? null : "sent";
}

/** How often one person is sent a link that installs something (M4). */
export const installRate = { again: minute, most: 10, per: day } as const;

/**
 * @param earlier when the person was sent such links within the last day, and which
 * @returns milliseconds to wait; null: at once
 */
export function waitBeforeInstall(
  earlier: readonly { readonly kind: InstallKind; readonly at: Date }[],
  kind: InstallKind,
  now: Date,
): { readonly code: "message_too_soon" | "message_day_full"; readonly wait: number } | null {
  const times = earlier.map((one) => one.at.getTime()).toSorted((a, b) => b - a);
  const full = times[installRate.most - 1];
  if (full !== undefined && full + installRate.per > now.getTime()) {
    return { code: "message_day_full", wait: full + installRate.per - now.getTime() };
  }
  const same = Math.max(...earlier.filter((one) => one.kind === kind).map((one) => one.at.getTime()));
  const wait = same + installRate.again - now.getTime();
  return wait > 0 ? { code: "message_too_soon", wait } : null;
}

/** Of a person, what it takes to get messages. */
export type Reachable = {
  readonly mobile: string | null;
  readonly email: string | null;
  readonly softphone: boolean;
  readonly deactivated: boolean;
};

/** Why a person cannot be sent that link (M2); null: can. The server refuses by it, the button is disabled by it. */
export function installProblem(kind: InstallKind, person: Reachable) {
  if (person.deactivated) return "user_deactivated";
  if (kind === "app_install") return person.mobile === null ? "mobile_missing" : null;
  if (person.email === null) return "email_missing";
  return person.softphone ? null : "softphone_missing";
}

/** Choices of a person: told before a diversion ends. `long`: only when it has lasted for a day or more. */
export const endNotices = ["none", "long", "all"] as const;
export type EndNotice = (typeof endNotices)[number];

const withLink: readonly MessageKind[] = ["reset", "invitation", ...installKinds];

/** Its link has a token, without which it is worth nothing. */
export function needsLink(kind: MessageKind): boolean {
  return withLink.includes(kind);
}
