import { z } from "zod";
import type { Db } from "./types.ts";

const Prefixes = z.array(z.string());

/** Beginnings of foreign numbers that the organisation's calls may go on to. */
export async function foreignPrefixesOf(db: Db, organisationId: string): Promise<string[]> {
  const row: { foreign_prefixes: string } | undefined = await db("organisation")
    .where("id", organisationId)
    .first("foreign_prefixes");
  return row ? Prefixes.parse(JSON.parse(row.foreign_prefixes)) : [];
}
