import { createHash } from "node:crypto";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { addPortingEvent } from "./porting-events.ts";
import { getPorting, type Porting, type SignedCopy } from "./porting-rows.ts";
import { type PortingOf, portingFor, record } from "./portings.ts";
import { edit } from "./rows.ts";
import { type Keyring, openBytes, sealBytes } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const context = (portingId: string): string => `porting_letter/body_sealed/${portingId}`;

/**
 * Keeps the copy that somebody has signed; one that was there before is replaced. Sealed: it has a signature on it, and maybe
 * a personal number.
 *
 * @param input.mediaType as its content says
 * @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict`
 */
export async function keepSignedCopy(
  db: Db,
  keyring: Keyring,
  input: PortingOf & {
    readonly version?: number | undefined;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  },
  actor: Actor,
  now: Date,
): Promise<Porting> {
  const sha256 = createHash("sha256").update(input.bytes).digest("hex");
  const sealed = sealBytes(keyring, input.bytes, context(input.id));
  return change(db, async (trx) => {
    const porting = await portingFor(trx, "sign", input);
    const { id } = porting;
    const { mediaType, bytes } = input;
    const name = oneLine(input.name).trim().slice(0, 120) || "fullmakt";
    await trx("porting_letter").where("porting_id", id).delete();
    await trx("porting_letter").insert({
      ...{ porting_id: id, name, media_type: mediaType, size: bytes.length, sha256 },
      ...{ received_at: now.toISOString(), received_by: actor.name, body_sealed: sealed },
    });
    await edit(trx, "porting", porting, undefined, {}, actor, now);
    await addPortingEvent(trx, id, { kind: "signed", detail: { name } }, actor, now);
    await record(trx, porting, "porting.signed", { after: { name, size: bytes.length } }, actor, now);
    return getPorting(trx, porting);
  });
}

/**
 * The copy that was signed. Whoever reads it leaves an entry.
 *
 * @throws DomainError `porting_not_found`, `signed_copy_not_found`
 */
export async function readSignedCopy(
  db: Db,
  keyring: Keyring,
  of: PortingOf,
  actor: Actor,
  now: Date,
): Promise<SignedCopy & { readonly bytes: Buffer }> {
  return change(db, async (trx) => {
    const porting = await getPorting(trx, of);
    const row = await trx("porting_letter").where("porting_id", porting.id).first("body_sealed");
    if (!row || porting.signedCopy === null) throw new DomainError("signed_copy_not_found");
    const bytes = openBytes(keyring, row.body_sealed, context(porting.id));
    await record(trx, porting, "porting.signed_copy_read", {}, actor, now);
    return { ...porting.signedCopy, bytes };
  });
}
