import { z } from "zod";
import { type KeyBinding, keyKinds } from "../domain/phone-key.ts";
import type { Actor, Db } from "./types.ts";

export const KeyPlaceInput = z.strictObject({ module: z.int().min(0).max(6), index: z.int().min(1).max(400) });

/** References by id; `number` in any written form (also short numbers, extensions and feature codes such as `*43#`). */
export const KeyTargetInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), id: z.string() }),
  z.strictObject({ kind: z.literal("group"), id: z.string() }),
  z.strictObject({ kind: z.literal("contact"), id: z.string() }),
  z.strictObject({ kind: z.literal("number"), number: z.string().min(1).max(60) }),
]);

export const KeyInput = z.strictObject({
  place: KeyPlaceInput,
  kind: z.enum(keyKinds),
  target: KeyTargetInput.nullable().default(null),
  account: z.int().min(1).max(34).default(1),
  /** Null follows the target's name. */
  label: z.string().max(100).nullable().default(null),
  value: z.string().max(512).nullable().default(null),
  locked: z.boolean().default(false),
});
export type KeyInput = z.infer<typeof KeyInput>;

export const SetPhoneKeys = z.strictObject({
  organisationId: z.string(),
  phoneId: z.string(),
  keys: z.array(KeyInput).min(1).max(400),
});
export type SetPhoneKeys = z.infer<typeof SetPhoneKeys>;
export const ClearPhoneKeys = z.strictObject({
  organisationId: z.string(),
  phoneId: z.string(),
  places: z.array(KeyPlaceInput).min(1).max(400),
});
export type ClearPhoneKeys = z.infer<typeof ClearPhoneKeys>;
export const SetLayoutKeys = z.strictObject({
  organisationId: z.string(),
  layoutId: z.string(),
  keys: z.array(KeyInput).min(1).max(400),
});
export type SetLayoutKeys = z.infer<typeof SetLayoutKeys>;
export const ClearLayoutKeys = z.strictObject({
  organisationId: z.string(),
  layoutId: z.string(),
  places: z.array(KeyPlaceInput).min(1).max(400),
});
export type ClearLayoutKeys = z.infer<typeof ClearLayoutKeys>;

export type StoredKey = KeyBinding & { readonly updatedAt: string; readonly updatedBy: string };
/** A key as the phone has it: its own on top of its layout's. */
export type EffectiveKey = StoredKey & { readonly from: "phone" | "layout" };

/**
 * Puts keys on a phone, each replacing what its place held. All or nothing.
 *
 * @throws DomainError `phone_not_found`, `target_not_found` (also another organisation's), `key_invalid` (kind, target
 * and value do not fit), `number_invalid`, `key_locked` (the place is locked and the actor no administrator)
 */
export declare function setPhoneKeys(db: Db, input: SetPhoneKeys, actor: Actor, now: Date): Promise<void>;
/** The layout's keys, if any, show again. @throws DomainError `phone_not_found`, `key_locked` */
export declare function clearPhoneKeys(db: Db, input: ClearPhoneKeys, actor: Actor, now: Date): Promise<void>;
/** As `setPhoneKeys`; raises the phones that have no own key at a changed place. @throws also DomainError `layout_not_found` */
export declare function setLayoutKeys(db: Db, input: SetLayoutKeys, actor: Actor, now: Date): Promise<void>;
export declare function clearLayoutKeys(db: Db, input: ClearLayoutKeys, actor: Actor, now: Date): Promise<void>;
/** Sorted by place. */
export declare function listPhoneKeys(db: Db, by: { organisationId: string; phoneId: string }): Promise<EffectiveKey[]>;
export declare function listLayoutKeys(db: Db, by: { organisationId: string; layoutId: string }): Promise<StoredKey[]>;
