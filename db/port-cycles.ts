import { DomainError } from "../domain/errors.ts";
import type { SnmpCredential } from "../domain/snmp-credential.ts";
import { type CycleRefusal, cycleRefusal, type SwitchFault } from "../domain/switch-port.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { whoseTimeHasCome } from "./due.ts";
import { newId } from "./ids.ts";
import type { Keyring } from "./secrets.ts";
import { findPort, listSeatedPhones } from "./switch-ports.ts";
import { getSwitch } from "./switch-rows.ts";
import { openCredential } from "./switches.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** `waiting`: nobody has taken it up; `off`: the power is away; `refused`: it was seen on the spot that it must not be; `failed`: the switch did not do it. */
export const cycleStates = ["waiting", "off", "done", "refused", "failed"] as const;
export type CycleState = (typeof cycleStates)[number];
export type CycleFault = CycleRefusal | SwitchFault | "port_gone";

/** Power that is taken away from a port for a moment. */
export type PortCycle = {
  readonly id: string;
  readonly switchId: string;
  readonly port: number;
  /** The phone that is meant; null: whatever hangs there. */
  readonly mac: string | null;
  readonly state: CycleState;
  readonly fault: CycleFault | null;
  readonly askedAt: string;
  readonly askedBy: string;
  readonly endedAt: string | null;
};

type Row = {
  id: string;
  organisation_id: string;
  switch_id: string;
  port: number;
  mac: string | null;
  state: CycleState;
  fault: CycleFault | null;
  asked_at: string;
  asked_by: string;
  due_at: string | null;
  tries: number;
  ended_at: string | null;
};

function present(row: Row): PortCycle {
  const { id, port, mac, state, fault } = row;
  const times = { askedAt: row.asked_at, askedBy: row.asked_by, endedAt: row.ended_at };
  return { id, switchId: row.switch_id, port, mac, state, fault, ...times };
}

/**
 * Asks for the power of a port to be taken away for a moment. Judged by what is known of the port now, and once more on
 * the spot by whoever does it.
 *
 * @param input `mac`: the phone that is meant; null: whatever hangs there
 * @throws DomainError `switch_not_found`, `switch_port_not_found`, `port_cycle_…` (detail: `port`)
 */
export async function askPortCycle(
  db: Db,
  input: { readonly organisationId: string; readonly switchId: string; readonly port: number; readonly mac: string | null },
  actor: Actor,
  now: Date,
): Promise<PortCycle> {
  return change(db, async (trx) => {
    const { organisationId, switchId, port, mac } = input;
    const at = await getSwitch(trx, { organisationId, id: switchId });
    const facts = await findPort(trx, switchId, port);
    if (!facts) throw new DomainError("switch_port_not_found");
    const seated = await listSeatedPhones(trx, { organisationId, switchId });
    const phones = seated.filter((one) => one.port === port && one.goneAt === null).map((one) => one.mac);
    const refusal = cycleRefusal(facts, phones, mac, at.writeKind !== null);
    if (refusal) throw new DomainError(`port_cycle_${refusal}`, { port: facts.name, name: at.name });
    const open = trx("port_cycle").where({ switch_id: switchId, port }).whereNotNull("due_at");
    if (await open.first("id")) throw new DomainError("port_cycle_under_way", { port: facts.name });
    const row: Row = {
      ...{ id: newId(now), organisation_id: organisationId, switch_id: switchId, port, mac, state: "waiting", fault: null },
      ...{ asked_at: now.toISOString(), asked_by: actor.name, due_at: now.toISOString(), tries: 0, ended_at: null },
    };
    await trx("port_cycle").insert(row);
    const entry = { organisationId, action: "switch.port_cycled", subject: { kind: "switch", id: switchId } };
    await recordAudit(trx, { ...entry, after: { port: facts.name, phone: mac } }, actor, now);
    await announce(trx, "switch", { organisationId });
    return present(row);
  });
}

/** One to be gone on with, with all that it takes. */
export type DueCycle = PortCycle & {
  readonly organisationId: string;
  readonly address: string;
  readonly udpPort: number;
  /** Null: there is none, or it cannot be opened with the key that is here. */
  readonly write: SnmpCredential | null;
  readonly read: SnmpCredential | null;
  readonly tries: number;
  readonly lease: string;
};

/** Whoever takes one has this long: a port stays without power no longer when its process dies. Milliseconds. */
const holds = 30_000;

/** The longest pause between two tries, and more. */
const timing = { column: "port_cycle.due_at", since: "port_cycle.asked_at", furthest: 3_600_000 } as const;

/** Takes those whose time has come. Counts as a try, also when this process dies over it. */
export async function takeDueCycles(db: Db, keyring: Keyring, now: Date, most: number): Promise<DueCycle[]> {
  const due = (from: Db) => whoseTimeHasCome(from("port_cycle"), timing, now);
  if (!(await due(db).first("port_cycle.id"))) return [];
  return change(db, async (trx) => {
    type Joined = Row & { address: string; udp_port: number; read_sealed: string; write_sealed: string | null };
    const rows: Joined[] = await due(trx)
      .join("switch as s", "s.id", "port_cycle.switch_id")
      .orderBy(["port_cycle.due_at", "port_cycle.id"])
      .limit(most)
      .select("port_cycle.*", "s.address", "s.port as udp_port", "s.read_sealed", "s.write_sealed");
    const lease = new Date(now.getTime() + holds).toISOString();
    const ids = rows.map(({ id }) => id);
    await trx("port_cycle").whereIn("id", ids).update({ due_at: lease }).increment("tries", 1);
    return rows.map((row) => ({
      ...present(row),
      ...{ organisationId: row.organisation_id, address: row.address, udpPort: row.udp_port, tries: row.tries + 1, lease },
      read: opened(keyring, row.switch_id, "read_sealed", row.read_sealed),
      write: opened(keyring, row.switch_id, "write_sealed", row.write_sealed),
    }));
  });
}

function opened(keyring: Keyring, id: string, column: "read_sealed" | "write_sealed", sealed: string | null) {
  try {
    return sealed === null ? null : openCredential(keyring, id, column, sealed);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/**
 * How far it has come. Nothing is written when another process has taken it over.
 *
 * @param step `again`: when it is gone on with; null: it is over
 */
export async function noteCycle(
  db: Db,
  due: Pick<DueCycle, "id" | "organisationId" | "lease">,
  step: { readonly state: CycleState; readonly fault: CycleFault | null; readonly again: Date | null },
  now: Date,
): Promise<boolean> {
  return change(db, async (trx) => {
    const { state, fault, again } = step;
    const ended = again === null ? { due_at: null, ended_at: now.toISOString() } : { due_at: again.toISOString() };
    const written = await trx("port_cycle")
      .where({ id: due.id, due_at: due.lease })
      .update({ state, fault, ...ended });
    if (written > 0) await announce(trx, "switch", { organisationId: due.organisationId });
    return written > 0;
  });
}

/** The newest of each port of a switch, for a day. */
export async function listCycles(
  db: Db,
  by: { readonly switchId: string; readonly since: Date },
): Promise<ReadonlyMap<number, PortCycle>> {
  const rows: Row[] = await db("port_cycle")
    .where("switch_id", by.switchId)
    .where("asked_at", ">=", by.since.toISOString())
    .orderBy(["asked_at", "id"]);
  return new Map(rows.map((row) => [row.port, present(row)]));
}
