import { setLayoutKeys } from "../../db/phone-keys.ts";
import type { Actor, Db } from "../../db/types.ts";
import { afterwards } from "./desk.ts";
import { people } from "./firm.ts";
import { keyInput } from "./seed-phones.ts";

const nothing = new Map<string, string>();

/** Something is changed when the phones are up: those that are unplugged wait for it. */
export async function changeAfterwards(db: Db, organisationId: string, now: Date): Promise<void> {
  const layout: { id: string } | undefined = await db("layout")
    .where({ organisation_id: organisationId, name: afterwards.layout })
    .first("id");
  const chief = people.find((one) => one.more.administrator);
  const user: { id: string } | undefined = await db("users")
    .where({ organisation_id: organisationId, username: chief?.more.username ?? "" })
    .first("id");
  if (!layout || !user || !chief) return;
  const actor: Actor = { kind: "user", id: user.id, name: `${chief.first} ${chief.last}`, organisationId, administrator: true };
  const keys = afterwards.keys.map((key) => keyInput(key, { users: nothing, groups: nothing, contacts: nothing }));
  await setLayoutKeys(db, { organisationId, layoutId: layout.id, keys }, actor, now);
}
