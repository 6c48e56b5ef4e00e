import type { VendorId } from "../domain/plan.ts";
import { type BulkValue, bulkInsert } from "./dialect/bulk-insert.ts";
import { chunks } from "./dialect/dialect.ts";
import { countJournal, forgetJournalHours } from "./journal-size.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** One request of a phone. `path` has tokens redacted by the caller. */
export type JournalEntry = {
  readonly id: string;
  readonly at: string;
  readonly transport: "http" | "https" | "tftp" | "ldap" | "pnp";
  readonly method: string;
  readonly path: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly mac: string | null;
  readonly phoneId: string | null;
  readonly organisationId: string | null;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly wants: string;
  readonly rung: string;
  readonly decision: string;
  readonly reason: string;
  readonly status: number;
  readonly bytes: number;
  readonly durationMicros: number;
};

type Row = {
  id: string;
  at: string;
  transport: JournalEntry["transport"];
  method: string;
  path: string;
  address: string;
  user_agent: string | null;
  mac: string | null;
  phone_id: string | null;
  organisation_id: string | null;
  vendor: VendorId | null;
  model: string | null;
  wants: string;
  rung: string;
  decision: string;
  reason: string;
  status: number;
  bytes: number;
  duration_micros: number;
};

/** All or nothing. */
export async function appendJournal(db: Db, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await batch(db, async (trx) => {
    for (const part of chunks(entries, 1000)) await bulkInsert(trx, "journal", columns, part.map(toValues));
    await countJournal(trx, entries);
  });
}

const columns = [
  ["id", "text"],
  ["at", "text"],
  ["transport", "text"],
  ["method", "text"],
  ["path", "text"],
  ["address", "text"],
  ["user_agent", "text"],
  ["mac", "text"],
  ["phone_id", "text"],
  ["organisation_id", "text"],
  ["vendor", "text"],
  ["model", "text"],
  ["wants", "text"],
  ["rung", "text"],
  ["decision", "text"],
  ["reason", "text"],
  ["status", "integer"],
  ["bytes", "integer"],
  ["duration_micros", "integer"],
] as const;

/** In the order of `columns`. */
function toValues(entry: JournalEntry): BulkValue[] {
  return [
    entry.id,
    entry.at,
    entry.transport,
    entry.method,
    entry.path,
    entry.address,
    entry.userAgent,
    entry.mac,
    entry.phoneId,
    entry.organisationId,
    entry.vendor,
    entry.model,
    entry.wants,
    entry.rung,
    entry.decision,
    entry.reason,
    entry.status,
    entry.bytes,
    entry.durationMicros,
  ];
}

/** Newest first. `organisationId` null: all (operator). `before`: entries older than that entry's time and id. */
export async function listJournal(
  db: Db,
  filter: {
    organisationId: string | null;
    mac?: string | undefined;
    phoneId?: string | undefined;
    since?: string | undefined;
    before?: { at: string; id: string } | undefined;
    limit?: number | undefined;
  },
): Promise<JournalEntry[]> {
  const query = db<Row>("journal").orderBy([
    { column: "at", order: "desc" },
    { column: "id", order: "desc" },
  ]);
  if (filter.organisationId !== null) query.where("organisation_id", filter.organisationId);
  if (filter.mac !== undefined) query.where("mac", filter.mac);
  if (filter.phoneId !== undefined) query.where("phone_id", filter.phoneId);
  if (filter.since !== undefined) query.where("at", ">=", filter.since);
  const { before } = filter;
  if (before) {
    query.where((older) =>
      older.where("at", "<", before.at).orWhere((same) => same.where("at", before.at).where("id", "<", before.id)),
    );
  }
  const rows: Row[] = await query.limit(filter.limit ?? 100);
  return rows.map(
    ({
      user_agent: userAgent,
      phone_id: phoneId,
      organisation_id: organisationId,
      duration_micros: durationMicros,
      ...rest
    }) => ({
      ...rest,
      userAgent,
      phoneId,
      organisationId,
      durationMicros,
    }),
  );
}

const purgeAtOnce = 5000;

/** Drops entries older than `before`, some thousands at a time, so that writers come in between. @returns how many */
export async function purgeJournal(db: Db, before: Date): Promise<number> {
  let dropped = 0;
  for (;;) {
    const old = db("journal").where("at", "<", before.toISOString()).orderBy("at").limit(purgeAtOnce).select("id");
    const now = await batch(db, (trx) => trx("journal").whereIn("id", old).delete());
    dropped += now;
    if (now >= purgeAtOnce) continue;
    await batch(db, (trx) => forgetJournalHours(trx, before));
    return dropped;
  }
}
