import { DomainError } from "../domain/errors.ts";
import { writeMac } from "../domain/mac.ts";
import { recordAudit } from "./audit.ts";
import { scopeOf } from "./setting-scopes.ts";
import { findSite } from "./sites.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Things that are named when a site is in use. */
const mostNamed = 10;

/**
 * Only a site at which nothing is: no phone, no switch, no trusted network, no setting. What has been retired forgets where it stood.
 *
 * @throws DomainError `site_not_found`, `site_in_use` with what is there
 */
export async function deleteSite(db: Db, input: { organisationId: string; id: string }, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const site = await findSite(trx, input);
    if (!site) throw new DomainError("site_not_found");
    const there = await whatIsAt(trx, organisationId, id);
    if (there.length > 0) {
      const more = there.length > mostNamed ? there.length - mostNamed : null;
      throw new DomainError("site_in_use", { name: site.name, there: there.slice(0, mostNamed), more });
    }
    await trx("phone").where("site_id", id).update({ site_id: null });
    await trx("switch").where("site_id", id).update({ site_id: null });
    await trx("site").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "site.deleted", subject: { kind: "site", id } };
    await recordAudit(trx, { ...entry, before: { name: site.name } }, actor, now);
  });
}

async function whatIsAt(trx: Db, organisationId: string, siteId: string): Promise<string[]> {
  const phones: { label: string; mac: string }[] = await trx("phone")
    .where("site_id", siteId)
    .whereNot("state", "retired")
    .orderBy(["sort_key", "id"])
    .select("label", "mac");
  const networks: string[] = await trx("trusted_network").where("site_id", siteId).orderBy("cidr").pluck("cidr");
  const settings: string[] = await trx("setting")
    .where("scope", scopeOf({ layer: "site", organisationId, siteId }))
    .orderBy("name")
    .pluck("name");
  const switches: string[] = await trx("switch").where("site_id", siteId).whereNull("removed_at").orderBy("name").pluck("name");
  return [...phones.map(({ label, mac }) => label || writeMac(mac)), ...networks, ...switches, ...settings];
}
