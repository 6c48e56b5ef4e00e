import type { CallNode } from "../domain/call-forwarding.ts";
import type { Destination } from "../domain/destination.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/**
 * Who of the organisation is reached by those numbers: people by their primary number, groups, menus. Mobiles of other
 * operators are only numbers: more than one person may have the same. One query for each kind.
 */
export async function nodesByNumber(db: Db, organisationId: string, numbers: readonly string[]): Promise<Map<string, CallNode>> {
  if (numbers.length === 0) return new Map();
  const people: { e164: string; user_id: string }[] = await db("user_number as n")
    .join("users as u", "u.id", "n.user_id")
    .where({ "n.organisation_id": organisationId, "n.kind": "primary" })
    .where(oneOf(db, "n.e164", numbers))
    .whereNull("u.deactivated_at")
    .select("n.e164", "n.user_id");
  const owned = async (table: "response_group" | "menu"): Promise<{ e164: string; id: string }[]> =>
    db(table)
      .where("organisation_id", organisationId)
      .where(oneOf(db, "e164", numbers))
      .select("e164", "id");
  return new Map<string, CallNode>([
    ...people.map((row): [string, CallNode] => [row.e164, `user:${row.user_id}`]),
    ...(await owned("response_group")).map((row): [string, CallNode] => [row.e164, `group:${row.id}`]),
    ...(await owned("menu")).map((row): [string, CallNode] => [row.e164, `menu:${row.id}`]),
  ]);
}

/** A number becomes its canonical form, or whoever of the organisation has it. @param owners as of `nodesByNumber` */
export function followedBy(destination: Destination, owners: ReadonlyMap<string, CallNode>): Destination {
  if (destination.kind !== "number") return destination;
  const canonical = parseNumber(destination.number)?.canonical;
  if (canonical === undefined) return destination;
  const [kind, id] = (owners.get(canonical) ?? "").split(":");
  if ((kind === "user" || kind === "group" || kind === "menu") && id) return { kind, id };
  return { kind: "number", number: canonical };
}
