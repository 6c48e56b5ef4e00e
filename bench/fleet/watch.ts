import { countStandings } from "../../db/fleet.ts";
import { bodyHash } from "../../db/secrets.ts";
import { reasonColumn } from "../../db/standings.ts";
import { type StandingReason, stateOfReason } from "../../domain/standing.ts";
import type { FleetPhone } from "./phones.ts";
import type { FleetWorld } from "./world.ts";

/** How the fleet stands, as the fleet view says it. */
export type FleetCount = { readonly current: number; readonly waiting: number; readonly stopped: number };

export async function countFleet(
  { store, organisationId }: FleetWorld,
  now: Date,
): Promise<FleetCount & { readonly reasons: ReadonlyMap<StandingReason, number> }> {
  const reasons = await countStandings(store.db, organisationId, now);
  const sum = (state: string) =>
    [...reasons].reduce((total, [reason, count]) => total + (stateOfReason[reason] === state ? count : 0), 0);
  return { current: sum("current"), waiting: sum("waiting"), stopped: sum("stopped"), reasons };
}

type Row = { id: string; reason: StandingReason };
type FileRow = { phone_id: string; role: string; hash: string };

/**
 * Looks at how these phones stand, and holds it against what they really hold. A phone that is said to be current has each
 * of its files, byte for byte, and what was changed stands in one of them.
 *
 * @param changed what must stand in the phone's own file, by phone, since it was saved
 * @returns what is wrong, a line each
 */
export async function findFalse(
  world: FleetWorld,
  among: readonly FleetPhone[],
  changed: ReadonlyMap<string, string>,
  now: Date,
): Promise<string[]> {
  const { db, keyring } = world.store;
  const marked = new Map(changed);
  const ids = among.map((phone) => phone.id);
  const { rows, files } = await db.transaction(async (trx) => {
    const rows: Row[] = await trx("phone as p")
      .leftJoin("phone_standing as st", "st.phone_id", "p.id")
      .whereIn("p.id", ids)
      .select("p.id", trx.raw(`${reasonColumn} as reason`, [now.toISOString()]));
    const files: FileRow[] = await trx("rendered_file")
      .whereIn("phone_id", ids)
      .whereNot("hash", "")
      .select("phone_id", "role", "hash");
    return { rows, files };
  });
  const read = performance.now();
  const reasons = new Map(rows.map((row) => [row.id, row.reason]));
  const wanted = Map.groupBy(files, (row) => row.phone_id);
  return among.flatMap((phone) => {
    const reason = reasons.get(phone.id);
    if (reason === undefined || stateOfReason[reason] !== "current") return [];
    if (phone.dead) return [`${phone.mac} is dead and said to be current (${reason})`];
    const wrong = (wanted.get(phone.id) ?? []).filter(({ role, hash }) => {
      const held = phone.held.get(role);
      return held !== undefined && held.at <= read && bodyHash(keyring, Buffer.from(held.body)) !== hash;
    });
    const mark = marked.get(phone.id);
    const text = [...phone.held.values()].map(({ body }) => Buffer.from(body).toString("utf8")).join("\n");
    const unmarked = mark !== undefined && !text.includes(mark);
    return [
      ...wrong.map(({ role }) => `${phone.mac} is said to be current (${reason}) and has another ${role}`),
      ...(unmarked ? [`${phone.mac} is said to be current (${reason}) and lacks ${mark}`] : []),
    ];
  });
}

/** Looks again and again until it is so; gives up after `patience` milliseconds, with what it saw last. */
export async function until<T>(look: () => Promise<T>, is: (seen: T) => boolean, patience: number, every = 250): Promise<T> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (performance.now() - began > patience) throw new Error(`not so after ${patience} ms: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
