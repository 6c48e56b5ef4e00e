import { z } from "zod";
import { menuKeys } from "../domain/destination.ts";
import { DomainError } from "../domain/errors.ts";
import { type MenuSettings, menuProblems, usualMenu } from "../domain/menu.ts";
import { type Problem, refuseProblems } from "../domain/problem.ts";
import { scheduleStarts } from "../domain/schedule-start.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { loadCallGraph, refuseLoopByNumber } from "./call-graph.ts";
import { announce } from "./changes.ts";
import { pointersTo } from "./destination-pointers.ts";
import { DestinationInput, writeDestinations } from "./destinations.ts";
import { oneOf } from "./dialect/dialect.ts";
import { loadTargetNames } from "./forwarding-targets.ts";
import { newId } from "./ids.ts";
import { getMenu, type Menu, menuRows, menuWays } from "./menu-rows.ts";
import { mustBeFree, numberFor } from "./number-owners.ts";
import { getOrganisation, LanguageTag, Title } from "./organisations.ts";
import { checkVersion, edit, made, unlessTaken } from "./rows.ts";
import { bodyOf, createSchedule, getSchedule, type ScheduleBody } from "./schedules.ts";
import { getSnapshot, keepSnapshot } from "./snapshots.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { findMenu, getMenu, listMenus, type Menu } from "./menu-rows.ts";

const Id = z.string().min(1).max(64);
const Way = z.strictObject({ destination: DestinationInput, announcementId: Id.nullable().default(null) });

/** A menu as it is written. Limits are told by `menuProblems`. */
export const MenuInput = z.strictObject({
  name: Title,
  /** Any written form. */
  number: z.string().max(60).nullable().default(null),
  language: LanguageTag.default("sv"),
  welcomeId: Id.nullable().default(null),
  timeoutSeconds: z.int().default(usualMenu.timeoutSeconds),
  maxTimeouts: z.int().default(usualMenu.maxTimeouts),
  maxInvalid: z.int().default(usualMenu.maxInvalid),
  keys: z
    .array(z.strictObject({ key: z.enum(menuKeys), ...Way.shape }))
    .max(24)
    .default([]),
  /** When no key is pressed; null: the call ends. */
  timeout: Way.nullable().default(null),
  /** When the wrong key is pressed too often; null: the call ends. */
  invalid: Way.nullable().default(null),
});
export type MenuInput = z.output<typeof MenuInput>;
export const Start = z.enum(scheduleStarts).default("always");

type Of = { readonly organisationId: string; readonly id: string };
type Back = { readonly id?: string | undefined; readonly schedule?: ScheduleBody | undefined };

/**
 * @param input `start`: the hours that it begins with
 * @param back of a menu that comes back: what leads to it knows it again by its id, and it has its hours
 * @throws DomainError `organisation_not_found`, `menu_name_taken`, `number_invalid`, `number_kind_refused`, `number_taken`;
 * ProblemsError of `menuProblems`, `announcement_not_found` and as `writeDestinations`
 */
export async function createMenu(
  db: Db,
  input: MenuInput & { readonly organisationId: string; readonly start?: z.output<typeof Start> },
  actor: Actor,
  now: Date,
  back: Back = {},
): Promise<Menu> {
  return change(db, async (trx) => {
    const { organisationId, name } = input;
    const { id = newId(now), schedule: body } = back;
    await getOrganisation(trx, { id: organisationId });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name, e164: null, ...columnsOf(input) };
    await unlessTaken("menu_name_taken", { name }, trx("menu").insert(row));
    await createSchedule(trx, { organisationId, owner: { kind: "menu", id }, start: input.start, body }, actor, now);
    await write(trx, { organisationId, id }, input);
    const menu = await getMenu(trx, { organisationId, id });
    const entry = { organisationId, action: "menu.created", subject: { kind: "menu", id } };
    await recordAudit(trx, { ...entry, after: menuFields(menu) }, actor, now);
    await settle(trx, menu, actor, now);
    return menu;
  });
}

/**
 * Writes the whole menu. What stays the same raises no version.
 *
 * @throws DomainError `menu_not_found`, `version_conflict` and as `createMenu`
 */
export async function saveMenu(
  db: Db,
  input: MenuInput & Of & { readonly version?: number | undefined },
  actor: Actor,
  now: Date,
  action: "menu.updated" | "menu.restored" = "menu.updated",
): Promise<Menu> {
  return change(db, async (trx) => {
    const { organisationId, id, name } = input;
    const before = await getMenu(trx, input);
    checkVersion(before, input.version);
    await unlessTaken(
      "menu_name_taken",
      { name },
      trx("menu")
        .where("id", id)
        .update({ name, ...columnsOf(input) }),
    );
    await write(trx, input, input);
    const fields = changedFields(menuFields(before), menuFields(await getMenu(trx, input)));
    if (Object.keys(fields.after).length === 0) return before;
    await edit(trx, "menu", before, undefined, {}, actor, now);
    const after = await getMenu(trx, input);
    const entry = { organisationId, action, subject: { kind: "menu", id } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await settle(trx, after, actor, now);
    return after;
  });
}

/** The same menu under another name, without the number; its hours too. What leads from it to itself leads to the copy. */
export async function copyMenu(db: Db, input: Of & { readonly name: string }, actor: Actor, now: Date): Promise<Menu> {
  return change(db, async (trx) => {
    const { organisationId, name } = input;
    const from = await getMenu(trx, input);
    const schedule = await getSchedule(trx, { organisationId, id: from.scheduleId });
    const { entries, otherwise } = bodyOf(schedule);
    // Entries are unique in the whole table.
    const body = { entries: entries.map((entry, at) => ({ ...entry, id: newId(now, at) })), otherwise };
    const id = newId(now);
    const own = JSON.stringify({ kind: "menu", id: from.id });
    const toCopy = (ways: ReturnType<typeof menuRows>) =>
      ways.map((row) => (JSON.stringify(row.destination) === own ? { ...row, destination: { kind: "menu", id } as const } : row));
    const wanted = MenuInput.parse({ ...inputOf(from), ...menuWays(toCopy(menuRows(from))), name, number: null });
    return createMenu(trx, { organisationId, ...wanted }, actor, now, { id, schedule: body });
  });
}

/**
 * Refused while calls lead to the menu: they would vanish.
 *
 * @throws DomainError `menu_not_found`, `menu_in_use` (detail: `places`)
 */
export async function deleteMenu(db: Db, input: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getMenu(trx, input);
    const pointers = await pointersTo(trx, organisationId, { kind: "menu", id });
    if (pointers.length > 0) {
      throw new DomainError("menu_in_use", { places: [...new Set(pointers.map((one) => one.ownerName))] });
    }
    const schedule = bodyOf(await getSchedule(trx, { organisationId, id: before.scheduleId }));
    // What is forwarded there is switched off, or somebody's who is gone: nothing leads to a menu that is not there.
    await trx("call_forwarding")
      .where({ organisation_id: organisationId, target_kind: "menu", target_id: id })
      .update({ target_kind: null, target_id: null, enabled: false });
    await trx("menu").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "menu.deleted", subject: { kind: "menu", id } };
    await recordAudit(trx, { ...entry, before: menuFields(before), restore: { schedule } as AuditValue }, actor, now);
    await announce(trx, "menu", { organisationId });
  });
}

/** What is kept of each version: as it is written, and what its targets were called then. */
export const MenuBody = z.object({ ...MenuInput.shape, names: z.record(z.string(), z.string()).default({}) });
export type MenuBody = z.output<typeof MenuBody>;

/**
 * Writes an earlier version again, as an ordinary save.
 *
 * @throws DomainError `snapshot_not_found`, `restore_gone` (detail: `names` of what it led to and is gone), and as `saveMenu`
 */
export async function restoreMenu(
  db: Db,
  input: Of & { readonly restore: number; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Menu> {
  return change(db, async (trx) => {
    const { organisationId, id, restore, version } = input;
    await getMenu(trx, input);
    const kept = await getSnapshot(trx, { organisationId, kind: "menu", id, version: restore });
    if (!kept) throw new DomainError("snapshot_not_found");
    const { names, ...body } = MenuBody.parse(kept.body);
    const still = await namesOf(trx, organisationId, body);
    const gone = Object.keys(names).filter((key) => still[key] === undefined);
    if (gone.length > 0) throw new DomainError("restore_gone", { names: gone.map((key) => names[key] ?? "") });
    return saveMenu(trx, { ...body, organisationId, id, version }, actor, now, "menu.restored");
  });
}

/** Names of all that a menu leads to or says, by `user:<id>`, `announcement:<id>` …; what is gone is missing. */
async function namesOf(db: Db, organisationId: string, menu: MenuSettings): Promise<Record<string, string>> {
  return pickNames(await loadTargetNames(db, organisationId, namedIn(menu)), menu);
}

function namedIn(menu: MenuSettings) {
  const rows = menuRows(menu);
  const said = [menu.welcomeId, ...rows.map((row) => row.announcementId)].flatMap((id) =>
    id === null ? [] : [{ kind: "announcement", id } as const],
  );
  return [...rows.map((row) => row.destination), ...said];
}

function pickNames(found: Awaited<ReturnType<typeof loadTargetNames>>, menu: MenuSettings): Record<string, string> {
  const keys = new Set(
    namedIn(menu).flatMap((one) => ("id" in one ? [`${one.kind === "voicemail" ? "user" : one.kind}:${one.id}`] : [])),
  );
  return Object.fromEntries([...found].flatMap(([key, { name, active }]) => (active && keys.has(key) ? [[key, name]] : [])));
}

/** What is kept of a version of these menus, by id. */
export async function menuBodies(db: Db, organisationId: string, menus: readonly Menu[]): Promise<Map<string, MenuBody>> {
  const found = await loadTargetNames(db, organisationId, menus.flatMap(namedIn));
  return new Map(menus.map((menu) => [menu.id, { ...inputOf(menu), names: pickNames(found, menu) }]));
}

async function settle(trx: Db, menu: Menu, actor: Actor, now: Date): Promise<void> {
  const { organisationId, id, version } = menu;
  const body = (await menuBodies(trx, organisationId, [menu])).get(id);
  await keepSnapshot(trx, { organisationId, kind: "menu", id, version, body }, actor, now);
  await announce(trx, "menu", { organisationId });
}

/** Number, welcome and ways, with every check. */
async function write(trx: Db, { organisationId, id }: Of, wanted: MenuInput): Promise<void> {
  refuseProblems([...menuProblems(wanted), ...(await announcementProblems(trx, organisationId, wanted.welcomeId))]);
  const e164 = wanted.number === null || wanted.number.trim() === "" ? null : numberFor("responseGroup", wanted.number);
  if (e164 !== null) await mustBeFree(trx, e164, { menuId: id });
  const had = await trx("menu").where("id", id).first<{ e164: string | null } | undefined>("e164");
  const graph = e164 === null || e164 === had?.e164 ? null : await loadCallGraph(trx, organisationId);
  const columns = { e164, welcome_id: wanted.welcomeId };
  await unlessTaken("number_taken", { number: e164 ?? "" }, trx("menu").where("id", id).update(columns));
  const fieldOf = (slot: string) => {
    const at = wanted.keys.findIndex((one) => slot === `key:${one.key}`);
    return `${at < 0 ? slot : `keys.${at}`}.destination`;
  };
  await writeDestinations(trx, organisationId, { kind: "menu", id }, menuRows(wanted), fieldOf);
  if (graph) await refuseLoopByNumber(trx, organisationId, graph);
}

async function announcementProblems(trx: Db, organisationId: string, id: string | null): Promise<Problem[]> {
  if (id === null) return [];
  const found = await trx("announcement")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", [id]))
    .first("id");
  return found ? [] : [{ field: "welcomeId", code: "announcement_not_found" }];
}

function columnsOf(menu: Omit<MenuSettings, "keys" | "timeout" | "invalid">) {
  return {
    language: menu.language,
    timeout_seconds: menu.timeoutSeconds,
    max_timeouts: menu.maxTimeouts,
    max_invalid: menu.maxInvalid,
  };
}

/** The menu as it would be written. */
export function inputOf(menu: Menu): MenuInput {
  const { name, e164, language, welcomeId, timeoutSeconds, maxTimeouts, maxInvalid, keys, timeout, invalid } = menu;
  return MenuInput.parse({
    ...{ name, number: e164, language, welcomeId, timeoutSeconds, maxTimeouts, maxInvalid, keys, timeout, invalid },
  });
}

/** What the audit log says of a menu. */
export function menuFields(menu: Menu): Record<string, AuditValue> {
  return { ...inputOf(menu) };
}
