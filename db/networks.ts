import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { parseNetwork } from "../domain/networks.ts";
import { oneLine } from "../domain/one-line.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { mustBelong, unlessTaken } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const AddTrustedNetwork = z.strictObject({
  organisationId: z.string(),
  siteId: z.string().nullable().default(null),
  /** `192.0.2.0/24`, `2001:db8::/48`. At least 8 (IPv4) or 16 (IPv6) bits: the whole internet is nobody's network. */
  cidr: z.string(),
  note: z.string().overwrite(oneLine).max(200).default(""),
});
export type AddTrustedNetwork = z.infer<typeof AddTrustedNetwork>;
export type TrustedNetwork = {
  readonly id: string;
  readonly organisationId: string;
  readonly siteId: string | null;
  /** Canonical: host bits cleared, IPv6 compressed. */
  readonly cidr: string;
  readonly note: string;
  readonly createdAt: string;
};

type NetworkRow = { id: string; organisation_id: string; site_id: string | null; cidr: string; note: string; created_at: string };

function present(row: NetworkRow): TrustedNetwork {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    cidr: row.cidr,
    note: row.note,
    createdAt: row.created_at,
  };
}

/** @throws DomainError `network_invalid` (malformed, too wide, or declared already), `organisation_not_found`, `site_not_found` */
export async function addTrustedNetwork(db: Db, input: AddTrustedNetwork, actor: Actor, now: Date): Promise<TrustedNetwork> {
  return change(db, async (trx) => {
    const network = parseNetwork(input.cidr);
    if (!network || network.bits < (network.family === 4 ? 8 : 16))
      throw new DomainError("network_invalid", { cidr: input.cidr });
    await getOrganisation(trx, { id: input.organisationId });
    if (input.siteId !== null) await mustBelong(trx, "site", input.siteId, input.organisationId, "site_not_found");
    const row = {
      id: newId(now),
      organisation_id: input.organisationId,
      site_id: input.siteId,
      cidr: network.cidr,
      note: input.note,
      created_at: now.toISOString(),
    };
    await unlessTaken("network_invalid", { cidr: network.cidr }, trx("trusted_network").insert(row));
    await record(trx, "network.added", row, actor, now);
    return present(row);
  });
}

/** @throws DomainError `network_invalid` when the organisation has no such network */
export async function removeTrustedNetwork(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const where = { id: input.id, organisation_id: input.organisationId };
    const row = await trx<NetworkRow>("trusted_network").where(where).first();
    if (!row) throw new DomainError("network_invalid");
    await trx("trusted_network").where(where).delete();
    await record(trx, "network.removed", row, actor, now);
  });
}

async function record(trx: Db, action: string, row: NetworkRow, actor: Actor, now: Date): Promise<void> {
  const fields = { cidr: row.cidr, siteId: row.site_id, note: row.note };
  const said = action === "network.added" ? { after: fields } : { before: fields };
  const subject = { kind: "network", id: row.id };
  await recordAudit(trx, { organisationId: row.organisation_id, action, subject, ...said }, actor, now);
  await announce(trx, "network", { organisationId: row.organisation_id });
}

export async function listTrustedNetworks(db: Db, organisationId: string): Promise<TrustedNetwork[]> {
  return (await db<NetworkRow>("trusted_network").where("organisation_id", organisationId).orderBy("cidr")).map(present);
}

/** Networks (CIDR) of these organisations. */
export async function organisationNetworks(db: Db, organisationIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows: NetworkRow[] = await db<NetworkRow>("trusted_network").where(oneOf(db, "organisation_id", organisationIds));
  const byOrganisation = Map.groupBy(rows, (row) => row.organisation_id);
  return new Map([...byOrganisation].map(([id, list]) => [id, list.map((row) => row.cidr)]));
}

/** All organisations' networks, for the server's index. */
export async function loadTrustedNetworks(db: Db): Promise<TrustedNetwork[]> {
  return (await db<NetworkRow>("trusted_network").orderBy("id")).map(present);
}
