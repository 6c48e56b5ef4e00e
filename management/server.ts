import { Counter, Gauge, type Registry } from "prom-client";
import type { ListenerState } from "../portal/health.ts";
import type { ProvisioningStatistics } from "../provisioning/provisioning.ts";
import type { TftpStatistics } from "../provisioning/tftp/contract.ts";

/** What the parts of the process say of themselves when they are asked. */
export type ServerSource = {
  readonly version: string;
  readonly database: "sqlite" | "postgresql";
  readonly listeners: () => readonly ListenerState[];
  readonly provisioning: () => ProvisioningStatistics | null;
  /** Of the TFTP listener; null: there is none. */
  readonly tftp: () => TftpStatistics | null;
  /** Of the portal: live streams to browsers. */
  readonly streams: () => number;
  /** Whether changes of other nodes are heard at once; null: there is nothing to hear (SQLite). */
  readonly hears?: () => boolean | null;
  /** When the certificate for phones expires, seconds since 1970; null: there is none. */
  readonly certificateExpires: () => number | null;
};

/** This process: what it is, what it holds in memory, what waits to be written. */
export function meterServer(registry: Registry, source: ServerSource): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number | null) =>
    new Gauge({
      ...{ name: `klyka_${name}`, help, registers },
      collect() {
        const now = value();
        if (now === null) this.remove();
        else this.set(now);
      },
    });
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      ...{ name: `klyka_${name}`, help, registers },
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  const labelled = (name: string, help: string, label: string, values: () => Readonly<Record<string, number>>) =>
    new Counter({
      ...{ name: `klyka_${name}`, help, labelNames: [label], registers },
      collect() {
        this.reset();
        for (const [of, value] of Object.entries(values())) this.inc({ [label]: of }, value);
      },
    });
  const { version, database } = source;
  const labels = ["version", "node", "database"];
  new Gauge({ name: "klyka_build_info", help: "What runs.", labelNames: labels, registers }).set(
    { version, node: process.version, database },
    1,
  );
  new Gauge({
    ...{ name: "klyka_listener_up", help: "1 when the listener takes requests.", labelNames: ["listener"], registers },
    collect() {
      this.reset();
      for (const { name, listening } of source.listeners()) this.set({ listener: name }, listening ? 1 : 0);
    },
  });
  gauge(
    "certificate_expires_timestamp_seconds",
    "When the certificate for phones (KLYKA_TLS_CERT) expires, seconds since 1970.",
    source.certificateExpires,
  );
  gauge("portal_streams", "Browsers that are told of changes as they happen.", source.streams);

  const phones = (read: (now: ProvisioningStatistics) => number) => () => {
    const now = source.provisioning();
    return now === null ? null : read(now);
  };
  gauge(
    "phones_in_memory",
    "Phones that this process knows.",
    phones((now) => now.phones),
  );
  gauge(
    "cache_files",
    "Files of phones in memory.",
    phones((now) => now.cachedFiles),
  );
  gauge(
    "cache_bytes",
    "Bytes of memory that they take.",
    phones((now) => now.cachedBytes),
  );
  gauge(
    "cache_limit_bytes",
    "Bytes that they may take (KLYKA_CACHE_MB).",
    phones((now) => now.cacheLimit),
  );
  gauge(
    "render_queue_phones",
    "Phones that wait for their files to be made.",
    phones((now) => now.rendersWaiting),
  );
  gauge(
    "journal_waiting",
    "Entries of the journal that are not yet in the database.",
    phones((now) => now.journalWaiting),
  );
  gauge("changes_heard", "1 when changes of other nodes are heard at once, 0 when they are looked for; none on SQLite.", () => {
    const hears = source.hears?.() ?? null;
    return hears === null ? null : Number(hears);
  });
  gauge(
    "change_feed_age_seconds",
    "Since this process last saw everything that has been changed. Phones are served from memory meanwhile.",
    phones((now) => now.feedAgeMillis / 1000),
  );
  const counted = (read: (now: ProvisioningStatistics) => number) => () => phones(read)() ?? 0;
  counter(
    "journal_dropped_total",
    "Entries that found no room while they waited.",
    counted((now) => now.journalDropped),
  );
  counter(
    "journal_summed_total",
    "Requests that were summed up in the journal instead of noted one by one: of strangers in a crowd, or of a phone that asks without end.",
    counted((now) => now.journalSummed),
  );
  gauge(
    "request_wait_seconds",
    "How long a request waits before this process begins with it, because of others. From 0.03 on firmware, from 0.15 people, from 2 phones' files are told to come again.",
    phones((now) => now.waitMillis / 1000),
  );
  gauge(
    "requests_waiting",
    "Requests of phones that wait for their turn.",
    phones((now) => now.requestsWaiting),
  );
  gauge(
    "firmware_transfers",
    "Phones that fetch firmware from this process.",
    phones((now) => now.firmwareTransfers),
  );
  labelled(
    "turned_away_total",
    "Who was told to come again, or not heard, because others went first: configuration, people, firmware, strangers.",
    "kind",
    () => ({ ...source.provisioning()?.turnedAway }),
  );
  labelled("files_total", "Files given to phones, by where they came from: memory, database, or made anew.", "from", () => ({
    ...source.provisioning()?.files,
  }));

  const tftp = (read: (now: TftpStatistics) => number) => () => {
    const now = source.tftp();
    return now === null ? null : read(now);
  };
  gauge(
    "tftp_transfers",
    "Transfers under way over TFTP.",
    tftp((now) => now.active),
  );
  labelled("tftp_transfers_total", "Transfers over TFTP by how they ended.", "outcome", () => ({ ...source.tftp()?.outcomes }));
  counter(
    "tftp_over_limit_total",
    "Requests over TFTP left unanswered because a limit was reached; phones ask again by themselves.",
    () => tftp((now) => now.overLimit)() ?? 0,
  );
}
