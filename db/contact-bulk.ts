import { z } from "zod";
import { contactLimits, tidyTags } from "../domain/contact.ts";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { type AuditInput, changedFields, recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { writeContacts } from "./contact-list-copies.ts";
import { type Contact, type ContactRow, contactAudit, presentContacts } from "./contact-rows.ts";
import { oneOf } from "./dialect/dialect.ts";
import { mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Contacts in one request at most: as many entries are taken back as one. */
export const mostContactsAtOnce = 500;

const Tag = z.string().overwrite(oneLine).trim().min(1).max(contactLimits.tag);
/** One thing that is done to many contacts. */
export const ContactBulk = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("delete") }),
  z.strictObject({ what: z.literal("move"), listId: z.string().max(64) }),
  z.strictObject({ what: z.literal("tag"), tag: Tag, on: z.boolean() }),
]);
export type ContactBulk = z.infer<typeof ContactBulk>;

export type ContactBulkResult = {
  readonly id: string;
  readonly name: string;
  readonly outcome: "changed" | "unchanged" | "refused";
};

/**
 * The same for many, each with an entry of its own, in a fixed number of statements. A tag is refused to whoever has as many as
 * there may be.
 *
 * @throws DomainError `contact_not_found` when one of them is none of the organisation's, `contact_list_not_found`: then nothing is done
 */
export async function changeContacts(
  db: Db,
  input: { readonly organisationId: string; readonly ids: readonly string[]; readonly change: ContactBulk },
  actor: Actor,
  now: Date,
): Promise<ContactBulkResult[]> {
  return change(db, async (trx) => {
    const { organisationId, change: wanted } = input;
    const ids = [...new Set(input.ids)];
    const rows: ContactRow[] = await trx("contact")
      .where("organisation_id", organisationId)
      .where(oneOf(trx, "id", ids));
    if (rows.length !== ids.length) throw new DomainError("contact_not_found");
    if (wanted.what === "move") await mustBelong(trx, "contact_list", wanted.listId, organisationId, "contact_list_not_found");
    const byId = new Map((await presentContacts(trx, rows)).map((one) => [one.id, one]));
    const contacts = ids.flatMap((id) => byId.get(id) ?? []);
    const outcomes = contacts.map((contact) => ({ contact, after: afterwards(contact, wanted) }));
    await write(trx, organisationId, outcomes, wanted, actor, now);
    return outcomes.map(({ contact: { id, name }, after }) => ({
      ...{ id, name },
      outcome: after === "refused" ? "refused" : after === "same" ? "unchanged" : "changed",
    }));
  });
}

type Planned = { readonly contact: Contact; readonly after: Contact | "gone" | "same" | "refused" };

function afterwards(contact: Contact, wanted: ContactBulk): Planned["after"] {
  if (wanted.what === "delete") return "gone";
  if (wanted.what === "move") return contact.listId === wanted.listId ? "same" : { ...contact, listId: wanted.listId };
  const folded = wanted.tag.toLowerCase();
  const others = contact.tags.filter((tag) => tag.toLowerCase() !== folded);
  const has = others.length < contact.tags.length;
  if (has === wanted.on) return "same";
  if (!wanted.on) return { ...contact, tags: others };
  const tags = tidyTags([...contact.tags, wanted.tag]);
  return tags.length > contactLimits.tags ? "refused" : { ...contact, tags };
}

async function write(
  trx: Db,
  organisationId: string,
  outcomes: readonly Planned[],
  wanted: ContactBulk,
  actor: Actor,
  now: Date,
): Promise<void> {
  const gone = outcomes.flatMap(({ contact, after }) => (after === "gone" ? [contact] : []));
  const changed = outcomes.flatMap(({ contact: before, after }) => (typeof after === "string" ? [] : [{ before, after }]));
  if (gone.length + changed.length === 0) return;
  await writeContacts(trx, { organisationId, listId: "" }, { made: [], changed, gone }, actor, now);
  if (wanted.what === "move") {
    const moved = changed.map(({ before }) => before.id);
    await trx("contact")
      .where("organisation_id", organisationId)
      .where(oneOf(trx, "id", moved))
      .update({ list_id: wanted.listId });
    await announce(trx, "phonebook", { organisationId });
  }
  const entry = (action: string, { id }: Contact) => ({ organisationId, action, subject: { kind: "contact", id } });
  const entries: AuditInput[] = [
    ...gone.map((contact) => ({ ...entry("contact.deleted", contact), before: contactAudit(contact) })),
    ...changed.map(({ before, after }) => ({
      ...entry("contact.updated", before),
      ...changedFields(contactAudit(before), contactAudit(after)),
    })),
  ];
  await recordAudits(trx, entries, actor, now);
}
