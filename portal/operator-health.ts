import { z } from "zod";
import { countOpenAlarms } from "../db/alarms.ts";
import { byState, countStandings } from "../db/fleet.ts";
import { queueFacts, requestFacts } from "../db/house-facts.ts";
import { clockTolerance, listNodes, type Node } from "../db/nodes.ts";
import { countOrders } from "../db/order-pages.ts";
import { ok, type Route, route } from "./api/route.ts";

/** How far back requests are counted. Milliseconds. */
const lately = 15 * 60_000;

const HealthView = z.strictObject({
  version: z.string(),
  database: z.enum(["ok", "unreachable"]),
  listeners: z.array(z.strictObject({ name: z.string(), port: z.int().nullable(), listening: z.boolean() })),
  /** Of the phones that the operator looks after. */
  phones: z.strictObject({ current: z.int(), waiting: z.int(), stopped: z.int() }),
  /** Requests of those phones in the last minutes. */
  requests: z.strictObject({ minutes: z.int(), requests: z.int(), refused: z.int(), lastAt: z.string().nullable() }),
  openAlarms: z.int(),
  /** Of those organisations: what customers have ordered of the mobile operator and is not done. */
  orders: z.strictObject({ queued: z.int(), sent: z.int(), stuck: z.int() }),
  /** Of the whole installation; null for operators of some organisations. */
  queues: z.strictObject({ mail: z.int(), mailGivenUp: z.int(), found: z.int() }).nullable(),
  /** The server processes on one database; null for operators of some organisations. */
  nodes: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        version: z.string(),
        /** `silent`: it has not been heard for a while. */
        state: z.enum(["serving", "stopping", "silent"]),
        /** The one that answers this. */
        here: z.boolean(),
        startedAt: z.string(),
        heardAt: z.string(),
        /** Changes that it has not seen. */
        behind: z.int(),
        /** Its clock, against the database's, when they differ by so much that it matters. Milliseconds. */
        clockAhead: z.int().nullable(),
      }),
    )
    .nullable(),
});
export type HealthView = z.infer<typeof HealthView>;

function nodeView({ id, name, version, state, startedAt, beatAt, behind, clockAhead }: Node, here: string | undefined) {
  const ahead = Math.abs(clockAhead) > clockTolerance ? clockAhead : null;
  return { id, name, version, state, here: id === here, startedAt, heardAt: beatAt, behind, clockAhead: ahead };
}

export const operatorHealthRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/health",
    tag: "Operator",
    summary: "What runs, what waits, and what somebody should look at.",
    answer: HealthView,
    handle: async ({ parts, who, now }) => {
      const { operates } = who.session.access;
      const whose = operates === "all" ? null : operates;
      const { db, health } = parts;
      const answers = await health.databaseAnswers().catch(() => false);
      const requests = await requestFacts(db, whose, new Date(now.getTime() - lately));
      return ok({
        version: health.version,
        database: answers ? "ok" : "unreachable",
        listeners: health.listeners().map(({ name, port, listening }) => ({ name, port, listening })),
        phones: byState(await countStandings(db, whose, now)),
        requests: { minutes: lately / 60_000, ...requests },
        openAlarms: await countOpenAlarms(db, whose),
        orders: await countOrders(db, whose),
        queues: whose === null ? await queueFacts(db, now) : null,
        nodes: whose === null ? (await listNodes(db, now)).map((one) => nodeView(one, health.node)) : null,
      });
    },
  }),
];
