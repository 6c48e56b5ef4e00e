import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateSite = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateSite = z.infer<typeof CreateSite>;
export type Site = Versioned & { readonly organisationId: string; readonly name: string };

type SiteRow = EditableRow & { organisation_id: string; name: string };

function present(row: SiteRow): Site {
  return { ...versioned(row), organisationId: row.organisation_id, name: row.name };
}

/**
 * @param id of a site that comes back
 * @throws DomainError `organisation_not_found`, `name_invalid` when the organisation has a site of that name
 */
export async function createSite(db: Db, input: CreateSite, actor: Actor, now: Date, id = newId(now)): Promise<Site> {
  return change(db, async (trx) => {
    await getOrganisation(trx, { id: input.organisationId });
    const row = { ...made(id, actor, now), organisation_id: input.organisationId, name: input.name };
    await unlessTaken("name_invalid", { name: input.name }, trx("site").insert(row));
    const entry = { organisationId: input.organisationId, action: "site.created", subject: { kind: "site", id: row.id } };
    await recordAudit(trx, { ...entry, after: { name: input.name } }, actor, now);
    return present(row);
  });
}

/** @throws DomainError `site_not_found`, `name_invalid`, `version_conflict` */
export async function renameSite(
  db: Db,
  input: { organisationId: string; id: string; name: string; version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Site> {
  return change(db, async (trx) => {
    const before = await findSite(trx, input);
    if (!before) throw new DomainError("site_not_found");
    const write = edit(trx, "site", before, input.version, { name: input.name }, actor, now);
    await unlessTaken("name_invalid", { name: input.name }, write);
    const entry = { organisationId: input.organisationId, action: "site.renamed", subject: { kind: "site", id: input.id } };
    await recordAudit(trx, { ...entry, before: { name: before.name }, after: { name: input.name } }, actor, now);
    return { ...before, name: input.name, version: before.version + 1, updatedAt: now.toISOString() };
  });
}

export async function findSite(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<Site | null> {
  const query = db<SiteRow>("site").where("organisation_id", by.organisationId);
  const row = await ("id" in by ? query.where("id", by.id) : query.where("name", by.name)).first();
  return row ? present(row) : null;
}

export async function listSites(db: Db, organisationId: string): Promise<Site[]> {
  return (await db<SiteRow>("site").where("organisation_id", organisationId).orderBy("name")).map(present);
}
