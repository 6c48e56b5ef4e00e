import { resolver } from "../domain/compose-settings.ts";
import type { Layer, Registrar, VendorId } from "../domain/plan.ts";
import type { NightWindow, ResyncMode } from "../domain/resync.ts";
import type { SettingValues } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import { phoneContext } from "./phone-credentials.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadAccounts, loadPhoneParts, type PhonePart } from "./plan-source.ts";
import { type Keyring, open } from "./secrets.ts";
import type { Db } from "./types.ts";

/** How one phone is told to fetch. Holds a secret: never log it. */
export type ResyncTarget = {
  readonly phoneId: string;
  readonly organisationId: string;
  /** Phones of one lane are told one after the other. */
  readonly lane: string;
  readonly perMinute: number;
  readonly revision: number;
  readonly mode: ResyncMode;
  readonly night: NightWindow;
  readonly zone: string;
  /** Of the header `Event`. */
  readonly event: string;
  /** Null: it has no account with an exchange. */
  readonly account: ResyncAccount | null;
  /** The phone's own pages; null: they are not to be asked, or nobody knows where the phone is. */
  readonly web: ResyncWeb | null;
};

export type ResyncWeb = {
  readonly vendor: VendorId;
  /** IP address that the phone asked from last. */
  readonly address: string;
  readonly path: string;
  readonly password: string;
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

const pathOf = { yealink: "resync.yealinkPath", snom: "resync.snomPath", polycom: "resync.polycomPath" } as const satisfies {
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
  const said = new Map(phones.map((phone) => [phone.id, resolver(layers(phone))]));
  const webs = await loadWebs(
    db,
    keyring,
    phones.filter(({ id }) => said.get(id)?.("resync.web").value === true),
    said,
  );
  return new Map(
    phones.map((phone) => {
      const say = said.get(phone.id) ?? resolver([]);
      return [phone.id, targetOf(phone, accounts.get(phone.id) ?? [], say, webs.get(phone.id) ?? null)];
    }),
  );
}

/** Where phones were heard of last; no query when none is asked at its own pages. */
async function loadWebs(
  db: Db,
  keyring: Keyring,
  phones: readonly PhonePart[],
  said: ReadonlyMap<string, Say>,
): Promise<Map<string, ResyncWeb>> {
  if (phones.length === 0) return new Map();
  const ids = phones.map(({ id }) => id);
  const rows: { phone_id: string; address: string }[] = await db("phone_contact")
    .where(oneOf(db, "phone_id", ids))
    .select("phone_id", "address");
  const addresses = new Map(rows.map((row) => [row.phone_id, row.address]));
  const webs = new Map<string, ResyncWeb>();
  for (const { id, vendor, admin_password_sealed: sealed } of phones) {
    const address = addresses.get(id);
    const path = said.get(id)?.(pathOf[vendor]).value;
    if (address === undefined || path === undefined) continue;
    webs.set(id, { vendor, address, path, password: open(keyring, sealed, phoneContext("admin_password_sealed", id)) });
  }
  return webs;
}

type Say = ReturnType<typeof resolver>;
type Accounts = Awaited<ReturnType<typeof loadAccounts>> extends Map<string, infer A> ? A : never;

function targetOf(phone: PhonePart, accounts: Accounts, say: Say, web: ResyncWeb | null): ResyncTarget {
  return {
    phoneId: phone.id,
    organisationId: phone.organisation_id,
    lane: phone.site_id === null ? `organisation:${phone.organisation_id}` : `site:${phone.site_id}`,
    perMinute: say("resync.perMinute").value,
    revision: phone.revision,
    mode: say("resync.mode").value,
    night: { from: say("resync.nightFrom").value, to: say("resync.nightTo").value },
    zone: phone.time_zone,
    event: say(eventOf[phone.vendor]).value,
    account: accountOf(accounts, say),
    web,
  };
}

/** The first account with an exchange, and the way to it that is nearest: resync.proxy, the account's proxy, its registrar. */
function accountOf(accounts: Accounts, say: Say): ResyncAccount | null {
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
