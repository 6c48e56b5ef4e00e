import { DomainError } from "../domain/errors.ts";
import type { OrderDetails } from "../domain/order.ts";
import type { SimForm } from "../domain/sim-card.ts";
import { type Keyring, open } from "./secrets.ts";
import { type SimCardRow, type SimCodeKind, simCodeKinds } from "./sim-card-rows.ts";
import type { Db } from "./types.ts";

type Made = OrderDetails<"replace_sim">;

/**
 * What is known of a card that the operator has made for an order: said with the confirmation, else as it lies in stock. A
 * card that was in stock is no longer there; one that is not known comes new with the order.
 *
 * @throws DomainError `stock_card_taken` when it is somebody's already, or set aside for another organisation;
 *   `sim_form_wrong` when the card in stock is of the other form
 */
export async function takeFromStock(
  trx: Db,
  keyring: Keyring,
  order: { readonly organisationId: string; readonly form: SimForm },
  given: Made,
): Promise<Made> {
  const row: SimCardRow | undefined = await trx("sim_card").where("iccid", given.iccid).first();
  if (!row) return given;
  const mine = row.organisation_id === null || row.organisation_id === order.organisationId;
  if (row.subscription_id !== null || !mine) throw new DomainError("stock_card_taken", { iccid: given.iccid });
  if (row.form !== order.form) throw new DomainError("sim_form_wrong", { iccid: given.iccid, form: order.form });
  const kept = (code: SimCodeKind): string | null => {
    const sealed = row[`${code}_sealed`];
    return sealed === null ? null : open(keyring, sealed, `sim_card/${code}_sealed/${row.id}`);
  };
  const codes = Object.fromEntries(simCodeKinds.map((code) => [code, given[code] ?? kept(code)]));
  await trx("sim_card").where("id", row.id).delete();
  return { ...given, ...codes, imsi: given.imsi ?? row.imsi };
}
