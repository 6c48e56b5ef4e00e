import { settingDefinitions } from "../domain/settings.ts";
import { createOrganisationToken, listOrganisationTokens, readOrganisationToken } from "./organisation-tokens.ts";
import type { Keyring } from "./secrets.ts";
import { listSettings } from "./settings.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const setting = "provisioning.url";

/**
 * Where an organisation's phones reach this server, ending in `/`: what its settings say, else the operator's, else what
 * the process was told.
 */
export async function provisioningBase(db: Db, organisationId: string, publicUrl: string): Promise<string> {
  const said = [
    ...(await listSettings(db, { layer: "organisation", organisationId })),
    ...(await listSettings(db, { layer: "operator" })),
  ];
  const values = said.filter(({ vendor, name }) => vendor === null && name === setting).map(({ value }) => value);
  const fitting = values.flatMap((value) => settingDefinitions[setting].schema.safeParse(value).data ?? []);
  const base = fitting.find((one) => one !== "") || publicUrl;
  return base.endsWith("/") ? base : `${base}/`;
}

/**
 * The address that says whose a phone is and proves nothing, with the organisation's oldest valid token: for DHCP, for
 * typing at a phone, and for makers' redirection services. Null: the organisation has no token.
 */
export async function organisationAddress(
  db: Db,
  keyring: Keyring,
  organisationId: string,
  publicUrl: string,
): Promise<string | null> {
  const [oldest] = await listOrganisationTokens(db, organisationId);
  if (!oldest) return null;
  const token = await readOrganisationToken(db, keyring, { organisationId, id: oldest.id });
  return `${await provisioningBase(db, organisationId, publicUrl)}o/${token}/`;
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
