import type { IncomingMessage, ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { isPostgres } from "../db/dialect/dialect.ts";
import type { FoundCaps } from "../db/found-phones.ts";
import { renewRenderEpoch } from "../db/installation.ts";
import type { JournalSize } from "../db/journal-size.ts";
import type { Keyring } from "../db/secrets.ts";
import type { SharedCounter } from "../db/shared-counts.ts";
import type { Db } from "../db/types.ts";
import type { UploadQuota } from "../db/uploads.ts";
import type { LoadKind } from "../domain/load.ts";
import type { ContentStore } from "../firmware/content-store.ts";
import { RolloutEngine } from "../firmware/rollout-engine.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import { AlarmCollector } from "./alarm-collector.ts";
import { AskerReader, type ProxySettings } from "./asker.ts";
import { BackgroundRenderer } from "./background.ts";
import { BindingCollector } from "./bindings.ts";
import { BookRights } from "./book-rights.ts";
import { Books } from "./books.ts";
import { Bootstrapper } from "./bootstrap.ts";
import { certificateReader } from "./certificate.ts";
import { ContactCollector, FoundCollector } from "./contact-collector.ts";
import { Desk } from "./desk.ts";
import { EvidenceCollector } from "./evidence-collector.ts";
import { FileCache } from "./file-cache.ts";
import { firmwareService } from "./firmware-service.ts";
import { FirstContact } from "./first-contact.ts";
import { FleetSampler } from "./fleet-sampler.ts";
import { Gate } from "./gate.ts";
import { HomeCollector } from "./home-collector.ts";
import { HomeWatch } from "./home-watch.ts";
import { Housekeeping } from "./housekeeping.ts";
import { HttpApp } from "./http-app.ts";
import { HttpHandler } from "./http-handler.ts";
import { IndexOfPhones } from "./index-of-phones.ts";
import { JournalCollector } from "./journal-collector.ts";
import { type JournalLimits, JournalThrift } from "./journal-thrift.ts";
import { KeyPages } from "./key-pages.ts";
import { LdapDesk } from "./ldap/desk.ts";
import { type LdapOptions, type LdapServer, startLdap } from "./ldap/server.ts";
import { Ledger } from "./ledger.ts";
import { LocalChanges } from "./local-changes.ts";
import type { Log } from "./log.ts";
import { noMeter, type PhonesMeter } from "./meter.ts";
import { NonceUses } from "./nonce-uses.ts";
import { Outbound, type OutboundOptions } from "./outbound.ts";
import type { PhoneRow } from "./phone-row.ts";
import { PnpDesk } from "./pnp/desk.ts";
import { type PnpOptions, type PnpServer, startPnp } from "./pnp/server.ts";
import { Preloader } from "./preloader.ts";
import { PressureGauge } from "./pressure.ts";
import { RedirectionCourier } from "./redirection/courier.ts";
import { renderEpoch } from "./render-epoch.ts";
import { RenderQueue } from "./render-queue.ts";
import { ResyncEngine, type ResyncOptions } from "./resync/engine.ts";
import { RouteMemo } from "./route.ts";
import { SaveQueue } from "./save-queue.ts";
import { type SwitchesOptions, startSwitches } from "./snmp/switches.ts";
import { StrangerBudget, type UnknownBudget, usualBudget } from "./stranger-budget.ts";
import type { TftpAnswer, TftpRequest, TransferReport } from "./tftp/contract.ts";
import { TftpDesk } from "./tftp-desk.ts";
import { Tidier } from "./tidier.ts";
import { Turnstile } from "./turnstile.ts";
import { TimeBand } from "./uniform.ts";
import { Uploads } from "./uploads.ts";
import { WriteBehind } from "./write-behind.ts";

export type ProvisioningOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  /** Where phones reach this server, as they shall be told: `https://prov.example.se`. */
  readonly publicUrl: string;
  /** Holds `<vendor>/<image>`; null: no firmware is served. */
  readonly firmwareFolder: string | null;
  /** Where the bytes of images lie; absent: in that folder. */
  readonly firmwareContent?: ContentStore | undefined;
  /** Phones that may fetch firmware from this process at once. */
  readonly firmwareAtOnce?: number;
  readonly proxies: ProxySettings;
  /** Regular expression that finds the MAC address in the common name of a factory certificate. */
  readonly certificatePattern: string;
  /** Bytes for rendered files in memory. */
  readonly cacheBytes: number;
  readonly journalDays: number;
  /** Absent: the usual ones. */
  readonly journalLimits?: JournalLimits;
  /** What the journal may hold; absent: the usual. */
  readonly journalSize?: JournalSize;
  readonly uploadQuota: UploadQuota;
  readonly clock: () => Date;
  readonly log: Log;
  /** Milliseconds between looks at the change feed. */
  readonly pollMillis?: number;
  /** Milliseconds between writes of journal and contacts. */
  readonly flushMillis?: number;
  /** Milliseconds from a request to its uniform answer. */
  readonly bandMillis?: number;
  /** Absent: no phone is told to fetch. */
  readonly resync?: ResyncOptions;
  /** How organisations' switches are asked; absent: they are not. */
  readonly switches?: SwitchesOptions;
  /** True: roll-outs are taken on here. */
  readonly rollouts?: boolean;
  /** Absent: nothing is registered at makers' services. */
  readonly redirection?: OutboundOptions;
  /** How many different unknown phones may be asked for in an hour; absent: the usual. */
  readonly unknownBudget?: UnknownBudget;
  /** How many phones that belong to nobody are kept, and for how many days; absent: the usual. */
  readonly foundCaps?: FoundCaps;
  readonly foundDays?: number;
  /** Absent: nobody counts. */
  readonly meter?: PhonesMeter;
  /** False: files are made only when asked for. */
  readonly renderAhead?: boolean;
  /** Counts over all server processes; absent: in this one alone. */
  readonly counts?: SharedCounter;
};

/** What is so now, and counts since the start. */
export type ProvisioningStatistics = {
  readonly phones: number;
  readonly cachedFiles: number;
  readonly cachedBytes: number;
  readonly cacheLimit: number;
  /** Phones that nobody has begun to make files for. */
  readonly rendersWaiting: number;
  readonly journalWaiting: number;
  readonly journalMost: number;
  readonly journalDropped: number;
  /** Requests that were summed up instead of noted one by one. */
  readonly journalSummed: number;
  /** Since everything that had been changed was seen, milliseconds. */
  readonly feedAgeMillis: number;
  /** The newest change that has been seen. */
  readonly changeSeen: number;
  /** How long a request waits before it is begun with, milliseconds. */
  readonly waitMillis: number;
  /** Requests of phones that wait for their turn. */
  readonly requestsWaiting: number;
  /** Phones that fetch firmware from this process. */
  readonly firmwareTransfers: number;
  /** Who was told to come again, or not heard, because others went first. */
  readonly turnedAway: Readonly<Record<LoadKind, number>>;
  /** Where files came from. */
  readonly files: Readonly<Record<"memory" | "database" | "made", number>>;
};

/** What the server does for phones, whatever they ask over. */
export type Provisioning = {
  readonly handleHttp: (request: IncomingMessage, response: ServerResponse) => void;
  readonly tftpAnswer: (request: TftpRequest) => TftpAnswer | Promise<TftpAnswer>;
  readonly tftpReport: (report: TransferReport) => void;
  /** The directory for phones that search. */
  readonly ldap: (options: LdapOptions) => Promise<LdapServer>;
  /** Phones that look for a server on their network. */
  readonly pnp: (options: PnpOptions) => Promise<PnpServer>;
  /** Something was changed in this process: phones shall see it at once. */
  readonly notify: () => void;
  /** Resolves when every change that has been committed so far is seen, and all files that it touches have been made. */
  readonly settle: () => Promise<void>;
  /** Writes journal, contacts and alarms now. */
  readonly flush: () => Promise<void>;
  readonly statistics: () => ProvisioningStatistics;
  /** Whether people are served now, beside what phones ask for. */
  readonly servesPeople: () => boolean;
  /** Writes what is left. Stop the listeners first. */
  readonly stop: () => Promise<void>;
};

const usualLimits: JournalLimits = { perPhone: 1_000, strangers: 10_000 };

/** From so many phones on memory is dearer than processor time. */
const manyPhones = 30_000;

/**
 * V8 lets garbage grow until it is as large again as what is in use, or more. With very many phones that is a gigabyte;
 * collected earlier it is a seventh, for a tenth of the processor's time.
 */
function growSlowly(): void {
  setFlagsFromString("--heap-growing-percent=15");
}

/** Loads the index and starts everything that goes on beside answering. Rejects when the database cannot be read. */
export async function createProvisioning(options: ProvisioningOptions): Promise<Provisioning> {
  const { db, keyring, publicUrl, clock, log } = options;
  const alarms = new AlarmCollector(db, clock);
  const bindings = new BindingCollector(db, clock);
  const meter = options.meter ?? noMeter;
  const gauge = new PressureGauge();
  const turnstile = new Turnstile(gauge);
  const thrift = new JournalThrift(options.journalLimits ?? usualLimits, () => gauge.presses("strangers"));
  const journal = new JournalCollector(db, { meter, thrift });
  const evidence = new EvidenceCollector(db, clock);
  const localChanges = new LocalChanges({ db, keyring, clock, log, onStanding: (whose) => evidence.changed(whose) });
  const contacts = new ContactCollector(db, (whose) => evidence.changed(whose));
  const found = new FoundCollector(db, options.foundCaps);
  const homes = new HomeCollector(db, clock);
  const sampler = new FleetSampler(db, clock, log);
  const housekeeping = new Housekeeping(db, options.journalDays, clock, log, options.journalSize, options.foundDays);
  const service = firmwareService({
    db,
    folder: options.firmwareFolder,
    content: options.firmwareContent,
    atOnce: options.firmwareAtOnce,
    gauge,
    clock,
    log,
  });
  const { store: firmware, places } = service;

  const tidier = new Tidier();
  const cache: FileCache = new FileCache(options.cacheBytes, () => tidier.wanted(cache));
  const books = new Books(db, keyring);
  const bookRights = new BookRights(db);
  const keyPages = new KeyPages(db, keyring, publicUrl, clock);
  const bootstrapper = new Bootstrapper(db, keyring, publicUrl);
  const pollMillis = options.pollMillis ?? 200;
  const resync = options.resync
    ? new ResyncEngine({
        ...{ ...options.resync, db, keyring, clock, log },
        caughtUp: () => index.refreshAnew(),
        othersAfter: isPostgres(db) ? 2 * pollMillis : 0,
      })
    : null;
  const outbound = options.redirection && new Outbound(options.redirection);
  const redirection = outbound ? new RedirectionCourier({ db, keyring, publicUrl, outbound, clock, log }) : null;
  const inMemory = (phoneId: string, role: string) => {
    const phone = index.phones.byId(phoneId);
    const file = phone && cache.find(phone, role);
    if (!file) return null;
    const { revision, hash, contentType } = file;
    return { phoneId, role, revision, hash, contentType, text: file.text() };
  };
  const saves = new SaveQueue(db, keyring, log, inMemory, (phoneIds, changed) => {
    resync?.filesMade(phoneIds);
    evidence.changed(changed);
    localChanges.look(phoneIds);
  });
  const behind = new WriteBehind(
    [journal, bindings, contacts, found, alarms, homes, saves, evidence],
    options.flushMillis ?? 250,
    log,
  );
  const queue = new RenderQueue({
    db,
    keyring,
    cache,
    saves,
    publicUrl,
    clock,
    meter,
    onRenderFailure: (phone, role, error) => {
      evidence.failed(phone, role, error);
      log.error("A file could not be made.", { mac: phone.mac, role, error });
      alarms.raise("render_failed", phone, null, `${role}: ${error instanceof Error ? error.name : "error"}`);
    },
    onDatabaseFailure: (error) => log.error("The database did not answer while a file was made.", { error }),
  });
  const background = new BackgroundRenderer({ queue, saves, rolesOf, onNothing: (phone) => evidence.unmakable(phone) });
  const index = new IndexOfPhones(
    { db, keyring, clock, log, pollMillis },
    {
      phonesRaised: (phones) => {
        if (options.renderAhead !== false) background.add(phones);
      },
      phoneGone: (phone) => {
        cache.forget(phone);
        queue.forget(phone);
        background.forget(phone);
      },
      organisationChanged: (organisationId) => {
        bootstrapper.forget(organisationId);
        books.forget(organisationId);
      },
      phonebookChanged: (organisationId) => books.forget(organisationId),
      firmwareChanged: () => service.renew(),
    },
  );

  // One process alone remembers by itself, and forgets with its end.
  const watch = new HomeWatch({ db, index, collector: homes, clock });
  const budget = new StrangerBudget(index, options.unknownBudget ?? usualBudget, options.counts ?? null, clock);
  const gate = new Gate(index, watch, budget, clock, isPostgres(db) ? { keyring, uses: new NonceUses(db, clock) } : null);
  const firstContact = new FirstContact(db, keyring, index, clock);
  const desk = new Desk({
    db,
    keyring,
    index,
    gate,
    watch,
    cache,
    queue,
    firstContact,
    books,
    bookRights,
    publicUrl,
    keyPages,
    bootstrapper,
    firmware,
    log,
  });
  const ldapDesk = new LdapDesk({ index, watch, db, keyring, bookRights, books, journal, clock });
  const pnpDesk = new PnpDesk({ db, keyring, publicUrl, index, found, journal, clock, log });
  const ledger = new Ledger({ journal, contacts, found, alarms, bindings, evidence, watch, budget, clock });
  const bindNow = (ask: Parameters<Ledger["bindNow"]>[0]) => ledger.bindNow(ask);
  const onStored = (phoneId: string) => localChanges.look([phoneId]);
  const uploads = new Uploads({ db, keyring, desk, bindNow, onStored, quota: options.uploadQuota, clock, log });
  const memo = new RouteMemo();
  const band = new TimeBand(options.bandMillis ?? 25);
  const app = new HttpApp({ desk, gate, ledger, uploads, firmware, places, band, log, cache, turnstile, gauge });
  const asker = new AskerReader(options.proxies);
  const certificate = certificateReader(options.certificatePattern);
  const rest = (...asked: Parameters<HttpApp["handle"]>) => app.handle(...asked);
  const handler = new HttpHandler({ memo, asker, certificate, gate, desk, ledger, cache, log, turnstile, rest });
  const tftp = new TftpDesk({ memo, gate, desk, ledger, firmware, places, band, turnstile });

  if (await renewRenderEpoch(db, renderEpoch(publicUrl)))
    log.info("The program or the public address is another than last time: every file is made again.", {});
  await index.start();
  if (index.phones.size >= manyPhones) growSlowly();
  const preloader = new Preloader({ db, keyring, cache, log });
  if (options.renderAhead !== false) preloader.start(index.phones.all());
  behind.start();
  gauge.start();
  service.start();
  const onFault = (error: unknown) => log.error("A roll-out could not be taken on.", { error });
  const notify = () => index.notify();
  const rollouts = options.rollouts ? new RolloutEngine({ db, clock, onFault, notify }) : null;
  housekeeping.start();
  sampler.start();
  resync?.start();
  const switches = options.switches ? startSwitches({ ...options.switches, db, keyring, clock, log }) : null;
  rollouts?.wake();
  redirection?.start();

  return {
    handleHttp: (request, response) => handler.handle(request, response),
    tftpAnswer: (request) => tftp.answer(request),
    tftpReport: (report) => tftp.report(report),
    ldap: (listener) => startLdap(ldapDesk, band, listener),
    pnp: (listener) => startPnp(pnpDesk, listener),
    notify: () => index.notify(),
    servesPeople: () => gauge.serves("people"),
    flush: () => behind.flush(),
    settle: async () => {
      await index.refresh();
      await index.refresh();
      await preloader.drain();
      await background.drain();
      await queue.drain();
      await saves.drain();
      await localChanges.drain();
    },
    statistics: () => ({
      ...{ phones: index.phones.size, cachedFiles: cache.count, cachedBytes: cache.bytes, cacheLimit: cache.limit },
      ...{ rendersWaiting: queue.state.waiting, feedAgeMillis: index.age, changeSeen: index.seen },
      ...{ journalWaiting: journal.state.waiting, journalMost: journal.state.most, journalDropped: journal.state.dropped },
      journalSummed: journal.state.summed,
      ...{ waitMillis: gauge.now().wait, requestsWaiting: turnstile.waiting, firmwareTransfers: places.count },
      turnedAway: gauge.turnedAwaySoFar,
      files: { memory: desk.fromMemory, database: queue.state.fromDatabase, made: queue.state.made },
    }),
    stop: async () => {
      band.stop();
      gauge.stop();
      await service.stop();
      tidier.stop();
      await rollouts?.stop();
      await resync?.stop();
      await switches?.stop();
      await redirection?.stop();
      await preloader.stop();
      await index.stop();
      await background.stop();
      await housekeeping.stop();
      await sampler.stop();
      await queue.drain();
      await saves.drain();
      await localChanges.drain();
      journal.end();
      await behind.stop();
    },
  };
}

function rolesOf(phone: PhoneRow): readonly string[] {
  if (phone.vendor === null || phone.model === null) return [];
  if (phone.state !== "claimed" && phone.state !== "bound") return [];
  return findModel(phone.vendor, phone.model) ? vendorOf(phone.vendor).roles(phone.model) : [];
}
