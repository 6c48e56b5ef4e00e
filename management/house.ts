import { Gauge, type Registry } from "prom-client";
import { type HouseMetric, type HouseMetrics, houseMetrics } from "../db/house-metrics.ts";
import { within } from "./patience.ts";

type Said = { readonly name: string; readonly help: string; readonly labels: readonly string[] };

/** What is counted in the database: the same from every node of an installation, so it is never to be added up over nodes. */
const gauges: Readonly<Record<HouseMetric, Said>> = {
  phones: {
    name: "klyka_phones",
    help: "Phones by state. found: has asked and belongs to nobody.",
    labels: ["state"],
  },
  fleet: {
    name: "klyka_fleet_phones",
    help: "Phones by whether they have and use what they should (current, waiting, stopped), and why not.",
    labels: ["state", "reason"],
  },
  alarms: { name: "klyka_alarms_open", help: "Alarms that nobody has acknowledged.", labels: ["kind"] },
  queued: {
    name: "klyka_queue_entries",
    help: "What waits. waiting: is tried by itself; stuck: until somebody looks at it.",
    labels: ["queue", "state"],
  },
  overdue: {
    name: "klyka_queue_overdue_seconds",
    help: "For how long the first entry has been due. More than a few minutes: nobody works the queue off.",
    labels: ["queue"],
  },
  resyncs: { name: "klyka_resync_phones", help: "Phones by what became of the last request to fetch.", labels: ["result"] },
  registrations: {
    name: "klyka_registered_phones",
    help: "Phones that the exchange has told of, or been asked about.",
    labels: ["registered"],
  },
  rollouts: { name: "klyka_rollouts", help: "Roll-outs by state. halted: stopped by itself.", labels: ["state"] },
  rolloutPhones: {
    name: "klyka_rollout_phones",
    help: "Phones of roll-outs that are not over, by how it goes for them.",
    labels: ["state"],
  },
  switches: { name: "klyka_switches", help: "Switches by whether they answer.", labels: ["state"] },
  sessions: { name: "klyka_sessions", help: "People who are signed in.", labels: [] },
};

/** An answer of the database serves every asker for this long: being watched must not become load. Milliseconds. */
const keepMillis = 15_000;
/** A database that takes longer is not waited for: the rest is told without it. */
const patienceMillis = 5_000;

export type HouseSource = {
  readonly read: () => Promise<HouseMetrics>;
  /** Milliseconds, rising. */
  readonly clock: () => number;
  readonly onFault: (error: unknown) => void;
};

/** Numbers out of the database. When it does not answer they are left out: an old number would be taken for a new one. */
export function meterHouse(registry: Registry, source: HouseSource): void {
  const registers = [registry];
  const latest = remember(source);
  new Gauge({
    ...{ name: "klyka_database_up", help: "1 when the database answers.", registers },
    async collect() {
      this.set((await latest()) === null ? 0 : 1);
    },
  });
  new Gauge({
    name: "klyka_house_age_seconds",
    help: "How old the numbers out of the database are.",
    registers,
    async collect() {
      const read = await latest();
      if (read === null) this.remove();
      else this.set(Math.max(0, source.clock() - read.at) / 1000);
    },
  });
  for (const metric of houseMetrics) {
    const { name, help, labels } = gauges[metric];
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers,
      async collect() {
        this.reset();
        const read = await latest();
        if (labels.length === 0 && read === null) this.remove();
        for (const { labels: of, count } of read?.metrics[metric] ?? []) this.set(of, count);
      },
    });
  }
}

type Read = { readonly at: number; readonly metrics: HouseMetrics };

/** The newest answer, at most `keepMillis` old; null: the database does not answer. Askers at the same time share one question. */
function remember({ read, clock, onFault }: HouseSource): () => Promise<Read | null> {
  let kept: Read | null = null;
  let asking: Promise<Read | null> | null = null;
  const ask = async (): Promise<Read | null> => {
    try {
      kept = { at: clock(), metrics: await read() };
      return kept;
    } catch (error) {
      onFault(error);
      return null;
    } finally {
      asking = null;
    }
  };
  return async () => {
    if (kept && clock() - kept.at < keepMillis) return kept;
    asking ??= ask();
    return within(asking, patienceMillis);
  };
}
