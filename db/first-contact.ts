import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { networkHolds, parseNetwork } from "../domain/networks.ts";
import { raiseAlarm } from "./alarms.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { phoneContext } from "./phone-credentials.ts";
import { markBound } from "./phone-lifecycle.ts";
import { findPhone, getLivePhone, type Phone } from "./phone-rows.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { type Keyring, open } from "./secrets.ts";
import { replaceToken } from "./tokens.ts";
import { change } from "./transaction.ts";
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

export const windowMinutes = { shortest: 1, longest: 1440 } as const;

/**
 * Opens the first-contact window of one phone; a window still open for it is closed.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused` (retired), `window_duration_invalid`, `network_invalid`
 */
export async function openWindow(db: Db, _keyring: Keyring, input: OpenWindow, actor: Actor, now: Date): Promise<Window> {
  const { minutes } = input;
  if (!(minutes >= windowMinutes.shortest && minutes <= windowMinutes.longest)) {
    throw new DomainError("window_duration_invalid", { minutes, ...windowMinutes });
  }
  const network = input.network === null ? null : parseNetwork(input.network);
  if (input.network !== null && !network) throw new DomainError("network_invalid", { cidr: input.network });
  return change(db, async (trx) => {
    const { organisationId, phoneId } = input;
    await getLivePhone(trx, { organisationId, id: phoneId });
    await closeOpen(trx, phoneId);
    const row = {
      id: newId(now),
      organisation_id: organisationId,
      phone_id: phoneId,
      network: network?.cidr ?? null,
      opened_at: now.toISOString(),
      opened_by: actor.name,
      closes_at: new Date(now.getTime() + minutes * 60_000).toISOString(),
      state: "open" as const,
      taken_by: null,
      taken_at: null,
    };
    await trx("first_contact_window").insert(row);
    const entry = { organisationId, action: "window.opened", subject: { kind: "phone", id: phoneId } };
    await recordAudit(trx, { ...entry, after: { minutes, network: row.network } }, actor, now);
    await announce(trx, "window", { organisationId, phoneId });
    return present(row, now);
  });
}

/** @throws DomainError `window_not_found` when none is open */
export async function closeWindow(
  db: Db,
  input: { organisationId: string; phoneId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, phoneId } = input;
    const open = trx("first_contact_window").where({ organisation_id: organisationId, phone_id: phoneId });
    if (!(await open.whereIn("state", ["open", "taken"]).where("closes_at", ">", now.toISOString()).first("id"))) {
      throw new DomainError("window_not_found");
    }
    await closeOpen(trx, phoneId);
    const entry = { organisationId, action: "window.closed", subject: { kind: "phone", id: phoneId } };
    await recordAudit(trx, entry, actor, now);
    await announce(trx, "window", { organisationId, phoneId });
  });
}

async function closeOpen(trx: Db, phoneId: string): Promise<void> {
  await trx("first_contact_window").where("phone_id", phoneId).whereIn("state", ["open", "taken"]).update({ state: "closed" });
}

type WindowRow = {
  id: string;
  organisation_id: string;
  phone_id: string;
  network: string | null;
  opened_at: string;
  opened_by: string;
  closes_at: string;
  state: Exclude<Window["state"], "expired">;
  taken_by: string | null;
  taken_at: string | null;
};

function present(row: WindowRow, now: Date): Window {
  const over = row.closes_at <= now.toISOString() && (row.state === "open" || row.state === "taken");
  return {
    id: row.id,
    phoneId: row.phone_id,
    openedAt: row.opened_at,
    closesAt: row.closes_at,
    openedBy: row.opened_by,
    network: row.network,
    state: over ? "expired" : row.state,
    takenBy: row.taken_by,
  };
}

/** Newest first. */
export async function listWindows(
  db: Db,
  filter: { organisationId: string; phoneId?: string | undefined; now: Date },
): Promise<Window[]> {
  const query = db<WindowRow>("first_contact_window").where("organisation_id", filter.organisationId);
  if (filter.phoneId !== undefined) query.where("phone_id", filter.phoneId);
  return (await query.orderBy("id", "desc").limit(200)).map((row) => present(row, filter.now));
}

/** MACs of phones whose window has time left, also used ones: the server asks `takeWindow` for these alone. */
export async function loadOpenWindows(db: Db, now: Date): Promise<{ mac: string; phoneId: string; closesAt: string }[]> {
  return db("first_contact_window as w")
    .join("phone as p", "p.id", "w.phone_id")
    .where("w.closes_at", ">", now.toISOString())
    .whereNot("w.state", "closed")
    .whereNot("p.state", "retired")
    .orderBy("w.id")
    .select({ mac: "p.mac", phoneId: "p.id", closesAt: "w.closes_at" });
}

/** Who has taken a window since then, and whose: the newest last. */
export async function loadGuests(db: Db, since: Date): Promise<{ address: string; phoneId: string; takenAt: string }[]> {
  return db("first_contact_window")
    .whereNotNull("taken_by")
    .where("taken_at", ">", since.toISOString())
    .orderBy("taken_at")
    .select({ address: "taken_by", phoneId: "phone_id", takenAt: "taken_at" });
}

/**
 * One first asker wins, also with several server processes. The same address gets the same token until it is used.
 * Whoever asks besides the winner, or from a wrong network, is refused and raises an alarm.
 */
export async function takeWindow(
  db: Db,
  keyring: Keyring,
  input: { mac: string; address: string; userAgent: string | null },
  now: Date,
): Promise<TakeWindow> {
  return change(db, async (trx) => {
    const phone = await findPhone(trx, { organisationId: null, mac: input.mac });
    const window = phone && (await runningWindow(trx, phone.id, now));
    if (!phone || !window) return { kind: "none" };
    const reason = refusal(window, input.address);
    if (reason === "none") return { kind: "none" };
    if (reason !== null) {
      const { id: phoneId, organisationId, mac } = phone;
      const detail = `${reason} ${input.userAgent ?? ""}`.trim();
      await raiseAlarm(trx, { kind: reason, organisationId, phoneId, mac, address: input.address, detail }, now);
      return { kind: "refused", reason, alarm: true };
    }
    if (window.state === "open") await take(trx, keyring, phone, window, input.address, now);
    const row = await trx("phone").where("id", phone.id).first<{ token_sealed: string }>("token_sealed");
    const token = open(keyring, row.token_sealed, phoneContext("token_sealed", phone.id));
    return { kind: "token", token, phoneId: phone.id, organisationId: phone.organisationId };
  });
}

async function runningWindow(trx: Db, phoneId: string, now: Date): Promise<WindowRow | undefined> {
  return trx<WindowRow>("first_contact_window")
    .where("phone_id", phoneId)
    .whereNot("state", "closed")
    .where("closes_at", ">", now.toISOString())
    .orderBy("id", "desc")
    .first();
}

/** Why this asker does not get the token; `none`: nothing to say to it; null: it gets it. */
function refusal(window: WindowRow, address: string): "window_network" | "window_taken" | "window_used" | "none" | null {
  const network = window.network === null ? null : parseNetwork(window.network);
  if (network && !networkHolds(network, address)) return "window_network";
  if (window.state === "open") return null;
  if (window.taken_by === address) return window.state === "taken" ? null : "none";
  return window.state === "taken" ? "window_taken" : "window_used";
}

/** The winner's token is fresh: nobody can have seen it. A bound phone's old one is valid until the new one is used. */
async function take(trx: Db, keyring: Keyring, phone: Phone, window: WindowRow, address: string, now: Date): Promise<void> {
  const taken = { state: "taken", taken_by: address, taken_at: now.toISOString() };
  await trx("first_contact_window").where("id", window.id).update(taken);
  await replaceToken(trx, keyring, phone.id);
  const actor: Actor = { kind: "system", id: null, name: "first contact", organisationId: null };
  const entry = { organisationId: phone.organisationId, action: "window.taken", subject: { kind: "phone", id: phone.id } };
  await recordAudit(trx, { ...entry, after: { address } }, actor, now);
  await raisePhones(trx, onePhone(trx, phone.id));
  // The asker goes on at once, perhaps at another process.
  await announce(trx, "window", { organisationId: phone.organisationId, phoneId: phone.id });
}

/**
 * A phone asked with its token. First use: the window closes, the phone is bound, an older token is void. Later
 * uses change nothing.
 *
 * @returns false when the token is not the phone's newest
 */
export async function useToken(db: Db, phoneId: string, tokenHash: string, address: string, now: Date): Promise<boolean> {
  return change(db, async (trx) => {
    const phone = await findPhone(trx, { organisationId: null, id: phoneId });
    const row = await trx("phone")
      .where({ id: phoneId, token_hash: tokenHash })
      .first<{ previous_token_hash: string | null } | undefined>("previous_token_hash");
    if (!phone || !row) return false;
    if (phone.state === "bound" && row.previous_token_hash === null) return true;
    const actor: Actor = { kind: "system", id: null, name: "first contact", organisationId: null };
    await trx("phone").where("id", phoneId).update({ previous_token_hash: null });
    await trx("first_contact_window").where({ phone_id: phoneId }).whereIn("state", ["open", "taken"]).update({ state: "used" });
    if (phone.state === "bound") await announce(trx, "phone", { organisationId: phone.organisationId, phoneId });
    else await markBound(trx, phone, "token", address, actor, now);
    return true;
  });
}
