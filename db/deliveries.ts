import { standingOf } from "../domain/standing.ts";
import { bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { loadStandingFacts, settleStandings } from "./standings.ts";
import { batchInTurn } from "./transaction.ts";
import type { Db } from "./types.ts";

export type Delivery = {
  readonly phoneId: string;
  readonly role: string;
  readonly hash: string;
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly address: string;
};
export type Contact = {
  readonly phoneId: string;
  readonly at: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly firmware: string | null;
  /** Model as the phone itself says. */
  readonly model: string | null;
};
export type FileDelivery = {
  readonly role: string;
  readonly wantedHash: string | null;
  readonly wantedRevision: number | null;
  readonly deliveredHash: string | null;
  readonly deliveredRevision: number | null;
  readonly deliveredAt: string | null;
};
export type DeliveryState = {
  readonly state: "never" | "waiting" | "fetched";
  readonly revision: number;
  readonly files: readonly FileDelivery[];
  readonly lastContact: Contact | null;
};

const deliveries: PhoneRecords = {
  table: "delivery",
  columns: [
    ["phone_id", "text"],
    ["role", "text"],
    ["hash", "text"],
    ["revision", "integer"],
    ["at", "text"],
    ["address", "text"],
    ["first_at", "text"],
  ],
  key: ["phone_id", "role"],
  set: { first_at: 'case when "delivery"."hash" = excluded."hash" then "delivery"."first_at" else excluded."first_at" end' },
};
const contacts: PhoneRecords = {
  table: "phone_contact",
  columns: [
    ["phone_id", "text"],
    ["at", "text"],
    ["address", "text"],
    ["user_agent", "text"],
    ["firmware", "text"],
    ["model", "text"],
  ],
  key: ["phone_id"],
  keep: ["firmware", "model"],
};

/**
 * Notes what phones have fetched; written behind, in batches. Rows of phones that are gone are ignored.
 *
 * @param settle false: the same phones' contacts are noted next, which settles how they stand
 * @returns the organisations of phones that stand otherwise now
 */
export async function recordDeliveries(db: Db, list: readonly Delivery[], settle = true): Promise<Set<string>> {
  const latest = new Map(list.map((one) => [`${one.phoneId}/${one.role}`, one]));
  const rows = inOrder(latest).map((one) => [one.phoneId, one.role, one.hash, one.revision, one.at, one.address, one.at]);
  return batchInTurn(db, async (trx) => {
    await bulkUpsert(trx, deliveries, rows);
    const ids = settle ? list.map((one) => one.phoneId) : [];
    return settleStandings(trx, ids);
  });
}

/** The last one of a phone counts. What a contact does not say stays as it was. @returns as `recordDeliveries` */
export async function recordContacts(db: Db, list: readonly Contact[]): Promise<Set<string>> {
  const latest = new Map<string, Contact>();
  for (const one of list) {
    const before = latest.get(one.phoneId);
    latest.set(one.phoneId, {
      ...one,
      firmware: one.firmware ?? before?.firmware ?? null,
      model: one.model ?? before?.model ?? null,
    });
  }
  const rows = inOrder(latest).map((one) => [one.phoneId, one.at, one.address, one.userAgent, one.firmware, one.model]);
  return batchInTurn(db, async (trx) => {
    await bulkUpsert(trx, contacts, rows);
    return settleStandings(trx, [...latest.keys()]);
  });
}

/** In one order everywhere, so that two processes writing batches wait for each other, and never in a circle. */
function inOrder<T>(byKey: ReadonlyMap<string, T>): T[] {
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

type FileRow = {
  role: string;
  wanted_hash: string | null;
  wanted_revision: number | null;
  hash: string | null;
  revision: number | null;
  at: string | null;
};
type ContactRow = { at: string; address: string; user_agent: string | null; firmware: string | null; model: string | null };

/** Null when there is no such phone. */
export async function deliveryState(db: Db, phoneId: string): Promise<DeliveryState | null> {
  const phone = await db("phone").where("id", phoneId).first<{ revision: number } | undefined>("revision");
  if (!phone) return null;
  const files = await loadFiles(db, phoneId);
  const known = (await loadStandingFacts(db, [phoneId])).get(phoneId);
  const contact = await db<ContactRow & { phone_id: string }>("phone_contact").where("phone_id", phoneId).first();
  return {
    state: known ? standingOf(known.facts).files : files.some((file) => file.deliveredHash !== null) ? "waiting" : "never",
    revision: phone.revision,
    files,
    lastContact: contact
      ? {
          phoneId,
          at: contact.at,
          address: contact.address,
          userAgent: contact.user_agent,
          firmware: contact.firmware,
          model: contact.model,
        }
      : null,
  };
}

async function loadFiles(db: Db, phoneId: string): Promise<FileDelivery[]> {
  const roles = db("rendered_file")
    .where("phone_id", phoneId)
    .select("role")
    .union([db("delivery").where("phone_id", phoneId).select("role")]);
  const rows: FileRow[] = await db
    .from(roles.as("r"))
    .leftJoin("rendered_file as f", (on) => on.on("f.role", "r.role").andOnVal("f.phone_id", phoneId))
    .leftJoin("delivery as d", (on) => on.on("d.role", "r.role").andOnVal("d.phone_id", phoneId))
    .orderBy("r.role")
    .select("r.role", "f.hash as wanted_hash", "f.revision as wanted_revision", "d.hash", "d.revision", "d.at");
  return rows.map((row) => ({
    role: row.role,
    wantedHash: row.wanted_hash === "" ? null : row.wanted_hash,
    wantedRevision: row.wanted_revision,
    deliveredHash: row.hash,
    deliveredRevision: row.revision,
    deliveredAt: row.at,
  }));
}
