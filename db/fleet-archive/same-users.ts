import type { Db } from "../types.ts";
import type { Sameness } from "./bring-back.ts";
import type { KeptRows } from "./keep.ts";

/**
 * Somebody may be here already under another id: whoever takes the archive in has signed in. Known by e-mail, user name or
 * primary number.
 */
export function sameUsers(db: Db, organisationId: string, kept: KeptRows): Sameness {
  return async (rows) => {
    const users: { id: string; email: string | null; username: string | null }[] = await db("users")
      .where("organisation_id", organisationId)
      .select("id", "email", "username");
    const numbers: { user_id: string; e164: string }[] = await db("user_number")
      .where({ organisation_id: organisationId, kind: "primary" })
      .select("user_id", "e164");
    const here = new Map<string, string>();
    const put = (kind: string, value: string | null, id: string) => {
      if (value) here.set(`${kind} ${value.toLowerCase()}`, id);
    };
    for (const { user_id: id, e164 } of numbers) put("number", e164, id);
    for (const { id, email, username } of users) {
      put("email", email, id);
      put("username", username, id);
    }
    const numberOf = new Map(
      (kept.user_number ?? []).flatMap((row) => (row.kind === "primary" ? [[row.user_id, row.e164]] : [])),
    );
    const ids = new Set(users.map(({ id }) => id));
    const found = new Map<string, string>();
    const taken = new Set<string>();
    for (const row of rows) {
      const old = String(row.id);
      const names = [`email ${row.email}`, `username ${row.username}`, `number ${numberOf.get(old) ?? null}`];
      const id = ids.has(old) ? old : names.map((name) => here.get(name.toLowerCase())).find((one) => one !== undefined);
      if (id === undefined || taken.has(id)) continue;
      taken.add(id);
      found.set(old, id);
    }
    return found;
  };
}
