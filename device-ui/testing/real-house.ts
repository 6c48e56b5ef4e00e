import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { openDatabase } from "../../db/connect.ts";
import { listJournal } from "../../db/journal.ts";
import { createKeyring, generateToken, tokenHash } from "../../db/secrets.ts";
import { startSession } from "../../db/sessions.ts";
import { freePort } from "../../db/testing/free-ports.ts";
import { startSqliteFolder, templateFile } from "../../db/testing/sqlite-folder.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { VendorId } from "../../domain/plan.ts";
import type { PeopleParts } from "../../portal/api/parts.ts";
import { startPortal } from "../../portal/listener.ts";
import type { Letter } from "../../portal/messages/letter.ts";
import { startPhonesHttp } from "../../provisioning/listener.ts";
import type { OutboundOptions } from "../../provisioning/outbound.ts";
import { createProvisioning, type Provisioning } from "../../provisioning/provisioning.ts";
import type { ResyncOptions } from "../../provisioning/resync/engine.ts";
import { findModel } from "../../templates/index.ts";
import { type BootReport, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import { type Look, newPage } from "./browser.ts";
import { type FirmIds, type PersonKey, type PhoneKey, password, seedSmallFirm } from "./small-firm.ts";

let migrated: Promise<string> | null = null;

/** An empty database that every house of this worker is a copy of. */
function migratedFile(): Promise<string> {
  migrated ??= startSqliteFolder().then(({ path }) => {
    process.once("exit", () => rmSync(path, { recursive: true, force: true }));
    return join(path, templateFile);
  });
  return migrated;
}

/**
 * The real thing for tests in a browser: the portal on a socket with the built app, a SQLite database of its own with a small
 * firm in it (`small-firm.ts`: who is there, and which phones), and where wanted the server that phones ask. Nothing is played
 * but the phones and the mail.
 *
 *     const house = realHouse();                       // at the top of the file: one for all its tests; { phones: true } for phones
 *
 *     test("An administrator finds a colleague", async () => {
 *       const page = await house.signedIn("anna", { path: "/users", width: 320, scheme: "dark", language: "en" });
 *       await page.getByRole("link", { name: "Eva Lund" }).click();
 *       …
 *       await expectAccessible(page);
 *     });
 *
 * - `signedIn(who, look)` is a page of its own with that person's session: anna administers, eva and jonas are users, sara must
 *   choose a password, petra administers another firm, olle is the operator. `opened(path)` is a page without a session.
 * - Tests of one file share the database: a test makes what it changes (`house.db` and the functions of db/, `house.ids`), or
 *   puts it back.
 * - `house.boot("reception")` lets that phone fetch its files; `house.fresh(…)` is one out of its box.
 * - `house.clock.at = new Date(…)` stops the time: of the server at once, of pages that are opened afterwards. Null: it goes on.
 * - A foreign request, an error in the console, a breach of the policy (`expectFault` allows one), a fault of the server: each
 *   fails the test in which it happened.
 */
export function realHouse(say: HouseSay = {}): RealHouse {
  const house = new RealHouse(say);
  beforeAll(() => house.start());
  afterEach(() => expect(house.faults.splice(0).map(String)).toEqual([]));
  afterAll(() => house.stop());
  return house;
}

export type HouseSay = {
  /** Also the server that phones ask. */
  readonly phones?: boolean;
  /** With the phones' server: how phones are told to fetch; absent: they are not. */
  readonly resync?: ResyncOptions;
  /** With the phones' server: what calls to makers' services may reach; absent: there are none. Asked when the house begins. */
  readonly redirection?: () => OutboundOptions;
  /** Where the clock stands from the start; absent: it goes. */
  readonly at?: string;
  /** Parts of the portal that this file wants otherwise. */
  readonly people?: Partial<PeopleParts>;
};
export type PageSay = Look & { readonly path?: string };

const keyring = createKeyring([new Uint8Array(32).fill(9)]);
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function mailOf({ to, text }: Letter) {
  return { email: to.address, name: to.name, token: /#([0-9a-z]{26})/.exec(text)?.[1] ?? "" };
}

export class RealHouse {
  readonly keyring = keyring;
  readonly password = password;
  readonly clock: { at: Date | null };
  /** What the SMS said that were sent. */
  readonly texts: string[] = [];
  readonly mails: { readonly email: string; readonly name: string; readonly token: string }[] = [];
  readonly faults: unknown[] = [];
  readonly #say: HouseSay;
  #made: Made | null = null;
  #ends: (() => unknown)[] = [];

  constructor(say: HouseSay) {
    this.#say = say;
    this.clock = { at: say.at === undefined ? null : new Date(say.at) };
  }

  get db(): Db {
    return this.#there().db;
  }
  get ids(): FirmIds {
    return this.#there().ids;
  }
  /** Of the portal, without a slash at the end. */
  get url(): string {
    return this.#there().url;
  }
  /** Where phones ask; only with `phones: true`. */
  get phonesUrl(): string {
    return this.#there().phonesUrl;
  }

  readonly now = (): Date => this.clock.at ?? new Date();

  /** A page with a session of that person, at `path`. */
  async signedIn(who: PersonKey, say: PageSay = {}): Promise<Page> {
    const page = await this.#page(say);
    await page.context().addCookies([{ name: "klyka_session", value: await this.session(who), url: this.url }]);
    return this.#open(page, say);
  }

  /** A page without a session, at `path`. */
  async opened(say: PageSay = {}): Promise<Page> {
    return this.#open(await this.#page(say), say);
  }

  /** A new session. @returns the value of its cookie */
  async session(who: PersonKey): Promise<string> {
    const token = generateToken();
    const userId = this.ids.people[who];
    const { organisation_id: organisationId } = await this.db("users").where("id", userId).first("organisation_id");
    const session = { userId, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
    await startSession(this.db, session, actor, this.now());
    return token;
  }

  /** A phone of the firm asks with its own token, and is up. */
  async boot(phone: PhoneKey): Promise<BootReport> {
    const id = this.ids.phones[phone];
    const by = { organisationId: this.ids.organisations.firm, id };
    const token = await readPhoneToken(this.db, keyring, by, actor, this.now());
    const { mac, vendor, model } = await this.db("phone").where("id", id).first("mac", "vendor", "model");
    return this.fresh({ mac, vendor, model, server: `${this.phonesUrl}/p/${token}/` });
  }

  /** Any phone out of its box, asking where all phones ask unless `server` says otherwise. */
  async fresh(say: { mac: string; vendor: VendorId; model: string; server?: string }): Promise<BootReport> {
    const model = findModel(say.vendor, say.model);
    if (!model) throw new Error(`no model ${say.vendor} ${say.model}`);
    const firmware = model.firmware.example?.match(/\d+(?:\.\d+){2,}/)?.[0] ?? "1.0.0";
    const { provisioning } = this.#there();
    await provisioning?.settle();
    const server = say.server ?? `${this.phonesUrl}/`;
    const vendor = await virtualVendor(say.vendor);
    const report = await virtualPhone({ model, vendor, mac: say.mac, firmware, modules: 0, server }).boot();
    await provisioning?.flush();
    return report;
  }

  /** What phones have asked for, newest first. */
  async journal(): Promise<Awaited<ReturnType<typeof listJournal>>> {
    await this.#there().provisioning?.flush();
    return listJournal(this.db, { organisationId: null, limit: 1000 });
  }

  async start(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "klyka-house-"));
    this.#ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "klyka.db");
    copyFileSync(await migratedFile(), file);
    const db = await openDatabase({ file });
    this.#ends.push(() => db.destroy());
    const ids = await seedSmallFirm({ db, keyring, now: new Date(this.now().getTime() - 3_600_000) });
    const port = this.#say.phones ? await freePort() : 0;
    const phonesUrl = `http://127.0.0.1:${port}`;
    const provisioning = this.#say.phones ? await this.#startPhones(db, port, folder) : null;
    const portal = await startPortal({
      host: "127.0.0.1",
      port: 0,
      clock: () => performance.now(),
      onFault: (error) => this.faults.push(error),
      health: { version: "1.2.3", listeners: () => [], databaseAnswers: async () => true },
      webFolder: inject("pageFolder"),
      people: {
        ...{ db, keyring, publicUrl: phonesUrl, now: this.now },
        asker: (request) => ({ address: request.socket.remoteAddress ?? "", secure: false }),
        portalUrl: "https://telefoni.example.se",
        mail: { send: async (letter) => void this.mails.push(mailOf(letter)) },
        sms: { send: async (sms) => String(this.texts.push(sms.text)) },
        smsReports: null,
        apps: {
          ios: "https://apps.example.se/iphone",
          android: "https://apps.example.se/android",
          windows: "https://apps.example.se/windows",
          mac: "https://apps.example.se/mac",
          linux: null,
        },
        ...this.#say.people,
      },
    });
    this.#ends.push(() => portal.stop());
    this.#made = { db, ids, url: `http://127.0.0.1:${portal.port}`, phonesUrl, provisioning };
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }

  async #startPhones(db: Db, port: number, folder: string): Promise<Provisioning> {
    const provisioning = await createProvisioning({
      ...{ db, keyring, publicUrl: `http://127.0.0.1:${port}`, firmwareFolder: join(folder, "firmware"), log: silent },
      proxies: {
        trusted: [],
        addressHeader: "x-forwarded-for",
        certificateHeader: "x-ssl-client-s-dn",
        certificateResultHeader: "x-ssl-client-verify",
      },
      certificatePattern: "([0-9A-Fa-f]{2}[:.-]?){5}[0-9A-Fa-f]{2}",
      cacheBytes: 1024 * 1024,
      journalDays: 90,
      uploadQuota: { perFile: 1024 * 1024, perPhone: 1024 * 1024, filesPerPhone: 20 },
      ...(this.#say.resync ? { resync: this.#say.resync } : {}),
      ...(this.#say.redirection ? { redirection: this.#say.redirection() } : {}),
      rollouts: true,
      clock: this.now,
    });
    const listener = await startPhonesHttp(provisioning, { host: "127.0.0.1", port, log: silent });
    this.#ends.push(async () => {
      await listener.stop(0);
      await provisioning.stop();
    });
    return provisioning;
  }

  async #page(look: Look): Promise<Page> {
    const page = await newPage(look, this.url);
    if (this.clock.at) await page.clock.setFixedTime(this.clock.at);
    return page;
  }

  async #open(page: Page, { path = "/" }: PageSay): Promise<Page> {
    await page.goto(this.url + path);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    return page;
  }

  #there(): Made {
    if (!this.#made) throw new Error("the house is not there before the first test begins");
    return this.#made;
  }
}

type Made = {
  readonly db: Db;
  readonly ids: FirmIds;
  readonly url: string;
  readonly phonesUrl: string;
  readonly provisioning: Provisioning | null;
};
