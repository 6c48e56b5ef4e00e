import { DomainError } from "../domain/errors.ts";
import type { SnmpCredential } from "../domain/snmp-credential.ts";
import type { SwitchFault, SwitchReading } from "../domain/switch-port.ts";
import { announce } from "./changes.ts";
import { whoseTimeHasCome } from "./due.ts";
import type { Keyring } from "./secrets.ts";
import type { SwitchState } from "./switch-rows.ts";
import { storeSeats } from "./switch-seats.ts";
import { openCredential } from "./switches.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** A switch whose turn it is, with what opens it. */
export type DueSwitch = {
  readonly id: string;
  readonly organisationId: string;
  readonly address: string;
  readonly port: number;
  /** Null: it cannot be opened with the key that is here. */
  readonly read: SnmpCredential | null;
  readonly state: SwitchState;
  /** How often it has not answered in a row. */
  readonly tries: number;
  /** Of the lease: what is written is written only while it holds. */
  readonly lease: string;
};

type Row = {
  id: string;
  organisation_id: string;
  address: string;
  port: number;
  read_sealed: string;
  state: SwitchState;
  tries: number;
};

/** Whoever takes a switch has this long, before another process takes it. Milliseconds. */
const holds = 2 * 60_000;

/** The longest pause between two looks. */
const timing = { column: "due_at", since: "polled_at", furthest: 24 * 3_600_000 } as const;

/** Takes switches whose time has come, those that have waited longest first. */
export async function takeDueSwitches(db: Db, keyring: Keyring, now: Date, most: number): Promise<DueSwitch[]> {
  if (most <= 0) return [];
  const due = (from: Db) => whoseTimeHasCome(from("switch").whereNull("removed_at"), timing, now);
  // Mostly there are none: that is seen without keeping anybody from writing.
  if (!(await due(db).first("id"))) return [];
  return change(db, async (trx) => {
    const rows: Row[] = await due(trx)
      .orderBy(["due_at", "id"])
      .limit(most)
      .select("id", "organisation_id", "address", "port", "read_sealed", "state", "tries");
    const lease = new Date(now.getTime() + holds).toISOString();
    const ids = rows.map(({ id }) => id);
    await trx("switch").whereIn("id", ids).update({ due_at: lease });
    return rows.map((row) => ({
      ...{ id: row.id, organisationId: row.organisation_id, address: row.address, port: row.port },
      ...{ state: row.state, tries: row.tries, lease, read: readable(keyring, row) },
    }));
  });
}

function readable(keyring: Keyring, { id, read_sealed }: Row): SnmpCredential | null {
  try {
    return openCredential(keyring, id, "read_sealed", read_sealed);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/**
 * It has answered: its ports, who sits on them, and what is noticed about that. Nothing is written of a switch that was
 * taken away or changed meanwhile, or that another process has taken over.
 *
 * @param said `looksLikePhone`: by its maker's addresses; `nextAt`: when it is asked again; `took`: milliseconds
 */
export async function storeReading(
  db: Db,
  due: Pick<DueSwitch, "id" | "organisationId" | "lease">,
  reading: SwitchReading,
  said: { readonly looksLikePhone: (mac: string) => boolean; readonly nextAt: Date; readonly took: number },
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = due;
    const row: { state: SwitchState; chassis: string | null } | undefined = await trx("switch")
      .where({ id, due_at: due.lease })
      .whereNull("removed_at")
      .first("state", "chassis");
    if (!row) return;
    const at = now.toISOString();
    await trx("switch")
      .where("id", id)
      .update({
        ...{ state: "ok", fault: null, tries: 0, polled_at: at, ok_at: at, poll_millis: Math.round(said.took) },
        ...{ system_name: reading.systemName, system_description: reading.systemDescription, chassis: reading.chassis },
        due_at: said.nextAt.toISOString(),
      });
    const moved = await storeSeats(trx, { organisationId, switchId: id }, reading, said.looksLikePhone, now);
    if (moved || row.state !== "ok") await announce(trx, "switch", { organisationId });
  });
}

/** It has not answered, or not to what opens it. What was known of its ports stays, with its age. */
export async function noteSwitchFailed(
  db: Db,
  due: Pick<DueSwitch, "id" | "organisationId" | "lease" | "state">,
  said: { readonly fault: SwitchFault; readonly nextAt: Date },
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const written = await trx("switch")
      .where({ id: due.id, due_at: due.lease })
      .whereNull("removed_at")
      .update({ state: "failing", fault: said.fault, polled_at: now.toISOString(), due_at: said.nextAt.toISOString() })
      .increment("tries", 1);
    if (written > 0 && due.state !== "failing") await announce(trx, "switch", { organisationId: due.organisationId });
  });
}
