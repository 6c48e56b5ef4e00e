import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { KeptContacts } from "../contact-list-copies.ts";
import { createContactList, deleteContactList, findContactList } from "../contact-lists.ts";
import { phonesWithList, writeMembers } from "../contact-members.ts";
import { bulkInsert } from "../dialect/bulk-insert.ts";
import { contactListColumns } from "../list-columns.ts";
import { raisePhones } from "../revisions.ts";
import type { Actor, Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const Said = z.object({
  name: z.string(),
  forEveryone: z
    .boolean()
    .nullish()
    .transform((said) => said ?? true),
});
/** Without members: a list from before there were any. */
const Had = z.object({ contacts: KeptContacts, members: z.array(z.string()).optional() });
const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const listNow = async (trx: Db, undoing: Undoing): Promise<Fields> => {
  const list = await findContactList(trx, of(undoing));
  return { name: list?.name ?? null, forEveryone: list?.forEveryone ?? null };
};

type List = { readonly organisationId: string; readonly id: string; readonly contacts: KeptContacts };

/** Under their old ids: keys that follow them know them again. */
async function insertContacts(trx: Db, { organisationId, id: listId, contacts }: List, actor: Actor, now: Date): Promise<void> {
  const at = now.toISOString();
  const rows = contacts.map((one) => {
    const { sort_key: sorted, search_text: searched } = contactListColumns(one);
    const text = [one.firstName, one.lastName, one.company, one.title, sorted, searched];
    return [one.id, organisationId, listId, at, at, actor.name, ...text];
  });
  const columns = ["id", "organisation_id", "list_id", "created_at", "updated_at", "updated_by"];
  const texts = ["first_name", "last_name", "company", "title", "sort_key", "search_text"];
  const named = [...columns, ...texts].map((column) => [column, "text"] as const);
  await bulkInsert(trx, "contact", named, rows);
  const numbers = contacts.flatMap((one) => one.numbers.map(({ kind, number }, n) => [one.id, n + 1, kind, number]));
  const parts = [["contact_id", "text"] as const, ["position", "integer"] as const, ["kind", "text"] as const];
  await bulkInsert(trx, "contact_number", [...parts, ["number", "text"]], numbers);
}

export const contactListUndoers: Readonly<Record<string, Undoer>> = {
  "contact_list.created": {
    current: listNow,
    putBack: async (trx, undoing) => {
      // One that came back may go again with its contacts, which are kept; a new one that has been filled stays.
      const full = undoing.entry.undoes === null && (await trx("contact").where("list_id", undoing.id).first("id"));
      if (full) throw new DomainError("undo_changed", { fields: ["contacts"] });
      await deleteContactList(trx, of(undoing), undoing.actor, undoing.now);
    },
  },
  "contact_list.deleted": {
    current: listNow,
    putBack: async (trx, undoing) => {
      const { entry, before, organisationId, id, actor, now } = undoing;
      const { contacts, members } = Had.parse(entry.restore);
      await createContactList(trx, { organisationId, ...Said.parse(before) }, actor, now, id);
      if (members) await writeMembers(trx, { organisationId, listId: id, userIds: members });
      await insertContacts(trx, { organisationId, id, contacts }, actor, now);
      await raisePhones(trx, phonesWithList(trx, id));
    },
    when: ({ restore }) => Had.safeParse(restore).success,
  },
};
