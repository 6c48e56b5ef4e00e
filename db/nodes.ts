import { databaseMillis } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** A listener of a node, as it is shown. */
export type NodeListener = { readonly name: string; readonly port: number };

/** What a server process says of itself. */
export type NodeBeat = {
  /** Of this process; made when it starts. */
  readonly id: string;
  /** What the operator calls it: not necessarily one process's alone. */
  readonly name: string;
  readonly version: string;
  readonly startedAt: string;
  readonly state: "serving" | "stopping";
  readonly listeners: readonly NodeListener[];
  /** The newest change that it has seen. */
  readonly seen: number;
};

/** `silent`: it has not been heard for a while; it has died, or does not reach the database. */
export type Node = Omit<NodeBeat, "state"> & {
  readonly state: NodeBeat["state"] | "silent";
  readonly beatAt: string;
  /** Changes that it has not seen. */
  readonly behind: number;
  /** How far its clock is ahead of the database's, milliseconds. */
  readonly clockAhead: number;
};

/** Between two beats. Milliseconds. */
export const beatEvery = 5_000;
const silentAfter = 20_000;
/** A node that was killed is shown for so long. */
const forgottenAfter = 60 * 60_000;
/** Leases and windows go by the processes' clocks: so much between them and the database's is worth a word. Milliseconds. */
export const clockTolerance = 2_000;

type Row = {
  id: string;
  name: string;
  version: string;
  started_at: string;
  beat_at: string;
  state: NodeBeat["state"];
  listeners: string;
  seen: number;
  clock_ahead: number;
};

/** Notes that a process is there. One statement. */
export async function beatNode(db: Db, node: NodeBeat, now: Date): Promise<void> {
  await db.raw(
    `insert into node (id, name, version, started_at, beat_at, state, listeners, seen, clock_ahead)
     values (?, ?, ?, ?, ?, ?, ?, ?, ? - ${databaseMillis(db)})
     on conflict (id) do update set name = excluded.name, beat_at = excluded.beat_at, state = excluded.state,
       listeners = excluded.listeners, seen = excluded.seen, clock_ahead = excluded.clock_ahead`,
    [
      ...[node.id, node.name, node.version, node.startedAt, now.toISOString(), node.state],
      ...[JSON.stringify(node.listeners), node.seen, now.getTime()],
    ],
  );
}

/** The process has ended in good order. */
export async function leaveNode(db: Db, id: string): Promise<void> {
  await db("node").where("id", id).delete();
}

/** Forgets processes that were killed long ago. */
export async function forgetNodes(db: Db, now: Date): Promise<void> {
  await db("node")
    .where("beat_at", "<", new Date(now.getTime() - forgottenAfter).toISOString())
    .delete();
}

/** Ids of processes that have been heard lately. */
export async function livingNodes(db: Db, now: Date): Promise<ReadonlySet<string>> {
  const since = new Date(now.getTime() - silentAfter).toISOString();
  return new Set<string>(await db("node").where("beat_at", ">=", since).pluck("id"));
}

/** The server processes on this database, by name, the oldest of a name first. */
export async function listNodes(db: Db, now: Date): Promise<Node[]> {
  const rows: (Row & { latest: number })[] = await db("node")
    .orderBy([{ column: "name" }, { column: "started_at" }, { column: "id" }])
    .select("node.*", db.raw("(select value from change_counter where id = 1) as latest"));
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, version: row.version, startedAt: row.started_at, beatAt: row.beat_at },
    state: now.getTime() - Date.parse(row.beat_at) > silentAfter ? "silent" : row.state,
    listeners: JSON.parse(row.listeners),
    seen: row.seen,
    behind: Math.max(0, row.latest - row.seen),
    clockAhead: row.clock_ahead,
  }));
}
