import type { VendorId } from "../domain/plan.ts";
import type { PhoneState } from "./phones.ts";
import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

/** Realm of HTTP digest for phones (RFC 7616). */
export const digestRealm = "klyka";

/** What the server keeps in memory of every phone. */
export type PhoneIndexRow = {
  readonly id: string;
  readonly mac: string;
  readonly organisationId: string | null;
  readonly siteId: string | null;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly state: PhoneState;
  readonly revision: number;
  readonly tokenHash: string | null;
  readonly previousTokenHash: string | null;
  readonly digestUser: string | null;
  /** HA1 = MD5(user:realm:secret), hex; null without a keyring. */
  readonly digestHash: string | null;
};

/** All phones (retired ones only when named by id: an index then forgets them), or those with these ids. */
export declare function loadPhoneIndex(db: Db, ids?: readonly string[], keyring?: Keyring): Promise<PhoneIndexRow[]>;
