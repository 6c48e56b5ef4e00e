import { oneOf } from "./dialect/dialect.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** States of portings that nobody has ordered: they are over when nobody has touched them since. */
const unordered = ["draft", "awaiting_signature"];

/** Portings that were over before that instant and still have a signed letter or a personal number. */
function oldOnes(db: Db, before: Date) {
  const letters = db("porting_letter as l").whereRaw("l.porting_id = porting.id").select(db.raw("1"));
  return db("porting")
    .where((over) => {
      over.where("settled_at", "<", before.toISOString());
      over.orWhere((left) => left.whereIn("state", unordered).where("updated_at", "<", before.toISOString()));
    })
    .where((kept) => kept.whereNotNull("owner_number_sealed").orWhereExists(letters));
}

/** How many portings `removePortingPapers` would take papers from. */
export async function oldPortingPapers(db: Db, before: Date): Promise<number> {
  const [{ count = 0 } = {}] = await oldOnes(db, before).count({ count: "*" });
  return Number(count);
}

/** Letters go, and of personal numbers what is not shown. @returns how many portings */
export async function removePortingPapers(db: Db, before: Date): Promise<number> {
  return batch(db, async (trx) => {
    const rows: { id: string }[] = await oldOnes(trx, before).limit(1000).select("id");
    const ids = rows.map(({ id }) => id);
    await trx("porting_letter")
      .where(oneOf(trx, "porting_id", ids))
      .delete();
    await trx("porting")
      .where(oneOf(trx, "id", ids))
      .update({ owner_number_sealed: null });
    // Whoever goes on with one says the number anew.
    await trx("porting")
      .where(oneOf(trx, "id", ids))
      .where("owner_kind", "person")
      .whereIn("state", unordered)
      .update({ owner_number: null });
    return rows.length;
  });
}
