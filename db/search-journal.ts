import { normaliseMac } from "./phone-rows.ts";
import type { Db } from "./types.ts";

/** What a phone asked for. */
export type FoundRequest = {
  readonly id: string;
  readonly at: string;
  readonly phoneId: string | null;
  readonly mac: string | null;
  readonly address: string;
  readonly path: string;
  readonly decision: string;
  readonly status: number;
};

type Search = { readonly organisationId: string; readonly text: string; readonly most: number };

/** So many of the organisation's latest requests are looked through for a path or an address. */
const latest = 5000;
const columns = {
  ...{ id: "id", at: "at", phoneId: "phone_id", mac: "mac", address: "address", path: "path" },
  ...{ decision: "decision", status: "status" },
};

/** By MAC from its beginning, or by a part of an address or a path. What looks like none of them asks nothing. */
export async function foundRequests(db: Db, { organisationId, text, most }: Search): Promise<FoundRequest[]> {
  const mac = normaliseMac(text);
  const newest = [
    { column: "at", order: "desc" },
    { column: "id", order: "desc" },
  ] as const;
  if (/^[0-9a-f]{12}$/.test(mac)) {
    return db("journal")
      .where({ mac, organisation_id: organisationId })
      .orderBy([...newest])
      .limit(most)
      .select<FoundRequest[]>(columns);
  }
  const part = text.trim().toLowerCase();
  if (!/^[0-9a-f.:]*[.:][0-9a-f.:]*$|\/|\.(?:cfg|xml|boot|htm|txt|rom|ht3|bin|swu)\b/.test(part)) return [];
  const recent = db("journal")
    .where("organisation_id", organisationId)
    .orderBy([...newest])
    .limit(latest)
    .as("recent");
  const pattern = `%${part.replace(/[\\%_]/g, "\\$&")}%`;
  return db
    .from(recent)
    .whereRaw("(lower(path) like ? escape '\\' or lower(address) like ? escape '\\')", [pattern, pattern])
    .orderBy([...newest])
    .limit(most)
    .select<FoundRequest[]>(columns);
}
