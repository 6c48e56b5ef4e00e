import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { type Keyring, openBytes, sealBytes } from "./secrets.ts";
import { batch } from "./transaction.ts";
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

type FileRow = { phone_id: string; role: string; revision: number; hash: string; content_type: string };

function context(hash: string): string {
  return `rendered_body/body_sealed/${hash}`;
}

/** The last rendered files of these phones. A body that does not open is left out: it is rendered again. */
export async function loadRendered(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<RenderedRow[]> {
  const rows: (FileRow & { body_sealed: Buffer })[] = await db("rendered_file as f")
    .join("rendered_body as b", "b.hash", "f.hash")
    .where(oneOf(db, "f.phone_id", phoneIds))
    .select("f.phone_id", "f.role", "f.revision", "f.hash", "f.content_type", "b.body_sealed");
  return rows.flatMap((row) => {
    const body = opened(keyring, row.body_sealed, row.hash);
    const { phone_id: phoneId, role, revision, hash, content_type: contentType } = row;
    return body === null ? [] : [{ phoneId, role, revision, hash, contentType, body }];
  });
}

function opened(keyring: Keyring, sealed: Buffer, hash: string): Buffer | null {
  try {
    return openBytes(keyring, sealed, context(hash));
  } catch {
    return null;
  }
}

/** Keeps bodies, once per hash, and notes them as wanted. A row of an older revision than the kept one changes nothing. */
export async function saveRendered(db: Db, keyring: Keyring, rows: readonly RenderedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const bodies = new Map(rows.map((row) => [row.hash, row.body]));
  const sealed = [...bodies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, body]) => ({ hash, body_sealed: sealBytes(keyring, body, context(hash)) }));
  const files: FileRow[] = [...rows].sort(byPhoneAndRole).map((row) => ({
    phone_id: row.phoneId,
    role: row.role,
    revision: row.revision,
    hash: row.hash,
    content_type: row.contentType,
  }));
  await batch(db, async (trx) => {
    const alive = await livePhones(trx, files);
    const kept = files.filter((file) => alive.has(file.phone_id));
    for (const part of chunks(sealed, rowsPerInsert(2))) await trx("rendered_body").insert(part).onConflict("hash").ignore();
    for (const part of chunks(kept, rowsPerInsert(5))) {
      const insert = trx("rendered_file").insert(part).onConflict(["phone_id", "role"]).merge();
      await insert.where("rendered_file.revision", "<=", trx.ref("excluded.revision"));
    }
  });
}

/** Rows of phones that have gone meanwhile would break the foreign key, and with it the whole batch. */
async function livePhones(trx: Db, files: readonly FileRow[]): Promise<Set<string>> {
  const ids = [...new Set(files.map((file) => file.phone_id))];
  return new Set(
    await trx("phone")
      .where(oneOf(trx, "id", ids))
      .whereNot("state", "retired")
      .pluck("id"),
  );
}

/** In one order everywhere, so that two processes writing batches wait for each other, and never in a circle. */
function byPhoneAndRole(a: RenderedRow, b: RenderedRow): number {
  return `${a.phoneId}/${a.role}` < `${b.phoneId}/${b.role}` ? -1 : 1;
}

/** Drops bodies that no phone should have, and none has fetched last: those two are compared. @returns how many */
export async function purgeRendered(db: Db): Promise<number> {
  return batch(db, (trx) =>
    trx("rendered_body")
      .whereNotIn("hash", trx("rendered_file").select("hash"))
      .whereNotIn("hash", trx("delivery").select("hash"))
      .delete(),
  );
}
