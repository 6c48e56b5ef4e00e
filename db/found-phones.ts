import type { VendorId } from "../domain/plan.ts";
import type { Db } from "./types.ts";

export type FoundPhone = {
  readonly mac: string;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly address: string;
  readonly userAgent: string | null;
  readonly at: string;
  /** Whose it seems to be (organisation token or trusted network): a hint, no claim. */
  readonly organisationId: string | null;
};
export type FoundPhoneListing = FoundPhone & { readonly id: string; readonly firstSeenAt: string };

export const foundPhonesCap = 10_000;

/** Notes phones that belong to nobody. Known phones are left alone. Above the cap those not seen for longest are dropped. */
export declare function recordFound(db: Db, batch: readonly FoundPhone[], cap?: number): Promise<void>;
/** Last seen first. An organisation sees those that point to it alone; null (operator): all. */
export declare function listFound(
  db: Db,
  filter: { organisationId: string | null; limit?: number | undefined },
): Promise<FoundPhoneListing[]>;
