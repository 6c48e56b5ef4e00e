import { type Change, changesSince, latestChange } from "../db/changes.ts";
import { loadGuests, loadOpenWindows } from "../db/first-contact.ts";
import { loadHoldLevels } from "../db/hold-levels.ts";
import { loadTrustedNetworks, type TrustedNetwork } from "../db/networks.ts";
import { loadOrganisationTokens } from "../db/organisation-tokens.ts";
import { loadFoundIndex, loadPhoneIndex, loadPhoneIndexPage, type PhoneIndexRow } from "../db/phone-index.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { HoldLevel } from "../domain/hold.ts";
import type { Log } from "./log.ts";
import { NetworkTable, parseNetwork } from "./networks.ts";
import type { PhoneRow } from "./phone-row.ts";
import { PhoneTable } from "./phone-table.ts";

/** What others do when something changed; all are called after the index has taken the change. */
export type IndexListener = {
  /** Phones that are new or whose revision has risen. */
  phonesRaised(phones: readonly PhoneRow[]): void;
  /** A phone that is gone or retired: what is kept of it goes. */
  phoneGone(phone: PhoneRow): void;
  /** Settings, name or phonebooks of an organisation (null: of all). */
  organisationChanged(organisationId: string | null): void;
  phonebookChanged(organisationId: string | null): void;
  /** The catalogue of firmware images. */
  firmwareChanged(): void;
};

export type IndexOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: Log;
  readonly pollMillis: number;
};

const batch = 1000;
/** Rows in a page when everything is loaded. */
const page = 2000;
/** Who has taken a window is its guest for so long. Milliseconds. */
const guestMillis = 10 * 60_000;
/** A reader that is this many changes behind loads everything anew. */
const tooFarBehind = 50_000;

/**
 * Everything that admitting needs, in memory: phones, organisation tokens, trusted networks, open windows. Loaded once,
 * then kept fresh from the change feed, so that changes of other processes (the command line) are seen.
 * When the database is away, what is known stays in use.
 */
export class IndexOfPhones {
  readonly phones = new PhoneTable();
  readonly #options: IndexOptions;
  readonly #listener: IndexListener;
  #organisationTokens = new Map<string, string>();
  #networks = new NetworkTable<TrustedNetwork>([]);
  #windows = new Map<string, number>();
  #guests = new Map<string, { readonly phoneId: string; readonly until: number }>();
  #holdLevels: ReadonlyMap<string | null, HoldLevel> = new Map();
  #seq = 0;
  #timer: NodeJS.Timeout | null = null;
  #polling: Promise<boolean> | null = null;
  #again = false;
  #stopped = false;
  #away = false;
  #seenAt = performance.now();

  constructor(options: IndexOptions, listener: IndexListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Loads everything and begins to follow. */
  async start(): Promise<void> {
    this.#seq = await latestChange(this.#options.db);
    await this.#loadAll();
    this.#schedule();
  }

  /** Since everything that had been changed was seen, milliseconds. */
  get age(): number {
    return performance.now() - this.#seenAt;
  }

  /** The number of the newest change that has been taken. */
  get seen(): number {
    return this.#seq;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#polling;
  }

  /** Whose organisation token that is; null: nobody's. */
  organisationOfToken(hash: string): string | null {
    return this.#organisationTokens.get(hash) ?? null;
  }

  /** The trusted network that the address lies in. */
  networkOfAddress(address: string): TrustedNetwork | null {
    return this.#networks.find(address);
  }

  /** How strict the organisation is with phones that do not look like themselves. */
  holdLevel(organisationId: string | null): HoldLevel {
    return this.#holdLevels.get(organisationId) ?? this.#holdLevels.get(null) ?? "hold";
  }

  windowOpen(mac: string): boolean {
    const closesAt = this.windowCloses(mac);
    return closesAt !== null && closesAt > this.#options.clock().getTime();
  }

  /** When the phone's newest window closes or closed by itself, milliseconds since 1970; null: none is known. */
  windowCloses(mac: string): number | null {
    return this.#windows.get(mac) ?? null;
  }

  /** The phone whose window that address has taken lately, at whichever process. */
  guest(address: string): PhoneRow | null {
    const guest = this.#guests.get(address);
    return guest && guest.until > this.#options.clock().getTime() ? this.phones.byId(guest.phoneId) : null;
  }

  /** Looks for changes at once; true when there were some. Askers at the same time share one look. */
  refresh(): Promise<boolean> {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = null;
    });
    return this.#polling;
  }

  /** A look that begins now: what was committed before is seen when it resolves. */
  async refreshAnew(): Promise<void> {
    if (this.#polling) await this.#polling;
    await this.refresh();
  }

  /** Something was changed in this process: look now, also when a look is under way that may have missed it. */
  notify(): void {
    if (!this.#polling) void this.refresh();
    else if (!this.#again) {
      this.#again = true;
      void this.#polling.then(() => {
        this.#again = false;
        if (!this.#stopped) void this.refresh();
      });
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.refresh().then(() => this.#schedule());
    }, this.#options.pollMillis);
  }

  async #poll(): Promise<boolean> {
    try {
      let some = false;
      for (;;) {
        const changes = await changesSince(this.#options.db, this.#seq, batch);
        const last = changes.at(-1);
        if (!last || this.#stopped) break;
        some = true;
        if ((await latestChange(this.#options.db)) - this.#seq > tooFarBehind) await this.#startAgain();
        else {
          await this.#take(changes);
          this.#seq = last.seq;
        }
        if (changes.length < batch) break;
      }
      this.#back();
      return some;
    } catch (error) {
      this.#gone(error);
      return false;
    }
  }

  async #startAgain(): Promise<void> {
    const seq = await latestChange(this.#options.db);
    await this.#loadAll();
    this.#seq = seq;
  }

  async #take(changes: readonly Change[]): Promise<void> {
    const kinds = new Set(changes.map((change) => change.kind));
    if (kinds.has("all")) return this.#loadAll();
    const organisations = new Set(changes.filter(({ kind }) => kind === "organisation").map((change) => change.organisationId));
    const ids = new Set(changes.flatMap(({ kind, phoneId }) => (kind !== "organisation" && phoneId !== null ? [phoneId] : [])));
    if (organisations.size > 0) this.#addPhonesOf(organisations, ids);
    await this.#loadPhones([...ids]);
    if (kinds.has("network")) await this.#loadNetworks();
    if (kinds.has("token")) await this.#loadTokens();
    if (kinds.has("window")) await this.#loadWindows();
    if (kinds.has("firmware")) this.#listener.firmwareChanged();
    for (const organisationId of organisations) this.#listener.organisationChanged(organisationId);
    const books = new Set(changes.filter(({ kind }) => kind === "phonebook").map((change) => change.organisationId));
    for (const organisationId of books) this.#listener.phonebookChanged(organisationId);
  }

  #addPhonesOf(organisations: ReadonlySet<string | null>, ids: Set<string>): void {
    const everybody = organisations.has(null);
    for (const phone of this.phones.all())
      if (everybody || (phone.organisationId !== null && organisations.has(phone.organisationId))) ids.add(phone.id);
  }

  async #loadPhones(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += batch) {
      const asked = ids.slice(at, at + batch);
      const rows = await loadPhoneIndex(this.#options.db, asked, this.#options.keyring);
      const raised = rows.map((row) => this.phones.put(row)).filter((put) => put.raised);
      const found = new Set(rows.map((row) => row.id));
      for (const row of rows) if (row.state === "retired") this.#leave(this.phones.byId(row.id));
      for (const id of asked) if (!found.has(id)) this.#leave(this.phones.remove(id));
      if (raised.length > 0) this.#listener.phonesRaised(raised.map(({ phone }) => phone));
    }
  }

  #leave(phone: PhoneRow | null): void {
    if (phone) this.#listener.phoneGone(phone);
  }

  /** In pages: a hundred thousand rows at once would take ten times the memory that they need afterwards. */
  async #loadAll(): Promise<void> {
    const found = new Set<string>();
    const take = (rows: readonly PhoneIndexRow[]): PhoneRow[] => {
      for (const row of rows) found.add(row.id);
      return rows.map((row) => this.phones.put(row)).flatMap(({ phone, raised }) => (raised ? [phone] : []));
    };
    const raised: PhoneRow[] = [];
    for (let after = ""; ; ) {
      const rows = await loadPhoneIndexPage(this.#options.db, this.#options.keyring, after, page);
      raised.push(...take(rows));
      const last = rows.at(-1);
      if (!last || rows.length < page) break;
      after = last.id;
    }
    take(await loadFoundIndex(this.#options.db));
    for (const phone of [...this.phones.all()]) if (!found.has(phone.id)) this.#leave(this.phones.remove(phone.id));
    await this.#loadNetworks();
    await this.#loadTokens();
    await this.#loadWindows();
    this.#listener.organisationChanged(null);
    this.#listener.firmwareChanged();
    this.#listener.phonebookChanged(null);
    this.#listener.phonesRaised(raised);
  }

  async #loadNetworks(): Promise<void> {
    this.#holdLevels = await loadHoldLevels(this.#options.db);
    const networks = await loadTrustedNetworks(this.#options.db);
    this.#networks = new NetworkTable(
      networks.flatMap((value) => {
        const network = parseNetwork(value.cidr);
        return network ? [{ network, value }] : [];
      }),
    );
  }

  async #loadTokens(): Promise<void> {
    const tokens = await loadOrganisationTokens(this.#options.db);
    this.#organisationTokens = new Map(tokens.map(({ tokenHash, organisationId }) => [tokenHash, organisationId]));
  }

  async #loadWindows(): Promise<void> {
    const { db, clock } = this.#options;
    const windows = await loadOpenWindows(db, clock());
    this.#windows = new Map(windows.map(({ mac, closesAt }) => [mac, Date.parse(closesAt)]));
    const guests = await loadGuests(db, new Date(clock().getTime() - guestMillis));
    this.#guests = new Map(
      guests.map(({ address, phoneId, takenAt }) => [address, { phoneId, until: Date.parse(takenAt) + guestMillis }]),
    );
  }

  #gone(error: unknown): void {
    if (!this.#away) this.#options.log.error("The database does not answer; phones are served from memory.", { error });
    this.#away = true;
  }

  #back(): void {
    this.#seenAt = performance.now();
    if (this.#away) this.#options.log.info("The database answers again.", {});
    this.#away = false;
  }
}
