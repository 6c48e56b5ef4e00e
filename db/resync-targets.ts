import { resolver } from "../domain/compose-settings.ts";
import type { Layer, Registrar, VendorId } from "../domain/plan.ts";
import type { NightWindow, ResyncMode } from "../domain/resync.ts";
import type { SettingValues } from "../domain/settings.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadAccounts, loadPhoneParts, type PhonePart } from "./plan-source.ts";
import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

/** How one phone is told to fetch. Holds a secret: never log it. */
export type ResyncTarget = {
  readonly phoneId: string;
  readonly organisationId: string;
  /** Phones of one place are told one after the other. */
  readonly place: string;
  readonly perMinute: number;
  readonly revision: number;
  readonly mode: ResyncMode;
  readonly night: NightWindow;
  readonly zone: string;
  /** Of the header `Event`. */
  readonly event: string;
  /** Null: it has no account with an exchange. */
  readonly account: ResyncAccount | null;
};

export type ResyncAccount = {
  readonly sipUser: string;
  readonly authUser: string;
  readonly password: string;
  readonly registrar: Registrar;
  /** Where the message goes, when not to the registrar. */
  readonly proxy: Registrar | null;
  readonly transport: SettingValues["exchange.transport"];
  /** Who said where the message goes: what the operator says is trusted further than what a customer says. */
  readonly saidBy: Layer;
};

const eventOf = { yealink: "resync.yealinkEvent", snom: "resync.snomEvent", polycom: "resync.polycomEvent" } as const satisfies {
  readonly [V in VendorId]: string;
};

/** Of those of these phones that are not retired, in a fixed number of queries. @throws DomainError `secret_unreadable` */
export async function loadResyncTargets(
  db: Db,
  keyring: Keyring,
  phoneIds: readonly string[],
): Promise<Map<string, ResyncTarget>> {
  const phones = await loadPhoneParts(db, phoneIds);
  const accounts = await loadAccounts(
    db,
    keyring,
    phones.map(({ id }) => id),
  );
  const layers = await loadSettingLayers(db, phones);
  return new Map(phones.map((phone) => [phone.id, targetOf(phone, accounts.get(phone.id) ?? [], layers(phone))]));
}

type Accounts = Awaited<ReturnType<typeof loadAccounts>> extends Map<string, infer A> ? A : never;

function targetOf(phone: PhonePart, accounts: Accounts, layers: Parameters<typeof resolver>[0]): ResyncTarget {
  const say = resolver(layers);
  return {
    phoneId: phone.id,
    organisationId: phone.organisation_id,
    place: phone.site_id === null ? `organisation:${phone.organisation_id}` : `site:${phone.site_id}`,
    perMinute: say("resync.perMinute").value,
    revision: phone.revision,
    mode: say("resync.mode").value,
    night: { from: say("resync.nightFrom").value, to: say("resync.nightTo").value },
    zone: phone.time_zone,
    event: say(eventOf[phone.vendor]).value,
    account: accountOf(accounts, say),
  };
}

/** The first account with an exchange, and the way to it that is nearest: resync.proxy, the account's proxy, its registrar. */
function accountOf(accounts: Accounts, say: ReturnType<typeof resolver>): ResyncAccount | null {
  const registrar = say("exchange.registrar");
  const sorted = [...accounts].sort((a, b) => a.position - b.position);
  const account = sorted.find((one) => one.registrar !== null || registrar.value !== null);
  const home = account?.registrar ?? registrar.value;
  if (!account || !home) return null;
  const own = say("resync.proxy");
  const usual = say("exchange.outboundProxy");
  // An account with a registrar of its own is on another exchange: this one's proxy does not serve it.
  const proxy = account.registrar !== null ? null : own.value !== null ? own : usual.value !== null ? usual : null;
  const wanted = say("resync.transport").value;
  return {
    sipUser: account.sipUser,
    authUser: account.authUser,
    password: account.password,
    registrar: home,
    proxy: proxy?.value ?? null,
    transport: wanted === "account" ? say("exchange.transport").value : wanted,
    saidBy: account.registrar !== null ? "user" : (proxy ?? registrar).origin.layer,
  };
}
