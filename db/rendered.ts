import { type BulkBody, bulkInsertBodies, bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Keyring, openBytes, sealBytes } from "./secrets.ts";
import { settleStandings } from "./standings.ts";
import { batch, batchInTurn } from "./transaction.ts";
import type { Db } from "./types.ts";

/** What besides bytes the plan wants of a phone. */
export type Wanted = {
  /** The files that a phone of its model asks for; none: the model is not in the catalogue. */
  readonly roles: readonly string[];
  /** Version; null: whatever it has. */
  readonly firmware: string | null;
  /** Between two asks of its own accord; 0: none. */
  readonly pollHours: number;
};

export type RenderedRow = {
  readonly phoneId: string;
  readonly role: string;
  /** The phone's revision that it was rendered from. */
  readonly revision: number;
  /** `bodyHash` of the body; empty: this phone has no such file. */
  readonly hash: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** When it was made, ISO 8601 UTC: from then on these bytes are wanted, if they are others than before. */
  readonly at?: string;
  /** Of the same plan. */
  readonly wanted?: Wanted;
};

type FileRow = { phone_id: string; role: string; revision: number; hash: string; content_type: string };

function context(hash: string): string {
  return `rendered_body/body_sealed/${hash}`;
}

/** The last rendered files of these phones, and which there are not. A body that does not open is left out: it is rendered again. */
export async function loadRendered(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<RenderedRow[]> {
  const rows: (FileRow & { body_sealed: Buffer | null })[] = await db("rendered_file as f")
    .leftJoin("rendered_body as b", "b.hash", "f.hash")
    .where(oneOf(db, "f.phone_id", phoneIds))
    .select("f.phone_id", "f.role", "f.revision", "f.hash", "f.content_type", "b.body_sealed");
  return rows.flatMap((row) => {
    const body = row.hash === "" ? Buffer.alloc(0) : row.body_sealed && opened(keyring, row.body_sealed, row.hash);
    const { phone_id: phoneId, role, revision, hash, content_type: contentType } = row;
    return body === null ? [] : [{ phoneId, role, revision, hash, contentType, body }];
  });
}

function opened(keyring: Keyring, sealed: Buffer, hash: string): Buffer | null {
  try {
    return openBytes(keyring, sealed, context(hash));
  } catch {
    return null;
  }
}

const files: PhoneRecords = {
  table: "rendered_file",
  columns: [
    ["phone_id", "text"],
    ["role", "text"],
    ["revision", "integer"],
    ["hash", "text"],
    ["content_type", "text"],
    ["wanted_at", "text"],
  ],
  key: ["phone_id", "role"],
  set: {
    wanted_at:
      'case when "rendered_file"."hash" = excluded."hash" then "rendered_file"."wanted_at" else excluded."wanted_at" end',
  },
  where: '"rendered_file"."revision" <= excluded."revision"',
  phones: "phone.state <> 'retired'",
};

const wants: PhoneRecords = {
  table: "phone_wanted",
  columns: [
    ["phone_id", "text"],
    ["revision", "integer"],
    ["roles", "text"],
    ["firmware", "text"],
    ["poll_hours", "integer"],
  ],
  key: ["phone_id"],
  where: '"phone_wanted"."revision" <= excluded."revision"',
  phones: "phone.state <> 'retired'",
};

/**
 * Keeps bodies, once per hash, and notes them as wanted. A row of an older revision than the kept one changes nothing.
 *
 * @returns the organisations of phones that stand otherwise now
 */
export async function saveRendered(db: Db, keyring: Keyring, rows: readonly RenderedRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const bodies = new Map(rows.filter((row) => row.hash !== "").map((row) => [row.hash, row.body]));
  const sealed = [...bodies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, body]): BulkBody => [hash, sealBytes(keyring, body, context(hash))]);
  const newest = new Map([...rows].sort((a, b) => a.revision - b.revision).map((row) => [`${row.phoneId}/${row.role}`, row]));
  const wanted = [...newest.values()]
    .sort(byPhoneAndRole)
    .map((row) => [row.phoneId, row.role, row.revision, row.hash, row.contentType, row.at ?? null]);
  const phoneIds = [...new Set(rows.map((row) => row.phoneId))].sort();
  return batchInTurn(db, async (trx) => {
    await bulkInsertBodies(trx, "rendered_body", ["hash", "body_sealed"], sealed);
    await bulkUpsert(trx, files, wanted);
    await bulkUpsert(trx, wants, wantedRows([...newest.values()]));
    await forgetFailures(trx, phoneIds);
    return settleStandings(trx, phoneIds);
  });
}

/** Of each phone what its newest file says. */
function wantedRows(rows: readonly RenderedRow[]): (string | number | null)[][] {
  const said = new Map<string, (string | number | null)[]>();
  for (const { phoneId, revision, wanted } of [...rows].sort((a, b) => a.revision - b.revision)) {
    if (wanted) said.set(phoneId, [phoneId, revision, wanted.roles.join(","), wanted.firmware, wanted.pollHours]);
  }
  return [...said].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What has been made has not failed. */
async function forgetFailures(trx: Db, phoneIds: readonly string[]): Promise<void> {
  await trx("render_failure")
    .where(oneOf(trx, "phone_id", phoneIds))
    .whereExists(
      trx("rendered_file as f")
        .whereRaw(
          "f.phone_id = render_failure.phone_id and f.role = render_failure.role and f.revision >= render_failure.revision",
        )
        .select(trx.raw("1")),
    )
    .delete();
}

/** Phones whose model the catalogue does not have: nothing can be made for them. @returns as `saveRendered` */
export async function noteUnmakable(
  db: Db,
  phones: readonly { readonly id: string; readonly revision: number }[],
): Promise<Set<string>> {
  const rows = phones
    .map(({ id, revision }) => [id, revision, "", null, 0])
    .sort(([a = ""], [b = ""]) => (`${a}` < `${b}` ? -1 : 1));
  return batchInTurn(db, async (trx) => {
    await bulkUpsert(trx, wants, rows);
    return settleStandings(
      trx,
      phones.map(({ id }) => id),
    );
  });
}

/** In one order everywhere, so that two processes writing batches wait for each other, and never in a circle. */
function byPhoneAndRole(a: RenderedRow, b: RenderedRow): number {
  return `${a.phoneId}/${a.role}` < `${b.phoneId}/${b.role}` ? -1 : 1;
}

/** Drops bodies that no phone should have, and none has fetched last: those two are compared. @returns how many */
export async function purgeRendered(db: Db): Promise<number> {
  return batch(db, (trx) =>
    trx("rendered_body")
      .whereNotIn("hash", trx("rendered_file").select("hash"))
      .whereNotIn("hash", trx("delivery").select("hash"))
      .delete(),
  );
}
