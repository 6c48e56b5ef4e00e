import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneLine } from "../domain/one-line.ts";
import { type Problem, refuseProblems } from "../domain/problem.ts";
import {
  distributions,
  type GroupSettings,
  type GroupWays,
  groupProblems,
  presentations,
  usualSettings,
} from "../domain/response-group.ts";
import { scheduleStarts } from "../domain/schedule-start.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { loadCallGraph, refuseLoopByNumber } from "./call-graph.ts";
import { announce } from "./changes.ts";
import { pointersTo } from "./destination-pointers.ts";
import { DestinationInput, loadDestinations } from "./destinations.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Followed, raiseFollowers } from "./followers.ts";
import { newId } from "./ids.ts";
import { mustBeFree, numberFor, setExtension } from "./number-owners.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { columnsOf, getResponseGroup, type ResponseGroup } from "./response-group-rows.ts";
import { endlessGroups, loadGroupWays, writeGroupWays } from "./response-group-ways.ts";
import { checkVersion, edit, made, unlessTaken } from "./rows.ts";
import { createSchedule, type ScheduleBody } from "./schedules.ts";
import { keepSnapshot } from "./snapshots.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { Extension } from "./users.ts";

export { findResponseGroup, getResponseGroup, listResponseGroups, type ResponseGroup } from "./response-group-rows.ts";

const Id = z.string().min(1).max(64);
const Way = z.strictObject({ destination: DestinationInput, announcementId: Id.nullable().default(null) });
const Line = z.string().max(200).overwrite(oneLine).trim();

/** How a group answers and where its calls go on to; what is absent stays as it is. Limits are told by `groupProblems`. */
export const AnsweringInput = z.strictObject({
  displayName: Line.max(100).nullable().optional(),
  distribution: z.enum(distributions).optional(),
  ringSeconds: z.int().optional(),
  wrapUpSeconds: z.int().optional(),
  maxQueue: z.int().nullable().optional(),
  presentation: z.enum(presentations).optional(),
  /** Any written form. */
  presentationNumber: Line.max(60).nullable().optional(),
  presentationPrefix: Line.nullable().optional(),
  welcomeId: Id.nullable().optional(),
  saysPosition: z.boolean().optional(),
  comfortId: Id.nullable().optional(),
  comfortSeconds: z.int().nullable().optional(),
  musicId: Id.nullable().optional(),
  ringsDiverted: z.boolean().optional(),
  confirmsOnMobile: z.boolean().optional(),
  full: Way.nullable().optional(),
  nobody: Way.nullable().optional(),
  redirects: z
    .array(Way.extend({ afterSeconds: z.int() }))
    .max(50)
    .optional(),
});
export type AnsweringInput = z.infer<typeof AnsweringInput>;

export const CreateResponseGroup = AnsweringInput.extend({
  organisationId: z.string(),
  name: Title,
  /** Any written form. */
  number: z.string().nullable().default(null),
  extension: Extension.nullable().default(null),
  /** The hours that it begins with. */
  start: z.enum(scheduleStarts).optional(),
});
export type CreateResponseGroup = z.infer<typeof CreateResponseGroup>;
export const UpdateResponseGroup = AnsweringInput.extend({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  name: Title.optional(),
  number: z.string().nullable().optional(),
  extension: Extension.nullable().optional(),
});
export type UpdateResponseGroup = z.infer<typeof UpdateResponseGroup>;

/** A group with where its calls go on to. */
export type WholeGroup = ResponseGroup & GroupWays;
const noWays: GroupWays = { full: null, nobody: null, redirects: [] };

/** @throws DomainError `response_group_not_found` */
export async function getWholeGroup(db: Db, by: { organisationId: string; id: string }): Promise<WholeGroup> {
  const group = await getResponseGroup(db, by);
  const ways = await loadGroupWays(db, by.organisationId, [by.id]);
  return { ...group, ...ways(by.id) };
}

type Back = { readonly id?: string | undefined; readonly schedule?: ScheduleBody | undefined };

/**
 * @param back of a group that comes back: keys that follow it know it again by its id, and it has its hours
 * @throws DomainError `organisation_not_found`, `response_group_name_taken`, `number_invalid`, `number_kind_refused`,
 * `number_taken`; ProblemsError of `groupProblems` and as `writeDestinations`
 */
export async function createResponseGroup(
  db: Db,
  input: CreateResponseGroup,
  actor: Actor,
  now: Date,
  back: Back = {},
): Promise<ResponseGroup> {
  return change(db, async (trx) => {
    const { organisationId, name, number, extension, start } = input;
    const { id = newId(now), schedule: body } = back;
    await getOrganisation(trx, { id: organisationId });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name, e164: null };
    await unlessTaken("response_group_name_taken", { name }, trx("response_group").insert(row));
    const graph = number === null ? null : await loadCallGraph(trx, organisationId);
    await setNumber(trx, id, number);
    await setExtension(trx, organisationId, { groupId: id }, extension);
    await createSchedule(trx, { organisationId, owner: { kind: "group", id }, start, body }, actor, now);
    await answerAs(trx, organisationId, id, { ...usualSettings, ...noWays }, input);
    if (graph) await refuseLoopByNumber(trx, organisationId, graph);
    const group = await getWholeGroup(trx, { organisationId, id });
    const entry = { organisationId, action: "response_group.created", subject: { kind: "group", id } };
    await recordAudit(trx, { ...entry, after: unusual(group) }, actor, now);
    await settle(trx, group, actor, now);
    return getResponseGroup(trx, { organisationId, id });
  });
}

/**
 * What stays the same raises no version.
 *
 * @throws DomainError `response_group_not_found`, `version_conflict`, `response_group_is_last` and as `createResponseGroup`
 */
export async function updateResponseGroup(
  db: Db,
  input: UpdateResponseGroup,
  actor: Actor,
  now: Date,
  action: "response_group.updated" | "response_group.restored" = "response_group.updated",
): Promise<WholeGroup> {
  return change(db, async (trx) => {
    const { organisationId, id, name } = input;
    const before = await getWholeGroup(trx, input);
    checkVersion(before, input.version);
    if (name !== undefined && name !== before.name) {
      await unlessTaken("response_group_name_taken", { name }, trx("response_group").where("id", id).update({ name }));
    }
    const graph = input.number ? await loadCallGraph(trx, organisationId) : null;
    if (input.number !== undefined) await setNumber(trx, id, input.number);
    if (input.extension !== undefined) await setExtension(trx, organisationId, { groupId: id }, input.extension);
    await answerAs(trx, organisationId, id, before, input);
    const fields = changedFields(groupFields(before), groupFields(await getWholeGroup(trx, input)));
    if (Object.keys(fields.after).length === 0) return before;
    await edit(trx, "response_group", before, undefined, {}, actor, now);
    const after = await getWholeGroup(trx, input);
    if (graph && before.e164 !== after.e164) await refuseLoopByNumber(trx, organisationId, graph);
    await keepEnd(trx, before, after);
    await recordAudit(trx, { organisationId, action, subject: { kind: "group", id }, ...fields }, actor, now);
    await raiseFollowers(trx, { kind: "group", id, organisationId }, followed(before), followed(after));
    await settle(trx, after, actor, now);
    return after;
  });
}

async function settle(trx: Db, group: WholeGroup, actor: Actor, now: Date): Promise<void> {
  const { organisationId, id, version } = group;
  await keepSnapshot(trx, { organisationId, kind: "group", id, version, body: groupFields(group) }, actor, now);
  await announce(trx, "group", { organisationId });
}

/** Writes settings and ways; those that are not said stay. */
async function answerAs(
  trx: Db,
  organisationId: string,
  id: string,
  before: GroupSettings & GroupWays,
  said: AnsweringInput,
): Promise<void> {
  const { e164 } = await getResponseGroup(trx, { organisationId, id });
  const wanted = answering({ ...before, ...defined(answeringOf(said)) });
  const endless = wanted.redirects.length > 0 ? await endlessGroups(trx, organisationId) : new Set<string>();
  refuseProblems([
    ...groupProblems(wanted, { id, hasNumber: e164 !== null, endless }),
    ...(await announcementProblems(trx, organisationId, wanted)),
  ]);
  await trx("response_group").where("id", id).update(columnsOf(wanted));
  const saysWays = said.full !== undefined || said.nobody !== undefined || said.redirects !== undefined;
  if (saysWays) await writeGroupWays(trx, organisationId, id, wanted);
}

function answeringOf(said: AnsweringInput): AnsweringInput {
  return Object.fromEntries(Object.entries(said).filter(([name]) => Object.hasOwn(AnsweringInput.shape, name)));
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined(said: AnsweringInput): Defined<AnsweringInput> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** Texts without anything in them are none; a number in its canonical form, when it is one. */
function answering(wanted: GroupSettings & GroupWays): GroupSettings & GroupWays {
  const text = (said: string | null) => (said === null || said === "" ? null : said);
  const number = text(wanted.presentationNumber);
  return {
    ...wanted,
    displayName: text(wanted.displayName),
    presentationPrefix: text(wanted.presentationPrefix),
    presentationNumber: number === null ? null : (parseNumber(number)?.canonical ?? number),
  };
}

async function announcementProblems(trx: Db, organisationId: string, wanted: GroupSettings): Promise<Problem[]> {
  const fields = ["welcomeId", "comfortId", "musicId"] as const;
  const ids = fields.flatMap((field) => wanted[field] ?? []);
  if (ids.length === 0) return [];
  const found: string[] = await trx("announcement")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  const missing = fields.filter((field) => wanted[field] !== null && !found.includes(wanted[field]));
  return missing.map((field) => ({ field, code: "announcement_not_found" }));
}

/** Groups whose callers end here rely on this one not to keep them for ever. @throws DomainError `response_group_is_last` */
async function keepEnd(trx: Db, before: WholeGroup, after: WholeGroup): Promise<void> {
  const { organisationId, id } = after;
  if (before.redirects.length === 0 || after.redirects.length > 0) return;
  const pointers = await pointersTo(trx, organisationId, { kind: "group", id });
  const from = pointers.filter((one) => one.ownerKind === "group" && one.slot.startsWith("redirect:"));
  if (from.length === 0) return;
  const owners = from.map((one) => ({ kind: "group", id: one.ownerId }) as const);
  const rows = await loadDestinations(trx, organisationId, owners);
  const ends = from.filter(({ ownerId, slot }) => {
    const steps = (rows.get(`group:${ownerId}`) ?? []).filter((row) => row.slot.startsWith("redirect:")).length;
    return slot === `redirect:${steps - 1}`;
  });
  if (ends.length === 0) return;
  const places = ends.map((one) => one.ownerName);
  throw new DomainError("response_group_is_last", { places, field: "redirects" });
}

async function setNumber(trx: Db, groupId: string, written: string | null): Promise<void> {
  const e164 = written === null ? null : numberFor("responseGroup", written);
  if (e164 !== null) await mustBeFree(trx, e164, { groupId });
  await unlessTaken("number_taken", { number: e164 ?? "" }, trx("response_group").where("id", groupId).update({ e164 }));
}

/** What keys show of a group. */
export function followed(group: ResponseGroup): Followed {
  return { name: group.name, extension: group.extension, numbers: [group.e164] };
}

/** What the audit log says of a group, and what an earlier version of it is. */
export function groupFields(group: WholeGroup) {
  const { name, e164, extension } = group;
  const settings: Record<keyof AnsweringInput, AuditValue> = {
    displayName: group.displayName,
    distribution: group.distribution,
    ringSeconds: group.ringSeconds,
    wrapUpSeconds: group.wrapUpSeconds,
    maxQueue: group.maxQueue,
    presentation: group.presentation,
    presentationNumber: group.presentationNumber,
    presentationPrefix: group.presentationPrefix,
    welcomeId: group.welcomeId,
    saysPosition: group.saysPosition,
    comfortId: group.comfortId,
    comfortSeconds: group.comfortSeconds,
    musicId: group.musicId,
    ringsDiverted: group.ringsDiverted,
    confirmsOnMobile: group.confirmsOnMobile,
    full: group.full,
    nobody: group.nobody,
    redirects: group.redirects,
  };
  return { name, number: e164, extension, ...settings };
}

/** Name and numbers, and what is not as it usually is: the rest of a new group says nothing. */
export function unusual(group: WholeGroup): Record<string, AuditValue> {
  const usual: Record<string, AuditValue> = { ...usualSettings, ...noWays };
  const own = Object.entries(groupFields(group));
  return Object.fromEntries(
    own.filter(([name, value]) => !Object.hasOwn(usual, name) || JSON.stringify(value) !== JSON.stringify(usual[name])),
  );
}
