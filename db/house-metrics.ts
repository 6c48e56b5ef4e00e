import { stateOfReason } from "../domain/standing.ts";
import { countStandings } from "./fleet.ts";
import { countMessages } from "./message-outbox.ts";
import { countOrders } from "./order-pages.ts";
import type { Db } from "./types.ts";

/** A number of the whole installation, told apart by few words: never by organisation, person or phone. */
export type HouseCount = { readonly labels: Readonly<Record<string, string>>; readonly count: number };

export const houseMetrics = [
  "phones",
  "fleet",
  "alarms",
  "queued",
  "overdue",
  "resyncs",
  "registrations",
  "rollouts",
  "rolloutPhones",
  "switches",
  "sessions",
] as const;
export type HouseMetric = (typeof houseMetrics)[number];
export type HouseMetrics = Readonly<Record<HouseMetric, readonly HouseCount[]>>;

/** Everything that is counted of the installation for its monitoring, in a fixed number of statements. */
export async function readHouseMetrics(db: Db, now: Date): Promise<HouseMetrics> {
  const phones = await grouped(db, "phone", ["state"]);
  const [found] = await grouped(db, "found_phone", []);
  return {
    phones: [...phones, { labels: { state: "found" }, count: found?.count ?? 0 }],
    fleet: [...(await countStandings(db, null, now))].map(([reason, count]) => ({
      labels: { state: stateOfReason[reason], reason },
      count,
    })),
    alarms: await grouped(db, db("alarm").whereNull("acknowledged_at"), ["kind"]),
    ...{ queued: await queued(db, now), overdue: await overdue(db, now) },
    resyncs: await grouped(db, db("resync").where({ kind: "resync", state: "done" }).whereNotNull("result"), ["result"]),
    registrations: registered(await grouped(db, "registration", ["registered"])),
    rollouts: await grouped(db, "rollout", ["state"]),
    rolloutPhones: await grouped(
      db,
      db("rollout_phone as p").join("rollout as r", "r.id", "p.rollout_id").whereIn("r.state", ["running", "paused", "halted"]),
      ["p.state"],
    ),
    switches: await grouped(db, db("switch").whereNull("removed_at"), ["state"]),
    sessions: await grouped(db, db("session").where("expires_at", ">", now.toISOString()), []),
  };
}

/** Rows by the values of these columns, which become labels of the same name. */
async function grouped(db: Db, from: string | ReturnType<Db>, columns: readonly string[]): Promise<HouseCount[]> {
  const query: ReturnType<Db> = typeof from === "string" ? db(from) : from;
  if (columns.length > 0) query.select([...columns]).groupBy([...columns]);
  const rows: (Record<string, string | number> & { count: number | string })[] = await query.count({ count: "*" });
  return rows.map(({ count, ...labels }) => ({
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])),
    count: Number(count),
  }));
}

function registered(counts: readonly HouseCount[]): HouseCount[] {
  const of = (value: string) => counts.find(({ labels }) => labels.registered === value)?.count ?? 0;
  return [
    { labels: { registered: "yes" }, count: of("1") },
    { labels: { registered: "no" }, count: of("0") },
  ];
}

const one = (queue: string, state: string, count: number): HouseCount => ({ labels: { queue, state }, count });

/** `waiting`: will be tried by itself; `stuck`: until somebody looks at it. */
async function queued(db: Db, now: Date): Promise<HouseCount[]> {
  const messages = await countMessages(db, now);
  const orders = await countOrders(db, null);
  const [resync] = await grouped(db, db("resync").whereNot("state", "done"), []);
  const [redirection] = await grouped(db, db("redirection").whereNotNull("task").whereNull("dead_at"), []);
  const [given] = await grouped(db, db("redirection").whereNotNull("task").whereNotNull("dead_at"), []);
  const jobs: { count: number | string | null }[] = await db("job")
    .where("state", "running")
    .select(db.raw("sum(total - changed - unchanged - refused) as count"));
  return [
    one("messages", "waiting", messages.waiting),
    one("messages", "stuck", messages.givenUp),
    one("orders", "waiting", orders.queued + orders.sent),
    one("orders", "stuck", orders.stuck),
    one("resync", "waiting", resync?.count ?? 0),
    one("redirection", "waiting", redirection?.count ?? 0),
    one("redirection", "stuck", given?.count ?? 0),
    one("jobs", "waiting", Number(jobs[0]?.count ?? 0)),
  ];
}

/** Queues whose entries say when they are to be tried, and in which column. Orders are not among them: people may work them off. */
const due = {
  messages: ["message", "next_try_at"],
  resync: ["resync", "due_at"],
  redirection: ["redirection", "next_try_at"],
  switches: ["switch", "due_at"],
  rollouts: ["rollout", "look_at"],
} as const;

/** For how many seconds the entry that should have been tried first has been due; 0: none is. */
async function overdue(db: Db, now: Date): Promise<HouseCount[]> {
  const counts: HouseCount[] = [];
  for (const [queue, [table, column]] of Object.entries(due)) {
    const query: ReturnType<Db> = db(table).whereNotNull(column);
    if (queue === "switches") query.whereNull("removed_at");
    if (queue === "resync") query.whereNot("state", "done");
    if (queue === "rollouts") query.where("state", "running");
    const [row]: { first: string | null }[] = await query.min({ first: column });
    const late = row?.first ? (now.getTime() - Date.parse(row.first)) / 1000 : 0;
    counts.push({ labels: { queue }, count: Math.max(0, late) });
  }
  return counts;
}
