import { z } from "zod";
import type { PhonePageRow } from "../db/phone-pages.ts";
import { type Registration, registrationSources } from "../db/registrations.ts";
import type { Resync } from "../db/resync.ts";
import { resyncModes, resyncReasons, resyncResults, resyncStates } from "../domain/resync.ts";

/** What a phone is to be asked, and what became of it. */
export const AskedView = z.strictObject({
  state: z.enum(resyncStates),
  reason: z.enum(resyncReasons),
  askedAt: z.string(),
  /** Empty: nobody, it was changed. */
  askedBy: z.string(),
  /** When it is asked, or tried again; null: there is nothing to do. */
  dueAt: z.string().nullable(),
  tries: z.int(),
  /** Null: it has not been asked yet. */
  result: z.enum(resyncResults).nullable(),
  /** What was answered, word for word: code and text, or what the system says. */
  status: z.int().nullable(),
  answer: z.string().nullable(),
  /** `sip-udp`, `sip-tcp`, `sip-tls`, `https` (its own pages). */
  via: z.string().nullable(),
  resultAt: z.string().nullable(),
});

export const RegistrationView = z.strictObject({
  registered: z.boolean(),
  at: z.string(),
  /** The exchange told; it handed a NOTIFY on; it answered whether it reaches the phone. */
  source: z.enum(registrationSources),
  account: z.string(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
});

/** How one phone is told to fetch, and what is known of where it is. */
export const PhoneResyncView = z.strictObject({
  resync: AskedView.nullable(),
  /** The exchange being asked whether it reaches the phone. */
  probe: AskedView.nullable(),
  registration: RegistrationView.nullable(),
  /** What holds for this phone when something is changed. */
  mode: z.enum(resyncModes),
  /** When the night's window opens next; null: it is open. */
  night: z.string().nullable(),
  /** False: it has no account with an exchange, and cannot be told. */
  reachable: z.boolean(),
  lastContactAt: z.string().nullable(),
});
export type PhoneResyncView = z.infer<typeof PhoneResyncView>;

const wallClock = z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, "must be HH:MM");

export const ResyncSettings = z.strictObject({
  mode: z.enum(resyncModes),
  /** Local wall clocks of the organisation. */
  nightFrom: wallClock,
  nightTo: wallClock,
  /** Phones of one site that are told within a minute. */
  perMinute: z.int().min(1).max(6000),
});
export type ResyncSettings = z.infer<typeof ResyncSettings>;

/** How the organisation's phones are told to fetch, and how it stands. */
export const ResyncView = z.strictObject({
  ...ResyncSettings.shape,
  /** Phones that wait to be told, that are told just now, and what became of the others. */
  waiting: z.int(),
  sending: z.int(),
  results: z.array(z.strictObject({ result: z.enum(resyncResults), count: z.int() })),
});
export type ResyncView = z.infer<typeof ResyncView>;

export function askedView(one: Resync | undefined): z.infer<typeof AskedView> | null {
  if (!one) return null;
  const { phoneId: _phone, kind: _kind, ...rest } = one;
  return rest;
}

export function registrationView(one: Registration | undefined): z.infer<typeof RegistrationView> | null {
  if (!one) return null;
  const { phoneId: _phone, ...rest } = one;
  return rest;
}

/** In a row of the list: as much as a line takes. */
export const RowResyncView = AskedView.pick({ state: true, dueAt: true, result: true, resultAt: true });

export function rowResyncView({ resync }: PhonePageRow): z.infer<typeof RowResyncView> | null {
  return resync && { state: resync.state, dueAt: resync.dueAt, result: resync.result, resultAt: resync.resultAt };
}
