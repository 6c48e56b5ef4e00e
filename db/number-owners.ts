import { DomainError } from "../domain/errors.ts";
import type { NumberField } from "../domain/number-tables.ts";
import { fieldTakes, parseNumber } from "../domain/numbers.ts";
import { mustNotBeForeign } from "./number-inventory.ts";
import { unlessTaken } from "./rows.ts";
import type { Db } from "./types.ts";

/** E.164 of a number as somebody wrote it, for that field. @throws DomainError `number_invalid`, `number_kind_refused` */
export function numberFor(field: NumberField, written: string): string {
  const number = parseNumber(written);
  if (!number) throw new DomainError("number_invalid", { number: written.slice(0, 40) });
  if (!fieldTakes(field, number.kind))
    throw new DomainError("number_kind_refused", { number: number.canonical, kind: number.kind });
  return number.canonical;
}

/** Whose number it is to be. */
export type NumberOwner = { readonly userId: string } | { readonly groupId: string } | { readonly menuId: string };

/**
 * A number reaches one user, group or menu in the whole installation. Mobile numbers of other operators are no numbers of
 * the exchange and may stand at several people.
 *
 * @throws DomainError `number_taken`, which does not say whose it is
 */
export async function mustBeFree(trx: Db, e164: string, owner: NumberOwner): Promise<void> {
  const users = trx("user_number")
    .where("e164", e164)
    .where((own) => own.whereNull("mobile_profile").orWhere("mobile_profile", "mex"));
  if ("userId" in owner) users.whereNot("user_id", owner.userId);
  const groups = trx("response_group").where("e164", e164);
  if ("groupId" in owner) groups.whereNot("id", owner.groupId);
  const menus = trx("menu").where("e164", e164);
  if ("menuId" in owner) menus.whereNot("id", owner.menuId);
  for (const owners of [users, groups, menus]) {
    if (await owners.first("e164")) throw new DomainError("number_taken", { number: e164 });
  }
  await mustNotBeForeign(trx, e164, await organisationOf(trx, owner));
}

async function organisationOf(trx: Db, owner: NumberOwner): Promise<string | null> {
  const [table, id] =
    "userId" in owner ? ["users", owner.userId] : "groupId" in owner ? ["response_group", owner.groupId] : ["menu", owner.menuId];
  const row = await trx(table).where("id", id).first("organisation_id");
  return row?.organisation_id ?? null;
}

/** Gives a user or group a short number, or takes it away. @throws DomainError `number_taken` */
export async function setExtension(
  trx: Db,
  organisationId: string,
  owner: { userId: string } | { groupId: string },
  digits: string | null,
): Promise<void> {
  const columns = "userId" in owner ? { user_id: owner.userId } : { group_id: owner.groupId };
  await trx("extension").where(columns).delete();
  if (digits === null) return;
  const row = { organisation_id: organisationId, digits, ...columns };
  await unlessTaken("number_taken", { number: digits }, trx("extension").insert(row));
}
