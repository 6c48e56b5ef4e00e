import { rowsPerInsert } from "../db/dialect/dialect.ts";
import { newId } from "../db/ids.ts";
import { phoneListColumns, userListColumns } from "../db/list-columns.ts";
import { phoneContext } from "../db/phone-credentials.ts";
import { generatePassword, generateToken, type Keyring, seal, tokenHash } from "../db/secrets.ts";
import { setSetting } from "../db/settings.ts";
import { sipSecretContext } from "../db/sip-accounts.ts";
import type { Actor, Db } from "../db/types.ts";

export type SeededPhone = { readonly id: string; readonly mac: string; readonly token: string };
export type Seeded = {
  readonly organisationId: string;
  readonly phones: readonly SeededPhone[];
  /** A person whom exactly `shownOn` phones show on a key. */
  readonly person: { readonly id: string; readonly shownOn: number };
};

export type SeedOrder = {
  readonly phones: number;
  /** Keys on each phone that watch a colleague. */
  readonly keys: number;
  /** On how many phones one person is shown. */
  readonly shownOn: number;
  /** Added to the MAC addresses: for a second firm. */
  readonly from?: number;
};

type Row = Record<string, string | number | boolean | null>;

const by = "bench";
const actor: Actor = { kind: "system", id: null, name: by, organisationId: null };

/**
 * A firm with one phone a person, all of one model, bound and each with its own token. Written in large inserts, because it is
 * the reading that is measured. Names and numbers are invented.
 */
export async function seedPhones(db: Db, keyring: Keyring, order: SeedOrder, now: Date): Promise<Seeded> {
  const organisationId = newId(now);
  const stamp = { version: 1, created_at: now.toISOString(), updated_at: now.toISOString(), updated_by: by };
  const people = Array.from({ length: order.phones }, (_, at) => person(at, order.from ?? 0, now));
  const shown = newId(now);
  const title = { name: `bjorko-${order.from ?? 0}`, title: "Björkö Bygg AB", language: "sv", time_zone: "Europe/Stockholm" };
  await db("organisation").insert({ id: organisationId, ...stamp, ...title });
  const at = { layer: "organisation", organisationId } as const;
  await setSetting(db, { at, name: "exchange.registrar", value: { host: "sip.bjorko.example", port: 5060 } }, actor, now);
  await db.transaction(async (trx) => {
    await insert(trx, "users", [
      { id: shown, ...stamp, organisation_id: organisationId, ...named("Ylva", "Sandvik", 999999) },
      ...people.map(({ userId, at }) => ({
        id: userId,
        ...stamp,
        organisation_id: organisationId,
        ...named(`Person ${at}`, "Provsson", 100000 + at),
      })),
    ]);
    await insert(trx, "extension", [
      { organisation_id: organisationId, digits: "999999", user_id: shown, group_id: null },
      ...people.map(({ userId, at }) => ({
        organisation_id: organisationId,
        digits: String(100000 + at),
        user_id: userId,
        group_id: null,
      })),
    ]);
    await insert(
      trx,
      "sip_account",
      people.map((one) => account(one, organisationId, keyring, stamp)),
    );
    await insert(
      trx,
      "phone",
      people.map((one) => phone(one, organisationId, keyring, stamp)),
    );
    await insert(
      trx,
      "phone_account",
      people.map((one) => ({ phone_id: one.phoneId, position: 1, sip_account_id: one.accountId })),
    );
    await insertKeys(trx, people, order, shown, now);
  });
  const phones = people.map(({ phoneId, mac, token }) => ({ id: phoneId, mac, token }));
  return { organisationId, phones, person: { id: shown, shownOn: Math.min(order.shownOn, order.phones) } };
}

type Person = ReturnType<typeof person>;

function person(at: number, from: number, now: Date) {
  const mac = (0x805ec0000000 + from + at).toString(16).padStart(12, "0");
  return { at, mac, token: generateToken(), userId: newId(now), accountId: newId(now), phoneId: newId(now) };
}

function named(firstName: string, lastName: string, extension: number): Row {
  const columns = userListColumns({ firstName, lastName, email: null, extension: String(extension) }, []);
  return { first_name: firstName, last_name: lastName, email: null, ...columns };
}

function account({ at, userId, accountId }: Person, organisationId: string, keyring: Keyring, stamp: Row): Row {
  return {
    id: accountId,
    ...stamp,
    organisation_id: organisationId,
    user_id: userId,
    label: null,
    sip_user: String(100000 + at),
    auth_user: null,
    secret_sealed: seal(keyring, generatePassword(), sipSecretContext(accountId)),
    registrar_host: null,
    registrar_port: null,
  };
}

function phone({ at, mac, token, userId, phoneId }: Person, organisationId: string, keyring: Keyring, stamp: Row): Row {
  const sealed = (column: Parameters<typeof phoneContext>[0], secret: string) =>
    seal(keyring, secret, phoneContext(column, phoneId));
  return {
    id: phoneId,
    ...stamp,
    organisation_id: organisationId,
    site_id: null,
    layout_id: null,
    user_id: userId,
    mac,
    vendor: "yealink",
    model: "T46U",
    label: `Desk ${at}`,
    ...phoneListColumns({ label: `Desk ${at}`, mac, model: "T46U" }),
    state: "bound",
    modules: "[]",
    revision: 1,
    token_hash: tokenHash(token),
    token_sealed: sealed("token_sealed", token),
    previous_token_hash: null,
    digest_user: `phone-${phoneId}`,
    digest_secret_sealed: sealed("digest_secret_sealed", generatePassword()),
    admin_password_sealed: sealed("admin_password_sealed", generatePassword()),
    user_password_sealed: sealed("user_password_sealed", generatePassword()),
    bound_at: String(stamp.created_at),
    bound_by: "token",
    replaced_by: null,
  };
}

/** A line key, colleagues, and on the first phones the one person who will get another name. */
async function insertKeys(trx: Db, people: readonly Person[], order: SeedOrder, shown: string, now: Date): Promise<void> {
  const base = { module: 0, target_number: null, account: 1, label: null, value: null, locked: false };
  const stamp = { updated_at: now.toISOString(), updated_by: by };
  for (let from = 0; from < people.length; from += 20_000) {
    const rows = people.slice(from, from + 20_000).flatMap(({ at, phoneId }): Row[] => {
      const watched = Array.from({ length: order.keys }, (_, n) => people[(at + n + 1) % people.length]?.userId ?? shown);
      const targets = at < order.shownOn ? [shown, ...watched.slice(1)] : watched;
      const keys = targets.map((id, n) => ({ key_index: n + 2, kind: "blf", target_kind: "user", target_id: id }));
      const line = { key_index: 1, kind: "line", target_kind: null, target_id: null };
      return [line, ...keys].map((key) => ({ phone_id: phoneId, ...base, ...key, ...stamp }));
    });
    await insert(trx, "phone_key", rows);
  }
}

async function insert(trx: Db, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await trx.batchInsert(table, [...rows], rowsPerInsert(Object.keys(first).length));
}
