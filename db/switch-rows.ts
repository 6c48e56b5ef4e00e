import { DomainError } from "../domain/errors.ts";
import type { CredentialKind } from "../domain/snmp-protocols.ts";
import type { SwitchFault } from "../domain/switch-port.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

export const switchStates = ["never", "ok", "failing"] as const;
export type SwitchState = (typeof switchStates)[number];

/** A switch of an organisation. What opens it is not here. */
export type Switch = Versioned & {
  readonly organisationId: string;
  readonly siteId: string | null;
  readonly name: string;
  /** An IP address. */
  readonly address: string;
  /** UDP. */
  readonly port: number;
  readonly readKind: CredentialKind;
  /** Null: nothing may be written to it. */
  readonly writeKind: CredentialKind | null;
  readonly systemName: string | null;
  readonly systemDescription: string | null;
  /** 12 lower-case hex digits: the address of its bridge. */
  readonly chassis: string | null;
  /** `never`: not asked yet; `failing`: it did not answer the last time. */
  readonly state: SwitchState;
  readonly fault: SwitchFault | null;
  readonly polledAt: string | null;
  /** When it answered the last time: how old what is known of its ports is. */
  readonly okAt: string | null;
  readonly pollMillis: number | null;
};

export type SwitchRow = EditableRow & {
  organisation_id: string;
  site_id: string | null;
  name: string;
  address: string;
  port: number;
  read_kind: CredentialKind;
  write_kind: CredentialKind | null;
  removed_at: string | null;
  system_name: string | null;
  system_description: string | null;
  chassis: string | null;
  state: SwitchState;
  fault: SwitchFault | null;
  polled_at: string | null;
  ok_at: string | null;
  poll_millis: number | null;
  tries: number;
  due_at: string;
};

/** Without the sealed columns. */
export const switchColumns = [
  ...["id", "version", "created_at", "updated_at", "updated_by", "organisation_id", "site_id", "name", "address", "port"],
  ...["read_kind", "write_kind", "removed_at", "system_name", "system_description", "chassis", "state", "fault"],
  ...["polled_at", "ok_at", "poll_millis", "tries", "due_at"],
] as const;

export function presentSwitch(row: SwitchRow): Switch {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    siteId: row.site_id,
    name: row.name,
    address: row.address,
    port: row.port,
    readKind: row.read_kind,
    writeKind: row.write_kind,
    systemName: row.system_name,
    systemDescription: row.system_description,
    chassis: row.chassis,
    state: row.state,
    fault: row.fault,
    polledAt: row.polled_at,
    okAt: row.ok_at,
    pollMillis: row.poll_millis,
  };
}

/** One that has been taken away is not found. */
export async function findSwitch(db: Db, by: { organisationId: string; id: string }): Promise<Switch | null> {
  const row = await db("switch")
    .where({ id: by.id, organisation_id: by.organisationId })
    .whereNull("removed_at")
    .first<SwitchRow | undefined>(switchColumns);
  return row ? presentSwitch(row) : null;
}

/** @throws DomainError `switch_not_found` */
export async function getSwitch(db: Db, by: { organisationId: string; id: string }): Promise<Switch> {
  const found = await findSwitch(db, by);
  if (!found) throw new DomainError("switch_not_found");
  return found;
}

/** All of an organisation, by name. */
export async function listSwitches(db: Db, organisationId: string): Promise<Switch[]> {
  const rows: SwitchRow[] = await db("switch")
    .where("organisation_id", organisationId)
    .whereNull("removed_at")
    .orderBy(["name", "id"])
    .select(switchColumns);
  return rows.map(presentSwitch);
}
