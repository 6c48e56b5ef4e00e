import { DomainError } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Phone } from "./phone-rows.ts";
import { mustBelong } from "./rows.ts";
import type { Db } from "./types.ts";

/** @throws DomainError `site_not_found`, `layout_not_found`, `user_not_found` when the organisation has none of that id */
export async function mustHave(
  trx: Db,
  organisationId: string,
  parts: { siteId?: string | null | undefined; layoutId?: string | null | undefined; userId?: string | null | undefined },
): Promise<void> {
  if (parts.siteId) await mustBelong(trx, "site", parts.siteId, organisationId, "site_not_found");
  if (parts.layoutId) await mustBelong(trx, "layout", parts.layoutId, organisationId, "layout_not_found");
  if (parts.userId) await mustBelong(trx, "users", parts.userId, organisationId, "user_not_found");
}

/** Replaces the phone's accounts. @throws DomainError `sip_account_not_found` */
export async function writeAccounts(
  trx: Db,
  organisationId: string,
  phoneId: string,
  accounts: readonly (string | null)[],
): Promise<void> {
  const rows = accounts.flatMap((id, at) => (id === null ? [] : [{ phone_id: phoneId, position: at + 1, sip_account_id: id }]));
  const wanted = [...new Set(rows.map((row) => row.sip_account_id))];
  // By id alone: beside the organisation, SQLite would read all of the organisation's accounts.
  const found: { organisation_id: string }[] = await trx("sip_account")
    .where(oneOf(trx, "id", wanted))
    .select("organisation_id");
  const own = found.filter((account) => account.organisation_id === organisationId);
  if (own.length !== wanted.length) throw new DomainError("sip_account_not_found");
  await trx("phone_account").where("phone_id", phoneId).delete();
  if (rows.length > 0) await trx("phone_account").insert(rows);
}

/** What the audit log says of a phone. */
export function auditFields(phone: Phone) {
  const { mac, vendor, model, label, state, siteId, layoutId, userId, modules } = phone;
  return { mac, vendor, model, label, state, siteId, layoutId, userId, modules };
}
