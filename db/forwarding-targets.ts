import type { ForwardingTarget } from "../domain/call-forwarding.ts";
import type { Destination } from "../domain/destination.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** A person, group, menu or announcement that calls go on to. */
export type TargetName = { readonly name: string; readonly e164: string | null; readonly active: boolean };

type UserRow = { id: string; first_name: string; last_name: string; deactivated_at: string | null; e164: string | null };

/**
 * What targets are called now, by `user:<id>` (their mailbox too), `group:<id>`, `menu:<id>` and `announcement:<id>`; what is
 * gone is missing. One query for each kind.
 */
export async function loadTargetNames(
  db: Db,
  organisationId: string,
  targets: readonly (ForwardingTarget | Destination)[],
): Promise<Map<string, TargetName>> {
  const ids = (...kinds: string[]) => targets.flatMap((one) => ("id" in one && kinds.includes(one.kind) ? [one.id] : []));
  const users = ids("user", "voicemail");
  const names = new Map<string, TargetName>();
  if (users.length > 0) {
    const rows: UserRow[] = await db("users as u")
      .leftJoin("user_number as n", (on) => on.on("n.user_id", "u.id").andOnVal("n.kind", "primary"))
      .where("u.organisation_id", organisationId)
      .where(oneOf(db, "u.id", users))
      .select("u.id", "u.first_name", "u.last_name", "u.deactivated_at", "n.e164");
    for (const row of rows)
      names.set(`user:${row.id}`, { name: fullName(row), e164: row.e164, active: row.deactivated_at === null });
  }
  const owned = async (kind: "group" | "menu", table: string) => {
    const some = ids(kind);
    if (some.length === 0) return;
    const rows: { id: string; name: string; e164: string | null }[] = await db(table)
      .where("organisation_id", organisationId)
      .where(oneOf(db, "id", some))
      .select("id", "name", "e164");
    for (const { id, name, e164 } of rows) names.set(`${kind}:${id}`, { name, e164, active: true });
  };
  await owned("group", "response_group");
  await owned("menu", "menu");
  const announcements = ids("announcement");
  if (announcements.length > 0) {
    const rows: { id: string; name: string }[] = await db("announcement")
      .where("organisation_id", organisationId)
      .where(oneOf(db, "id", announcements))
      .select("id", "name");
    for (const { id, name } of rows) names.set(`announcement:${id}`, { name, e164: null, active: true });
  }
  return names;
}
