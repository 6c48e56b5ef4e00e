import { z } from "zod";
import { contactNumberKinds } from "../../domain/contact.ts";
import { contactAudit, createContact, deleteContact, findContact, getContact, updateContact } from "../contacts.ts";
import { showAgain } from "./house.ts";
import type { Undoer, Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });

const Said = z.object({
  listId: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  company: z.string().optional(),
  title: z.string().optional(),
  email: z.string().optional(),
  note: z.string().optional(),
  tags: z.array(z.string()).optional(),
  numbers: z.array(z.object({ kind: z.enum(contactNumberKinds), number: z.string() })).optional(),
});
/** E-mail, note and tags came later: an entry from before has none. */
const Whole = Said.required().extend({ email: Said.shape.email, note: Said.shape.note, tags: Said.shape.tags });

export const contactUndoers: Readonly<Record<string, Undoer>> = {
  "contact.updated": {
    current: async (trx, undoing) => contactAudit(await getContact(trx, of(undoing))),
    putBack: async (trx, undoing) => {
      const now = await getContact(trx, of(undoing));
      const said = Said.parse(undoing.before);
      const whole = {
        firstName: said.firstName ?? now.firstName,
        lastName: said.lastName ?? now.lastName,
        company: said.company ?? now.company,
        title: said.title ?? now.title,
        numbers: said.numbers ?? [...now.numbers],
      };
      await updateContact(trx, { ...of(undoing), ...said, ...whole }, undoing.actor, undoing.now);
    },
  },
  "contact.created": {
    current: async (trx, undoing) => contactAudit(await getContact(trx, of(undoing))),
    putBack: (trx, undoing) => deleteContact(trx, of(undoing), undoing.actor, undoing.now),
  },
  "contact.deleted": {
    current: async (trx, undoing) => {
      const found = await findContact(trx, of(undoing));
      if (found) return contactAudit(found);
      return Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
    },
    putBack: async (trx, { organisationId, id, before, actor, now }) => {
      await createContact(trx, { organisationId, ...Whole.parse(before) }, actor, now, id);
      await showAgain(trx, "contact", id);
    },
  },
};
