import { type Callable, dialString } from "../domain/dialling.ts";
import { type DialForm, settingDefinitions } from "../domain/settings.ts";
import { type PhoneSelection, phonesFollowing, raisePhones } from "./revisions.ts";
import { scopeOf } from "./setting-scopes.ts";
import type { Db } from "./types.ts";

/** How the organisation's exchange takes numbers. It may be said by the organisation or the operator alone. */
export async function dialFormOf(db: Db, organisationId: string): Promise<DialForm> {
  const definition = settingDefinitions["exchange.dialForm"];
  const own = scopeOf({ layer: "organisation", organisationId });
  const rows: { scope: string; value: string }[] = await db("setting")
    .where({ vendor: "", name: "exchange.dialForm" })
    .whereIn("scope", [own, "operator"])
    .select("scope", "value");
  const said = rows.find((row) => row.scope === own) ?? rows[0];
  const parsed = definition.schema.safeParse(said && JSON.parse(said.value));
  return parsed.success ? parsed.data : definition.default;
}

/** What keys show of a user, group or contact. */
export type Followed = Callable & { readonly name: string };

/** Raises the phones whose keys show what has changed, and those of the further selections. `after` null: it is gone. */
export async function raiseFollowers(
  trx: Db,
  target: { kind: "user" | "group" | "contact"; id: string; organisationId: string },
  before: Followed,
  after: Followed | null,
  ...further: readonly PhoneSelection[]
): Promise<void> {
  const form = await dialFormOf(trx, target.organisationId);
  const changed = {
    name: before.name !== after?.name,
    number: after !== null && dialString(before, form) !== dialString(after, form),
    gone: after === null,
  };
  const following = changed.name || changed.number || changed.gone ? [phonesFollowing(trx, target, changed)] : [];
  await raisePhones(trx, ...following, ...further);
}
