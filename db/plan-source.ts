import type { PlanSource, SourceAccount, SourceKey } from "../domain/compose-plan.ts";
import type { VendorId } from "../domain/plan.ts";
import { loadBookFacts } from "./book-facts.ts";
import { oneOf } from "./dialect/dialect.ts";
import { loadFirmwareFacts } from "./firmware-facts.ts";
import { directoryKeyOf, ldapPassword, ldapUser } from "./ldap-credentials.ts";
import { phoneContext } from "./phone-credentials.ts";
import { type KeyRow, keyColumns, presentKey } from "./phone-key-rows.ts";
import { parseModules } from "./phone-rows.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadTargets } from "./plan-targets.ts";
import { type Keyring, open, tokenHash } from "./secrets.ts";
import { sipSecretContext } from "./sip-accounts.ts";
import { turns } from "./turns.ts";
import type { Db } from "./types.ts";

/**
 * Everything that the plans of these phones are made of, with a fixed number of queries for any number of phones.
 * Phones that are retired or do not exist are absent. Holds secrets in the clear: never log it.
 *
 * The phones' revisions are read first: a change that comes in between shows in the rest already and raises the
 * revision, so that nothing is ever taken for newer than it is.
 *
 * @throws DomainError `secret_unreadable`
 */
export async function loadPlanSources(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<Map<string, PlanSource>> {
  const phones = await loadPhoneParts(db, phoneIds);
  const ids = phones.map((phone) => phone.id);
  const layoutIds = unique(phones.map((phone) => phone.layout_id));
  const turn = turns(db);
  const [accounts, ownKeys, layoutKeys, layers, books] = await Promise.all([
    turn(() => loadAccounts(db, keyring, ids)),
    turn(() => loadKeys(db, "phone_key", "phone_id", ids)),
    turn(() => loadKeys(db, "layout_key", "layout_id", layoutIds)),
    turn(() => loadSettingLayers(db, phones)),
    turn(() => loadBookFacts(db, phones)),
  ]);
  const targets = await loadTargets(db, [ownKeys, layoutKeys]);
  const layersOf = new Map(phones.map((phone) => [phone.id, layers(phone)]));
  const firmware = await loadFirmwareFacts(db, [...layersOf.values()].flat());
  return new Map(
    phones.map((phone) => {
      const layoutName = phone.layout_name;
      const token = open(keyring, phone.token_sealed, phoneContext("token_sealed", phone.id));
      const directory = directoryKeyOf(keyring, phone.organisation_id, phone.directory_key_sealed);
      const source: PlanSource = {
        phone: {
          id: phone.id,
          mac: phone.mac,
          vendor: phone.vendor,
          modelId: phone.model,
          label: phone.label,
          modules: parseModules(phone.modules),
          revision: phone.revision,
          by: phone.updated_by,
          at: phone.created_at,
        },
        organisation: { id: phone.organisation_id, title: phone.title },
        accounts: accounts.get(phone.id) ?? [],
        ownKeys: ownKeys.get(phone.id) ?? [],
        layout: layoutName === null ? null : { name: layoutName, keys: layoutKeys.get(phone.layout_id ?? "") ?? [] },
        ...targets,
        layers: layersOf.get(phone.id) ?? [],
        firmware,
        phonebooks: books(phone),
        token,
        ldap: { user: ldapUser(phone.mac), password: ldapPassword(directory, phone.id, tokenHash(token)) },
        adminPassword: open(keyring, phone.admin_password_sealed, phoneContext("admin_password_sealed", phone.id)),
        userPassword: open(keyring, phone.user_password_sealed, phoneContext("user_password_sealed", phone.id)),
      };
      return [phone.id, source];
    }),
  );
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

export type PhonePart = {
  readonly id: string;
  readonly mac: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly label: string;
  readonly modules: string;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_by: string;
  readonly organisation_id: string;
  readonly site_id: string | null;
  readonly layout_id: string | null;
  readonly user_id: string | null;
  readonly token_sealed: string;
  readonly admin_password_sealed: string;
  readonly user_password_sealed: string;
  readonly title: string;
  readonly language: string;
  readonly time_zone: string;
  readonly directory_key_sealed: string | null;
  readonly organisation_at: string;
  readonly organisation_by: string;
  readonly site_name: string | null;
  readonly layout_name: string | null;
};

/** The rows of these phones that are not retired, with what stands above them. */
export async function loadPhoneParts(db: Db, ids: readonly string[]): Promise<PhonePart[]> {
  return db("phone as p")
    .join("organisation as o", "o.id", "p.organisation_id")
    .leftJoin("site as s", "s.id", "p.site_id")
    .leftJoin("layout as l", "l.id", "p.layout_id")
    .where(oneOf(db, "p.id", ids))
    .whereNot("p.state", "retired")
    .select<PhonePart[]>([
      ...["p.id", "p.mac", "p.vendor", "p.model", "p.label", "p.modules", "p.revision", "p.created_at", "p.updated_by"],
      ...["p.organisation_id", "p.site_id", "p.layout_id", "p.user_id", "p.token_sealed"],
      ...[
        "p.admin_password_sealed",
        "p.user_password_sealed",
        "o.title",
        "o.language",
        "o.time_zone",
        "o.directory_key_sealed",
        "o.updated_at as organisation_at",
      ],
      ...["o.updated_by as organisation_by", "s.name as site_name", "l.name as layout_name"],
    ]);
}

type AccountPart = {
  phone_id: string;
  position: number;
  id: string;
  label: string | null;
  sip_user: string;
  auth_user: string | null;
  secret_sealed: string;
  registrar_host: string | null;
  registrar_port: number | null;
  updated_by: string;
  updated_at: string;
  first_name: string | null;
  last_name: string | null;
};

export async function loadAccounts(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<Map<string, SourceAccount[]>> {
  const rows: AccountPart[] = await db("phone_account as a")
    .join("sip_account as s", "s.id", "a.sip_account_id")
    .leftJoin("users as u", "u.id", "s.user_id")
    .where(oneOf(db, "a.phone_id", phoneIds))
    .select([
      ...["a.phone_id", "a.position", "s.id", "s.label", "s.sip_user", "s.auth_user", "s.secret_sealed"],
      ...["s.registrar_host", "s.registrar_port", "s.updated_by", "s.updated_at", "u.first_name", "u.last_name"],
    ]);
  return grouped(
    rows,
    (row) => row.phone_id,
    (row): SourceAccount => ({
      position: row.position,
      label: row.label,
      userName: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
      sipUser: row.sip_user,
      authUser: row.auth_user ?? row.sip_user,
      password: open(keyring, row.secret_sealed, sipSecretContext(row.id)),
      registrar: row.registrar_host === null ? null : { host: row.registrar_host, port: row.registrar_port },
      by: row.updated_by,
      at: row.updated_at,
    }),
  );
}

export async function loadKeys(
  db: Db,
  table: "phone_key" | "layout_key",
  owner: "phone_id" | "layout_id",
  ids: readonly string[],
): Promise<Map<string, SourceKey[]>> {
  const rows = await db(table)
    .where(oneOf(db, owner, ids))
    .select<(KeyRow & { owner: string })[]>([`${owner} as owner`, ...keyColumns]);
  return grouped(
    rows,
    (row) => row.owner,
    (row): SourceKey => ({ ...presentKey(row), by: row.updated_by, at: row.updated_at }),
  );
}

/** Rows by key, each as its value, in the order of the rows. */
export function grouped<R, V>(rows: readonly R[], key: (row: R) => string, value: (row: R) => V): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(value(row));
    else groups.set(key(row), [value(row)]);
  }
  return groups;
}
