import { type Keyring, openBytes } from "./secrets.ts";
import type { Db } from "./types.ts";

/**
 * One rendered body by its hash, such as the one that a phone fetched last. Holds secrets: never log it.
 * Null when it is no longer kept, or does not open.
 */
export async function loadBody(db: Db, keyring: Keyring, hash: string): Promise<Buffer | null> {
  const row: { body_sealed: Buffer } | undefined = await db("rendered_body").where({ hash }).first("body_sealed");
  return row ? opened(keyring, row.body_sealed, hash) : null;
}

export type DeliveredFile = {
  readonly role: string;
  readonly hash: string;
  /** When the phone fetched it last. */
  readonly at: string;
  /** Null: no longer kept, or does not open. Holds secrets: never log it. */
  readonly body: Buffer | null;
};

/** The files that a phone has fetched last, by role. */
export async function loadDelivered(db: Db, keyring: Keyring, phoneId: string): Promise<DeliveredFile[]> {
  const rows: { role: string; hash: string; at: string; sealed: Buffer | null }[] = await db("delivery as d")
    .leftJoin("rendered_body as b", "b.hash", "d.hash")
    .where("d.phone_id", phoneId)
    .orderBy("d.role")
    .select({ role: "d.role", hash: "d.hash", at: "d.at", sealed: "b.body_sealed" });
  return rows.map(({ sealed, ...file }) => ({ ...file, body: sealed && opened(keyring, sealed, file.hash) }));
}

function opened(keyring: Keyring, sealed: Buffer, hash: string): Buffer | null {
  try {
    return openBytes(keyring, sealed, `rendered_body/body_sealed/${hash}`);
  } catch {
    return null;
  }
}
