import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";

/**
 * Seals everything anew with the keyring's first key, in batches, each a transaction. May be stopped and started
 * again. The keyring must hold the old keys too. When it returns, the old keys may be thrown away.
 *
 * @returns how many values were sealed anew
 */
export declare function rotateSecrets(
  db: Db,
  keyring: Keyring,
  options: { readonly batch?: number; readonly onProgress?: (resealed: number) => void },
  actor: Actor,
  now: Date,
): Promise<{ resealed: number }>;
