import { type BulkBody, bulkInsertBodies, bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
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

const files: PhoneRecords = {
  table: "rendered_file",
  columns: [
    ["phone_id", "text"],
    ["role", "text"],
    ["revision", "integer"],
    ["hash", "text"],
    ["content_type", "text"],
  ],
  key: ["phone_id", "role"],
  where: '"rendered_file"."revision" <= excluded."revision"',
  phones: "phone.state <> 'retired'",
};

/** Keeps bodies, once per hash, and notes them as wanted. A row of an older revision than the kept one changes nothing. */
export async function saveRendered(db: Db, keyring: Keyring, rows: readonly RenderedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const bodies = new Map(rows.map((row) => [row.hash, row.body]));
  const sealed = [...bodies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, body]): BulkBody => [hash, sealBytes(keyring, body, context(hash))]);
  const newest = new Map([...rows].sort((a, b) => a.revision - b.revision).map((row) => [`${row.phoneId}/${row.role}`, row]));
  const wanted = [...newest.values()]
    .sort(byPhoneAndRole)
    .map((row) => [row.phoneId, row.role, row.revision, row.hash, row.contentType]);
  await batch(db, async (trx) => {
    await bulkInsertBodies(trx, "rendered_body", ["hash", "body_sealed"], sealed);
    await bulkUpsert(trx, files, wanted);
  });
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
