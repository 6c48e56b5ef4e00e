import { DomainError } from "../domain/errors.ts";
import { settledStates } from "../domain/order-kinds.ts";
import { foldText } from "../domain/search.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { deleteContact, findContact } from "./contacts.ts";
import { bulkUpdate } from "./dialect/bulk-insert.ts";
import { emptyWriteLog, oneOf } from "./dialect/dialect.ts";
import { namesOf, replaceNames } from "./erased-names.ts";
import { getPerson } from "./people.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { deleteUser } from "./users.ts";

type Of = { readonly organisationId: string; readonly id: string };

/** What stands where the name of somebody stood whose data was erased. */
function erasedName(id: string): string {
  return `Borttagen användare #${id.slice(-6)}`;
}

/** Who saved something last, by name: of no use to anybody once the person is erased. */
const savedBy: readonly (readonly [table: string, column: string])[] = [
  ...["site", "users", "contact_list", "contact", "sip_account", "layout", "phone", "announcement", "menu"].map(
    (table) => [table, "updated_by"] as const,
  ),
  ...["response_group", "schedule", "subscription", "sim_card", "orders", "porting"].map(
    (table) => [table, "updated_by"] as const,
  ),
  ...[["sim_card", "blocked_by"] as const, ["orders", "settled_by"] as const, ["orders", "taken_by"] as const],
  ["resync", "asked_by"] as const,
];

/**
 * Erases a person who has been deactivated: the person, what they had, their messages and absences, and their name, also a former one,
 * in the change log, orders, specifications of calls and what was called after them. Invoices and what they add up to stay: the law keeps them.
 *
 * @throws DomainError `user_not_found`, `erase_active`, `user_is_destination`, `last_administrator`
 */
export async function eraseUser(db: Db, by: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = by;
    const person = await getPerson(trx, by);
    if (person.deactivatedAt === null) throw new DomainError("erase_active");
    const name = erasedName(id);
    // What somebody else is called too cannot be told apart.
    const names = await namesOf(trx, by, person);
    await trx("message").where("user_id", id).delete();
    await trx("data_purchase").where("bought_by_user_id", id).update({ bought_by: name });
    await trx("orders").where("placed_by_id", id).update({ placed_by: name, placed_by_id: null });
    await trx("porting").where("created_by_id", id).update({ created_by_id: null });
    await trx("usage_row").where("user_id", id).update({ user_id: null, user_name: name });
    const summed = { user_id: null, user_name: name, name_search: foldText(name) };
    await trx("usage_sum").where("user_id", id).update(summed);
    await trx("call_sight").where("by_id", id).update({ by_name: name });
    for (const called of names) await renameSavers(trx, organisationId, called, name);
    // Who has sent messages to others stands with them.
    await trx("message")
      .where("organisation_id", organisationId)
      .where(oneOf(trx, "sent_by", names))
      .update({ sent_by: name });
    await forgetAddresses(trx, by);
    await deleteUser(trx, by, actor, now);
    await forgetInLog(trx, { organisationId, kind: "user", id, name, names });
    await replaceNames(trx, organisationId, names, name);
    await trx("audit").where("actor_id", id).update({ actor_name: name, address: null });
    const entry = { organisationId, action: "user.erased", subject: { kind: "user", id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
    await announce(trx, "phonebook", { organisationId });
  });
  await emptyWriteLog(db);
}

/** Where the operator sent cards of the person's subscriptions, of orders that are over. */
async function forgetAddresses(trx: Db, { organisationId, id }: Of): Promise<void> {
  const own = trx("subscription").where({ organisation_id: organisationId, user_id: id });
  const cards = trx("sim_card").whereIn("subscription_id", own.clone().select("id")).select("id");
  const orders: { id: string; payload: string }[] = await trx("orders")
    .where("organisation_id", organisationId)
    .whereIn("kind", ["twin_sim", "replace_sim"])
    .whereIn("state", [...settledStates])
    .where((about) => about.whereIn("subject_id", own.clone().select("id")).orWhereIn("subject_id", cards))
    .select("id", "payload");
  const rows = orders.map((order) => {
    const payload = JSON.stringify({ ...JSON.parse(order.payload), deliverTo: null });
    return { id: order.id, texts: [payload], steps: [] };
  });
  await bulkUpdate(trx, "orders", ["payload"], [], rows);
}

async function renameSavers(trx: Db, organisationId: string, called: string, name: string): Promise<void> {
  for (const [table, column] of savedBy) {
    await trx(table)
      .where({ organisation_id: organisationId, [column]: called })
      .update({ [column]: name });
  }
  for (const [table, owner, column] of [
    ["phone_key", "phone", "phone_id"],
    ["layout_key", "layout", "layout_id"],
  ] as const) {
    const own = trx(owner).where("organisation_id", organisationId).select("id");
    await trx(table).where("updated_by", called).whereIn(column, own).update({ updated_by: name });
  }
  const portings = trx("porting").where("organisation_id", organisationId).select("id");
  await trx("porting_event").where("by_name", called).whereIn("porting_id", portings).update({ by_name: name });
  await trx("porting_letter").where("received_by", called).whereIn("porting_id", portings).update({ received_by: name });
}

/** Entries about it keep when something was done and by whom, and lose what; others lose its name among what is searched. */
async function forgetInLog(
  trx: Db,
  {
    organisationId,
    kind,
    id,
    name,
    names,
  }: Of & { readonly kind: string; readonly name: string; readonly names: readonly string[] },
): Promise<void> {
  await trx("audit")
    .where({ organisation_id: organisationId, subject_kind: kind, subject_id: id })
    .update({ before: "null", after: "null", restore: null, subject_name: name, search_text: foldText(name) });
  // What would bring it back.
  await trx("audit").where("organisation_id", organisationId).where("restore", "like", `%${id}%`).update({ restore: null });
  for (const folded of names.map(foldText).filter((one) => one.length >= 3)) {
    await trx("audit")
      .where("organisation_id", organisationId)
      .where("search_text", "like", `%${folded.replace(/[%\\_]/g, "_")}%`)
      .update({ search_text: trx.raw("replace(search_text, ?, '')", [folded]) });
  }
}

/**
 * Erases an external contact: the contact, and what the change log says of it, also of one that has been deleted before.
 *
 * @throws DomainError `contact_not_found`
 */
export async function eraseContact(db: Db, by: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = by;
    const contact = await findContact(trx, by);
    const about = { organisation_id: organisationId, subject_kind: "contact", subject_id: id };
    const said: { before: string; after: string }[] = await trx("audit").where(about).select("before", "after");
    if (!contact && said.length === 0) throw new DomainError("contact_not_found");
    const then = said.flatMap(({ before, after }) => [before, after].map((text): Called | null => JSON.parse(text)));
    const names = [contact, ...then].map((one) => [one?.firstName, one?.lastName].filter(Boolean).join(" "));
    if (contact) await deleteContact(trx, by, actor, now);
    const name = `#${id.slice(-6)}`;
    await forgetInLog(trx, { organisationId, kind: "contact", id, name, names: [...new Set(names)] });
    const entry = { organisationId, action: "contact.erased", subject: { kind: "contact", id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
  });
  await emptyWriteLog(db);
}

type Called = { readonly firstName?: string; readonly lastName?: string };
