import { recordAudit } from "./audit.ts";
import type { Actor, Db } from "./types.ts";

/** A copy that has been put back. */
export type RestoredCopy = {
  /** Of the backup. */
  readonly id: string;
  readonly madeAt: string;
  /** Klyka's version that made it. */
  readonly version: string;
};

/**
 * Part of the transaction that puts a copy back: ends what was good then and may have been used up, or ended, since (sessions, links in
 * messages, first-contact windows), forgets files that were half on their way in, and says so in the change log.
 */
export async function noteRestored(trx: Db, copy: RestoredCopy, actor: Actor, now: Date): Promise<void> {
  for (const table of ["session", "password_reset", "install_token", "firmware_upload", "firmware_transfer"])
    await trx(table).delete();
  await trx("first_contact_window").whereIn("state", ["open", "taken"]).update({ state: "closed" });
  const { id, madeAt, version } = copy;
  const subject = { kind: "installation", id };
  await recordAudit(
    trx,
    { organisationId: null, action: "installation.restored", subject, after: { madeAt, version } },
    actor,
    now,
  );
}

/** This copy is what stands in this database: the transaction that put it back has come to its end. */
export async function wasRestored(db: Db, id: string): Promise<boolean> {
  return (await db("audit").where({ subject_id: id, action: "installation.restored" }).first("id")) !== undefined;
}
