import type { ForwardingTarget } from "../domain/call-forwarding.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** A person or group that calls go on to. */
export type TargetName = { readonly name: string; readonly e164: string | null; readonly active: boolean };

type UserRow = { id: string; first_name: string; last_name: string; deactivated_at: string | null; e164: string | null };

/** What targets are called now, by `user:<id>` and `group:<id>`; what is gone is missing. Two queries at most. */
export async function loadTargetNames(
  db: Db,
  organisationId: string,
  targets: readonly ForwardingTarget[],
): Promise<Map<string, TargetName>> {
  const ids = (kind: "user" | "group") => targets.flatMap((one) => (one.kind === kind ? [one.id] : []));
  const [users, groups] = [ids("user"), ids("group")];
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
  if (groups.length > 0) {
    const rows: { id: string; name: string; e164: string | null }[] = await db("response_group")
      .where("organisation_id", organisationId)
      .where(oneOf(db, "id", groups))
      .select("id", "name", "e164");
    for (const { id, name, e164 } of rows) names.set(`group:${id}`, { name, e164, active: true });
  }
  return names;
}
