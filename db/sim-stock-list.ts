import { DomainError } from "../domain/errors.ts";
import type { SimForm } from "../domain/sim-card.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type SimCardRow, type SimCodeKind, simCodeKinds } from "./sim-card-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** A card in stock, as it is shown: which codes it has, not what they are. */
export type StockRow = {
  readonly id: string;
  readonly version: number;
  readonly iccid: string;
  readonly imsi: string | null;
  readonly form: SimForm;
  readonly codes: readonly SimCodeKind[];
  readonly organisation: { readonly id: string; readonly title: string } | null;
  readonly updatedAt: string;
};

/** Cards that no subscription has, by number. `total`: of all that fit. */
export async function pageStock(
  db: Db,
  ask: {
    readonly organisations: readonly string[] | null;
    readonly search: string;
    readonly form?: SimForm | undefined;
    readonly limit: number;
    readonly offset: number;
    readonly descending: boolean;
  },
): Promise<{ readonly total: number; readonly rows: StockRow[] }> {
  const digits = ask.search.replace(/\D/g, "");
  const fits = () => {
    const query = db("sim_card as c").whereNull("c.subscription_id").whereNotNull("c.iccid");
    if (ask.organisations !== null) query.where(oneOf(db, "c.organisation_id", ask.organisations));
    if (ask.form) query.where("c.form", ask.form);
    if (ask.search.trim() !== "") {
      const like = `%${digits}%`;
      if (digits === "") query.whereRaw("1 = 0");
      else query.where((one) => one.where("c.iccid", "like", like).orWhere("c.imsi", "like", like));
    }
    return query;
  };
  const counted = await fits().count<{ count: number | string }[]>({ count: "*" });
  type Row = SimCardRow & { title: string | null };
  const rows: Row[] = await fits()
    .leftJoin("organisation as g", "g.id", "c.organisation_id")
    .orderBy("c.iccid", ask.descending ? "desc" : "asc")
    .limit(ask.limit)
    .offset(ask.offset)
    .select("c.*", "g.title");
  return { total: Number(counted[0]?.count ?? 0), rows: rows.map(stockRow) };
}

function stockRow(row: SimCardRow & { title: string | null }): StockRow {
  const { id, version, iccid, imsi, form, updated_at: updatedAt, organisation_id: organisationId, title } = row;
  return {
    ...{ id, version, iccid: iccid ?? "", imsi, form: form === "esim" ? "esim" : "physical", updatedAt },
    codes: simCodeKinds.filter((code) => row[`${code}_sealed`] !== null),
    organisation: organisationId === null ? null : { id: organisationId, title: title ?? "" },
  };
}

/**
 * Throws a card away that nobody has, with its codes.
 *
 * @throws DomainError `stock_card_not_found`, also for one that is somebody's or not the asker's
 */
export async function scrapCard(
  db: Db,
  { id, organisations }: { readonly id: string; readonly organisations: readonly string[] | null },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const row: SimCardRow | undefined = await trx("sim_card").where("id", id).whereNull("subscription_id").first();
    const mine = organisations === null || (row?.organisation_id && organisations.includes(row.organisation_id));
    if (!row || !mine) throw new DomainError("stock_card_not_found");
    const entry = { organisationId: row.organisation_id, action: "sim_card.scrapped", subject: { kind: "sim_card", id } };
    await recordAudit(trx, { ...entry, before: { iccid: row.iccid } }, actor, now);
    await trx("sim_card").where("id", id).delete();
    await announce(trx, "order", { organisationId: row.organisation_id });
  });
}
