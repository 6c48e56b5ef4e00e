import { z } from "zod";
import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";

export const OpenWindow = z.strictObject({
  organisationId: z.string(),
  phoneId: z.string(),
  /** 1 to 1440. */
  minutes: z.number(),
  /** CIDR the asker must come from; null: anywhere. */
  network: z.string().nullable().default(null),
});
export type OpenWindow = z.infer<typeof OpenWindow>;
export type Window = {
  readonly id: string;
  readonly phoneId: string;
  readonly openedAt: string;
  readonly closesAt: string;
  readonly openedBy: string;
  readonly network: string | null;
  readonly state: "open" | "taken" | "used" | "closed" | "expired";
  readonly takenBy: string | null;
};

export type TakeWindow =
  /** The asker gets a config whose provisioning URL holds this token. */
  | { readonly kind: "token"; readonly token: string; readonly phoneId: string; readonly organisationId: string }
  /** Somebody else is in the window, or comes from a wrong network. An alarm has been raised. */
  | { readonly kind: "refused"; readonly reason: "window_taken" | "window_network" | "window_used"; readonly alarm: true }
  | { readonly kind: "none" };

/**
 * Opens the first-contact window of one phone; a window still open for it is closed.
 * @throws DomainError `phone_not_found`, `phone_state_refused` (found or retired), `window_duration_invalid`, `network_invalid`
 */
export declare function openWindow(db: Db, keyring: Keyring, input: OpenWindow, actor: Actor, now: Date): Promise<Window>;
/** @throws DomainError `window_not_found` */
export declare function closeWindow(
  db: Db,
  input: { organisationId: string; phoneId: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function listWindows(
  db: Db,
  filter: { organisationId: string; phoneId?: string | undefined; now: Date },
): Promise<Window[]>;
/** MACs of phones with a window that is open now: the server asks `takeWindow` for these alone. */
export declare function loadOpenWindows(db: Db, now: Date): Promise<{ mac: string; phoneId: string; closesAt: string }[]>;
/** One first asker wins, also with several server processes. The same address gets the same token until it is used. */
export declare function takeWindow(
  db: Db,
  keyring: Keyring,
  input: { mac: string; address: string; userAgent: string | null },
  now: Date,
): Promise<TakeWindow>;
/**
 * A phone asked with its token. First use: the window closes, the phone is bound, an older token is void. Later
 * uses change nothing. Returns false when the token is not the phone's.
 */
export declare function useToken(db: Db, phoneId: string, tokenHash: string, address: string, now: Date): Promise<boolean>;
