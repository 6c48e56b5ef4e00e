import { messageLasts } from "../domain/message.ts";
import { messageContext } from "./messages.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

type Row = {
  id: string;
  kind: "reset" | "invitation";
  asked_sealed: string | null;
  organisation_id: string | null;
  user_id: string | null;
  token_sealed: string | null;
  created_at: string;
  tries: number;
  next_try_at: string;
};

/**
 * Mail that was promised before there was one outbox for mail and SMS goes over into that one. What is sealed is sealed for
 * its place, so that no migration could move it. The old table goes with a later version.
 *
 * @returns how many moved
 */
export async function moveOldMail(db: Db, keyring: Keyring): Promise<number> {
  const rows: Row[] = await db<Row>("mail_outbox").whereNull("given_up_at");
  for (const row of rows) {
    const moved = (from: "asked_sealed" | "token_sealed", to: "asked_sealed" | "secret_sealed") => {
      const sealed = row[from];
      if (sealed === null) return null;
      return seal(keyring, open(keyring, sealed, `mail_outbox/${from}/${row.id}`), messageContext(to, row.id));
    };
    const { id, kind, organisation_id, user_id, created_at, next_try_at, tries } = row;
    await batch(db, async (trx) => {
      // Of two processes that start at once, one finds it gone.
      if ((await trx("mail_outbox").where("id", id).delete()) === 0) return;
      await trx("message").insert({
        ...{ id, channel: "mail", kind, state: "queued", state_at: created_at, organisation_id, user_id, created_at },
        ...{ next_try_at, tries, expires_at: new Date(Date.parse(created_at) + messageLasts[kind]).toISOString() },
        asked_sealed: moved("asked_sealed", "asked_sealed"),
        secret_sealed: moved("token_sealed", "secret_sealed"),
      });
    });
  }
  return rows.length;
}
