import { z } from "zod";
import { recordAudit } from "./audit.ts";
import { type ContactWrites, KeptContact, kept, mostKept, writeContacts } from "./contact-list-copies.ts";
import { type ContactRow, presentContacts } from "./contact-rows.ts";
import { chunks, oneOf } from "./dialect/dialect.ts";
import type { Actor, Db } from "./types.ts";

/** More that were made are not taken back as one. */
const mostMade = 20_000;

const Version = z.object({ id: z.string(), version: z.int() });
/**
 * What a write of many contacts has left behind, as the change log keeps it to take it back: those that it made, those that it
 * changed with what they said before, and those that it deleted.
 */
export const WrittenContacts = z.object({
  made: z.array(Version).max(mostMade),
  changed: z.array(Version.extend({ before: KeptContact })).max(mostKept),
  gone: z.array(KeptContact).max(mostKept),
});
export type WrittenContacts = z.infer<typeof WrittenContacts>;

type OfList = { readonly organisationId: string; readonly listId: string };

/** Writes many contacts of a list, with one entry in the change log. Inside `change`; nothing is noted where there is nothing. */
export async function writeManyContacts(trx: Db, of: OfList, writes: ContactWrites, actor: Actor, now: Date): Promise<void> {
  const { made, changed, gone } = writes;
  if (made.length + changed.length + gone.length === 0) return;
  await writeContacts(trx, of, writes, actor, now);
  const { organisationId, listId } = of;
  const written: WrittenContacts = {
    made: made.map(({ id }) => ({ id, version: 1 })),
    changed: changed.map(({ before }) => ({ id: before.id, version: before.version + 1, before: kept(before) })),
    gone: gone.map(kept),
  };
  const entry = { organisationId, action: "contact_list.contacts_written", subject: { kind: "contact_list", id: listId } };
  const restore = WrittenContacts.safeParse(written).success ? { restore: written } : {};
  await recordAudit(trx, { ...entry, after: countsOf(written), ...restore }, actor, now);
}

function countsOf({ made, changed, gone }: WrittenContacts) {
  return { contactsMade: made.length, contactsChanged: changed.length, contactsGone: gone.length };
}

/** How many are still as the write has left them: as many as it says, unless somebody has changed one since. */
export async function countWritten(trx: Db, listId: string, { made, changed, gone }: WrittenContacts) {
  const now = await versionsOf(
    trx,
    listId,
    [...made, ...changed, ...gone].map(({ id }) => id),
  );
  const still = (some: readonly { id: string; version: number }[]) =>
    some.filter(({ id, version }) => now.get(id) === version).length;
  return {
    contactsMade: still(made),
    contactsChanged: still(changed),
    contactsGone: gone.filter(({ id }) => !now.has(id)).length,
  };
}

async function versionsOf(trx: Db, listId: string, ids: readonly string[]): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  for (const part of chunks(ids, 5000)) {
    const rows: { id: string; version: number }[] = await trx("contact")
      .where("list_id", listId)
      .where(oneOf(trx, "id", part))
      .select("id", "version");
    for (const { id, version } of rows) versions.set(id, version);
  }
  return versions;
}

/** Writes the contrary, which can itself be taken back. Inside `change`. */
export async function putBackWritten(trx: Db, of: OfList, written: WrittenContacts, actor: Actor, now: Date): Promise<void> {
  const ids = [...written.made, ...written.changed].map(({ id }) => id);
  const rows: ContactRow[] = [];
  for (const part of chunks(ids, 5000)) {
    const some: ContactRow[] = await trx("contact")
      .where("list_id", of.listId)
      .where(oneOf(trx, "id", part));
    rows.push(...some);
  }
  const present = new Map((await presentContacts(trx, rows)).map((one) => [one.id, one]));
  const changed = written.changed.flatMap(({ id, before: after }) => {
    const before = present.get(id);
    return before ? [{ before, after }] : [];
  });
  const gone = written.made.flatMap(({ id }) => present.get(id) ?? []);
  await writeManyContacts(trx, of, { made: written.gone, changed, gone }, actor, now);
}
