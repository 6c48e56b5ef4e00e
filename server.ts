import { mkdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { DomainError } from "./domain/errors.ts";
import type { ContentStore } from "./firmware/content-store.ts";
import { openContent } from "./firmware/open-content.ts";
import { createManagement, type Management, type ServerLog } from "./management/management.ts";
import type { PeopleParts } from "./portal/api/parts.ts";
import type { ListenerState } from "./portal/health.ts";
import { startPortal } from "./portal/listener.ts";
import { reportPaths, reportProof, smsSender } from "./portal/messages/sms-senders.ts";
import { smtpMailer } from "./portal/messages/smtp.ts";
import type { OperatorSystem } from "./portal/orders/client.ts";
import { isBuilt } from "./portal/web-app.ts";
import { outboundReach } from "./process/outbound-reach.ts";
import { ServerNode } from "./process/server-node.ts";
import type { Settings } from "./process/settings.ts";
import type { PortSetting } from "./process/settings-values.ts";
import { snmpReaders } from "./process/snmp.ts";
import type { Store } from "./process/store.ts";
import { storePlace } from "./process/store-place.ts";
import { version } from "./process/version.ts";
import { AskerReader, type Hop } from "./provisioning/asker.ts";
import { type PhonesHttpOptions, startPhonesHttp } from "./provisioning/listener.ts";
import { createProvisioning, type Provisioning } from "./provisioning/provisioning.ts";
import type { ResyncOptions } from "./provisioning/resync/engine.ts";
import { startSnmpAgent } from "./provisioning/snmp/agent.ts";
import type { SwitchesOptions } from "./provisioning/snmp/switches.ts";
import { startTftpServer } from "./provisioning/tftp/server.ts";

export type ServerParts = {
  readonly settings: Settings;
  /** Stays open when the server stops: whoever opened it closes it. */
  readonly store: Store;
  /** Where phones are told to ask, without a slash at the end. */
  readonly publicUrl: string;
  readonly log: ServerLog;
  /** What time it is; absent: the machine's. */
  readonly now?: () => Date;
};

/** The same, and what this process is among the others. */
type NodeParts = ServerParts & { readonly node: ServerNode };

const machineTime = (): Date => new Date();

export type RunningServer = {
  readonly listeners: readonly ListenerState[];
  /** Resolves when the server has seen every change committed so far, and made the files that it touches. */
  readonly settle: () => Promise<void>;
  /** Writes the journal now instead of a moment later. */
  readonly flush: () => Promise<void>;
  /** Stops listening, lets what is under way finish, writes the journal. */
  readonly stop: () => Promise<void>;
};

type Listener = {
  readonly name: string;
  readonly port: number;
  readonly listening: () => boolean;
  readonly stop: () => Promise<void>;
};

/**
 * Starts each listener, in order; stops them in the opposite one. A listener that cannot start takes down those before it.
 *
 * @throws DomainError `port_in_use`, `port_refused` (detail: `name`, `port`, `setting`), `settings_invalid`
 */
export async function startServer(given: ServerParts): Promise<RunningServer> {
  const { settings, store, now = machineTime } = given;
  const { managementHost, managementPort, managementToken: token, tlsCert: certificate } = settings;
  const measures = managementPort !== "off";
  const management = createManagement({ db: store.db, version, log: given.log, now, measures, certificate });
  const { log } = management;
  const node = new ServerNode({ store, name: settings.node ?? hostname(), version, clock: now, log });
  const parts = { ...given, log, node };
  const listeners: Listener[] = [];
  let provisioning: Provisioning | null = null;
  const stop = async () => {
    management.phase("stopping");
    node.stopping();
    // Monitoring hears of the end as long as there is something that ends.
    for (const listener of listeners.slice(measures ? 1 : 0).toReversed()) await listener.stop();
    await provisioning?.stop();
    await node.stop();
    if (measures) await listeners[0]?.stop();
    management.stop();
  };
  const add = async (
    name: string,
    setting: string,
    port: PortSetting,
    start: (port: number) => Promise<Omit<Listener, "name">>,
    host: string = settings.host,
  ) => {
    if (port === "off") return;
    const started = await named({ name, setting, port }, () => start(port));
    listeners.push({ name, ...started });
    log.info("Listening.", { listener: name, host, port: started.port });
  };
  const state = () => listeners.map((one) => ({ name: one.name, port: one.port, listening: one.listening() }));
  management.attach({ listeners: state });
  try {
    const listen = (port: number) => management.listen({ host: managementHost, port, token });
    await add("management", "KLYKA_MANAGEMENT_PORT", managementPort, listen, managementHost);
    const started = await startProvisioning(parts, management);
    provisioning = started;
    node.onChange(() => started.notify());
    management.attach({ hears: () => node.listening });
    management.attach({ provisioning: () => started.statistics() });
    await add("portal", "KLYKA_PORTAL_PORT", settings.portalPort, (port) =>
      portal(parts, port, state, management, () => started.servesPeople()),
    );
    await add("phones", "KLYKA_PHONES_PORT", settings.phonesPort, (port) => phones(started, parts, port, false));
    await add("phones-tls", "KLYKA_PHONES_TLS_PORT", settings.phonesTlsPort, (port) => phones(started, parts, port, true));
    await add("ldap", "KLYKA_LDAP_PORT", settings.ldapPort, (port) => ldap(started, parts, port, false));
    await add("ldap-tls", "KLYKA_LDAP_TLS_PORT", settings.ldapTlsPort, (port) => ldap(started, parts, port, true));
    await add("tftp", "KLYKA_TFTP_PORT", settings.tftpPort, (port) => tftp(started, parts, port, management));
    const pnp = (port: number) => started.pnp({ host: settings.host, port, interfaces: settings.pnpInterfaces, log });
    await add("pnp", "KLYKA_PNP_PORT", settings.pnpPort, pnp);
    const { host, snmpEnterprise: enterprise } = settings;
    const snmp = { host, enterprise, version, readers: snmpReaders(settings), ...store, clock: parts.now ?? machineTime, log };
    await add("snmp", "KLYKA_SNMP_PORT", settings.snmpPort, (port) => startSnmpAgent({ ...snmp, port }));
    const seen = () => started.statistics().changeSeen;
    await node.start({ seen, listeners: () => listeners.map(({ name, port }) => ({ name, port })) });
    management.phase("serving");
    return { listeners: state(), settle: () => started.settle(), flush: () => started.flush(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startProvisioning(
  { settings, store, publicUrl, log, node, now = machineTime }: NodeParts,
  { phones: meter }: Management,
): Promise<Provisioning> {
  const firmwareFolder = join(settings.data, "firmware");
  mkdirSync(firmwareFolder, { recursive: true, mode: 0o700 });
  const { trustedProxies: trusted, addressHeader, certificateHeader, certificateResultHeader } = settings;
  return createProvisioning({
    ...store,
    publicUrl,
    firmwareFolder,
    firmwareContent: openContent(firmwareFolder, storePlace(settings)),
    proxies: { trusted, addressHeader, certificateHeader, certificateResultHeader },
    certificatePattern: settings.phonesCn,
    cacheBytes: settings.cacheMegabytes * 1024 * 1024,
    firmwareAtOnce: settings.firmwareAtOnce,
    journalDays: settings.journalDays,
    journalLimits: { perPhone: settings.journalPerPhone, strangers: settings.journalStrangers },
    journalSize: { entries: settings.journalEntries, bytes: settings.journalMegabytes * 1024 * 1024 },
    unknownBudget: { perNetwork: settings.unknownPerNetwork, perOrganisation: settings.unknownPerOrganisation },
    foundCaps: { most: settings.foundMost, perNetwork: settings.foundPerNetwork },
    foundDays: settings.foundDays,
    uploadQuota: { perFile: settings.uploadKilobytes * 1024, perPhone: settings.uploadQuotaKilobytes * 1024, filesPerPhone: 200 },
    resync: resyncOptions(settings),
    switches: switchesOptions(settings),
    rollouts: true,
    redirection: { reach: outboundReach(settings), authorities: settings.outboundCa.map((path) => readFileSync(path, "utf8")) },
    clock: now,
    meter,
    counts: node.counts,
    log,
  });
}

/** How switches are asked, and who is told of alarms. */
function switchesOptions(settings: Settings): SwitchesOptions {
  const { snmpTraps: targets, snmpInform: inform, snmpEnterprise: enterprise } = settings;
  const [credential] = snmpReaders(settings);
  const notices = targets.length > 0 && credential ? { notices: { targets, credential, inform, enterprise } } : {};
  return { reach: outboundReach(settings), every: settings.switchSeconds, ...notices };
}

/** How phones are told to fetch. */
function resyncOptions(settings: Settings): ResyncOptions {
  const { sipUser, sipSecret, sipCa } = settings;
  return {
    reach: outboundReach(settings),
    service: sipUser !== null && sipSecret !== null ? { user: sipUser, secret: sipSecret } : null,
    ca: sipCa === null ? null : readFileSync(sipCa, "utf8"),
  };
}

/** What `npm run build:ui` writes. */
const webFolder = join(import.meta.dirname, "device-ui", "dist");

async function portal(
  { settings, store, publicUrl, log, node, now = machineTime }: NodeParts,
  port: number,
  listeners: () => readonly ListenerState[],
  management: Management,
  servesPeople: () => boolean,
): Promise<Omit<Listener, "name">> {
  if (!(await isBuilt(webFolder))) {
    log.warn("The web app is not built: people see a page that says so. Build it with: npm run build:ui", { folder: webFolder });
  }
  const databaseAnswers = async () => {
    await store.db.select({ one: store.db.raw("1") });
    return true;
  };
  const listener = await startPortal({
    host: settings.host,
    port,
    health: { version, node: node.id, listeners, databaseAnswers },
    webFolder,
    people: {
      ...store,
      publicUrl,
      now,
      nodeId: node.id,
      asker: askerOf(settings),
      ...messagesOf(settings, store, port, now),
      operator: operatorOf(settings),
      operatorName: settings.operatorName,
      finance: { work: join(settings.data, "finance"), watched: settings.financeFolder },
      firmware: firmwareOf(settings),
    },
    servesPeople,
    clock: () => performance.now(),
    onFault: (error, request) => log.error("The portal has a fault.", { error, ...(request ? { request } : {}) }),
    onAnswered: management.people,
  });
  management.attach({ streams: listener.streams });
  node.onChange(listener.changed);
  return listener;
}

/** Where images lie for people who upload them. */
function firmwareOf(settings: Settings): { readonly folder: string; readonly content: ContentStore } {
  const folder = join(settings.data, "firmware");
  return { folder, content: openContent(folder, storePlace(settings)) };
}

type MessageParts = Pick<PeopleParts, "portalUrl" | "mail" | "sms" | "smsReports" | "apps">;

/** How mail and SMS leave the house, and what the links in them begin with. */
function messagesOf(settings: Settings, { keyring }: Store, port: number, now: () => Date): MessageParts {
  const { smtpUrl, mailFrom, smsProvider: kind, smsSecret: secret, smsFrom: from } = settings;
  const portalUrl = settings.portalUrl ?? (isLoopback(settings.host) && port > 0 ? `http://localhost:${port}` : null);
  const apps = {
    ...{ ios: settings.appIos, android: settings.appAndroid },
    ...{ windows: settings.softphoneWindows, mac: settings.softphoneMac, linux: settings.softphoneLinux },
  };
  const mail = smtpUrl === null || mailFrom === null || portalUrl === null ? null : smtpMailer(smtpUrl, mailFrom);
  if (kind === null || secret === null || from === null || portalUrl === null) {
    return { portalUrl, apps, mail, sms: null, smsReports: null };
  }
  const url = settings.smsUrl ?? "https://api.46elks.com/a1/sms";
  const report = (id: string) =>
    kind === "http"
      ? `${portalUrl}${reportPaths.http}`
      : `${portalUrl}${reportPaths["46elks"]}?message=${id}&proof=${reportProof(keyring.hashKey, id)}`;
  const sms = smsSender({ kind, url, secret, from, user: settings.smsUser }, report, now);
  return { portalUrl, apps, mail, sms, smsReports: kind === "http" ? { kind, secret } : { kind } };
}

/** Reached from this machine alone, by that name. */
function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

/** The mobile operator's system; null: orders are worked off by hand. */
function operatorOf({ operatorUrl: url, operatorSecret: secret, operatorWebhookSecrets }: Settings): OperatorSystem | null {
  if (url === null || secret === null || operatorWebhookSecrets.length === 0) return null;
  return { url, secret, webhookSecrets: operatorWebhookSecrets };
}

/** Who is at the other end, with the same word about proxies as for phones. */
function askerOf(settings: Settings): (request: IncomingMessage) => Hop {
  const { trustedProxies: trusted, addressHeader, certificateHeader, certificateResultHeader } = settings;
  const reader = new AskerReader({ trusted, addressHeader, certificateHeader, certificateResultHeader });
  return (request) => reader.read(request.socket.remoteAddress ?? "", false, request.headers);
}

function phones(provisioning: Provisioning, { settings, log }: ServerParts, port: number, secure: boolean) {
  const { tlsCert: certificate, tlsKey: key, phonesCa: phoneAuthorities } = settings;
  const options: PhonesHttpOptions = { host: settings.host, port, log };
  if (!secure) return startPhonesHttp(provisioning, options);
  if (certificate === null || key === null) throw new DomainError("settings_unsafe", { reasons: ["tls_incomplete"] });
  return startPhonesHttp(provisioning, { ...options, tls: { certificate, key, phoneAuthorities } });
}

function ldap(provisioning: Provisioning, { settings, log }: ServerParts, port: number, secure: boolean) {
  const { host, tlsCert: certificate, tlsKey: key } = settings;
  if (!secure) return provisioning.ldap({ host, port, log });
  if (certificate === null || key === null) throw new DomainError("settings_unsafe", { reasons: ["tls_incomplete"] });
  return provisioning.ldap({ host, port, log, tls: { certificate, key, phoneAuthorities: [] } });
}

async function tftp(
  provisioning: Provisioning,
  { settings, log }: ServerParts,
  port: number,
  management: Management,
): Promise<Omit<Listener, "name">> {
  const { tftpAnswer: serve, tftpReport: onTransfer } = provisioning;
  const server = await startTftpServer({ host: settings.host, port, serve, onTransfer });
  management.attach({ tftp: () => server.statistics() });
  const { advice } = server.receiveBuffer;
  if (advice !== null) log.warn(advice, { listener: "tftp" });
  let listening = true;
  const stop = () => {
    listening = false;
    return server.stop();
  };
  return { port: server.port, listening: () => listening, stop };
}

const portErrors = { EADDRINUSE: "port_in_use", EACCES: "port_refused" } as const;

/** The system's word for a port that cannot be had becomes ours, with the setting that chooses another. */
async function named<T>(detail: { name: string; setting: string; port: number }, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const word = error instanceof Error && "code" in error ? error.code : null;
    if (word === "EADDRINUSE" || word === "EACCES") throw new DomainError(portErrors[word], detail);
    if (word === "port_in_use" || word === "port_refused") throw new DomainError(word, detail);
    throw error;
  }
}
