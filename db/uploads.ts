import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

export type Upload = {
  readonly id: string;
  readonly phoneId: string;
  readonly organisationId: string;
  /** The name under which the phone wrote it. */
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: string;
  readonly address: string;
};
/** Bytes. */
export type UploadQuota = { readonly perFile: number; readonly perPhone: number; readonly filesPerPhone: number };

/**
 * Keeps what a bound phone wrote; a file of the same name is replaced. Stored sealed, never served as configuration.
 * @throws DomainError `upload_refused` (no bound phone), `upload_too_large`, `upload_quota`
 */
export declare function saveUpload(
  db: Db,
  keyring: Keyring,
  input: {
    readonly phoneId: string;
    readonly name: string;
    readonly contentType: string;
    readonly body: Uint8Array;
    readonly address: string;
  },
  quota: UploadQuota,
  now: Date,
): Promise<Upload>;
export declare function listUploads(db: Db, by: { organisationId: string; phoneId: string }): Promise<Upload[]>;
export declare function readUpload(
  db: Db,
  keyring: Keyring,
  by: { organisationId: string; phoneId: string; name: string },
): Promise<(Upload & { readonly body: Buffer }) | null>;
/** Drops uploads received before that instant. @returns how many */
export declare function purgeUploads(db: Db, before: Date): Promise<number>;
