import type { VendorId } from "../domain/plan.ts";
import type { Db } from "./types.ts";

type Named = { readonly id: string; readonly name: string; readonly phones: number };
export type RolloutHouse = {
  readonly models: readonly {
    readonly vendor: VendorId;
    readonly model: string;
    readonly phones: number;
    /** What they say they run, the commonest first; null: they have not said. */
    readonly running: readonly { readonly firmware: string | null; readonly phones: number }[];
  }[];
  readonly sites: readonly Named[];
  readonly layouts: readonly Named[];
  readonly phones: number;
};

/**
 * Phones in use, as roll-outs look at them: by model and what they run, by site, by layout. Three queries.
 *
 * @param organisationId null: of all organisations, without their sites and layouts
 */
export async function rolloutHouse(db: Db, organisationId: string | null): Promise<RolloutHouse> {
  const inUse = (): ReturnType<Db> => {
    const query = db("phone as p").whereIn("p.state", ["claimed", "bound"]);
    return organisationId === null ? query : query.where("p.organisation_id", organisationId);
  };
  const rows: { vendor: VendorId; model: string; firmware: string | null; count: number | string }[] = await inUse()
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .groupBy("p.vendor", "p.model", "c.firmware")
    .select("p.vendor", "p.model", "c.firmware")
    .count({ count: "*" });
  const models = [...Map.groupBy(rows, (row) => `${row.vendor}/${row.model}`).values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    const running = some.map(({ firmware, count }) => ({ firmware, phones: Number(count) })).sort((a, b) => b.phones - a.phones);
    return [{ vendor: first.vendor, model: first.model, phones: running.reduce((sum, one) => sum + one.phones, 0), running }];
  });
  const named = async (table: "site" | "layout"): Promise<Named[]> => {
    const found: { id: string; name: string; count: number | string }[] = await inUse()
      .join(`${table} as t`, "t.id", `p.${table}_id`)
      .groupBy("t.id", "t.name")
      .orderBy("t.name")
      .select("t.id", "t.name")
      .count({ count: "*" });
    return found.map(({ id, name, count }) => ({ id, name, phones: Number(count) }));
  };
  return {
    models: models.sort((a, b) => b.phones - a.phones || (a.model < b.model ? -1 : 1)),
    sites: organisationId === null ? [] : await named("site"),
    layouts: organisationId === null ? [] : await named("layout"),
    phones: models.reduce((sum, one) => sum + one.phones, 0),
  };
}
