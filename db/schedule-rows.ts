import { DomainError } from "../domain/errors.ts";
import {
  type ClosedNow,
  type Schedule,
  type ScheduleAction,
  type ScheduleBody,
  type ScheduleEntry,
  scheduleActions,
} from "../domain/schedule.ts";
import { type ScheduleStart, startEntries } from "../domain/schedule-start.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { type EditableRow, made, versioned } from "./rows.ts";
import { mustHaveAnnouncements } from "./schedule-announcements.ts";
import { RuleInput } from "./schedule-input.ts";
import { keepSnapshot } from "./snapshots.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export type { ScheduleBody } from "../domain/schedule.ts";

export type OwnerKind = "group" | "menu";
export type ScheduleOwner = { readonly kind: OwnerKind; readonly id: string };

/** A schedule with whom it belongs to. `schedule.closedNow` may be over. */
export type StoredSchedule = Versioned & {
  readonly organisationId: string;
  readonly updatedBy: string;
  readonly owner: ScheduleOwner & { readonly name: string; readonly number: string | null };
  readonly schedule: Schedule;
  /** Who has closed it. */
  readonly closedBy: string | null;
};

type Row = EditableRow & {
  organisation_id: string;
  group_id: string | null;
  menu_id: string | null;
  default_action: string;
  default_announcement_id: string | null;
  closed_from: string | null;
  closed_until: string | null;
  closed_announcement_id: string | null;
  closed_by: string | null;
  time_zone: string;
  group_name: string | null;
  group_number: string | null;
  menu_name: string | null;
  menu_number: string | null;
};
type EntryRow = {
  schedule_id: string;
  id: string;
  label: string;
  rule: string;
  action: string;
  announcement_id: string | null;
  enabled: boolean | number;
};

export function ownerKey({ kind, id }: ScheduleOwner): `${OwnerKind}:${string}` {
  return `${kind}:${id}`;
}

export function bodyOf({ schedule }: StoredSchedule): ScheduleBody {
  return { entries: schedule.entries, otherwise: schedule.otherwise };
}

/** @throws DomainError `schedule_not_found` */
export async function getSchedule(
  db: Db,
  { organisationId, id }: { organisationId: string; id: string },
): Promise<StoredSchedule> {
  const [found] = await load(db, organisationId, (query) => query.where("s.id", id));
  if (!found) throw new DomainError("schedule_not_found");
  return found;
}

/** Schedules by id, in no order; those that are no longer there are missing. Two queries for any number. */
export async function findSchedules(db: Db, organisationId: string, ids: readonly string[]): Promise<StoredSchedule[]> {
  return ids.length === 0 ? [] : load(db, organisationId, (query) => query.where(oneOf(db, "s.id", ids)));
}

/** Schedules of these groups and menus, by `ownerKey`; absent: of all. Two queries for any number. */
export async function loadSchedules(
  db: Db,
  organisationId: string,
  owners?: readonly ScheduleOwner[],
): Promise<Map<string, StoredSchedule>> {
  if (owners?.length === 0) return new Map();
  const ids = (kind: OwnerKind) => (owners ?? []).filter((one) => one.kind === kind).map(({ id }) => id);
  const found = await load(db, organisationId, (query) => {
    if (owners === undefined) return query;
    return query.where((some) => some.where(oneOf(db, "s.group_id", ids("group"))).orWhere(oneOf(db, "s.menu_id", ids("menu"))));
  });
  return new Map(found.map((one) => [ownerKey(one.owner), one]));
}

type Query = ReturnType<typeof rows>;
function rows(db: Db, organisationId: string) {
  return db("schedule as s")
    .join("organisation as o", "o.id", "s.organisation_id")
    .leftJoin("response_group as g", "g.id", "s.group_id")
    .leftJoin("menu as m", "m.id", "s.menu_id")
    .where("s.organisation_id", organisationId)
    .select<Row[]>("s.*", "o.time_zone", {
      ...{ group_name: "g.name", group_number: "g.e164", menu_name: "m.name", menu_number: "m.e164" },
    });
}

async function load(db: Db, organisationId: string, narrow: (query: Query) => Query): Promise<StoredSchedule[]> {
  const found: Row[] = await narrow(rows(db, organisationId));
  const entries: EntryRow[] = await db("schedule_entry")
    .where(
      oneOf(
        db,
        "schedule_id",
        found.map((row) => row.id),
      ),
    )
    .orderBy(["schedule_id", "position"])
    .select("schedule_id", "id", "label", "rule", "action", "announcement_id", "enabled");
  const byOwner = Map.groupBy(entries, (row) => row.schedule_id);
  return found.map((row) => present(row, byOwner.get(row.id) ?? []));
}

function present(row: Row, entries: readonly EntryRow[]): StoredSchedule {
  const { group_id: groupId, menu_id: menuId } = row;
  const owner =
    groupId !== null
      ? ({ kind: "group", id: groupId, name: row.group_name ?? "", number: row.group_number } as const)
      : ({ kind: "menu", id: menuId ?? "", name: row.menu_name ?? "", number: row.menu_number } as const);
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    updatedBy: row.updated_by,
    owner,
    schedule: {
      zone: row.time_zone,
      entries: entries.map(presentEntry),
      otherwise: { action: actionOf(row.default_action), announcementId: row.default_announcement_id },
      closedNow: closedOf(row),
    },
    closedBy: row.closed_by,
  };
}

function closedOf({ closed_from, closed_until, closed_announcement_id }: Row): ClosedNow | null {
  if (closed_from === null || closed_until === null) return null;
  return { from: new Date(closed_from), until: new Date(closed_until), announcementId: closed_announcement_id };
}

function presentEntry({ id, label, rule, action, announcement_id, enabled }: EntryRow): ScheduleEntry {
  return {
    ...{ id, label, rule: RuleInput.parse(JSON.parse(rule)), action: actionOf(action) },
    announcementId: announcement_id,
    enabled: Boolean(enabled),
  };
}

/** What is neither is closed: nobody reaches a firm by mistake of ours when it has gone home. */
function actionOf(text: string): ScheduleAction {
  return scheduleActions.find((one) => one === text) ?? "closed";
}

type Written = Omit<ScheduleEntry, "id"> & { readonly id?: string | undefined };
/** A whole schedule before new entries have got their ids. */
export type WrittenBody = { readonly entries: readonly Written[]; readonly otherwise: Schedule["otherwise"] };

/** The entries as written, each with an id. */
export function withIds(body: WrittenBody, now: Date): ScheduleBody {
  const entries = body.entries.map((entry, at) => ({ ...entry, id: entry.id ?? newId(now, at) }));
  return { entries, otherwise: body.otherwise };
}

/** Puts these entries in the place of all that the schedules have. */
export async function replaceEntries(
  trx: Db,
  written: readonly { readonly id: string; readonly entries: readonly ScheduleEntry[] }[],
): Promise<void> {
  const ids = written.map(({ id }) => id);
  await trx("schedule_entry")
    .where(oneOf(trx, "schedule_id", ids))
    .delete();
  const all = written.flatMap(({ id, entries }) =>
    entries.map((entry, position) => ({
      ...{ schedule_id: id, id: entry.id, position, label: entry.label, rule: JSON.stringify(entry.rule) },
      ...{ action: entry.action, announcement_id: entry.announcementId, enabled: entry.enabled },
    })),
  );
  for (const part of chunks(all, rowsPerInsert(8))) await trx("schedule_entry").insert(part);
}

/**
 * The schedule of a group or menu that is made now: part of its transaction, so that none is ever without.
 *
 * @param say `start`: the hours that it begins with, open at all hours unless said; `body`: of one that comes back
 * @throws DomainError `announcement_not_found` when one of the body's is gone
 */
export async function createSchedule(
  trx: Db,
  say: {
    readonly organisationId: string;
    readonly owner: ScheduleOwner;
    readonly start?: ScheduleStart | undefined;
    readonly body?: ScheduleBody | undefined;
  },
  actor: Actor,
  now: Date,
): Promise<string> {
  const { organisationId, owner, start = "always" } = say;
  const body = say.body ?? withIds(startEntries(start), now);
  if (say.body) await mustHaveAnnouncements(trx, organisationId, say.body);
  const id = newId(now);
  await trx("schedule").insert({
    ...made(id, actor, now),
    organisation_id: organisationId,
    group_id: owner.kind === "group" ? owner.id : null,
    menu_id: owner.kind === "menu" ? owner.id : null,
    default_action: body.otherwise.action,
    default_announcement_id: body.otherwise.announcementId,
  });
  await replaceEntries(trx, [{ id, entries: body.entries }]);
  await keepSnapshot(trx, { organisationId, kind: "schedule", id, version: 1, body }, actor, now);
  return id;
}
