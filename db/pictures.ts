import { createHash } from "node:crypto";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Pixels of a side: for a person's own view, and beside a name. */
export const pictureSizes = [512, 96] as const;
export type PictureSize = (typeof pictureSizes)[number];

/** Ready to be shown: square, and with nothing in it but pixels. */
export type PictureFiles = { readonly mediaType: string; readonly bytes: Readonly<Record<PictureSize, Uint8Array>> };
export type PictureFile = { readonly mediaType: string; readonly bytes: Uint8Array };

type Of = { readonly organisationId: string; readonly userId: string };

/** Hashes of people's pictures by user id; who has none is not in it. */
export async function picturesOf(db: Db, userIds: readonly string[]): Promise<Map<string, string>> {
  const rows: { user_id: string; hash: string }[] = await db("user_picture")
    .where(oneOf(db, "user_id", userIds))
    .select("user_id", "hash");
  return new Map(rows.map((row) => [row.user_id, row.hash]));
}

/** One file of a picture that somebody of the organisation has; null: there is none. */
export async function findPicture(
  db: Db,
  by: { readonly organisationId: string; readonly hash: string; readonly size: PictureSize },
): Promise<PictureFile | null> {
  const row = await db("picture")
    .where({ organisation_id: by.organisationId, hash: by.hash, size: by.size })
    .first<{ media_type: string; bytes: Uint8Array } | undefined>("media_type", "bytes");
  return row ? { mediaType: row.media_type, bytes: row.bytes } : null;
}

/**
 * Gives the person a picture; the one before is forgotten when nobody else has it.
 *
 * @returns its hash
 * @throws DomainError `user_not_found` (also one who is deactivated)
 */
export async function setPicture(db: Db, input: Of & { readonly files: PictureFiles }, actor: Actor, now: Date): Promise<string> {
  return change(db, async (trx) => {
    const { organisationId, userId, files } = input;
    await mustBeHere(trx, input);
    const hash = createHash("sha256").update(files.bytes[512]).digest("hex");
    const before = (await picturesOf(trx, [userId])).get(userId) ?? null;
    if (before === hash) return hash;
    const rows = pictureSizes.map((size) => ({
      ...{ organisation_id: organisationId, hash, size },
      ...{ media_type: files.mediaType, bytes: Buffer.from(files.bytes[size]) },
    }));
    await trx("picture").insert(rows).onConflict(["organisation_id", "hash", "size"]).ignore();
    const row = { user_id: userId, organisation_id: organisationId, hash, set_at: now.toISOString(), set_by: actor.name };
    await trx("user_picture").insert(row).onConflict("user_id").merge();
    await forget(trx, organisationId, before);
    await note(trx, input, before, hash, actor, now);
    return hash;
  });
}

/** The person is shown by initials again. No matter when there is no picture. @throws DomainError `user_not_found` */
export async function removePicture(db: Db, of: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, userId } = of;
    await mustBeOf(trx, of);
    const before = (await picturesOf(trx, [userId])).get(userId) ?? null;
    if (before === null) return;
    await trx("user_picture").where("user_id", userId).delete();
    await forget(trx, organisationId, before);
    await note(trx, of, before, null, actor, now);
  });
}

async function mustBeOf(trx: Db, { organisationId, userId }: Of): Promise<{ deactivated_at: string | null }> {
  const row = await trx("users")
    .where({ id: userId, organisation_id: organisationId })
    .first<{ deactivated_at: string | null } | undefined>("deactivated_at");
  if (!row) throw new DomainError("user_not_found");
  return row;
}

async function mustBeHere(trx: Db, of: Of): Promise<void> {
  if ((await mustBeOf(trx, of)).deactivated_at !== null) throw new DomainError("user_not_found");
}

/** A picture that nobody has any longer is not kept. */
async function forget(trx: Db, organisationId: string, hash: string | null): Promise<void> {
  if (hash === null) return;
  const had = trx("user_picture").where({ organisation_id: organisationId, hash }).select("hash");
  await trx("picture").where({ organisation_id: organisationId, hash }).whereNotIn("hash", had).delete();
}

async function note(trx: Db, of: Of, before: string | null, after: string | null, actor: Actor, now: Date): Promise<void> {
  const { organisationId, userId } = of;
  const entry = { organisationId, action: "user.picture_set", subject: { kind: "user", id: userId } };
  await recordAudit(trx, { ...entry, before: { picture: before }, after: { picture: after } }, actor, now);
  await announce(trx, "picture", { organisationId });
}
