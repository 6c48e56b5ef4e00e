import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { fillListForEveryone } from "./contact-members.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { mustBeActive } from "./memberships.ts";
import { phonesOfUsers, raisePhones } from "./revisions.ts";
import { mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type OfList = { readonly organisationId: string; readonly listId: string };

export const ChangeMembers = z.strictObject({
  /** Ids of people; who is in it already, or is not, stays so. */
  in: z.array(z.string().max(64)).max(500).default([]),
  out: z.array(z.string().max(64)).max(500).default([]),
});

/**
 * Puts people into the list and takes others out, without a version: each person is said by themselves.
 *
 * @returns whether anything changed
 * @throws DomainError `contact_list_not_found`, `user_not_found` (also one who is deactivated and is to come in)
 */
export async function changeMembers(
  db: Db,
  input: OfList & z.infer<typeof ChangeMembers>,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  return change(db, async (trx) => {
    const { organisationId, listId } = input;
    await mustBelong(trx, "contact_list", listId, organisationId, "contact_list_not_found");
    const wanted = [...new Set(input.in)];
    await mustBeActive(trx, organisationId, wanted);
    await mustBePeople(trx, organisationId, [...new Set(input.out)]);
    const before: string[] = await trx("contact_list_member").where("list_id", listId).pluck("user_id");
    const had = new Set(before);
    const came = wanted.filter((id) => !had.has(id) && !input.out.includes(id)).toSorted();
    const left = [...had].filter((id) => input.out.includes(id)).toSorted();
    await bulkInsert(
      trx,
      "contact_list_member",
      [
        ["list_id", "text"],
        ["user_id", "text"],
      ],
      came.map((id) => [listId, id]),
    );
    await trx("contact_list_member")
      .where("list_id", listId)
      .where(oneOf(trx, "user_id", left))
      .delete();
    return noteMembers(trx, input, { came, left }, actor, now);
  });
}

async function mustBePeople(trx: Db, organisationId: string, ids: readonly string[]): Promise<void> {
  const found: string[] = await trx("users")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  if (found.length !== ids.length) throw new DomainError("user_not_found");
}

/** Everybody comes into the list, which is for everyone. Inside `change`. */
export async function addEverybody(trx: Db, of: OfList, actor: Actor, now: Date): Promise<void> {
  const before: string[] = await trx("contact_list_member").where("list_id", of.listId).pluck("user_id");
  const had = new Set(before);
  await fillListForEveryone(trx, of.listId);
  const all: string[] = await trx("contact_list_member").where("list_id", of.listId).pluck("user_id");
  await noteMembers(trx, of, { came: all.filter((id) => !had.has(id)).toSorted(), left: [] }, actor, now);
}

async function noteMembers(
  trx: Db,
  { organisationId, listId }: OfList,
  { came, left }: { readonly came: readonly string[]; readonly left: readonly string[] },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  const touched = [...came, ...left];
  if (touched.length === 0) return false;
  await trx("users")
    .where(oneOf(trx, "id", touched))
    .increment("memberships_version", 1);
  const entry = { organisationId, action: "contact_list.members_changed", subject: { kind: "contact_list", id: listId } };
  await recordAudit(trx, { ...entry, after: { membersIn: came, membersOut: left } }, actor, now);
  await raisePhones(trx, phonesOfUsers(trx, touched));
  await announce(trx, "phonebook", { organisationId });
  await announce(trx, "members", { organisationId });
  return true;
}
