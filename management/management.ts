import { isPostgres } from "../db/dialect/dialect.ts";
import { readHouseMetrics } from "../db/house-metrics.ts";
import type { Db } from "../db/types.ts";
import type { ListenerState } from "../portal/health.ts";
import type { PortalAnswered } from "../portal/requests.ts";
import type { Log } from "../provisioning/log.ts";
import type { PhonesMeter } from "../provisioning/meter.ts";
import type { ProvisioningStatistics } from "../provisioning/provisioning.ts";
import type { TftpStatistics } from "../provisioning/tftp/contract.ts";
import { expiryReader } from "./expiry.ts";
import { type ManagementListener, startManagement } from "./listener.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { findNotReady, type ReadinessSource } from "./readiness.ts";
import { type DebugLog, logAnswered, logAsked } from "./request-log.ts";

export type ServerLog = Log & { readonly debug?: DebugLog };

export type ManagementParts = {
  readonly db: Db;
  readonly version: string;
  readonly log: ServerLog;
  readonly now: () => Date;
  /** False: nothing is measured. */
  readonly measures: boolean;
  readonly certificate: string | null;
};

/** What runs, as far as it has been started. */
type Attached = {
  listeners?: () => readonly ListenerState[];
  provisioning?: () => ProvisioningStatistics;
  tftp?: () => TftpStatistics;
  streams?: () => number;
  hears?: () => boolean | null;
};

/** What the operator's monitoring asks of a process, and how its parts tell. */
export type Management = {
  /** The log, its lines counted. */
  readonly log: ServerLog;
  readonly phones: PhonesMeter;
  readonly people: (answered: PortalAnswered) => void;
  /** A part has been started: from now on it is asked. */
  readonly attach: (parts: Attached) => void;
  readonly phase: (phase: "serving" | "stopping") => void;
  readonly listen: (at: { host: string; port: number; token: string | null }) => Promise<ManagementListener>;
  readonly stop: () => void;
};

/** @param parts where nothing is measured, requests still reach the log at its most talkative level */
export function createManagement(parts: ManagementParts): Management {
  const { db, version, log, now } = parts;
  const attached: Attached = {};
  let phase: "starting" | "serving" | "stopping" = "starting";
  const clock = () => performance.now();
  const database = isPostgres(db) ? "postgresql" : "sqlite";
  const expires = expiryReader(parts.certificate);
  const metrics: Metrics | null = parts.measures
    ? createMetrics({
        db,
        server: {
          ...{ version, database },
          listeners: () => attached.listeners?.() ?? [],
          provisioning: () => attached.provisioning?.() ?? null,
          tftp: () => attached.tftp?.() ?? null,
          streams: () => attached.streams?.() ?? 0,
          hears: () => attached.hears?.() ?? null,
          certificateExpires: expires,
        },
        house: {
          read: () => readHouseMetrics(db, now()),
          clock,
          onFault: (error) => counted.warn("What is measured in the database could not be read.", { error }),
        },
      })
    : null;
  const readiness: ReadinessSource = {
    phase: () => phase,
    listeners: () => attached.listeners?.() ?? [],
    databaseAnswers: async () => {
      await db.select({ one: db.raw("1") });
      return true;
    },
    feedAgeMillis: () => attached.provisioning?.().feedAgeMillis ?? null,
    journal: () => {
      const state = attached.provisioning?.();
      return state ? { waiting: state.journalWaiting, most: state.journalMost } : null;
    },
  };
  const counted: ServerLog = metrics ? metrics.metered(log) : log;
  const { debug } = log;
  return {
    log: counted,
    phones: {
      rendered: (...file) => metrics?.phones.rendered(...file),
      asked: (answered) => {
        metrics?.phones.asked(answered);
        if (debug) logAsked(debug, answered);
      },
    },
    people: (answered) => {
      metrics?.people(answered);
      if (debug) logAnswered(debug, answered);
    },
    attach: (more) => void Object.assign(attached, more),
    phase: (next) => {
      phase = next;
    },
    listen: async ({ host, port, token }) => {
      if (!metrics) throw new Error("nothing is measured");
      const onFault = (error: unknown) => counted.error("The management listener has a fault.", { error });
      const notReady = () => findNotReady(readiness);
      return startManagement({ host, port, token, registry: metrics.registry, notReady, onFault });
    },
    stop: () => metrics?.stop(),
  };
}
