import type { Registrar } from "../domain/plan.ts";
import { type SettingName, type SettingValues, settingDefinitions } from "../domain/settings.ts";
import { recordAudit } from "./audit.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Keyring, open } from "./secrets.ts";
import { scopeOf } from "./setting-scopes.ts";
import { sipSecretContext } from "./sip-accounts.ts";
import type { Actor, Db } from "./types.ts";

/** What an app or softphone is told so that it rings as the person's number. */
export type SoftphoneAccount = {
  readonly displayName: string;
  readonly sipUser: string;
  readonly authUser: string;
  readonly password: string;
  readonly registrar: Registrar;
  readonly outboundProxy: Registrar | null;
  readonly transport: SettingValues["exchange.transport"];
  readonly srtp: SettingValues["exchange.srtp"];
};

type Row = {
  id: string;
  sip_user: string;
  auth_user: string | null;
  secret_sealed: string;
  registrar_host: string | null;
  registrar_port: number | null;
};

/**
 * The person's first account, opened, with the exchange that the organisation's settings name; leaves an audit entry. Null:
 * there is no account, or nobody has said where it registers.
 */
export async function readSoftphoneAccount(
  db: Db,
  keyring: Keyring,
  by: { readonly organisationId: string; readonly userId: string; readonly name: string },
  actor: Actor,
  now: Date,
): Promise<SoftphoneAccount | null> {
  const { organisationId, userId, name } = by;
  const row: Row | undefined = await db("sip_account")
    .where({ organisation_id: organisationId, user_id: userId })
    .orderBy(["created_at", "id"])
    .first(["id", "sip_user", "auth_user", "secret_sealed", "registrar_host", "registrar_port"]);
  if (!row) return null;
  const say = await exchangeSettings(db, organisationId);
  const own = row.registrar_host === null ? null : { host: row.registrar_host, port: row.registrar_port };
  const registrar = own ?? say("exchange.registrar");
  if (registrar === null) return null;
  const entry = { organisationId, action: "sip_account.secret_read", subject: { kind: "sip_account", id: row.id } };
  await recordAudit(db, entry, actor, now);
  return {
    ...{ displayName: name, sipUser: row.sip_user, authUser: row.auth_user ?? row.sip_user, registrar },
    password: open(keyring, row.secret_sealed, sipSecretContext(row.id)),
    // An account with a registrar of its own is on another exchange: this one's proxy does not serve it.
    outboundProxy: own === null ? say("exchange.outboundProxy") : null,
    ...{ transport: say("exchange.transport"), srtp: say("exchange.srtp") },
  };
}

const names = ["exchange.registrar", "exchange.outboundProxy", "exchange.transport", "exchange.srtp"] as const;
type Name = (typeof names)[number] & SettingName;

/** What the operator says for all, and the organisation over it. */
async function exchangeSettings(db: Db, organisationId: string): Promise<<N extends Name>(name: N) => SettingValues[N]> {
  const scopes = [scopeOf({ layer: "organisation", organisationId }), scopeOf({ layer: "operator" })];
  const rows: { scope: string; name: string; value: string }[] = await db("setting")
    .where(oneOf(db, "scope", scopes))
    .where({ vendor: "" })
    .whereIn("name", [...names])
    .select("scope", "name", "value");
  return (name) => {
    const definition = settingDefinitions[name];
    for (const scope of scopes) {
      const row = rows.find((one) => one.scope === scope && one.name === name);
      const parsed = row && definition.schema.safeParse(JSON.parse(row.value));
      if (parsed?.success) return parsed.data as SettingValues[typeof name];
    }
    return definition.default as SettingValues[typeof name];
  };
}
