import { z } from "zod";
import { vendorIds } from "../domain/plan.ts";
import type { Keyring } from "./secrets.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const phoneStates = ["found", "claimed", "bound", "retired"] as const;
export type PhoneState = (typeof phoneStates)[number];

/** A MAC address in any written form, as 12 lower-case hex digits. Broadcast, multicast and all-zero are refused. */
export const Mac = z
  .string()
  .transform((written) =>
    written
      .trim()
      .toLowerCase()
      .replace(/[-:.\s]/g, ""),
  )
  .pipe(z.string().regex(/^(?!0{12})[0-9a-f][02468ace][0-9a-f]{10}$/, "mac_invalid"));

const label = z.string().trim().max(100);
/** Model id as in the catalogue, without the vendor. The caller has checked that the catalogue has it. */
const modelId = z.string().regex(/^[A-Z0-9_]{2,20}$/);
/** Expansion modules in chain order, by the names in the model's data. */
const modules = z.array(z.string().min(1).max(40)).max(6);

export const AddPhone = z.strictObject({
  organisationId: z.string(),
  mac: Mac,
  vendor: z.enum(vendorIds),
  model: modelId,
  label: label.default(""),
  siteId: z.string().nullable().default(null),
  layoutId: z.string().nullable().default(null),
  userId: z.string().nullable().default(null),
  modules: modules.default([]),
  /** SIP accounts by id, position 1 first. */
  accounts: z.array(z.string()).max(34).default([]),
});
export type AddPhone = z.infer<typeof AddPhone>;

export const UpdatePhone = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  label: label.optional(),
  siteId: z.string().nullable().optional(),
  layoutId: z.string().nullable().optional(),
  userId: z.string().nullable().optional(),
  modules: modules.optional(),
});
export type UpdatePhone = z.infer<typeof UpdatePhone>;

/** Gives a phone that was seen on the network to an organisation. `model` null: as it was recognised. */
export const ClaimPhone = AddPhone.omit({ vendor: true, model: true }).extend({
  vendor: z.enum(vendorIds).nullable().default(null),
  model: modelId.nullable().default(null),
});
export type ClaimPhone = z.infer<typeof ClaimPhone>;

export const SwapPhone = z.strictObject({
  organisationId: z.string(),
  /** The broken one: retired. */
  id: z.string(),
  mac: Mac,
  vendor: z.enum(vendorIds),
  model: modelId,
  modules: modules.optional(),
});
export type SwapPhone = z.infer<typeof SwapPhone>;

/** Secrets are in no such value. */
export type Phone = Versioned & {
  readonly organisationId: string | null;
  readonly siteId: string | null;
  readonly layoutId: string | null;
  readonly userId: string | null;
  readonly mac: string;
  readonly vendor: (typeof vendorIds)[number] | null;
  readonly model: string | null;
  readonly label: string;
  readonly state: PhoneState;
  readonly modules: readonly string[];
  readonly revision: number;
};

/** A new phone, state claimed, with its generated token, digest credentials and passwords. @throws DomainError `mac_taken`, `site_not_found`, `layout_not_found`, `user_not_found`, `sip_account_not_found` */
export declare function addPhone(db: Db, keyring: Keyring, input: AddPhone, actor: Actor, now: Date): Promise<Phone>;
/** A phone that was found, or never seen, becomes the organisation's. @throws DomainError `mac_taken`, `model_unknown` when neither says the model */
export declare function claimPhone(db: Db, keyring: Keyring, input: ClaimPhone, actor: Actor, now: Date): Promise<Phone>;
/** @throws DomainError `phone_not_found`, `version_conflict`, `site_not_found`, `layout_not_found`, `user_not_found` */
export declare function updatePhone(db: Db, input: UpdatePhone, actor: Actor, now: Date): Promise<Phone>;
/** Expansion modules in chain order. */
export declare function setModules(
  db: Db,
  input: { organisationId: string; id: string; modules: readonly string[] },
  actor: Actor,
  now: Date,
): Promise<Phone>;
/** All of the phone's accounts, position 1 first; null leaves a position empty. @throws DomainError `phone_not_found`, `sip_account_not_found` */
export declare function setPhoneAccounts(
  db: Db,
  input: { organisationId: string; id: string; accounts: readonly (string | null)[] },
  actor: Actor,
  now: Date,
): Promise<void>;
/** Gets nothing any more; its tokens are void, its MAC free to be added again. @throws DomainError `phone_not_found`, `phone_state_refused` */
export declare function retirePhone(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<Phone>;
/** A new apparatus takes the place of a broken one: user, site, layout, accounts, keys and settings move, secrets are new. @throws DomainError `phone_not_found`, `mac_taken`, `phone_state_refused` */
export declare function swapPhone(db: Db, keyring: Keyring, input: SwapPhone, actor: Actor, now: Date): Promise<Phone>;
/** The phone has proved itself otherwise than by token: certificate, digest or trusted network. Idempotent. @throws DomainError `phone_not_found`, `phone_state_refused` */
export declare function bindPhone(
  db: Db,
  input: { phoneId: string; proof: "certificate" | "digest" | "network"; address: string },
  actor: Actor,
  now: Date,
): Promise<void>;
/** `mac` in any written form. With `organisationId` null: any organisation's (operator). Retired phones only by id. */
export declare function findPhone(
  db: Db,
  by: { organisationId: string | null; id: string } | { organisationId: string | null; mac: string },
): Promise<Phone | null>;
/** Positions and SIP accounts, by position. */
export declare function listPhoneAccounts(
  db: Db,
  by: { organisationId: string; id: string },
): Promise<{ position: number; sipAccountId: string; sipUser: string; label: string | null }[]>;
/** Opens what a person needs at the phone; leaves an audit entry. */
export declare function readPhonePasswords(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<{ admin: string; user: string; digestUser: string; digestSecret: string }>;

export type PhoneListing = Phone & {
  readonly siteName: string | null;
  readonly layoutName: string | null;
  readonly userName: string | null;
  readonly lastContactAt: string | null;
  readonly lastAddress: string | null;
  readonly firmware: string | null;
  /** `never`: nothing fetched yet; `waiting`: it should have something newer; `fetched`: it has what it should. */
  readonly delivery: "never" | "waiting" | "fetched";
};
/** By label, then MAC. `organisationId` null: all organisations' and found phones (operator). */
export declare function listPhones(
  db: Db,
  filter: {
    organisationId: string | null;
    state?: PhoneState | undefined;
    userId?: string | undefined;
    siteId?: string | undefined;
    layoutId?: string | undefined;
    search?: string | undefined;
    limit?: number | undefined;
    offset?: number | undefined;
  },
): Promise<PhoneListing[]>;
