import { type Keyring, openBytes } from "./secrets.ts";
import type { Db } from "./types.ts";

/**
 * One rendered body by its hash, such as the one that a phone fetched last. Holds secrets: never log it.
 * Null when it is no longer kept, or does not open.
 */
export async function loadBody(db: Db, keyring: Keyring, hash: string): Promise<Buffer | null> {
  const row: { body_sealed: Buffer } | undefined = await db("rendered_body").where({ hash }).first("body_sealed");
  if (!row) return null;
  try {
    return openBytes(keyring, row.body_sealed, `rendered_body/body_sealed/${hash}`);
  } catch {
    return null;
  }
}
