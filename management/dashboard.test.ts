import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { testDatabases } from "../db/testing/databases.ts";
import { createMetrics } from "./metrics.ts";

const root = resolve(import.meta.dirname, "..");
const Dashboard = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      type: z.string(),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.object({ expr: z.string() })).optional(),
    }),
  ),
});

/** Names of all metrics as Prometheus stores them, with their labels. */
async function namesOf(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const db = await testDatabases()[0]?.connect();
  if (!db) throw new Error("no database");
  const metrics = createMetrics({
    db,
    server: {
      ...{ version: "1", database: "sqlite", listeners: () => [], provisioning: () => null, tftp: () => null },
      ...{ streams: () => 0, certificateExpires: () => null },
    },
    house: { read: () => Promise.reject(new Error("not asked")), clock: () => 0, onFault: () => undefined },
  });
  const names = new Map<string, ReadonlySet<string>>([["up", new Set()]]);
  for (const metric of metrics.registry.getMetricsAsArray()) {
    const labels = new Set<string>("labelNames" in metric && Array.isArray(metric.labelNames) ? metric.labelNames : []);
    const histogram = metric.constructor.name === "Histogram";
    for (const end of histogram ? ["_bucket", "_sum", "_count"] : [""])
      names.set(metric.name + end, end === "_bucket" ? new Set([...labels, "le"]) : labels);
  }
  metrics.stop();
  return names;
}

/** Metrics in an expression, with the labels that are looked at beside them. */
function metricsIn(expression: string): { name: string; labels: string[] }[] {
  const found = [...expression.matchAll(/\b((?:klyka|nodejs|process)_\w+|up)\b(?:\{([^}]*)\})?/g)];
  return found.map(([, name = "", inside = ""]) => ({
    name,
    labels: [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1] ?? ""),
  }));
}

/** Labels by which an expression groups. */
const groupedIn = (expression: string) =>
  [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap((match) => (match[1] ?? "").split(",").map((label) => label.trim()));

/** Of Prometheus itself. */
const given = new Set(["job", "instance"]);

async function wrongIn(expressions: readonly string[]): Promise<string[]> {
  const names = await namesOf();
  return expressions.flatMap((expression) => {
    const used = metricsIn(expression);
    if (used.length === 0) return [`no metric: ${expression}`];
    const known = new Set(used.flatMap(({ name }) => [...(names.get(name) ?? [])]));
    return [
      ...used.filter(({ name }) => !names.has(name)).map(({ name }) => `no such metric: ${name}`),
      ...used.flatMap(({ name, labels }) =>
        labels.filter((label) => !given.has(label) && !names.get(name)?.has(label)).map((label) => `${name} has no ${label}`),
      ),
      ...groupedIn(expression)
        .filter((label) => !given.has(label) && !known.has(label))
        .map((label) => `nothing has ${label}: ${expression}`),
    ];
  });
}

describe("what is handed to the operator's monitoring", () => {
  it("asks in the dashboard for metrics and labels that there are, in panels that do not lie on each other", async () => {
    const { panels, templating } = Dashboard.parse(
      JSON.parse(readFileSync(resolve(root, "docs/grafana-dashboard.json"), "utf8")),
    );
    const expressions = panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr));
    expect(expressions.length).toBeGreaterThan(30);
    expect(
      await wrongIn([...expressions, ...templating.list.flatMap(({ definition }) => (definition ? [definition] : []))]),
    ).toEqual([]);
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
    );
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  it("looks in the rules for metrics and labels that there are", async () => {
    const rules = readFileSync(resolve(root, "deploy/klyka-alerts.yml"), "utf8");
    const expressions = rules
      .split(/- alert: \w+/)
      .slice(1)
      .map((rule) => /expr: \|?([\s\S]*?)\n\s+(?:for|annotations):/.exec(rule)?.[1] ?? "");
    expect(expressions.length).toBeGreaterThan(10);
    expect(await wrongIn(expressions)).toEqual([]);
  });

  it("would tell of a metric or label that there is not", async () => {
    expect(await wrongIn(["rate(klyka_nothing_total[5m])", 'klyka_phones{colour="red"}', "sum by (mac) (klyka_phones)"])).toEqual(
      ["no such metric: klyka_nothing_total", "klyka_phones has no colour", "nothing has mac: sum by (mac) (klyka_phones)"],
    );
  });
});
