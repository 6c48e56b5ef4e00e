import type { Knex } from "knex";
import type { VendorId } from "../domain/plan.ts";
import type { SettingName } from "../domain/settings.ts";
import { textsOf } from "./dialect/dialect.ts";
import { saidByRollouts } from "./rollout-overlays.ts";
import { type LayerRef, scopeExpressions, scopeRank } from "./setting-scopes.ts";
import { unsettleStandings } from "./standings.ts";
import type { Db } from "./types.ts";

/** A query that gives ids of phones. */
export type PhoneSelection = Knex.Raw;

/**
 * Raises the revision of exactly the phones that any of the selections names, by one, and adds one change each to the
 * feed, in a fixed number of statements for any number of phones. Call inside `change`. Retired phones are left alone.
 *
 * @returns how many phones were raised
 */
export async function raisePhones(trx: Db, ...selections: readonly PhoneSelection[]): Promise<number> {
  if (selections.length === 0) return 0;
  await trx.raw(
    `insert into change (seq, kind, organisation_id, phone_id)
     select c.value + row_number() over (order by p.id), 'phone', p.organisation_id, p.id
     from phone p cross join change_counter c
     where c.id = 1 and p.state <> 'retired' and p.id in (${selections.map(() => "?").join(" union ")})`,
    [...selections],
  );
  const those = () => trx("change").whereRaw("seq > (select value from change_counter where id = 1)").select("phone_id");
  const raised = await trx("phone").whereIn("id", those()).increment("revision", 1);
  await unsettleStandings(trx, those);
  await trx("change_counter").where("id", 1).increment("value", raised);
  return raised;
}

export function onePhone(trx: Db, phoneId: string): PhoneSelection {
  return trx.raw("select id from phone where id = ?", [phoneId]);
}

export function phonesOf(trx: Db, organisationId: string): PhoneSelection {
  return trx.raw("select id from phone where organisation_id = ?", [organisationId]);
}

/** The phones that these users have as theirs. */
export function phonesOfUsers(trx: Db, userIds: readonly string[]): PhoneSelection {
  return trx.raw(`select id from phone where user_id in (${textsOf(trx)})`, [JSON.stringify(userIds)]);
}

export function phonesWithLayout(trx: Db, layoutId: string): PhoneSelection {
  return trx.raw("select id from phone where layout_id = ?", [layoutId]);
}

/** Phones with one of these SIP accounts. */
export function phonesWithAccount(trx: Db, sipAccountId: string): PhoneSelection {
  return trx.raw("select phone_id from phone_account where sip_account_id = ?", [sipAccountId]);
}

/** Phones that show the user's name as an account of theirs. */
export function phonesWithUsersAccounts(trx: Db, userId: string): PhoneSelection {
  return trx.raw(`select a.phone_id from phone_account a join sip_account s on s.id = a.sip_account_id where s.user_id = ?`, [
    userId,
  ]);
}

const uncovered = `not exists (select 1 from phone_key o where o.phone_id = p.id and o.module = k.module and o.key_index = k.key_index)`;

/** A log-in key asks this server, and knows no number, unless it has a code of the exchange or somebody has said one for the phone. */
const dialsNumber = `(k.kind <> 'groupLogin' or coalesce(k.value, '') <> '' or exists (
  select 1 from setting s where s.vendor = '' and s.name = 'exchange.groupLoginCode' and s.value <> '""'
  and s.scope in (${scopeExpressions.join(", ")})) or exists (select 1 from rollout_phone q
  join rollout_value v on v.rollout_id = q.rollout_id
  where q.phone_id = p.id and q.overlaid = 1 and v.vendor = '' and v.name = 'exchange.groupLoginCode'))`;

/**
 * Phones with a key, own or of their layout, that follows the target and shows what changed: with `name`, keys
 * without a label of their own; with `number`, those that have it in them; with `gone`, all. A layout's key under a phone's own
 * key does not show.
 */
export function phonesFollowing(
  trx: Db,
  target: { kind: "user" | "group" | "contact"; id: string },
  changed: { name: boolean; number: boolean; gone?: boolean },
): PhoneSelection {
  const which = changed.gone
    ? "1 = 1"
    : [...(changed.name ? ["k.label is null"] : []), ...(changed.number ? [dialsNumber] : []), "1 = 0"].join(" or ");
  const shows = `k.target_kind = ? and k.target_id = ? and (${which})`;
  const bindings = [target.kind, target.id];
  return trx.raw(
    `select p.id from phone_key k join phone p on p.id = k.phone_id where ${shows}
     union select p.id from layout_key k join phone p on p.layout_id = k.layout_id where ${shows} and ${uncovered}`,
    [...bindings, ...bindings],
  );
}

/** As `phonesFollowing`, for any number of users. */
export function phonesFollowingUsers(
  trx: Db,
  userIds: readonly string[],
  changed: { name: boolean; number: boolean },
): PhoneSelection {
  const shows = `k.target_kind = 'user' and k.target_id in (${textsOf(trx)})${changed.number ? "" : " and k.label is null"}`;
  const ids = JSON.stringify(userIds);
  return trx.raw(
    `select k.phone_id from phone_key k where ${shows}
     union select p.id from layout_key k join phone p on p.layout_id = k.layout_id where ${shows} and ${uncovered}`,
    [ids, ids],
  );
}

/** As `phonesFollowing`, for any number of contacts. */
export function phonesFollowingContacts(
  trx: Db,
  contactIds: readonly string[],
  changed: { name: boolean; number: boolean; gone?: boolean },
): PhoneSelection {
  const labelled = changed.number || changed.gone ? "" : " and k.label is null";
  const shows = `k.target_kind = 'contact' and k.target_id in (${textsOf(trx)})${labelled}`;
  const ids = JSON.stringify(contactIds);
  return trx.raw(
    `select k.phone_id from phone_key k where ${shows}
     union select p.id from layout_key k join phone p on p.layout_id = k.layout_id where ${shows} and ${uncovered}`,
    [ids, ids],
  );
}

/** As `phonesWithUsersAccounts`, for any number of users. */
export function phonesWithAccountsOf(trx: Db, userIds: readonly string[]): PhoneSelection {
  return trx.raw(
    `select a.phone_id from phone_account a join sip_account s on s.id = a.sip_account_id where s.user_id in (${textsOf(trx)})`,
    [JSON.stringify(userIds)],
  );
}

/** Phones with the layout that have no own key at one of the places. */
export function phonesShowing(
  trx: Db,
  layoutId: string,
  places: readonly { readonly module: number; readonly index: number }[],
): PhoneSelection {
  const values = JSON.stringify(places.map((place) => `${place.module}/${place.index}`));
  const covered = `select count(*) from phone_key o where o.phone_id = p.id and o.module || '/' || o.key_index in (${textsOf(trx)})`;
  return trx.raw(`select p.id from phone p where p.layout_id = ? and (${covered}) < ?`, [layoutId, values, places.length]);
}

/** Phones below the layer for which no higher layer says that setting (`vendor` null: neutral). */
export function phonesObeying(trx: Db, at: LayerRef, vendor: VendorId | null, name: string): PhoneSelection {
  const higher = scopeExpressions.slice(scopeRank(at) + 1);
  const unsaid =
    higher.length === 0
      ? "1 = 1"
      : `not exists (select 1 from setting s where s.vendor = ? and s.name = ? and s.scope in (${higher.join(", ")}))`;
  const below = whereBelow(at);
  return trx.raw(
    `select p.id from phone p where ${below.sql} and ${vendor === null ? "1 = 1" : "p.vendor = ?"} and ${unsaid}
     union select p.id from ${saidByRollouts} and ${below.sql}`,
    [
      ...below.bindings,
      ...(vendor === null ? [] : [vendor]),
      ...(higher.length === 0 ? [] : [vendor ?? "", name]),
      ...[vendor ?? "", name, ...below.bindings],
    ],
  );
}

/**
 * What the highest layer says of a neutral setting to the phone `p`, as it is stored; null: nothing.
 *
 * @param name of the catalogue: it goes into the text
 */
export function saidTo(name: SettingName): string {
  const rank = `case s.layer when 'operator' then 0 when 'organisation' then 1 when 'site' then 2 when 'layout' then 3
    when 'model' then case when s.organisation_id is null then 4 else 5 end else 6 end`;
  return `(select s.value from setting s where s.vendor = '' and s.name = '${name}'
    and s.scope in (${scopeExpressions.join(", ")}) order by ${rank} desc limit 1)`;
}

/** Phones of the organisation for which nobody says that neutral setting at the organisation or above it. */
export function phonesObeyingOrganisationItself(trx: Db, organisationId: string, name: string): PhoneSelection {
  const scopes = scopeExpressions.slice(scopeRank({ layer: "organisation", organisationId }));
  return trx.raw(
    `select p.id from phone p where p.organisation_id = ?
     and not exists (select 1 from setting s where s.vendor = '' and s.name = ? and s.scope in (${scopes.join(", ")}))
     union select p.id from ${saidByRollouts} and p.organisation_id = ?`,
    [organisationId, name, "", name, organisationId],
  );
}

function whereBelow(at: LayerRef): { sql: string; bindings: string[] } {
  switch (at.layer) {
    case "operator":
      return { sql: "1 = 1", bindings: [] };
    case "organisation":
      return { sql: "p.organisation_id = ?", bindings: [at.organisationId] };
    case "site":
      return { sql: "p.organisation_id = ? and p.site_id = ?", bindings: [at.organisationId, at.siteId] };
    case "layout":
      return { sql: "p.organisation_id = ? and p.layout_id = ?", bindings: [at.organisationId, at.layoutId] };
    case "model":
      return at.organisationId === null
        ? { sql: "p.vendor = ? and p.model = ?", bindings: [at.vendor, at.model] }
        : { sql: "p.organisation_id = ? and p.vendor = ? and p.model = ?", bindings: [at.organisationId, at.vendor, at.model] };
    case "phone":
      return { sql: "p.organisation_id = ? and p.id = ?", bindings: [at.organisationId, at.phoneId] };
  }
}
