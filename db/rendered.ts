import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

export type RenderedRow = {
  readonly phoneId: string;
  readonly role: string;
  /** The phone's revision that it was rendered from. */
  readonly revision: number;
  /** `bodyHash` of the body. */
  readonly hash: string;
  readonly contentType: string;
  readonly body: Buffer;
};

/** The last rendered files of these phones. A body that does not open is left out: it is rendered again. */
export declare function loadRendered(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<RenderedRow[]>;
/** Keeps bodies, once per hash, and notes them as wanted. A row of an older revision than the kept one changes nothing. */
export declare function saveRendered(db: Db, keyring: Keyring, rows: readonly RenderedRow[]): Promise<void>;
/** Drops bodies that no file refers to. @returns how many */
export declare function purgeRendered(db: Db): Promise<number>;
