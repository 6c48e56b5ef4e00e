import { DomainError } from "../domain/errors.ts";
import { newId } from "./ids.ts";
import { type Keyring, openBytes, sealBytes } from "./secrets.ts";
import { batch } from "./transaction.ts";
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

type Row = {
  id: string;
  organisation_id: string;
  phone_id: string;
  name: string;
  content_type: string;
  size: number;
  address: string;
  received_at: string;
};

const columns = ["id", "organisation_id", "phone_id", "name", "content_type", "size", "address", "received_at"] as const;

function present(row: Row): Upload {
  return {
    id: row.id,
    phoneId: row.phone_id,
    organisationId: row.organisation_id,
    name: row.name,
    contentType: row.content_type,
    size: row.size,
    receivedAt: row.received_at,
    address: row.address,
  };
}

/** What the body of an upload is sealed for. */
export function uploadContext(id: string): string {
  return `upload/body_sealed/${id}`;
}

/**
 * Keeps what a bound phone wrote; a file of the same name is `replaced`. Stored sealed, never served as configuration.
 *
 * @throws DomainError `upload_refused` (no bound phone), `upload_too_large`, `upload_quota`
 */
export async function saveUpload(
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
): Promise<Upload & { readonly replaced: boolean }> {
  const { phoneId, name, body } = input;
  if (body.length > quota.perFile) throw new DomainError("upload_too_large", { limit: quota.perFile });
  const id = newId(now);
  const sealed = sealBytes(keyring, body, uploadContext(id));
  return batch(db, async (trx) => {
    // Two files of one phone at once must not both fit into the last of its room.
    const phone = await lockPhone(trx, phoneId);
    if (phone?.state !== "bound") throw new DomainError("upload_refused");
    const replaced = (await trx("upload").where({ phone_id: phoneId, name }).delete()) > 0;
    const kept = await trx("upload")
      .where("phone_id", phoneId)
      .first<{ files: number; bytes: number | null }>(trx.raw("count(*) as files"), trx.raw("sum(size) as bytes"));
    if (kept.files + 1 > quota.filesPerPhone || (kept.bytes ?? 0) + body.length > quota.perPhone) {
      throw new DomainError("upload_quota", { files: quota.filesPerPhone, bytes: quota.perPhone });
    }
    const row: Row = {
      id,
      organisation_id: phone.organisation_id,
      phone_id: phoneId,
      name,
      content_type: input.contentType,
      size: body.length,
      address: input.address,
      received_at: now.toISOString(),
    };
    await trx("upload").insert({ ...row, body_sealed: sealed });
    return { ...present(row), replaced };
  });
}

async function lockPhone(trx: Db, phoneId: string): Promise<{ state: string; organisation_id: string } | undefined> {
  return trx("phone").where("id", phoneId).forUpdate().first("state", "organisation_id");
}

/** By name. */
export async function listUploads(db: Db, by: { organisationId: string; phoneId: string }): Promise<Upload[]> {
  const where = { organisation_id: by.organisationId, phone_id: by.phoneId };
  const rows = await db("upload").where(where).orderBy("name").select<Row[]>(columns);
  return rows.map(present);
}

export async function readUpload(
  db: Db,
  keyring: Keyring,
  by: { organisationId: string; phoneId: string; name: string },
): Promise<(Upload & { readonly body: Buffer }) | null> {
  const row = await db<Row & { body_sealed: Buffer }>("upload")
    .where({ organisation_id: by.organisationId, phone_id: by.phoneId, name: by.name })
    .first();
  return row ? { ...present(row), body: openBytes(keyring, row.body_sealed, uploadContext(row.id)) } : null;
}

/** Drops uploads received before that instant. @returns how many */
export async function purgeUploads(db: Db, before: Date): Promise<number> {
  return batch(db, (trx) => trx("upload").where("received_at", "<", before.toISOString()).delete());
}
