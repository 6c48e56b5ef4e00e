import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Followed, raiseFollowers } from "./followers.ts";
import { newId } from "./ids.ts";
import { mustBeFree, numberFor, setExtension } from "./number-owners.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";
import { Extension } from "./users.ts";

export const CreateResponseGroup = z.strictObject({
  organisationId: z.string(),
  name: Title,
  /** Any written form. */
  number: z.string().nullable().default(null),
  extension: Extension.nullable().default(null),
});
export type CreateResponseGroup = z.infer<typeof CreateResponseGroup>;
export const UpdateResponseGroup = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  name: Title.optional(),
  number: z.string().nullable().optional(),
  extension: Extension.nullable().optional(),
});
export type UpdateResponseGroup = z.infer<typeof UpdateResponseGroup>;
export type ResponseGroup = Versioned & {
  readonly organisationId: string;
  readonly name: string;
  readonly e164: string | null;
  readonly extension: string | null;
};

type GroupRow = EditableRow & { organisation_id: string; name: string; e164: string | null };

async function present(db: Db, rows: readonly GroupRow[]): Promise<ResponseGroup[]> {
  const ids = rows.map((row) => row.id);
  const extensions: { group_id: string; digits: string }[] = await db("extension")
    .where(oneOf(db, "group_id", ids))
    .select("group_id", "digits");
  const byGroup = new Map(extensions.map((row) => [row.group_id, row.digits]));
  return rows.map((row) => ({
    ...versioned(row),
    organisationId: row.organisation_id,
    name: row.name,
    e164: row.e164,
    extension: byGroup.get(row.id) ?? null,
  }));
}

/**
 * @param id of a group that comes back: keys that follow it know it again
 * @throws DomainError `organisation_not_found`, `name_invalid` (taken), `number_invalid`, `number_kind_refused`, `number_taken`
 */
export async function createResponseGroup(
  db: Db,
  input: CreateResponseGroup,
  actor: Actor,
  now: Date,
  id = newId(now),
): Promise<ResponseGroup> {
  return change(db, async (trx) => {
    const { organisationId, name } = input;
    await getOrganisation(trx, { id: organisationId });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name, e164: null };
    await unlessTaken("name_invalid", { name }, trx("response_group").insert(row));
    await setNumber(trx, row.id, input.number);
    await setExtension(trx, organisationId, { groupId: row.id }, input.extension);
    const group = await getResponseGroup(trx, { organisationId, id: row.id });
    const entry = { organisationId, action: "response_group.created", subject: { kind: "group", id: row.id } };
    await recordAudit(trx, { ...entry, after: groupFields(group) }, actor, now);
    return group;
  });
}

/** @throws DomainError `response_group_not_found`, `version_conflict` and as `createResponseGroup` */
export async function updateResponseGroup(db: Db, input: UpdateResponseGroup, actor: Actor, now: Date): Promise<ResponseGroup> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getResponseGroup(trx, input);
    const write = edit(trx, "response_group", before, input.version, { name: input.name }, actor, now);
    await unlessTaken("name_invalid", { name: input.name ?? "" }, write);
    if (input.number !== undefined) await setNumber(trx, id, input.number);
    if (input.extension !== undefined) await setExtension(trx, organisationId, { groupId: id }, input.extension);
    const after = await getResponseGroup(trx, input);
    const entry = { organisationId, action: "response_group.updated", subject: { kind: "group", id } };
    await recordAudit(trx, { ...entry, ...changedFields(groupFields(before), groupFields(after)) }, actor, now);
    await raiseFollowers(trx, { kind: "group", id, organisationId }, followed(before), followed(after));
    return after;
  });
}

/** Keys that follow the group stay and become misfits. @throws DomainError `response_group_not_found` */
export async function deleteResponseGroup(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getResponseGroup(trx, input);
    await raiseFollowers(trx, { kind: "group", id, organisationId }, followed(before), null);
    await trx("response_group").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "response_group.deleted", subject: { kind: "group", id } };
    await recordAudit(trx, { ...entry, before: groupFields(before) }, actor, now);
  });
}

async function setNumber(trx: Db, groupId: string, written: string | null): Promise<void> {
  const e164 = written === null ? null : numberFor("responseGroup", written);
  if (e164 !== null) await mustBeFree(trx, e164, { groupId });
  await unlessTaken("number_taken", { number: e164 ?? "" }, trx("response_group").where("id", groupId).update({ e164 }));
}

function followed(group: ResponseGroup): Followed {
  return { name: group.name, extension: group.extension, numbers: [group.e164] };
}

/** What the audit log says of a group. */
export function groupFields({ name, e164, extension }: ResponseGroup) {
  return { name, number: e164, extension };
}

/** As `findResponseGroup` by id. @throws DomainError `response_group_not_found` */
export async function getResponseGroup(db: Db, by: { organisationId: string; id: string }): Promise<ResponseGroup> {
  const group = await findResponseGroup(db, { organisationId: by.organisationId, id: by.id });
  if (!group) throw new DomainError("response_group_not_found");
  return group;
}

export async function findResponseGroup(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<ResponseGroup | null> {
  const query = db<GroupRow>("response_group").where("organisation_id", by.organisationId);
  const [group] = await present(db, await ("id" in by ? query.where("id", by.id) : query.where("name", by.name)));
  return group ?? null;
}

export async function listResponseGroups(db: Db, organisationId: string): Promise<ResponseGroup[]> {
  return present(db, await db<GroupRow>("response_group").where("organisation_id", organisationId).orderBy("name"));
}
