import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { batch } from "./transaction.ts";
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

/** Notes what phones have fetched; written behind, in batches. Rows of phones that are gone are ignored. */
export async function recordDeliveries(db: Db, list: readonly Delivery[]): Promise<void> {
  const rows = [...new Map(list.map((one) => [`${one.phoneId}/${one.role}`, one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { phoneId, ...rest }]) => ({ phone_id: phoneId, ...rest }));
  await upsert(db, "delivery", ["phone_id", "role"], rows, 6);
}

/** The last one of a phone counts. What a contact does not say stays as it was. */
export async function recordContacts(db: Db, list: readonly Contact[]): Promise<void> {
  const latest = new Map<string, Contact>();
  for (const one of list) {
    const before = latest.get(one.phoneId);
    latest.set(one.phoneId, {
      ...one,
      firmware: one.firmware ?? before?.firmware ?? null,
      model: one.model ?? before?.model ?? null,
    });
  }
  const rows = [...latest.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => ({
      phone_id: one.phoneId,
      at: one.at,
      address: one.address,
      user_agent: one.userAgent,
      firmware: one.firmware,
      model: one.model,
    }));
  await upsert(db, "phone_contact", ["phone_id"], rows, 6, ["firmware", "model"]);
}

/** `keep`: columns that a null does not overwrite. */
async function upsert(
  db: Db,
  table: "delivery" | "phone_contact",
  key: string[],
  rows: readonly ({ phone_id: string } & Record<string, string | number | null>)[],
  columns: number,
  keep: readonly string[] = [],
): Promise<void> {
  if (rows.length === 0) return;
  await batch(db, async (trx) => {
    const ids = [...new Set(rows.map((row) => row.phone_id))];
    const alive = new Set(
      await trx("phone")
        .where(oneOf(trx, "id", ids))
        .pluck("id"),
    );
    const present = rows.filter((row) => alive.has(row.phone_id));
    for (const part of chunks(present, rowsPerInsert(columns))) {
      const names = Object.keys(part[0] ?? {}).filter((name) => !key.includes(name));
      const merged = names.map((name): [string, unknown] => [
        name,
        keep.includes(name) ? trx.raw("coalesce(excluded.??, ??.??)", [name, table, name]) : trx.raw("excluded.??", [name]),
      ]);
      await trx(table).insert(part).onConflict(key).merge(Object.fromEntries(merged));
    }
  });
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
  const contact = await db<ContactRow & { phone_id: string }>("phone_contact").where("phone_id", phoneId).first();
  return {
    state: stateOf(phone.revision, files),
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

/** The same rule as the SQL of `listPhones`: a file of an older revision may have changed, so it waits. */
function stateOf(revision: number, files: readonly FileDelivery[]): DeliveryState["state"] {
  if (!files.some((file) => file.deliveredHash !== null)) return "never";
  const wanted = files.filter((file) => file.wantedHash !== null);
  const fetched = wanted.every((file) => file.wantedRevision === revision && file.wantedHash === file.deliveredHash);
  return wanted.length > 0 && fetched ? "fetched" : "waiting";
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
    wantedHash: row.wanted_hash,
    wantedRevision: row.wanted_revision,
    deliveredHash: row.hash,
    deliveredRevision: row.revision,
    deliveredAt: row.at,
  }));
}
