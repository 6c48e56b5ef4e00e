import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { countWritten, putBackWritten, WrittenContacts } from "../contact-imports.ts";
import { KeptContacts, writeContacts } from "../contact-list-copies.ts";
import { createContactList, deleteContactList, findContactList, updateContactList } from "../contact-lists.ts";
import { changeMembers } from "../contact-member-changes.ts";
import { membersOf, phonesWithList, writeMembers } from "../contact-members.ts";
import { raisePhones } from "../revisions.ts";
import type { Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const Changed = z.object({ name: z.string().optional(), forEveryone: z.boolean().optional() });
const Said = z.object({ name: z.string(), forEveryone: z.boolean().default(true) });
const Members = z.object({ membersIn: z.array(z.string()), membersOut: z.array(z.string()) });
/** Without members: a list from before there were any. */
const Had = z.object({ contacts: KeptContacts, members: z.array(z.string()).optional() });
const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const listNow = async (trx: Db, undoing: Undoing): Promise<Fields> => {
  const list = await findContactList(trx, of(undoing));
  return { name: list?.name ?? null, forEveryone: list?.forEveryone ?? null };
};

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
      await writeContacts(trx, { organisationId, listId: id }, { made: contacts, changed: [], gone: [] }, actor, now);
      await raisePhones(trx, phonesWithList(trx, id));
    },
    when: ({ restore }) => Had.safeParse(restore).success,
  },
  "contact_list.updated": {
    current: listNow,
    putBack: (trx, undoing) => {
      const { organisationId, id, before, actor, now } = undoing;
      return updateContactList(trx, { organisationId, id, ...Changed.parse(before) }, actor, now);
    },
  },
  "contact_list.members_changed": {
    // Whoever has come or gone besides stands in nobody's way.
    current: async (trx, { id, after }) => {
      const { membersIn, membersOut } = Members.parse(after);
      const members = new Set((await membersOf(trx, [id])).get(id) ?? []);
      return {
        membersIn: membersIn.filter((one) => members.has(one)),
        membersOut: membersOut.filter((one) => !members.has(one)),
      };
    },
    putBack: async (trx, { organisationId, id, after, actor, now }) => {
      const { membersIn, membersOut } = Members.parse(after);
      await changeMembers(trx, { organisationId, listId: id, in: membersOut, out: membersIn }, actor, now);
    },
  },
  "contact_list.contacts_written": {
    current: async (trx, { id, entry }) => countWritten(trx, id, WrittenContacts.parse(entry.restore)),
    putBack: (trx, { organisationId, id, entry, actor, now }) =>
      putBackWritten(trx, { organisationId, listId: id }, WrittenContacts.parse(entry.restore), actor, now),
    when: ({ restore }) => WrittenContacts.safeParse(restore).success,
  },
};
