import { once } from "node:events";
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from "node:http";
import { type JournalEntry, listJournal } from "../../db/journal.ts";
import type { Phone } from "../../db/phones.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Db } from "../../db/types.ts";
import { alsoToSuite } from "../../process/testing/suite-log.ts";
import { startPhonesHttp } from "../listener.ts";
import type { Log } from "../log.ts";
import { createProvisioning, type Provisioning, type ProvisioningOptions } from "../provisioning.ts";

export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As they came, without `Date`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};

export type Asked = {
  readonly method?: string;
  readonly userAgent?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly agent?: Agent;
  /** Local address to ask from: all of 127.0.0.0/8 is this machine. */
  readonly from?: string;
};

/** A server for phones with a real socket, on a database of the test's. */
export type House = {
  readonly provisioning: Provisioning;
  readonly port: number;
  readonly clock: { now: Date };
  readonly logged: { readonly level: string; readonly message: string; readonly fields: object }[];
  ask(path: string, asked?: Asked): Promise<Reply>;
  /** The phone's own path: `/p/<token>/<file>`. */
  tokenPath(phone: Phone, file: string): Promise<string>;
  journal(filter?: { readonly phoneId?: string; readonly mac?: string }): Promise<JournalEntry[]>;
  stop(): Promise<void>;
};

export async function startHouse(db: Db, say: Partial<ProvisioningOptions> = {}): Promise<House> {
  const clock = { now: new Date(testNow.getTime() + 60_000) };
  const logged: House["logged"] = [];
  const note = (level: string) => (message: string, fields: object) => void logged.push({ level, message, fields });
  const log: Log = alsoToSuite({ info: note("info"), warn: note("warn"), error: note("error") });
  const provisioning = await createProvisioning({ ...defaults(db, clock, log), ...say });
  const listener = await startPhonesHttp(provisioning, { host: "127.0.0.1", port: 0, log });
  let stopped: Promise<void> | null = null;
  return {
    provisioning,
    port: listener.port,
    clock,
    logged,
    ask: (path, asked = {}) => exchange(listener.port, path, asked),
    tokenPath: async (phone, file) => {
      const by = { organisationId: phone.organisationId ?? "", id: phone.id };
      return `/p/${await readPhoneToken(db, testKeyring, by, testActor, clock.now)}/${file}`;
    },
    journal: async (filter = {}) => {
      await provisioning.flush();
      return listJournal(db, { organisationId: null, limit: 100_000, ...filter });
    },
    stop: () => {
      stopped ??= listener.stop(0).then(() => provisioning.stop());
      return stopped;
    },
  };
}

function defaults(db: Db, clock: { now: Date }, log: Log): ProvisioningOptions {
  return {
    db,
    keyring: testKeyring,
    publicUrl: "http://prov.example.se",
    firmwareFolder: null,
    proxies: {
      trusted: [],
      addressHeader: "x-forwarded-for",
      certificateHeader: "x-ssl-client-s-dn",
      certificateResultHeader: "x-ssl-client-verify",
    },
    certificatePattern: "([0-9A-Fa-f]{2}[:.-]?){5}[0-9A-Fa-f]{2}",
    cacheBytes: 32 * 1024 * 1024,
    journalDays: 90,
    uploadQuota: { perFile: 64 * 1024, perPhone: 128 * 1024, filesPerPhone: 10 },
    clock: () => clock.now,
    log,
    pollMillis: 20,
    flushMillis: 20,
    bandMillis: 5,
    renderAhead: false,
  };
}

/** One request, on a connection of its own unless an agent is given. */
export async function exchange(port: number, path: string, asked: Asked, more: RequestOptions = {}): Promise<Reply> {
  const headers = { ...(asked.userAgent === undefined ? {} : { "user-agent": asked.userAgent }), ...asked.headers };
  const local = asked.from === undefined ? {} : { localAddress: asked.from };
  const agent = asked.agent ?? false;
  const sent = request({ host: "127.0.0.1", port, path, method: asked.method ?? "GET", headers, agent, ...local, ...more });
  sent.end(asked.body);
  const [response]: IncomingMessage[] = await once(sent, "response");
  if (!response) throw new Error("no response");
  // What goes wrong with the rest of an upload after its answer is no matter.
  sent.on("error", () => undefined);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(Buffer.from(part));
  const rawHeaders = withoutDate(response.rawHeaders);
  return { status: response.statusCode ?? 0, headers: response.headers, rawHeaders, body: Buffer.concat(parts) };
}

/** Header names and values as they came, without the time. */
export function withoutDate(raw: readonly string[]): string[] {
  const at = raw.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "date");
  return at < 0 ? [...raw] : [...raw.slice(0, at), ...raw.slice(at + 2)];
}

/** As a phone of these makes names itself. */
export const userAgents = {
  yealink: (mac: string) => `Yealink SIP-T46U 108.87.14.1 ${mac.match(/../g)?.join(":")}`,
  snom: (mac: string) => `Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12 ${mac.toUpperCase()} SXM:0 UXM:0 UXMC:0)`,
  polycom: (mac: string) => `FileTransport PolycomVVX-VVX_450-UA/5.9.1.0615 (SN:${mac}) Type/Application`,
} as const;
