import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type AuditValue, recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { type KeyRow, keyColumns, presentKey } from "./phone-key-rows.ts";
import { phonesWithLayout, raisePhones } from "./revisions.ts";
import { type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { scopeOf } from "./setting-scopes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateLayout = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateLayout = z.infer<typeof CreateLayout>;
/** Keys that many phones share. Its keys are in `phone-keys.ts`. */
export type Layout = Versioned & { readonly organisationId: string; readonly name: string };

type LayoutRow = EditableRow & { organisation_id: string; name: string };

function present(row: LayoutRow): Layout {
  return { ...versioned(row), organisationId: row.organisation_id, name: row.name };
}

/**
 * @param id of a layout that comes back
 * @throws DomainError `organisation_not_found`, `name_invalid` (taken)
 */
export async function createLayout(db: Db, input: CreateLayout, actor: Actor, now: Date, id = newId(now)): Promise<Layout> {
  return change(db, async (trx) => {
    await getOrganisation(trx, { id: input.organisationId });
    const row = { ...made(id, actor, now), organisation_id: input.organisationId, name: input.name };
    await unlessTaken("name_invalid", { name: input.name }, trx("layout").insert(row));
    const entry = { organisationId: input.organisationId, action: "layout.created", subject: { kind: "layout", id: row.id } };
    await recordAudit(trx, { ...entry, after: { name: input.name } }, actor, now);
    return present(row);
  });
}

/** No phone shows a layout's name: none is raised. @throws DomainError `layout_not_found`, `name_invalid`, `version_conflict` */
export async function renameLayout(
  db: Db,
  input: { organisationId: string; id: string; name: string; version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Layout> {
  return change(db, async (trx) => {
    const before = await findLayout(trx, input);
    if (!before) throw new DomainError("layout_not_found");
    const write = edit(trx, "layout", before, input.version, { name: input.name }, actor, now);
    await unlessTaken("name_invalid", { name: input.name }, write);
    const entry = { organisationId: input.organisationId, action: "layout.renamed", subject: { kind: "layout", id: input.id } };
    await recordAudit(trx, { ...entry, before: { name: before.name }, after: { name: input.name } }, actor, now);
    return { ...before, name: input.name, version: before.version + 1, updatedAt: now.toISOString() };
  });
}

/** Phones with the layout lose it, and what its keys and settings said. @throws DomainError `layout_not_found` */
export async function deleteLayout(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const before = await findLayout(trx, input);
    if (!before) throw new DomainError("layout_not_found");
    const restore = await whatItHas(trx, input);
    await raisePhones(trx, phonesWithLayout(trx, input.id));
    await trx("phone").where({ layout_id: input.id, organisation_id: input.organisationId }).update({ layout_id: null });
    await trx("setting")
      .where("scope", scopeOf({ layer: "layout", organisationId: input.organisationId, layoutId: input.id }))
      .delete();
    await trx("layout").where({ id: input.id, organisation_id: input.organisationId }).delete();
    const entry = { organisationId: input.organisationId, action: "layout.deleted", subject: { kind: "layout", id: input.id } };
    await recordAudit(trx, { ...entry, before: { name: before.name }, restore }, actor, now);
  });
}

/** All that goes with a layout: its keys, its settings, and which phones have it. */
async function whatItHas(trx: Db, { organisationId, id }: { organisationId: string; id: string }): Promise<AuditValue> {
  const keys: KeyRow[] = await trx("layout_key").where("layout_id", id).orderBy(["module", "key_index"]).select(keyColumns);
  const scope = scopeOf({ layer: "layout", organisationId, layoutId: id });
  const settings: { vendor: string; name: string; value: string }[] = await trx("setting")
    .where("scope", scope)
    .orderBy(["vendor", "name"])
    .select("vendor", "name", "value");
  const phones: string[] = await trx("phone").where({ layout_id: id, organisation_id: organisationId }).orderBy("id").pluck("id");
  return { keys: keys.map(presentKey), settings, phones };
}

export async function findLayout(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<Layout | null> {
  const query = db<LayoutRow>("layout").where("organisation_id", by.organisationId);
  const row = await ("id" in by ? query.where("id", by.id) : query.where("name", by.name)).first();
  return row ? present(row) : null;
}

export async function listLayouts(db: Db, organisationId: string): Promise<Layout[]> {
  return (await db<LayoutRow>("layout").where("organisation_id", organisationId).orderBy("name")).map(present);
}
