import { createHash } from "node:crypto";
import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import { phoneContext } from "./phone-credentials.ts";
import { type KnownHome, loadHomes } from "./phone-homes.ts";
import type { PhoneState } from "./phone-rows.ts";
import { type Keyring, open } from "./secrets.ts";
import type { Db } from "./types.ts";

/** Realm of HTTP digest for phones (RFC 7616). */
export const digestRealm = "klyka";

/** What the server keeps in memory of every phone. */
export type PhoneIndexRow = {
  readonly id: string;
  readonly mac: string;
  readonly organisationId: string | null;
  readonly siteId: string | null;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly state: PhoneState;
  readonly revision: number;
  readonly tokenHash: string | null;
  readonly previousTokenHash: string | null;
  readonly digestUser: string | null;
  /** HA1 = MD5(user:realm:secret), hex; null without a keyring. */
  readonly digestHash: string | null;
  /** The same of the secret before, until the new one has been used. */
  readonly previousDigestHash: string | null;
  /** How it has asked until now; null: nothing is known. */
  readonly known: KnownHome | null;
};

type Row = {
  id: string;
  mac: string;
  organisation_id: string | null;
  site_id: string | null;
  vendor: VendorId | null;
  model: string | null;
  state: PhoneState;
  revision: number;
  token_hash: string | null;
  previous_token_hash: string | null;
  digest_user: string | null;
  digest_secret_sealed: string | null;
  previous_digest_sealed: string | null;
};

const columns = [
  ...["id", "mac", "organisation_id", "site_id", "vendor", "model", "state", "revision"],
  ...["token_hash", "previous_token_hash", "digest_user"],
];

const secrets = ["digest_secret_sealed", "previous_digest_sealed"];

/**
 * All phones, also found ones (retired ones only when named by id: an index then forgets them), or those with these ids.
 *
 * @param keyring opens the digest secrets; without it `digestHash` is null
 */
export async function loadPhoneIndex(db: Db, ids?: readonly string[], keyring?: Keyring): Promise<PhoneIndexRow[]> {
  const phones = db("phone").select<Row[]>(keyring ? [...columns, ...secrets] : columns);
  const found = db("found_phone").select<Pick<Row, "id" | "mac" | "vendor" | "model">[]>("id", "mac", "vendor", "model");
  if (ids) {
    phones.where(oneOf(db, "id", ids));
    found.where(oneOf(db, "id", ids));
  } else phones.whereNot("state", "retired");
  return [...(await withHomes(db, await phones, keyring)), ...(await found).map(presentFound)];
}

async function withHomes(db: Db, rows: readonly Row[], keyring: Keyring | undefined): Promise<PhoneIndexRow[]> {
  const bound = rows.flatMap(({ id, state }) => (state === "bound" ? [id] : []));
  const homes = await loadHomes(db, bound);
  return rows.map((row) => present(row, keyring, homes.get(row.id) ?? null));
}

/** Phones that are not retired, in the order of their ids, from behind `after`: so many at a time, for whom there are very many. */
export async function loadPhoneIndexPage(db: Db, keyring: Keyring, after: string, limit: number): Promise<PhoneIndexRow[]> {
  const rows: Row[] = await db("phone")
    .select([...columns, ...secrets])
    .whereNot("state", "retired")
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit);
  return withHomes(db, rows, keyring);
}

/** Phones that were seen and belong to nobody: at most as many as are kept. */
export async function loadFoundIndex(db: Db): Promise<PhoneIndexRow[]> {
  const found = await db("found_phone").select<Pick<Row, "id" | "mac" | "vendor" | "model">[]>("id", "mac", "vendor", "model");
  return found.map(presentFound);
}

function present(row: Row, keyring: Keyring | undefined, known: KnownHome | null): PhoneIndexRow {
  return {
    id: row.id,
    mac: row.mac,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    vendor: row.vendor,
    model: row.model,
    state: row.state,
    revision: row.revision,
    tokenHash: row.token_hash,
    previousTokenHash: row.previous_token_hash,
    digestUser: row.digest_user,
    digestHash: keyring ? digestHash(row, keyring, "digest_secret_sealed") : null,
    previousDigestHash: keyring ? digestHash(row, keyring, "previous_digest_sealed") : null,
    known,
  };
}

function presentFound(row: Pick<Row, "id" | "mac" | "vendor" | "model">): PhoneIndexRow {
  const nobodys = {
    organisationId: null,
    siteId: null,
    tokenHash: null,
    previousTokenHash: null,
    digestUser: null,
    digestHash: null,
    previousDigestHash: null,
    known: null,
  };
  return { ...row, ...nobodys, state: "found", revision: 0 };
}

/** HA1 of RFC 7616 section 3.4.2 with MD5, the algorithm that all these phones know. */
function digestHash(row: Row, keyring: Keyring, column: "digest_secret_sealed" | "previous_digest_sealed"): string | null {
  const sealed = row[column];
  if (sealed === null) return null;
  try {
    const secret = open(keyring, sealed, phoneContext(column, row.id));
    return createHash("md5").update(`${row.digest_user}:${digestRealm}:${secret}`).digest("hex");
  } catch {
    // One unreadable secret must not keep a hundred thousand phones out: that phone has no digest, that is all.
    return null;
  }
}
