import { z } from "zod";
import { sortKey } from "../../domain/search.ts";

export const mostRows = 500;
const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().max(most));

/** Query of every list: which part of it. */
export const pageQuery = {
  offset: whole(10_000_000).default(0).meta({ description: "Rows to leave out at the beginning." }),
  limit: whole(mostRows)
    .pipe(z.int().min(1))
    .default(100)
    .meta({ description: `Rows to give, at most ${mostRows}.` }),
};
export const searchQuery = z
  .string()
  .max(200)
  .default("")
  .meta({ description: "Words and parts of numbers in any written form." });
export const orderQuery = z.enum(["asc", "desc"]).default("asc");

/** `{ total, rows }`. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.strictObject({ total: z.int(), rows: z.array(row) });
}

/** A page of a short list that is in memory as a whole, in Swedish order. */
export function pageOfAll<T>(
  all: readonly T[],
  by: (one: T) => string,
  { offset, limit, order }: { offset: number; limit: number; order?: "asc" | "desc" },
): { total: number; rows: T[] } {
  const keyed = all.map((one) => ({ one, key: sortKey(by(one)) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (order === "desc") keyed.reverse();
  return { total: all.length, rows: keyed.slice(offset, offset + limit).map(({ one }) => one) };
}

/** Records that come in while one reads are no pages: `<time>,<id>` of the last entry that has been seen. */
export const cursorQuery = z
  .string()
  .regex(/^[0-9T:.Z-]{20,30},[0-9a-f-]{36}$/)
  .transform((text) => {
    const [at = "", id = ""] = text.split(",");
    return { at, id };
  });

/** The cursor of what comes after these, newest first; null at the end. */
export function cursorOf(entries: readonly { readonly at: string; readonly id: string }[], limit: number): string | null {
  const last = entries.length === limit ? entries.at(-1) : undefined;
  return last ? `${last.at},${last.id}` : null;
}
