import { Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HouseMetrics } from "../db/house-metrics.ts";
import type { Log } from "../provisioning/log.ts";
import { meterHouse } from "./house.ts";
import { startManagement } from "./listener.ts";
import { meterLog } from "./log.ts";
import { feedPatience, findNotReady, type ReadinessSource } from "./readiness.ts";

/** A process of which everything runs, but what is said. */
const source = (say: Partial<ReadinessSource> = {}): ReadinessSource => ({
  phase: () => "serving",
  listeners: () => [{ name: "phones", port: 8080, listening: true }],
  databaseAnswers: async () => true,
  feedAgeMillis: () => 200,
  journal: () => ({ waiting: 3, most: 50_000 }),
  ...say,
});

const nothing: HouseMetrics = {
  ...{ phones: [], fleet: [], alarms: [], queued: [], overdue: [], resyncs: [], registrations: [] },
  ...{ rollouts: [], rolloutPhones: [], switches: [], sessions: [] },
};

async function listening(ready: ReadinessSource, registry = new Registry()) {
  const faults: unknown[] = [];
  const options = { host: "127.0.0.1", port: 0, registry, token: null, notReady: () => findNotReady(ready) };
  const listener = await startManagement({ ...options, onFault: (error) => void faults.push(error) });
  onTestFinished(() => listener.stop());
  const look = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${listener.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  return { look, faults };
}

describe("readiness", () => {
  it.each<[string, Partial<ReadinessSource>, unknown[], number]>([
    ["everything runs", {}, [], 200],
    ["it starts", { phase: () => "starting" }, [{ what: "starting" }], 503],
    ["it stops", { phase: () => "stopping" }, [{ what: "stopping" }], 503],
    ["the database says no", { databaseAnswers: () => Promise.reject(new Error("gone")) }, [{ what: "database" }], 200],
    ["changes are not seen", { feedAgeMillis: () => feedPatience + 1 }, [{ what: "changes", detail: "30 s" }], 200],
    [
      "the journal is full",
      { journal: () => ({ waiting: 50_000, most: 50_000 }) },
      [{ what: "journal", detail: "50000 entries" }],
      200,
    ],
    [
      "a listener is shut",
      { listeners: () => [{ name: "tftp", port: 69, listening: false }] },
      [{ what: "listener", detail: "tftp" }],
      503,
    ],
  ])("when %s", async (_, say, notReady, phones) => {
    const { look } = await listening(source(say));
    const { status, text } = await look("/readyz");
    expect([status, JSON.parse(text)]).toEqual([notReady.length === 0 ? 200 : 503, { ready: notReady.length === 0, notReady }]);
    expect((await look("/readyz/phones")).status).toBe(phones);
    expect((await look("/livez")).status).toBe(200);
  });

  it("does not wait for a database that is silent", async () => {
    const found = await findNotReady(source({ databaseAnswers: () => new Promise(() => undefined) }), 20);
    expect(found).toEqual([{ what: "database" }]);
  });
});

describe("numbers out of the database", () => {
  it("are asked for once in a while however many read them, and left out, not kept, when it does not answer", async () => {
    const registry = new Registry();
    const clock = { at: 0 };
    const faults: unknown[] = [];
    let [reads, away] = [0, false];
    meterHouse(registry, {
      read: async () => {
        reads += 1;
        if (away) throw new Error("gone");
        return { ...nothing, phones: [{ labels: { state: "bound" }, count: 10_000 }] };
      },
      clock: () => clock.at,
      onFault: (error) => void faults.push(error),
    });
    const { look } = await listening(source(), registry);
    const texts = await Promise.all([look("/metrics"), look("/metrics"), look("/metrics?x=1")]);
    for (const { text } of texts) expect(text).toContain('klyka_phones{state="bound"} 10000\n');
    expect(reads).toBe(1);
    [clock.at, away] = [60_000, true];
    const { status, text } = await look("/metrics");
    expect([status, text.includes("klyka_database_up 0"), text.includes("klyka_phones{")]).toEqual([200, true, false]);
    expect(faults.length).toBe(reads - 1);
    away = false;
    expect((await look("/metrics")).text).toContain("klyka_database_up 1");
  });
});

describe("the log", () => {
  it("is counted by level, whatever is left out of it", async () => {
    const registry = new Registry();
    const lines: string[] = [];
    const write = (message: string) => void lines.push(message);
    const log: Log = meterLog(registry)({ info: () => undefined, warn: write, error: write });
    log.info("Left out.", {});
    log.error("A fault.", {});
    log.error("Another.", {});
    const text = await registry.metrics();
    for (const [level, count] of [
      ["info", 1],
      ["warn", 0],
      ["error", 2],
    ])
      expect(text).toContain(`klyka_log_lines_total{level="${level}"} ${count}\n`);
    expect(lines).toEqual(["A fault.", "Another."]);
  });
});
