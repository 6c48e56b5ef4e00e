import type { VendorId } from "../domain/plan.ts";
import { bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Keyring, openBytes } from "./secrets.ts";
import { settleStandings } from "./standings.ts";
import { batchInTurn } from "./transaction.ts";
import type { Db } from "./types.ts";
import { uploadContext } from "./uploads.ts";

/** Somebody asked in the phone's name and did not get its files. `code` is the admission's reason. */
export type RefusedAsk = { readonly phoneId: string; readonly at: string; readonly code: string; readonly address: string };

const refusals: PhoneRecords = {
  table: "ask_refused",
  columns: [
    ["phone_id", "text"],
    ["at", "text"],
    ["code", "text"],
    ["address", "text"],
  ],
  key: ["phone_id"],
  where: 'excluded."at" >= "ask_refused"."at"',
};

/** The newest of each phone is kept. @returns the organisations of phones that stand otherwise now */
export async function recordRefusals(db: Db, list: readonly RefusedAsk[]): Promise<Set<string>> {
  const rows = inOrder(list).map((one) => [one.phoneId, one.at, one.code, one.address]);
  return batchInTurn(db, async (trx) => {
    await bulkUpsert(trx, refusals, rows);
    return settleStandings(
      trx,
      list.map((one) => one.phoneId),
    );
  });
}

/** A file could not be made for that revision of the phone. */
export type RenderFailure = {
  readonly phoneId: string;
  readonly role: string;
  readonly revision: number;
  readonly at: string;
  readonly code: string;
};

const failures: PhoneRecords = {
  table: "render_failure",
  columns: [
    ["phone_id", "text"],
    ["role", "text"],
    ["revision", "integer"],
    ["at", "text"],
    ["code", "text"],
  ],
  key: ["phone_id", "role"],
  // When it began to fail, however often it is tried again.
  set: { at: 'case when "render_failure"."code" = excluded."code" then "render_failure"."at" else excluded."at" end' },
  where: 'excluded."revision" >= "render_failure"."revision"',
};

/** Until the file has been made. @returns as `recordRefusals` */
export async function recordRenderFailures(db: Db, list: readonly RenderFailure[]): Promise<Set<string>> {
  const latest = new Map(list.map((one) => [`${one.phoneId}/${one.role}`, one]));
  const rows = [...latest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => [one.phoneId, one.role, one.revision, one.at, one.code]);
  return batchInTurn(db, async (trx) => {
    await bulkUpsert(trx, failures, rows);
    return settleStandings(
      trx,
      list.map((one) => one.phoneId),
    );
  });
}

/** What a file that the phone wrote says otherwise than its own files; no parameters: nothing. */
export type LocalChange = {
  readonly phoneId: string;
  readonly name: string;
  readonly at: string;
  readonly parameters: readonly string[];
};

const mostNames = 50;

/** @returns as `recordRefusals` */
export async function recordLocalChange(db: Db, { phoneId, name, at, parameters }: LocalChange): Promise<Set<string>> {
  return batchInTurn(db, async (trx) => {
    const key = { phone_id: phoneId, name };
    const known: { parameters: string } | undefined = await trx("local_change").where(key).first("parameters");
    const names = parameters.slice(0, mostNames).join(",");
    if (names === (known?.parameters ?? "")) return new Set<string>();
    if (parameters.length === 0) await trx("local_change").where(key).delete();
    else if (known) await trx("local_change").where(key).update({ parameters: names, at });
    else await trx("local_change").insert({ ...key, at, parameters: names });
    return settleStandings(trx, [phoneId]);
  });
}

/** What is noted of these phones. */
export async function localChangesOf(db: Db, phoneIds: readonly string[]): Promise<Pick<LocalChange, "phoneId" | "name">[]> {
  return db("local_change")
    .where(oneOf(db, "phone_id", phoneIds))
    .select({ phoneId: "phone_id", name: "name" });
}

export type StoredSettings = {
  readonly phoneId: string;
  readonly vendor: VendorId;
  readonly name: string;
  readonly body: Buffer;
  readonly receivedAt: string;
};

/** The configuration files that these phones wrote; no logs. */
export async function storedSettings(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<StoredSettings[]> {
  const rows: { id: string; phone_id: string; vendor: VendorId; name: string; body_sealed: Buffer; received_at: string }[] =
    await db("upload as u")
      .join("phone as p", "p.id", "u.phone_id")
      .where(oneOf(db, "u.phone_id", phoneIds))
      .whereLike("u.name", "%.cfg")
      .whereNot("p.state", "retired")
      .orderBy(["u.phone_id", "u.name"])
      .select("u.id", "u.phone_id", "p.vendor", "u.name", "u.body_sealed", "u.received_at");
  return rows.map(({ id, phone_id: phoneId, vendor, name, body_sealed, received_at: receivedAt }) => ({
    ...{ phoneId, vendor, name, receivedAt },
    body: openBytes(keyring, body_sealed, uploadContext(id)),
  }));
}

function inOrder<T extends { readonly phoneId: string }>(list: readonly T[]): T[] {
  const latest = new Map(list.map((one) => [one.phoneId, one]));
  return [...latest.values()].sort((a, b) => (a.phoneId < b.phoneId ? -1 : 1));
}
