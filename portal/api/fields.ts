import { z } from "zod";
import { checkVersion } from "../../db/rows.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { oneLine } from "../../domain/one-line.ts";
import { keyKinds } from "../../domain/phone-key.ts";
import { layers } from "../../domain/plan.ts";

/** A reference to something: what is none of the organisation's is found nowhere. */
export const Id = z.string().min(1).max(64);
/** A row of a list that people edit. */
export const versionedView = { id: z.string(), version: z.int(), updatedAt: z.string() };
export const NameInput = z.string().overwrite(oneLine).trim().min(1).max(100);

export const PlaceView = z.strictObject({ module: z.int(), index: z.int() });
export const TargetView = z.union([
  z.strictObject({ kind: z.enum(["user", "group", "contact"]), id: z.string() }),
  z.strictObject({ kind: z.literal("number"), number: z.string() }),
]);
export const KeyKindView = z.enum(keyKinds);
/** Which layer says it, what it is called there, who, and when. */
export const OriginView = z.strictObject({
  layer: z.enum(layers),
  name: z.string(),
  by: z.string().nullable(),
  at: z.string().nullable(),
});

/** Reads, compares the version and deletes in one transaction: nobody deletes what has changed meanwhile. */
export async function deleteAsRead(
  db: Db,
  version: number,
  read: (trx: Db) => Promise<{ readonly version: number }>,
  remove: (trx: Db) => Promise<unknown>,
): Promise<void> {
  await change(db, async (trx) => {
    checkVersion(await read(trx), version);
    await remove(trx);
  });
}
