import type { AuditValue } from "./audit.ts";
import { loadRights } from "./rights.ts";
import type { Db } from "./types.ts";

/** What a person has left, by the names that fields have in the change log. `own` goes with the person; the rest points there. */
export type Traces = { readonly own: readonly string[]; readonly pointing: readonly string[] };

/** A fixed number of queries. */
export async function tracesOf(db: Db, userId: string): Promise<Traces> {
  const has = async (table: string, where: object): Promise<boolean> => (await db(table).where(where).first()) !== undefined;
  const mine = { user_id: userId };
  const target = { target_kind: "user", target_id: userId };
  const named = async (table: string, where: object, name: string) => ((await has(table, where)) ? [name] : []);
  // One after the other: inside a transaction there is one connection.
  const own = [
    ...(await named("credential", mine, "password")),
    ...(await named("user_picture", mine, "picture")),
    ...(await named("diversion", mine, "absence")),
    ...(await named("call_forwarding", mine, "forwarding")),
    ...(await named("group_member", mine, "groups")),
    // One that was retired gets nothing any more, whoever it was.
    ...((await db("phone").where(mine).whereNot("state", "retired").first("id")) ? ["phones"] : []),
    ...(await named("sip_account", mine, "accounts")),
    ...(await named("subscription", mine, "subscriptions")),
  ];
  const pointing = [
    ...(await named("phone_key", target, "keys")),
    ...(await named("layout_key", target, "layoutKeys")),
    ...(await named("call_forwarding", target, "forwardingsHere")),
  ];
  return { own, pointing };
}

type Row = { username: string | null; language: string | null; fixed_operator: string; search_words: string; features: string };

/** Somebody who has never been touched since: no date, no choice of their own. */
const untouched = {
  ...{ deactivate_on: null, deactivated_at: null, shares_private_reasons: false },
  ...{ shown_version: 1, hours_version: 1, forwarding_version: 1 },
};

/**
 * What a person is beside names and numbers, for the change log of a deletion. Nothing of somebody who would lose more by
 * it: password, picture, absences, groups, phones … do not come back, so that such a deletion is not offered to be undone.
 */
export async function restorable(trx: Db, userId: string): Promise<{ restore?: AuditValue }> {
  const row: Row | undefined = await trx("users")
    .where({ id: userId, ...untouched })
    .first("username", "language", "fixed_operator", "search_words", "features");
  if (!row || (await tracesOf(trx, userId)).own.length > 0) return {};
  const contactLists: string[] = await trx("contact_list_member").where("user_id", userId).orderBy("list_id").pluck("list_id");
  const { rights, operates } = (await loadRights(trx, [userId])).get(userId) ?? { rights: [], operates: [] };
  return {
    restore: {
      ...{ username: row.username, language: row.language, fixedOperator: row.fixed_operator },
      ...{ searchWords: JSON.parse(row.search_words), features: JSON.parse(row.features), rights, operates },
      ...{ contactLists },
    },
  };
}
