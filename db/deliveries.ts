import type { Db } from "./types.ts";

export type Delivery = {
  readonly phoneId: string;
  readonly role: string;
  readonly hash: string;
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly address: string;
};
export type Contact = {
  readonly phoneId: string;
  readonly at: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly firmware: string | null;
  /** Model as the phone itself says. */
  readonly model: string | null;
};
export type FileDelivery = {
  readonly role: string;
  readonly wantedHash: string | null;
  readonly wantedRevision: number | null;
  readonly deliveredHash: string | null;
  readonly deliveredRevision: number | null;
  readonly deliveredAt: string | null;
};
export type DeliveryState = {
  readonly state: "never" | "waiting" | "fetched";
  readonly revision: number;
  readonly files: readonly FileDelivery[];
  readonly lastContact: Contact | null;
};

/** Notes what phones have fetched; written behind, in batches. Rows of phones that are gone are ignored. */
export declare function recordDeliveries(db: Db, batch: readonly Delivery[]): Promise<void>;
export declare function recordContacts(db: Db, batch: readonly Contact[]): Promise<void>;
/** Null when there is no such phone. */
export declare function deliveryState(db: Db, phoneId: string): Promise<DeliveryState | null>;
