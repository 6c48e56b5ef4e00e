import { isIP } from "node:net";
import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { networkHolds, parseNetwork } from "../domain/networks.ts";
import { oneLine } from "../domain/one-line.ts";
import { addressKind } from "../domain/outbound.ts";
import { SnmpCredential } from "../domain/snmp-credential.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { listTrustedNetworks } from "./networks.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { edit, made, mustBelong, unlessTaken } from "./rows.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { getSwitch, type Switch } from "./switch-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { findSwitch, getSwitch, listSwitches, type Switch, switchStates } from "./switch-rows.ts";

const Address = z.string().max(60).overwrite(oneLine).trim();
const UdpPort = z.int().min(1).max(65_535);

/** A switch as it is entered. */
export const AddSwitch = z.strictObject({
  name: Title,
  siteId: z.string().min(1).max(64).nullable().default(null),
  /** An IP address in one of the organisation's networks. */
  address: Address,
  port: UdpPort.default(161),
  read: SnmpCredential,
  /** What may write to it; null: nothing does. */
  write: SnmpCredential.nullable().default(null),
});
export type AddSwitch = z.output<typeof AddSwitch>;
/**
 * Absent stays as it is. A credential is never read back, only put in the place of the old one; at another address or port it
 * does not stay, and has to be said anew.
 */
export const ChangeSwitch = z.strictObject({
  name: Title.optional(),
  siteId: z.string().min(1).max(64).nullable().optional(),
  address: Address.optional(),
  port: UdpPort.optional(),
  read: SnmpCredential.optional(),
  write: SnmpCredential.nullable().optional(),
});
export type ChangeSwitch = z.output<typeof ChangeSwitch>;

type Of = { readonly organisationId: string; readonly id: string };
const contextOf = (column: "read_sealed" | "write_sealed", id: string) => `switch/${column}/${id}`;

/**
 * @throws DomainError `organisation_not_found`, `site_not_found`, `switch_address_invalid`, `switch_address_refused` when it
 * lies in none of the organisation's networks, `switch_address_taken`
 */
export async function addSwitch(
  db: Db,
  keyring: Keyring,
  input: AddSwitch & { readonly organisationId: string },
  actor: Actor,
  now: Date,
): Promise<Switch> {
  return change(db, async (trx) => {
    const { organisationId, name, siteId, port, read, write } = input;
    await getOrganisation(trx, { id: organisationId });
    if (siteId !== null) await mustBelong(trx, "site", siteId, organisationId, "site_not_found");
    const address = await ownAddress(trx, organisationId, input.address);
    const id = newId(now);
    const row = {
      ...made(id, actor, now),
      ...{ organisation_id: organisationId, site_id: siteId, name, address, port },
      ...readColumns(keyring, id, read),
      ...writeColumns(keyring, id, write),
      ...{ state: "never", tries: 0, due_at: now.toISOString() },
    };
    await unlessTaken("switch_address_taken", { address }, trx("switch").insert(row));
    const added = await getSwitch(trx, { organisationId, id });
    await recordAudit(trx, { ...entryOf(added, "switch.added"), after: switchFields(added) }, actor, now);
    await announce(trx, "switch", { organisationId });
    return added;
  });
}

/** @throws DomainError `switch_not_found`, `version_conflict`, `switch_secret_needed` (another address or port) and as `addSwitch` */
export async function changeSwitch(
  db: Db,
  keyring: Keyring,
  input: ChangeSwitch & Of & { readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Switch> {
  return change(db, async (trx) => {
    const { organisationId, id, version, name, siteId, port, read, write } = input;
    const before = await getSwitch(trx, input);
    if (siteId) await mustBelong(trx, "site", siteId, organisationId, "site_not_found");
    const address = input.address === undefined ? undefined : await ownAddress(trx, organisationId, input.address);
    const elsewhere = (address ?? before.address) !== before.address || (port ?? before.port) !== before.port;
    // Who may not read what opens it may not have it sent elsewhere either.
    const unsaid = read === undefined || (before.writeKind !== null && write === undefined);
    if (elsewhere && unsaid) throw new DomainError("switch_secret_needed");
    const secrets = {
      ...(read ? readColumns(keyring, id, read) : {}),
      ...(write !== undefined ? writeColumns(keyring, id, write) : {}),
    };
    // What was known of another address says nothing of this one.
    const anew = elsewhere || read ? { due_at: now.toISOString(), tries: 0 } : {};
    const columns = { name, site_id: siteId, address, port, ...secrets, ...anew };
    const writing = edit(trx, "switch", before, version, columns, actor, now);
    await unlessTaken("switch_address_taken", { address: address ?? before.address }, writing);
    const after = await getSwitch(trx, input);
    const fields = changedFields(switchFields(before), switchFields(after));
    // That a secret is another one, not what it is.
    const said = { ...fields.after, ...(read ? { read: "new" } : {}), ...(write ? { write: "new" } : {}) };
    const was = Object.fromEntries(Object.keys(said).map((field) => [field, fields.before[field] ?? null]));
    await recordAudit(trx, { ...entryOf(after, "switch.changed"), before: was, after: said }, actor, now);
    await announce(trx, "switch", { organisationId });
    return after;
  });
}

/** It is asked no more. It can be taken back as it was; what was known of its ports is read anew then. @throws DomainError `switch_not_found` */
export async function removeSwitch(db: Db, input: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { id, organisationId } = input;
    const before = await getSwitch(trx, input);
    for (const table of ["switch_seat", "phone_place", "switch_port", "switch_finding", "port_cycle"])
      await trx(table).where("switch_id", id).delete();
    const forgotten = { state: "never", polled_at: null, ok_at: null, fault: null };
    await trx("switch")
      .where("id", id)
      .update({ ...forgotten, removed_at: now.toISOString(), version: before.version + 1 });
    await recordAudit(trx, { ...entryOf(before, "switch.removed"), before: switchFields(before) }, actor, now);
    await announce(trx, "switch", { organisationId });
  });
}

/** One that was taken away comes back, with what opens it. @throws DomainError `switch_not_found`, `switch_address_refused`, `switch_address_taken` */
export async function bringBackSwitch(db: Db, input: Of, actor: Actor, now: Date): Promise<Switch> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const gone = trx("switch").where({ id, organisation_id: organisationId }).whereNotNull("removed_at");
    const row = await gone.clone().first<{ address: string } | undefined>("address");
    if (!row) throw new DomainError("switch_not_found");
    await ownAddress(trx, organisationId, row.address);
    const back = { removed_at: null, due_at: now.toISOString(), tries: 0 };
    await unlessTaken("switch_address_taken", { address: row.address }, gone.update(back).increment("version", 1));
    const found = await getSwitch(trx, input);
    await recordAudit(trx, { ...entryOf(found, "switch.added"), after: switchFields(found) }, actor, now);
    await announce(trx, "switch", { organisationId });
    return found;
  });
}

/** It is asked as soon as somebody can. @throws DomainError `switch_not_found` */
export async function askSwitchNow(db: Db, input: Of, now: Date): Promise<void> {
  await change(db, async (trx) => {
    await getSwitch(trx, input);
    await trx("switch").where("id", input.id).update({ due_at: now.toISOString() });
    await announce(trx, "switch", { organisationId: input.organisationId });
  });
}

/** Those that were taken away long ago are forgotten with their secrets. @returns how many */
export async function forgetSwitches(db: Db, before: Date): Promise<number> {
  return db("switch").where("removed_at", "<", before.toISOString()).delete();
}

/** Opens what a switch is opened with. @throws DomainError `secret_unreadable` */
export function openCredential(
  keyring: Keyring,
  id: string,
  column: "read_sealed" | "write_sealed",
  sealed: string,
): SnmpCredential {
  return SnmpCredential.parse(JSON.parse(open(keyring, sealed, contextOf(column, id))));
}

function readColumns(keyring: Keyring, id: string, credential: SnmpCredential) {
  const read_sealed = seal(keyring, JSON.stringify(credential), contextOf("read_sealed", id));
  return { read_sealed, read_kind: credential.kind };
}

function writeColumns(keyring: Keyring, id: string, credential: SnmpCredential | null) {
  if (credential === null) return { write_sealed: null, write_kind: null };
  const write_sealed = seal(keyring, JSON.stringify(credential), contextOf("write_sealed", id));
  return { write_sealed, write_kind: credential.kind };
}

/** Canonical, and in one of the organisation's networks: through it nobody reaches what is not theirs. */
async function ownAddress(trx: Db, organisationId: string, written: string): Promise<string> {
  if (isIP(written) === 0 || written.includes("%")) throw new DomainError("switch_address_invalid", { address: written });
  const address = parseNetwork(written)?.cidr.replace(/\/.*$/, "") ?? written;
  const networks = await listTrustedNetworks(trx, organisationId);
  const own = networks.some(({ cidr }) => {
    const network = parseNetwork(cidr);
    return network !== null && networkHolds(network, address);
  });
  if (!own || addressKind(address) === "never") throw new DomainError("switch_address_refused", { address });
  return address;
}

function entryOf({ organisationId, id }: Of, action: string) {
  return { organisationId, action, subject: { kind: "switch", id } };
}

/** What the change log says of a switch. */
export function switchFields({ name, siteId, address, port, readKind, writeKind }: Switch): Record<string, AuditValue> {
  return { name, siteId, address, port, readKind, writeKind };
}
