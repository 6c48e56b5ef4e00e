import { DomainError } from "../domain/errors.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** A file that is coming in part by part. */
export type FirmwareUpload = {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** So many are on the disk for certain; the next part begins there. */
  readonly received: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
};

type Row = {
  id: string;
  name: string;
  bytes: number | string;
  fingerprint: string | null;
  received: number | string;
  created_at: string;
  created_by: string;
  actor_id: string | null;
  updated_at: string;
};

function present(row: Row): FirmwareUpload {
  return {
    id: row.id,
    name: row.name,
    bytes: Number(row.bytes),
    received: Number(row.received),
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  };
}

/** A file as it is announced. `fingerprint`: what its sender has made of all of its bytes; null: nothing. */
export type AnnouncedUpload = { readonly name: string; readonly bytes: number; readonly fingerprint: string | null };

/**
 * A new upload, or the one of the same person and the same file that has not come whole: it goes on where it stopped, from
 * whatever browser. Without a fingerprint it is always a new one: name and size do not tell two files apart.
 */
export async function beginUpload(
  db: Db,
  { name, bytes, fingerprint }: AnnouncedUpload,
  actor: Actor,
  now: Date,
): Promise<FirmwareUpload> {
  return change(db, async (trx) => {
    const same = { name, bytes, fingerprint, created_by: actor.name };
    const known: Row | undefined =
      fingerprint === null ? undefined : await trx<Row>("firmware_upload").where(same).where("actor_id", actor.id).first();
    if (known) return present(known);
    const at = now.toISOString();
    const row = { id: newId(now), ...same, received: 0, created_at: at, actor_id: actor.id, updated_at: at };
    await trx("firmware_upload").insert(row);
    return present(row);
  });
}

/** What has not come whole, the oldest first. */
export async function listUploads(db: Db): Promise<FirmwareUpload[]> {
  return (await db<Row>("firmware_upload").orderBy("id")).map(present);
}

/** @throws DomainError `firmware_upload_not_found` */
export async function getUpload(db: Db, id: string): Promise<FirmwareUpload> {
  const row = await db<Row>("firmware_upload").where({ id }).first();
  if (!row) throw new DomainError("firmware_upload_not_found");
  return present(row);
}

/**
 * Notes that a part is on the disk.
 *
 * @returns how much there is now: as much as another request has noted meanwhile, when it was first
 */
export async function advanceUpload(
  db: Db,
  { id, from, to }: { readonly id: string; readonly from: number; readonly to: number },
  now: Date,
): Promise<number> {
  const moved = await db("firmware_upload").where({ id, received: from }).update({ received: to, updated_at: now.toISOString() });
  return moved > 0 ? to : (await getUpload(db, id)).received;
}

/** Forgets an upload; false: it was gone already. */
export async function endUpload(db: Db, id: string): Promise<boolean> {
  return (await db("firmware_upload").where({ id }).delete()) > 0;
}

/** Forgets uploads that nothing has come of since then. @returns their ids */
export async function dropUploads(db: Db, before: Date): Promise<string[]> {
  const old: { id: string }[] = await db("firmware_upload").where("updated_at", "<", before.toISOString()).select("id");
  const ids = old.map(({ id }) => id);
  await db("firmware_upload").whereIn("id", ids).delete();
  return ids;
}
