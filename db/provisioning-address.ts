import { settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import { createOrganisationToken, loadSealedTokens, openOrganisationToken } from "./organisation-tokens.ts";
import type { Keyring } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const setting = "provisioning.url";

type Said = { readonly layer: string; readonly organisation_id: string | null; readonly value: string };

/**
 * Where organisations' phones reach this server, each ending in `/`: what its settings say, else the operator's, else what
 * the process was told. One query.
 */
export async function provisioningBases(
  db: Db,
  organisationIds: readonly string[],
  publicUrl: string,
): Promise<(organisationId: string) => string> {
  const said: Said[] = await db("setting")
    .where({ name: setting, vendor: "" })
    .where((one) =>
      one
        .where("layer", "operator")
        .orWhere((own) => own.where("layer", "organisation").where(oneOf(db, "organisation_id", organisationIds))),
    )
    .select("layer", "organisation_id", "value");
  const saidAt = (layer: string, id: string | null): string => {
    const row = said.find((one) => one.layer === layer && (id === null || one.organisation_id === id));
    return row ? (settingDefinitions[setting].schema.safeParse(JSON.parse(row.value)).data ?? "") : "";
  };
  return (organisationId) => {
    const base = saidAt("organisation", organisationId) || saidAt("operator", null) || publicUrl;
    return base.endsWith("/") ? base : `${base}/`;
  };
}

/** Of one organisation: see `provisioningBases`. */
export async function provisioningBase(db: Db, organisationId: string, publicUrl: string): Promise<string> {
  return (await provisioningBases(db, [organisationId], publicUrl))(organisationId);
}

/**
 * The addresses that say whose a phone is and prove nothing, each with its organisation's oldest valid token: for DHCP, for
 * typing at a phone, and for makers' redirection services. An organisation without a token has none. Two queries.
 */
export async function organisationAddresses(
  db: Db,
  keyring: Keyring,
  organisationIds: readonly string[],
  publicUrl: string,
): Promise<Map<string, string>> {
  const bases = await provisioningBases(db, organisationIds, publicUrl);
  const addresses = new Map<string, string>();
  for (const row of await loadSealedTokens(db, organisationIds))
    if (!addresses.has(row.organisationId))
      addresses.set(row.organisationId, `${bases(row.organisationId)}o/${openOrganisationToken(keyring, row)}/`);
  return addresses;
}

/** Of one organisation: see `organisationAddresses`. Null: it has no token. */
export async function organisationAddress(
  db: Db,
  keyring: Keyring,
  organisationId: string,
  publicUrl: string,
): Promise<string | null> {
  return (await organisationAddresses(db, keyring, [organisationId], publicUrl)).get(organisationId) ?? null;
}

/** As `organisationAddress`; an organisation without a token gets one. @throws DomainError `organisation_not_found` */
export async function ensureOrganisationAddress(
  db: Db,
  keyring: Keyring,
  input: { readonly organisationId: string; readonly publicUrl: string; readonly name: string },
  actor: Actor,
  now: Date,
): Promise<string> {
  const { organisationId, publicUrl, name } = input;
  const known = await organisationAddress(db, keyring, organisationId, publicUrl);
  if (known !== null) return known;
  return change(db, async (trx) => {
    const again = await organisationAddress(trx, keyring, organisationId, publicUrl);
    if (again !== null) return again;
    const { token } = await createOrganisationToken(trx, keyring, { organisationId, name }, actor, now);
    return `${await provisioningBase(trx, organisationId, publicUrl)}o/${token}/`;
  });
}
