import { z } from "zod";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { LayerRef } from "./setting-scopes.ts";
import type { Actor, Db } from "./types.ts";

export { LayerRef };

export const SetSetting = z.strictObject({
  at: LayerRef,
  /** Of the catalogue in `domain/settings.ts`. */
  name: z.string(),
  /** Checked against that setting's schema. */
  value: z.json(),
});
export type SetSetting = z.infer<typeof SetSetting>;

export const SetRawParameter = z.strictObject({
  at: LayerRef,
  vendor: z.enum(vendorIds),
  /** In the vendor's own words. The caller warns when `Vendor.parameter(name)` does not know it. */
  name: z.string().regex(/^[A-Za-z0-9_.:!%-]{1,200}$/),
  value: z
    .string()
    .max(2000)
    .refine((value) => !/\p{Cc}/u.test(value), "control characters are refused"),
});
export type SetRawParameter = z.infer<typeof SetRawParameter>;

export type Setting = {
  readonly at: LayerRef;
  /** Null: a neutral setting. */
  readonly vendor: VendorId | null;
  readonly name: string;
  readonly value: unknown;
  readonly updatedAt: string;
  readonly updatedBy: string;
};

/**
 * Raises exactly the phones below the layer for which no higher layer says otherwise. Saying what is already said raises none.
 *
 * @throws DomainError `setting_unknown`, `setting_invalid`, `layer_invalid` (that setting may not be said there), and
 * `organisation_not_found`, `site_not_found`, `layout_not_found`, `phone_not_found`
 */
export declare function setSetting(db: Db, input: SetSetting, actor: Actor, now: Date): Promise<void>;
export declare function clearSetting(db: Db, input: { at: LayerRef; name: string }, actor: Actor, now: Date): Promise<void>;
/** @throws DomainError `setting_invalid` when the parameter carries a secret or would strand the phone (`isGuardedParameter`) */
export declare function setRawParameter(db: Db, input: SetRawParameter, actor: Actor, now: Date): Promise<void>;
export declare function clearRawParameter(
  db: Db,
  input: { at: LayerRef; vendor: VendorId; name: string },
  actor: Actor,
  now: Date,
): Promise<void>;
/** What is said at one layer, by vendor and name. */
export declare function listSettings(db: Db, at: LayerRef): Promise<Setting[]>;
